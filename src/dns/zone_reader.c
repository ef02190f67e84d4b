/*
 * Reads master files (RFC 1035 section 5) into a zone set, as BIND, NSD and Knot read them:
 *
 *   entry     = [ owner ] *( TTL / class ) type RDATA      an entry that begins with a blank has the last owner
 *             / "$ORIGIN" name
 *             / "$TTL" TTL                                  RFC 2308 section 4
 *             / "$INCLUDE" file [ name ]
 *             / "$GENERATE" range lhs [ TTL ] [ class ] type rhs
 *
 * After a fault the rest of the entry is passed over and reading goes on.
 */
#include "dns/zone_directives.h"
#include "dns/zone_rdata.h"
#include "dns/zone_store.h"

#include "base/ascii.h"
#include "base/escape.h"
#include "base/nearest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	FAULTS_MOST = 1000, /* in one file: after that it is some other kind of file */
	REWINDS_MOST = 16,  /* after a ( that is never closed */
	DEFAULT_TTL = 3600, /* where the file gives none at all */
};

/*
 * A record was not read. Of which name and type it is may be known; not so when an open quote or parenthesis took the lines
 * after it.
 */
static void note_unread(struct zone_reader *reader, uint16_t type)
{
	if (reader->has_owner == OWNER_KNOWN)
		zone_add_unread(reader->zones, zone_make_owner(reader->zones, &reader->owner), type);
	else
		zone_reader_gap(reader);
}

/*
 * Nothing closes the parenthesis, so everything after it was read in vain: goes back to the first line after it that
 * looks like the start of an entry.
 */
static void rewind_to_next_entry(struct zone_reader *reader)
{
	const struct slice bytes = zone_reader_text(reader)->bytes;
	size_t at = reader->lexer.opened;

	reader->lexer.depth = 0;
	while (at < bytes.len) {
		ptrdiff_t line = slice_find(bytes, '\n', at);

		at = line < 0 ? bytes.len : (size_t)line + 1;
		if (at < bytes.len && !strchr(" \t\r\n;()\"", bytes.at[at]))
			break;
	}
	reader->lexer.at = (uint32_t)at;
}

/* Passes over the rest of an entry. */
static void skip_entry(struct zone_reader *reader)
{
	while (!zone_reader_at_end(reader)) {
		if (reader->token.kind == ZONE_TOKEN_UNCLOSED_PARENTHESIS) {
			if (++reader->rewinds > REWINDS_MOST)
				reader->lexer.at = (uint32_t)zone_reader_text(reader)->bytes.len;
			else
				rewind_to_next_entry(reader);
			reader->lexer.depth = 0;
			return;
		}
		zone_reader_next(reader);
	}
}

/*
 * Types that only one server or hosting has. An alias of a hosting gives the name addresses that the file does not have. False for
 * a word that is none.
 */
static bool note_foreign_type(struct zone_reader *reader, struct slice word)
{
	bool aliases = reader->dialect && reader->dialect->knows_aliases &&
		       (slice_is_nocase(word, "ALIAS") || slice_is_nocase(word, "ANAME"));

	if (aliases || slice_is_nocase(word, "AWS")) {
		note_unread(reader, DNS_TYPE_A);
		note_unread(reader, DNS_TYPE_AAAA);
		return true;
	}
	return slice_is_nocase(word, "WINS") || slice_is_nocase(word, "WINSR") ||
	       slice_is_nocase(word, "WINS-R");
}

static bool is_other_class(struct slice word)
{
	uint64_t class;

	return slice_is_nocase(word, "CH") || slice_is_nocase(word, "HS") || slice_is_nocase(word, "CS") ||
	       (slice_starts_nocase(word, "CLASS") &&
		       slice_number(slice_part(word, 5, word.len), UINT16_MAX, &class));
}

static void report_type(struct zone_reader *reader, struct slice word)
{
	const char *nearest = dns_type_nearest(word);

	zone_reader_fault(reader, ZONE_FAULT_TYPE,
		arena_printf(&reader->scratch, "unknown record type \"%s\"%s",
			zone_reader_shown(reader, word), nearest_question(&reader->scratch, nearest)));
}

enum header { HEADER_READ, HEADER_BROKEN, HEADER_PASSED /* a record of another class than IN */ };

/* TTL and class in either order, then the type. */
static enum header take_header(
	struct zone_reader *reader, uint16_t *ret_type, uint32_t *ret_ttl, bool *ret_has_ttl)
{
	bool has_class = false;

	*ret_has_ttl = false;
	for (;; zone_reader_next(reader)) {
		struct slice text = zone_reader_word(reader);
		uint64_t large;

		if (reader->token.kind != ZONE_TOKEN_WORD) {
			zone_reader_fault(reader, ZONE_FAULT_SYNTAX, "record type missing, such as TXT");
			return HEADER_BROKEN;
		}
		if (!*ret_has_ttl && ascii_is_digit(text.at[0])) {
			if (slice_number(text, UINT32_MAX, &large) && large > ZONE_TTL_MOST) {
				zone_reader_fault(
					reader, ZONE_FAULT_TTL, "a TTL above 2147483647 counts as 0");
				*ret_ttl = 0;
			} else if (!zone_ttl_from_text(text, ret_ttl)) {
				zone_reader_fault(reader, ZONE_FAULT_TTL,
					arena_printf(&reader->scratch,
						"invalid value \"%s\"; expected a TTL or a record type",
						zone_reader_shown(reader, text)));
				return HEADER_BROKEN;
			}
			*ret_has_ttl = true;
		} else if (!has_class && (slice_is_nocase(text, "IN") || slice_is_nocase(text, "CLASS1"))) {
			has_class = true;
		} else if (!has_class && is_other_class(text)) {
			zone_reader_fault(reader, ZONE_FAULT_CLASS, "record ignored; its class is not IN");
			return HEADER_PASSED;
		} else if (dns_type_from_text(text, ret_type)) {
			return HEADER_READ;
		} else if (note_foreign_type(reader, text)) {
			return HEADER_PASSED;
		} else if (!zone_is_bracketed(text)) {
			report_type(reader, text);
			return HEADER_BROKEN;
		}
	}
}

/*
 * What follows a fault in a record was passed over to the record's end. When lines that look like records are among it, a
 * parenthesis or quote was left open before them.
 */
static void note_swallowed(struct zone_reader *reader, size_t faults_before)
{
	const struct slice bytes = zone_reader_text(reader)->bytes;
	const struct zone_fault *fault;
	ptrdiff_t line;

	if (reader->zones->faults.count == faults_before)
		return;
	fault = &reader->zones->faults.at[faults_before];
	line = slice_find(bytes, '\n', fault->place.end);
	for (; line >= 0 && (size_t)line + 1 < reader->lexer.at;
		line = slice_find(bytes, '\n', (size_t)line + 1)) {
		if (!strchr(" \t\r\n;()\"", bytes.at[line + 1])) {
			zone_reader_gap(reader);
			return;
		}
	}
}

static void report_rdata_fault(
	struct zone_reader *reader, const struct zone_rdata_fault *bad, const struct zone_record *record)
{
	struct slice entry = slice_part(zone_reader_text(reader)->bytes, record->rdata, reader->lexer.at);

	zone_reader_fault_at(reader, bad->kind, bad->place.first, bad->place.end, bad->message);
	if (bad->kind == ZONE_FAULT_STRING)
		reader->zones->faults.at[reader->zones->faults.count - 1].mail_string =
			slice_find_nocase(entry, "v=spf1", 0) >= 0 || slice_find_nocase(entry, "p=", 0) >= 0;
}

static void note_ttl(struct zone_reader *reader, uint16_t type, uint32_t *ttl, bool has_ttl,
	const struct dns_record *decoded)
{
	if (!has_ttl && reader->has_default_ttl)
		*ttl = reader->default_ttl;
	else if (!has_ttl && reader->has_last_ttl)
		*ttl = reader->last_ttl;
	else if (!has_ttl)
		*ttl = type == DNS_TYPE_SOA ? decoded->data.soa->minimum : DEFAULT_TTL;
	reader->last_ttl = *ttl;
	reader->has_last_ttl = true;
	if (*ttl == 1 && reader->dialect && reader->dialect->ttl_1_is_automatic)
		*ttl = ZONE_TTL_AUTOMATIC;
}

/* Which zone a record is of matters where one file holds a zone and its child: old data of the parent is not the child's. */
static void add_record(
	struct zone_reader *reader, const struct zone_record *record, struct zone_setting *setting)
{
	int32_t owner = zone_make_expected(reader->zones, &reader->owner, reader->expected);

	if (record->type == DNS_TYPE_SOA) {
		reader->zone = owner;
		zone_add_apex(reader->zones, owner);
	}
	setting->zone = reader->zone;
	zone_add_record(reader->zones, owner, record, setting);
}

/*
 * What hostings export where there is no data: a name server to be filled in, or the product in the place of an address. RDATA of
 * a record that was just read.
 */
static bool is_placeholder(const struct zone_reader *reader, const struct zone_record *record)
{
	static const char *const products[] = { "Parked", "WebsiteBuilder", "GoCentral", "Website" };
	struct slice data = slice_part(zone_reader_text(reader)->bytes, record->rdata, reader->lexer.at);

	if (!reader->dialect || !reader->dialect->is_export)
		return false;
	data = slice_trim(data);
	for (size_t i = 0; record->type == DNS_TYPE_A && i < sizeof products / sizeof *products; i++)
		if (slice_starts(data, products[i]))
			return true;
	return record->type == DNS_TYPE_NS && slice_starts(data, "REPLACE&ME");
}

/* Once in a text. False when the record has none. */
static bool note_placeholder(struct zone_reader *reader, const struct zone_record *record)
{
	uint32_t end = record->rdata;
	const struct slice bytes = zone_reader_text(reader)->bytes;

	if (!is_placeholder(reader, record))
		return false;
	while (end < bytes.len && bytes.at[end] != '\n' && bytes.at[end] != '\r' && bytes.at[end] != ';')
		end++;
	for (size_t i = reader->faults_before; i < reader->zones->faults.count; i++)
		if (reader->zones->faults.at[i].kind == ZONE_FAULT_PLACEHOLDER)
			return true;
	zone_reader_fault_at(reader, ZONE_FAULT_PLACEHOLDER, record->first, end,
		record->type == DNS_TYPE_NS ? "the export has a placeholder instead of its name servers"
					    : "the export has a placeholder instead of an address");
	return true;
}

/* False when the owner cannot be read. */
static bool take_owner(struct zone_reader *reader)
{
	const struct zone_dialect *dialect = reader->dialect;

	if (reader->token.kind == ZONE_TOKEN_WORD && zone_is_bracketed(zone_reader_word(reader)))
		zone_reader_next(reader);
	reader->has_owner = OWNER_UNREADABLE;
	if (!zone_reader_take_name(reader, &reader->owner))
		return false;
	if (dialect && dialect->root_is_zone && reader->owner.len == 1)
		reader->owner = dialect->zone;
	reader->has_owner = OWNER_KNOWN;
	reader->expected = zone_expect_owner(reader->zones, &reader->owner);
	return true;
}

static void read_record(struct zone_reader *reader, bool has_owner)
{
	struct zone_record record = {
		.first = reader->token.first,
	};
	struct zone_setting setting = { .text = reader->text, .origin = reader->origin_owner };
	struct zone_rdata_fault bad = { 0 };
	struct dns_record decoded = { 0 };
	bool has_ttl;

	if (has_owner && !take_owner(reader)) {
		zone_reader_gap(reader);
		return;
	}
	switch (take_header(reader, &record.type, &setting.ttl, &has_ttl)) {
	case HEADER_BROKEN:
		note_unread(reader, 0);
		return;
	case HEADER_PASSED:
		return;
	case HEADER_READ:
		break;
	}
	record.rdata = reader->lexer.at;
	setting.depth = reader->lexer.depth;
	if (!zone_read_rdata(&reader->scratch, &reader->lexer, record.type, &reader->origin, reader->dialect,
		    false, &decoded, &bad) ||
		is_placeholder(reader, &record)) {
		if (!note_placeholder(reader, &record))
			report_rdata_fault(reader, &bad, &record);
		note_unread(reader, record.type);
		reader->token = bad.last;
		return;
	}
	reader->token = bad.last;
	if (bad.message)
		report_rdata_fault(reader, &bad, &record);
	record.end = bad.last.first;
	note_ttl(reader, record.type, &setting.ttl, has_ttl, &decoded);
	if (reader->has_owner == OWNER_NONE)
		zone_reader_fault_at(reader, ZONE_FAULT_OWNER, record.first, record.first,
			"no owner name, neither on this line nor on an earlier line");
	if (reader->has_owner == OWNER_KNOWN)
		add_record(reader, &record, &setting);
	else
		zone_reader_gap(reader);
	if (reader->zones->first_origin == ZONE_NONE)
		reader->zones->first_origin = reader->dialect && reader->origin.len == 1
						      ? zone_make_owner(reader->zones, &reader->dialect->zone)
						      : reader->origin_owner;
}

static void read_entry(struct zone_reader *reader)
{
	const struct slice bytes = zone_reader_text(reader)->bytes;
	bool has_owner = reader->entry < bytes.len && bytes.at[reader->entry] != ' ' &&
			 bytes.at[reader->entry] != '\t';
	size_t faults_before = reader->zones->faults.count;
	bool is_record = true;

	zone_reader_next(reader);
	if (zone_reader_at_end(reader))
		return;
	/* What $GENERATE makes are records. */
	if (has_owner && !zone_reader_text(reader)->made_from && reader->token.kind == ZONE_TOKEN_WORD &&
		zone_reader_word(reader).at[0] == '$')
		is_record = false;
	if (is_record)
		read_record(reader, has_owner);
	else
		zone_read_directive(reader);
	skip_entry(reader);
	if (is_record)
		note_swallowed(reader, faults_before);
}

static void read_entries(struct zone_reader *reader)
{
	const struct slice bytes = zone_reader_text(reader)->bytes;
	uint32_t forgotten = 0;

	if (slice_starts(bytes, "\xef\xbb\xbf")) {
		if (!reader->dialect || !reader->dialect->is_export)
			zone_reader_fault_at(reader, ZONE_FAULT_BOM, 0, 3,
				"the file begins with a byte order mark, which name servers reject");
		reader->lexer.at = 3;
	}
	while (reader->lexer.at < bytes.len) {
		reader->entry = reader->lexer.at;
		if (reader->entry - forgotten > TEXT_FORGET_STEP) {
			text_forget(zone_reader_text(reader));
			forgotten = reader->entry;
		}
		read_entry(reader);
		arena_release(&reader->scratch);
		if (reader->zones->faults.count - reader->faults_before > FAULTS_MOST) {
			zone_reader_fault_at(reader, ZONE_FAULT_MANY, reader->lexer.at, reader->lexer.at,
				"too many errors; the rest was not read (is it a zone file?)");
			zone_reader_gap(reader);
			break;
		}
	}
}

static void read_text(struct zone_set *zones, struct text *text, const struct dns_name *origin,
	const struct zone_dialect *dialect)
{
	struct zone_reader reader = { .zones = zones,
		.dialect = dialect,
		.zone = ZONE_NONE,
		.faults_before = zones->faults.count,
		.read_entries = read_entries };

	reader.lexer.text = text;
	zone_reader_set_origin(&reader, origin);
	if (!zone_reader_number_text(&reader, text))
		return;
	reader.text = (uint16_t)(zones->texts.count - 1);
	read_entries(&reader);
	arena_release(&reader.scratch);
}

void zone_set_read(struct zone_set *zones, struct text *text, const struct dns_name *origin)
{
	read_text(zones, text, origin, NULL);
}

void zone_set_read_as(struct zone_set *zones, struct text *text, const struct zone_dialect *dialect)
{
	struct zone_dialect *kept = arena_take(&zones->arena, sizeof *kept);

	*kept = *dialect;
	read_text(zones, text, &kept->zone, kept);
}

/* Passes over the rest of an entry, of which the kind of a token is given. False when it does not end. */
static bool pass_entry(struct zone_lexer *lexer, enum zone_token_kind kind)
{
	while (kind != ZONE_TOKEN_END && kind != ZONE_TOKEN_FILE_END &&
		kind != ZONE_TOKEN_UNCLOSED_PARENTHESIS)
		kind = zone_lexer_next(lexer).kind;
	return kind != ZONE_TOKEN_UNCLOSED_PARENTHESIS;
}

bool zone_text_needs_origin(struct text *text)
{
	struct zone_lexer lexer = { .text = text, .at = slice_starts(text->bytes, "\xef\xbb\xbf") ? 3 : 0 };

	while (lexer.at < text->bytes.len) {
		bool blank = ascii_is_space(text->bytes.at[lexer.at]);
		struct zone_token token = zone_lexer_next(&lexer);
		struct slice first = zone_token_bytes(&lexer, token);

		if (token.kind == ZONE_TOKEN_WORD && slice_is_nocase(first, "$ORIGIN"))
			return false;
		if (token.kind == ZONE_TOKEN_WORD && first.at[0] != '$' && !blank &&
			first.at[first.len - 1] != '.')
			return true;
		if (!pass_entry(&lexer, token.kind))
			return false;
	}
	return false;
}
