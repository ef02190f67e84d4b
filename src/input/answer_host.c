/*
 * Lines of host, nslookup and resolvectl, each of which holds one record or one outcome, and of dig +short, which prints the data alone.
 *
 *   host       = name SP "descriptive text" SP strings / name SP "mail is handled by" SP preference SP name
 *              / name SP "is an alias for" SP name / name SP "has no" SP type SP "record"
 *              / "Host" SP name SP "not found:" SP rcode "(" RCODE ")"
 *   nslookup   = name TAB "text =" ( SP strings / *LF 1*( TAB DQUOTE text DQUOTE ) )     the second is Windows': a string a line
 *              / name TAB ( "mail exchanger = " preference SP name / "canonical name = " name )
 *              / name TAB "MX preference = " preference ", mail exchanger = " name
 *              / 1*"*" ... name ":" reason
 *   resolvectl = record SP "-- link: " interface / name ": resolve call failed: " reason
 *   short      = strings / preference SP name / name                          a line is a record; names are a chain of aliases
 */
#include "input/answer_reading.h"

#include "base/ascii.h"

#include <string.h>

enum { TTL_NOT_KNOWN = 3600 };

/* What begins a record: its owner, and where the data begins in the line. */
struct row {
	const char *phrase;
	uint16_t type; /* 0: of no concern */
};

/* What is after the data: " (insecure)" of unbound-host -v, " from server 192.0.2.53 in 1 ms." of dig +short +identify. */
static struct slice without_remark(struct slice data)
{
	static const char *const remarks[] = { "\" (insecure)", "\" (secure)", "\" (BOGUS",
		"\" from server " };

	for (size_t i = 0; i < sizeof remarks / sizeof *remarks; i++) {
		ptrdiff_t at = slice_find_text(data, remarks[i], 0);

		if (at > 0)
			return slice_part(data, 0, (size_t)at + 1);
	}
	return data;
}

static bool take(struct answer_reader *reader, struct slice owner, uint16_t type, struct slice data)
{
	struct answer_writer *writer = &reader->writer;

	data = without_remark(slice_trim(data));
	if (!data.len || !answer_begin_record(writer, owner, TTL_NOT_KNOWN, type))
		return false;
	answer_add_lines(reader, data, false);
	answer_end_record(writer, answer_offset(writer, data));
	answer_note_alias(reader, data);
	answer_note_record(reader);
	return true;
}

/* The first phrase of a list that a line has after one name. */
static const struct row *find_row(const struct row *rows, size_t count, struct slice line,
	struct slice *ret_owner, struct slice *ret_data)
{
	for (size_t i = 0; i < count; i++) {
		*ret_data = answer_after(line, rows[i].phrase, ret_owner);
		if (ret_data->at && ret_owner->len && slice_find(*ret_owner, ' ', 0) < 0 &&
			slice_find(*ret_owner, '"', 0) < 0)
			return &rows[i];
	}
	return NULL;
}

static enum dns_outcome outcome_of_reason(struct slice reason)
{
	if (slice_find_nocase(reason, "NXDOMAIN", 0) >= 0 ||
		slice_find_nocase(reason, "Non-existent domain", 0) >= 0)
		return DNS_NXDOMAIN;
	if (slice_find_nocase(reason, "No answer", 0) >= 0 ||
		slice_find_nocase(reason, "does not have any RR", 0) >= 0)
		return DNS_NO_DATA;
	if (slice_find_nocase(reason, "REFUSED", 0) >= 0)
		return DNS_REFUSED;
	if (slice_find_nocase(reason, "No response", 0) >= 0 || slice_find_nocase(reason, "timed", 0) >= 0)
		return DNS_TIMEOUT;
	return DNS_SERVFAIL;
}

/* The type is that of the command, if that is known. */
static void note_outcome(struct answer_reader *reader, struct slice name, struct slice reason)
{
	struct asked asked = { 0 };

	reader->command.failed = false;
	answer_set_name(reader, &asked, name);
	if (!reader->command.asked.has_name ||
		(asked.has_name && dns_name_equal(&asked.name, &reader->command.asked.name)))
		asked.type = reader->command.asked.type;
	answer_note_outcome(reader, &asked, outcome_of_reason(reason));
}

static bool read_no_record(struct answer_reader *reader, struct slice line)
{
	struct slice name, type = answer_after(line, " has no ", &name);
	struct asked asked = { 0 };

	if (!type.at || slice_find(name, ' ', 0) >= 0 || !slice_ends_nocase(line, " record") ||
		!answer_type(answer_word(&type), &asked.type) || !answer_set_name(reader, &asked, name))
		return false;
	reader->command.failed = false;
	answer_note_outcome(reader, &asked, DNS_NO_DATA);
	return true;
}

bool answer_read_host(struct answer_reader *reader, struct slice line)
{
	static const struct row rows[] = { { " descriptive text ", DNS_TYPE_TXT },
		{ " has TXT record ", DNS_TYPE_TXT }, /* of unbound-host */
		{ " has SPF record ", DNS_TYPE_SPF }, { " mail is handled by ", DNS_TYPE_MX },
		{ " is an alias for ", DNS_TYPE_CNAME }, { " has address ", DNS_TYPE_A },
		{ " has IPv6 address ", DNS_TYPE_AAAA }, { " name server ", DNS_TYPE_NS },
		{ " has SOA record ", DNS_TYPE_SOA }, { " has CAA record ", 0 },
		{ " has HTTP service bindings ", 0 }, { " has DNSKEY record ", 0 },
		{ " has DS record ", 0 } };
	struct slice name, data, reason = answer_after(line, " not found: ", &name);
	const struct row *row;

	if (reason.at && slice_starts(line, "Host ")) {
		note_outcome(reader, slice_part(name, strlen("Host "), name.len), reason);
		return true;
	}
	if (read_no_record(reader, line))
		return true;
	row = find_row(rows, sizeof rows / sizeof *rows, line, &name, &data);
	return row && (!row->type || take(reader, name, row->type, data));
}

/* Windows: "*** dns.google can't find x.example.com: Non-existent domain", in any language; the name is the last one. */
static bool read_complaint(struct answer_reader *reader, struct slice line)
{
	struct slice word, name = { 0 }, reason = { 0 };
	ptrdiff_t colon = slice_find(line, ':', 0);

	if (!slice_starts(line, "**"))
		return false;
	if (slice_find_nocase(line, "timed", 0) >= 0) {
		answer_note_failure(reader);
		return true;
	}
	if (colon > 0)
		reason = slice_part(line, (size_t)colon + 1, line.len);
	line = slice_part(line, 0, colon > 0 ? (size_t)colon : line.len);
	while ((word = answer_word(&line)).len) {
		uint16_t type;

		if (answer_is_name(word))
			name = word;
		/* "*** No text (TXT) records available for x.example.com" */
		if (word.at[0] == '(' && answer_type(slice_part(word, 1, word.len - 1), &type)) {
			reader->command.asked.type = type;
			reason = slice_of("No answer");
		}
	}
	if (name.len && reason.len)
		note_outcome(reader, name, reason);
	return true;
}

void answer_close_text(struct answer_reader *reader)
{
	uint32_t at = answer_offset(&reader->writer, reader->rest);

	if (!reader->in_text)
		return;
	if (!reader->has_string)
		translation_add_text(&reader->writer.lines, "\"\"", at);
	answer_end_record(&reader->writer, at);
	answer_note_record(reader);
	reader->in_text = false;
}

/* What is between the outer quotes is the text. Any other line ends the record; an empty one is before the strings. */
bool answer_read_string(struct answer_reader *reader, struct slice line)
{
	struct slice text = slice_trim(line);

	if (!line.len)
		return reader->in_text && !reader->has_string;
	if (!reader->in_text || text.len < 2 || text.at[0] != '"' || text.at[text.len - 1] != '"' ||
		!ascii_is_space(line.at[0])) {
		answer_close_text(reader);
		return false;
	}
	answer_add_text(&reader->writer, slice_part(text, 1, text.len - 1));
	reader->has_string = true;
	return true;
}

/* "MX preference = 10, mail exchanger = mx1.example.com" */
static bool read_windows_mx(struct answer_reader *reader, struct slice line)
{
	struct slice name, data = answer_after(line, "MX preference = ", &name), preference, before;
	struct answer_writer *writer = &reader->writer;

	if (!data.at)
		return false;
	data = answer_after(data, ", mail exchanger = ", &preference);
	if (!data.len || !answer_begin_record(writer, name, TTL_NOT_KNOWN, DNS_TYPE_MX))
		return false;
	before = preference;
	answer_add_data(writer, before);
	translation_add_text(&writer->lines, " ", answer_offset(writer, data));
	answer_add_data(writer, data);
	answer_end_record(writer, answer_offset(writer, data));
	answer_note_record(reader);
	return true;
}

bool answer_read_nslookup(struct answer_reader *reader, struct slice line)
{
	static const struct row rows[] = { { "text = ", DNS_TYPE_TXT }, { "mail exchanger = ", DNS_TYPE_MX },
		{ "canonical name = ", DNS_TYPE_CNAME }, { "nameserver = ", DNS_TYPE_NS },
		{ "internet address = ", 0 }, { "AAAA IPv6 address = ", 0 }, { "has AAAA address ", 0 },
		{ "rdata_257 = ", 0 } };
	const struct row *row;
	struct slice name, data;

	if (slice_starts(line, "DNS request timed out")) { /* it is tried again */
		reader->command.failed = true;
		return true;
	}
	if (read_complaint(reader, line) || read_windows_mx(reader, line))
		return true;
	row = find_row(rows, sizeof rows / sizeof *rows, line, &name, &data);
	if (row)
		return !row->type || take(reader, name, row->type, data);
	if (!slice_ends_nocase(line, "text ="))
		return false;
	name = slice_trim(slice_part(line, 0, line.len - strlen("text =")));
	reader->in_text = answer_begin_record(&reader->writer, name, TTL_NOT_KNOWN, DNS_TYPE_TXT);
	reader->has_string = false;
	return reader->in_text;
}

bool answer_read_resolvectl(struct answer_reader *reader, struct slice line)
{
	struct slice name, reason = answer_after(line, ": resolve call failed: ", &name), before;
	struct slice link = answer_after(line, " -- link: ", &before);

	if (slice_starts(line, "-- "))
		return true;
	if (reason.at) {
		ptrdiff_t missing = slice_find_text(reason, "' not found", 0);

		note_outcome(reader, name, missing > 0 ? slice_of("NXDOMAIN") : reason);
		return true;
	}
	return link.at && answer_read_record(reader, before);
}

static bool is_number(struct slice word)
{
	uint64_t number;

	return slice_number(word, UINT16_MAX, &number);
}

static void take_short(struct answer_reader *reader, uint16_t type, struct slice data)
{
	struct answer_writer *writer = &reader->writer;
	const struct asked *asked = reader->alias.has_name ? &reader->alias : &reader->command.asked;

	data = without_remark(data);
	answer_begin_record_of(writer, asked, type, answer_offset(writer, data));
	answer_add_lines(reader, data, false);
	answer_end_record(writer, answer_offset(writer, data));
	answer_note_alias(reader, data);
	if (asked->has_name)
		answer_note_record(reader);
	if (reader->command.asked.has_name)
		answer_note_domain(writer, &reader->command.asked.name);
}

/* A name with a final dot is what an alias leads to, but for questions whose answers are names. */
static bool read_short_name(struct answer_reader *reader, struct slice line)
{
	uint16_t type = reader->command.asked.type;
	struct answer_writer *writer = &reader->writer;

	if (!reader->command.is_short || line.at[line.len - 1] != '.' || !answer_is_name(line) ||
		slice_find(line, '.', 0) == (ptrdiff_t)line.len - 1)
		return false;
	if (type == DNS_TYPE_NS || type == DNS_TYPE_PTR || !reader->command.asked.has_name)
		return true;
	take_short(reader, DNS_TYPE_CNAME, line);
	answer_note(writer, &reader->command.asked.name, type ? type : DNS_TYPE_TXT, DNS_ANSWER);
	return answer_set_name(reader, &reader->alias, line);
}

bool answer_read_short(struct answer_reader *reader, struct slice line)
{
	struct dns_address address;
	struct slice rest, word;

	line = slice_trim(line);
	if (!line.len || dns_address_from_text(line, &address))
		return true;
	if (line.at[0] == '"') {
		take_short(reader, DNS_TYPE_TXT, line);
		return true;
	}
	rest = line;
	word = answer_word(&rest);
	if (is_number(word) && rest.len && rest.at[rest.len - 1] == '.' && slice_find(rest, ' ', 0) < 0) {
		take_short(reader, DNS_TYPE_MX, line);
		return true;
	}
	return slice_find(line, ' ', 0) < 0 && read_short_name(reader, line);
}
