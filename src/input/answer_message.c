/*
 * Messages as dig, kdig, drill, delv and `host -a` print them, and the lines of dig +yaml.
 *
 *   message = *( ";" line ) header question answer *( other part )
 *   header  = ";; ->>HEADER<<- " ... ( "status: " / "rcode: " ) RCODE ... / ";; flags: " *flag ";" ...
 *   part    = ";; " ( "QUESTION" / "ANSWER" / "AUTHORITY" / "ADDITIONAL" ) " SECTION:" *record
 *   record  = name [ TTL ] [ class ] type RDATA      RDATA in parentheses goes over several lines
 *
 * A status of NOERROR without records of the type means that there are none (RFC 2308 section 2.2); any status but NXDOMAIN means that
 * there was no answer.
 */
#include "input/answer_reading.h"

#include "base/ascii.h"

#include <string.h>

enum { LINES_OF_RECORD_MOST = 200, TTL_NOT_KNOWN = 3600 };

static enum dns_outcome outcome_of(struct slice status)
{
	size_t len = 0;

	while (len < status.len && ascii_is_alnum(status.at[len]))
		len++;
	status = slice_part(status, 0, len);
	if (slice_is_nocase(status, "NOERROR"))
		return DNS_ANSWER;
	if (slice_is_nocase(status, "NXDOMAIN"))
		return DNS_NXDOMAIN;
	return slice_is_nocase(status, "REFUSED") ? DNS_REFUSED : DNS_SERVFAIL;
}

void answer_open_message(struct answer_reader *reader, enum dns_outcome outcome)
{
	answer_close_message(reader);
	reader->message = (struct printed_message){ .open = true, .outcome = outcome };
	reader->command.failed = false;
	answer_begin_set(&reader->writer);
}

/* Addresses and the like are asked for hosts. */
static bool shows_domain(uint16_t type)
{
	static const uint16_t types[] = { 0, DNS_TYPE_TXT, DNS_TYPE_MX, DNS_TYPE_SPF, DNS_TYPE_CNAME,
		DNS_TYPE_NS, DNS_TYPE_SOA, ANSWER_TYPE_ANY };

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (types[i] == type)
			return true;
	return false;
}

/* The outcome of a whole message. What an alias leads to is known when the server went there for us. */
void answer_close_message(struct answer_reader *reader)
{
	struct printed_message message = reader->message;
	struct answer_writer *writer = &reader->writer;
	bool aliased;

	reader->message = (struct printed_message){ 0 };
	if (!message.open)
		return;
	if (!message.question.has_name) {
		writer->answers->nameless += !message.records;
		return;
	}
	if (shows_domain(message.question.type))
		answer_note_domain(writer, &message.question.name);
	aliased = !dns_name_equal(&message.end, &message.question.name);
	if (message.truncated && dns_outcome_has_records(message.outcome))
		answer_note(writer, &message.question.name, message.question.type, DNS_TRUNCATED);
	else if (dns_outcome_has_no_name(message.outcome))
		answer_note(writer, &message.end, ANSWER_EVERY_TYPE, DNS_NXDOMAIN);
	else if (!dns_outcome_has_records(message.outcome))
		answer_note(writer, &message.question.name, message.question.type, message.outcome);
	else if (!message.records && message.question.type != ANSWER_TYPE_ANY &&
		 (!aliased || message.recursive))
		answer_note(writer, &message.end, message.question.type, DNS_NO_DATA);
	if (aliased && !message.truncated && dns_outcome_is_answer(message.outcome))
		answer_note(writer, &message.question.name, message.question.type, DNS_ANSWER);
	if (!message.truncated && dns_outcome_is_answer(message.outcome) &&
		message.question.type != ANSWER_TYPE_ANY)
		answer_end_set(writer, &message.question.name, message.question.type);
}

static bool has_word(struct slice list, const char *wanted)
{
	struct slice word;

	while ((word = answer_word(&list)).len)
		if (slice_is_nocase(word, wanted))
			return true;
	return false;
}

static void note_flags(struct printed_message *message, struct slice flags)
{
	ptrdiff_t end = slice_find(flags, ';', 0);

	flags = slice_part(flags, 0, end < 0 ? flags.len : (size_t)end);
	message->open =
		message->open && has_word(flags, "qr"); /* dig +qr prints the question as a message, too */
	message->truncated = has_word(flags, "tc");
	message->recursive = has_word(flags, "ra");
}

/* "example.com. IN TXT" after any number of semicolons. */
static void note_question(struct answer_reader *reader, struct slice line)
{
	struct asked question = { 0 };
	struct slice word;

	while (line.len && (line.at[0] == ';' || ascii_is_space(line.at[0])))
		line = slice_part(line, 1, line.len);
	word = answer_word(&line);
	if (!word.len || !answer_set_name(reader, &question, word))
		return;
	while ((word = answer_word(&line)).len)
		if (answer_type(word, &question.type))
			break;
	reader->message.question = question;
	reader->message.end = question.name;
}

static bool says(struct slice line, const char *const *phrases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (slice_find_text(line, phrases[i], 0) >= 0)
			return true;
	return false;
}

static void read_failure(struct answer_reader *reader, struct slice line)
{
	static const char *const attempts[] = { "communications error", "response timeout",
		"connection refused", "network unreachable", "host unreachable" };
	static const char *const ends[] = { "no servers could be reached", "connection timed out",
		"failed to query server", "no response from", "resolution failed" };

	if (says(line, ends, sizeof ends / sizeof *ends)) {
		answer_close_message(reader);
		answer_note_failure(reader);
	} else if (says(line, attempts, sizeof attempts / sizeof *attempts)) {
		reader->command.failed = true;
	}
}

/* dnspython, and pages of the web that are made with it: "id 1", "rcode NOERROR", "flags QR RD RA", ";QUESTION" and so on. */
static bool read_dnspython(struct answer_reader *reader, struct slice line)
{
	static const struct {
		const char *line;
		enum message_part part;
	} parts[] = { { ";QUESTION", PART_QUESTION }, { ";ANSWER", PART_ANSWER },
		{ ";AUTHORITY", PART_OTHER }, { ";ADDITIONAL", PART_OTHER } };
	struct printed_message *message = &reader->message;
	struct slice rest = line, word = answer_word(&rest);
	uint64_t number;

	if (slice_is(word, "id") && slice_number(rest, UINT16_MAX, &number)) {
		answer_open_message(reader, DNS_SERVFAIL);
		return true;
	}
	if (message->open && slice_is(word, "rcode"))
		message->outcome = outcome_of(rest);
	else if (message->open && slice_is(word, "flags"))
		note_flags(message, rest);
	else if (message->part == PART_QUESTION && !message->question.has_name && answer_is_name(word))
		note_question(reader, line);
	else {
		for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
			if (slice_is(line, parts[i].line)) {
				message->part = parts[i].part;
				return true;
			}
		}
		return false;
	}
	return true;
}

/* "; Transfer failed." and the like are comments; what matters is named here. */
bool answer_read_message_line(struct answer_reader *reader, struct slice line)
{
	struct printed_message *message = &reader->message;
	struct slice before, after;

	if (slice_starts(line, "Error: ")) { /* of drill */
		answer_note_failure(reader);
		return true;
	}
	if (slice_starts(line, "Trying \"")) /* of host */
		return true;
	if (read_dnspython(reader, line))
		return true;
	if (!slice_starts(line, ";"))
		return false;
	if (slice_find_text(line, "->>HEADER<<-", 0) >= 0) {
		after = answer_after(line, "status: ", &before);
		if (!after.len)
			after = answer_after(line, "rcode: ", &before);
		answer_open_message(reader, outcome_of(after));
	} else if (slice_starts_nocase(line, ";; flags: ")) {
		note_flags(message, slice_part(line, strlen(";; flags: "), line.len));
	} else if (slice_find_text(line, "SECTION:", 0) >= 0) {
		message->part = slice_find_text(line, "QUESTION", 0) >= 0 ? PART_QUESTION
				: slice_find_text(line, "ANSWER", 0) >= 0 ? PART_ANSWER
									  : PART_OTHER;
	} else if (slice_starts(line, ";; Query time:") || slice_starts(line, ";; Received ")) {
		answer_close_message(reader);
	} else if (message->part == PART_QUESTION && !message->question.has_name) {
		note_question(reader, line);
	} else {
		read_failure(reader, line);
	}
	return true;
}

/* In other parts of a message, records are passed over with all of their lines. */
static void skip_data(struct answer_reader *reader, struct slice data)
{
	struct line_state state = { 0 };

	for (unsigned lines = 0; lines < LINES_OF_RECORD_MOST; lines++) {
		answer_scan_line(&state, data);
		if (!state.depth || !answer_next_line(reader, &data))
			break;
	}
}

/* What a record says before its data. */
struct record_head {
	struct slice owner;
	uint32_t ttl;
	uint16_t type;
	bool has_ttl, has_class;
};

/* "300", or "300s" and "5m0s" of doggo. */
static bool is_ttl(struct slice word, uint32_t *ret_ttl)
{
	return word.len && ascii_is_digit(word.at[0]) && zone_ttl_from_text(word, ret_ttl);
}

static bool read_head(struct slice *rest, struct record_head *head)
{
	struct slice word;

	*head = (struct record_head){ .ttl = TTL_NOT_KNOWN };
	head->owner = answer_word(rest);
	if (!head->owner.len || head->owner.at[0] == '"')
		return false;
	while ((word = answer_word(rest)).len) {
		if (!head->has_ttl && is_ttl(word, &head->ttl))
			head->has_ttl = true;
		else if (!head->has_class && (slice_is(word, "IN") || slice_is(word, "CLASS1")))
			head->has_class = true;
		else
			return dns_type_from_text(word, &head->type) && rest->len;
	}
	return false;
}

/* doggo prints class and TTL after the type, and the server at the end: TXT IN 300s "v=spf1 -all" 192.0.2.53:53. */
static struct slice without_columns(struct record_head *head, struct slice rest)
{
	struct slice data = rest, word = answer_word(&data);
	size_t end = data.len;

	if (!slice_is(word, "IN") || !is_ttl(answer_word(&data), &head->ttl) || !data.len)
		return rest;
	end = data.len;
	while (end && !ascii_is_space(data.at[end - 1]))
		end--;
	return end && slice_find(slice_part(data, end, data.len), ':', 0) >= 0
		       ? slice_trim(slice_part(data, 0, end))
		       : data;
}

/* dog prints the type first: TXT example.com. 5m00s "v=spf1 -all". */
static bool read_head_of_dog(struct slice *rest, struct record_head *head)
{
	struct slice word;

	*head = (struct record_head){ .ttl = TTL_NOT_KNOWN };
	if (!dns_type_from_text(answer_word(rest), &head->type) || head->type != DNS_TYPE_TXT)
		return false;
	head->owner = answer_word(rest);
	word = answer_word(rest);
	head->has_ttl = is_ttl(word, &head->ttl);
	return answer_is_name(head->owner) && head->has_ttl && slice_starts(*rest, "\"");
}

/* Text that no tool prints without quotes is in tables of the web like that: all of it is the text. */
static bool is_bare_text(uint16_t type, struct slice data)
{
	return (type == DNS_TYPE_TXT || type == DNS_TYPE_SPF) && data.at[0] != '"' && data.at[0] != '(' &&
	       (slice_find(data, ' ', 0) > 0 || slice_find(data, ';', 0) > 0);
}

static bool take_record(struct answer_reader *reader, struct slice line, bool yaml)
{
	struct answer_writer *writer = &reader->writer;
	struct slice rest = line, of_dog = line;
	struct record_head head;

	if (read_head_of_dog(&of_dog, &head))
		rest = of_dog;
	else if (!read_head(&rest, &head) ||
		 (!head.has_ttl && !head.has_class && !answer_is_name(head.owner)))
		return false;
	if (reader->message.part == PART_OTHER) {
		skip_data(reader, rest);
		return true;
	}
	rest = without_columns(&head, rest);
	if (!answer_begin_record(writer, head.owner, head.ttl, head.type))
		return false;
	answer_note_alias(reader, rest);
	if (is_bare_text(head.type, rest))
		answer_add_text(writer, rest);
	else
		answer_add_lines(reader, rest, yaml);
	answer_end_record(writer, answer_offset(writer, rest));
	answer_note_record(reader);
	return true;
}

/* "[example.com.] owner ..." is a record of knotc zone-read. */
bool answer_read_record(struct answer_reader *reader, struct slice line)
{
	ptrdiff_t bracket = slice_starts(line, "[") ? slice_find_text(line, ".] ", 0) : -1;

	return take_record(
		reader, bracket > 0 ? slice_part(line, (size_t)bracket + 3, line.len) : line, false);
}

static enum message_part yaml_part(struct slice line)
{
	if (slice_is(line, "QUESTION_SECTION:"))
		return PART_QUESTION;
	return slice_is(line, "ANSWER_SECTION:") ? PART_ANSWER : PART_OTHER;
}

bool answer_read_yaml(struct answer_reader *reader, struct slice line)
{
	struct printed_message *message = &reader->message;
	bool within = line.len && (line.at[0] == ' ' || line.at[0] == '-');

	line = slice_trim(line);
	if (slice_is(line, "- type: MESSAGE") || slice_is(line, "-type: MESSAGE")) {
		answer_open_message(reader, DNS_SERVFAIL);
		return reader->yaml = true;
	}
	if (!within && line.len)
		reader->yaml = false;
	if (!reader->yaml || !message->open)
		return false;
	if (slice_starts(line, "status: "))
		message->outcome = outcome_of(slice_part(line, strlen("status: "), line.len));
	else if (slice_starts(line, "flags: ") && message->part == PART_NONE)
		note_flags(message, slice_part(line, strlen("flags: "), line.len));
	else if (slice_ends_nocase(line, "_SECTION:") || slice_is(line, "OPT_PSEUDOSECTION:"))
		message->part = yaml_part(line);
	else if (slice_starts(line, "- ")) {
		line = slice_part(line, 2, line.len);
		if (line.len > 1 && line.at[0] == '\'' && line.at[line.len - 1] == '\'')
			line = slice_part(line, 1, line.len - 1);
		if (message->part == PART_QUESTION)
			note_question(reader, line);
		else
			return take_record(reader, line, true);
	}
	return true;
}
