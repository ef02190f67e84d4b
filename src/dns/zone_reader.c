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
#include "dns/zone_generate.h"
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
	INCLUDE_DEPTH_MOST = 16,
	TEXTS_MOST = 4096,		   /* files and $GENERATE results of one run */
	GENERATED_MOST = 64 * 1024 * 1024, /* octets of text that all $GENERATE lines of a run make */
	GENERATE_MOST = 65536,		   /* records of one $GENERATE */
	DEFAULT_TTL = 3600,		   /* where the file gives none at all */
};

struct zone_reader {
	struct zone_set *zones;
	struct zone_lexer lexer;
	struct zone_token token;
	uint16_t text; /* number of the text in the set */
	struct dns_name origin;
	int32_t origin_owner;  /* its number in the set */
	struct dns_name owner; /* of the last entry */
	uint32_t expected;     /* by the table of owners */
	enum { OWNER_NONE, OWNER_KNOWN, OWNER_UNREADABLE } has_owner;
	uint32_t default_ttl; /* of $TTL */
	bool has_default_ttl;
	uint32_t last_ttl;
	bool has_last_ttl;
	int32_t zone;			 /* owner of the last SOA, or ZONE_NONE */
	const struct zone_reader *outer; /* that reads the $INCLUDE */
	unsigned depth;			 /* of $INCLUDE */
	unsigned rewinds;
	size_t faults_before;
	uint32_t entry; /* where the current entry starts */
	struct arena scratch;
};

static void read_entries(struct zone_reader *reader);

static struct text *text_of_reader(const struct zone_reader *reader)
{
	return reader->lexer.text;
}

static struct slice word(const struct zone_reader *reader)
{
	return zone_token_bytes(&reader->lexer, reader->token);
}

static void next(struct zone_reader *reader)
{
	reader->token = zone_lexer_next(&reader->lexer);
}

static bool at_end(const struct zone_reader *reader)
{
	return reader->token.kind == ZONE_TOKEN_END || reader->token.kind == ZONE_TOKEN_FILE_END;
}

static void fault_at(struct zone_reader *reader, enum zone_fault_kind kind, uint32_t first, uint32_t end,
	const char *message)
{
	zone_add_fault(reader->zones, kind, (struct text_place){ text_of_reader(reader), first, end },
		arena_strdup(&reader->zones->arena, message));
}

/* A fault at the current token. */
static void fault(struct zone_reader *reader, enum zone_fault_kind kind, const char *message)
{
	switch (reader->token.kind) {
	case ZONE_TOKEN_UNCLOSED_QUOTE:
		kind = ZONE_FAULT_QUOTE;
		message = "this quote is not closed on its line";
		break;
	case ZONE_TOKEN_UNCLOSED_PARENTHESIS:
		kind = ZONE_FAULT_PARENTHESIS;
		message = "this ( is never closed";
		break;
	case ZONE_TOKEN_UNOPENED_PARENTHESIS:
		kind = ZONE_FAULT_PARENTHESIS;
		message = "this ) closes nothing";
		break;
	default:
		break;
	}
	fault_at(reader, kind, reader->token.first, reader->token.end, message);
}

/* Lines that may have held anything were not read. */
static void note_gap(struct zone_reader *reader)
{
	zone_add_gap(reader->zones, reader->zone, reader->origin_owner);
}

/*
 * A record was not read. Of which name and type it is may be known; not so when an open quote or parenthesis took the lines
 * after it.
 */
static void note_unread(struct zone_reader *reader, uint16_t type)
{
	if (reader->has_owner == OWNER_KNOWN)
		zone_add_unread(reader->zones, zone_make_owner(reader->zones, &reader->owner), type);
	else
		note_gap(reader);
}

static const char *shown(struct zone_reader *reader, struct slice bytes)
{
	return escape_copy(&reader->scratch, slice_part(bytes, 0, 80));
}

/*
 * Nothing closes the parenthesis, so everything after it was read in vain: goes back to the first line after it that
 * looks like the start of an entry.
 */
static void rewind_to_next_entry(struct zone_reader *reader)
{
	const struct slice bytes = text_of_reader(reader)->bytes;
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
	while (!at_end(reader)) {
		if (reader->token.kind == ZONE_TOKEN_UNCLOSED_PARENTHESIS) {
			if (++reader->rewinds > REWINDS_MOST)
				reader->lexer.at = (uint32_t)text_of_reader(reader)->bytes.len;
			else
				rewind_to_next_entry(reader);
			reader->lexer.depth = 0;
			return;
		}
		next(reader);
	}
}

static bool take_name(struct zone_reader *reader, struct dns_name *ret_name)
{
	enum dns_name_fault bad;

	if (reader->token.kind != ZONE_TOKEN_WORD && reader->token.kind != ZONE_TOKEN_QUOTED) {
		fault(reader, ZONE_FAULT_SYNTAX, "a domain name is expected here");
		return false;
	}
	if (slice_find(word(reader), 0, 0) >= 0) {
		fault(reader, ZONE_FAULT_NAME, "a NUL byte stands in the name; it is written as \\000");
		return false;
	}
	bad = dns_name_from_text(word(reader), &reader->origin, ret_name);
	if (bad) {
		fault(reader, ZONE_FAULT_NAME,
			arena_printf(&reader->scratch, "\"%s\" is no domain name: %s",
				shown(reader, word(reader)), dns_name_fault_text(bad)));
		return false;
	}
	next(reader);
	return true;
}

static void set_origin(struct zone_reader *reader, const struct dns_name *origin)
{
	reader->origin = *origin;
	reader->origin_owner = zone_make_owner(reader->zones, origin);
}

/* The entry must end here. */
static void expect_end(struct zone_reader *reader)
{
	if (!at_end(reader))
		fault(reader, ZONE_FAULT_SYNTAX, "nothing more may stand on this line");
}

static bool number_text(struct zone_reader *reader, struct text *text)
{
	if (reader->zones->texts.count >= TEXTS_MOST) {
		fault(reader, ZONE_FAULT_INCLUDE, "too many files and $GENERATE lines in one run");
		note_gap(reader);
		return false;
	}
	*arena_append(&reader->zones->arena, &reader->zones->texts) = text;
	return true;
}

/* Reads another text in the place of the current line, as far as possible with the same state. */
static void read_inner(struct zone_reader *reader, struct text *text, const struct dns_name *origin)
{
	struct zone_reader inner = *reader;

	if (!number_text(reader, text))
		return;
	inner.lexer = (struct zone_lexer){ .text = text };
	inner.text = (uint16_t)(reader->zones->texts.count - 1);
	inner.outer = reader;
	inner.depth++;
	inner.rewinds = 0;
	inner.faults_before = reader->zones->faults.count;
	set_origin(&inner, origin);
	read_entries(&inner);
	reader->scratch = inner.scratch;
	reader->zone = inner.zone;
	reader->default_ttl = inner.default_ttl;
	reader->has_default_ttl = inner.has_default_ttl;
	reader->last_ttl = inner.last_ttl;
	reader->has_last_ttl = inner.has_last_ttl;
}

/* The path as written, or beside the including file: servers differ in where they start from. */
static struct text *open_included(struct zone_reader *reader, const char *path)
{
	struct text *text = arena_take(&reader->zones->arena, sizeof *text);
	const char *beside = text_of_reader(reader)->name, *slash = strrchr(beside, '/');

	if (path[0] != '/' && slash) {
		const char *joined =
			arena_printf(&reader->zones->arena, "%.*s/%s", (int)(slash - beside), beside, path);

		if (text_open(text, joined))
			return text;
	}
	return text_open(text, path) ? text : NULL;
}

/* True when the path, as written or beside the including file, is that of a file that is being read. */
static bool is_being_read(const struct zone_reader *reader, const char *path)
{
	size_t length = strlen(path);

	for (; reader; reader = reader->outer) {
		const char *name = text_of_reader(reader)->name;
		size_t named = strlen(name);

		if (named >= length && strcmp(name + named - length, path) == 0 &&
			(named == length || path[0] == '/' || name[named - length - 1] == '/'))
			return true;
	}
	return false;
}

static void read_include(struct zone_reader *reader)
{
	struct dns_name origin = reader->origin;
	struct zone_token file = reader->token;
	struct text *text;
	const char *path;

	if (file.kind != ZONE_TOKEN_WORD && file.kind != ZONE_TOKEN_QUOTED) {
		fault(reader, ZONE_FAULT_INCLUDE, "$INCLUDE needs the name of a file");
		note_gap(reader);
		return;
	}
	path = (const char *)arena_copy(&reader->zones->arena, word(reader)).at;
	next(reader);
	if (!at_end(reader) && !take_name(reader, &origin)) {
		note_gap(reader);
		return;
	}
	expect_end(reader);
	reader->token = file;
	if (is_being_read(reader, path)) {
		fault(reader, ZONE_FAULT_INCLUDE, "the file includes itself");
	} else if (reader->depth >= INCLUDE_DEPTH_MOST) {
		fault(reader, ZONE_FAULT_INCLUDE,
			"$INCLUDE is nested too deeply: does the file include itself?");
		note_gap(reader);
	} else if (strcmp(path, "-") == 0 || !(text = open_included(reader, path))) {
		fault(reader, ZONE_FAULT_INCLUDE,
			arena_printf(&reader->scratch, "cannot read %s: %s", shown(reader, slice_of(path)),
				strerror(errno)));
		note_gap(reader);
	} else {
		*arena_append(&reader->zones->arena, &reader->zones->opened) = text;
		read_inner(reader, text, &origin);
	}
	reader->token.kind = ZONE_TOKEN_END;
}

/* Quotes only hold the data together, as in BIND; an escaped quote within them is one in the record. */
static void add_template_word(struct bytes *template, struct slice text, bool quoted)
{
	for (size_t i = 0; i < text.len; i++)
		if (!quoted || text.at[i] != '\\' || i + 1 == text.len || text.at[i + 1] != '"')
			bytes_add_byte(template, text.at[i]);
}

/* False when the line cannot be read. */
static bool read_generate(struct zone_reader *reader)
{
	uint32_t directive = reader->entry;
	struct bytes lines = { 0 };
	uint64_t start, stop, step;
	struct bytes template = { 0 };
	struct text *text;
	bool good;
	uint32_t first, end;

	if (reader->token.kind != ZONE_TOKEN_WORD ||
		!zone_generate_range(word(reader), &start, &stop, &step)) {
		fault(reader, ZONE_FAULT_GENERATE, "$GENERATE needs a range such as 1-100 or 0-254/2 here");
		return false;
	}
	if ((stop - start) / step >= GENERATE_MOST) {
		fault(reader, ZONE_FAULT_GENERATE, "$GENERATE makes more than 65536 records");
		return false;
	}
	next(reader);
	first = end = reader->token.first;
	for (; !at_end(reader); next(reader)) {
		if (reader->token.kind != ZONE_TOKEN_WORD && reader->token.kind != ZONE_TOKEN_QUOTED) {
			fault(reader, ZONE_FAULT_GENERATE, "");
			bytes_free(&template);
			return false;
		}
		end = reader->token.end;
		add_template_word(&template, word(reader), reader->token.kind == ZONE_TOKEN_QUOTED);
		bytes_add_byte(&template, ' ');
	}
	good = zone_generate(
		&lines, bytes_slice(&template), start, stop, step, GENERATED_MOST - reader->zones->generated);
	reader->zones->generated += lines.len;
	if (!good) {
		fault_at(reader, ZONE_FAULT_GENERATE, first, end,
			"$GENERATE needs a name, a type and data here, with $ or ${offset,width,base} for "
			"the number");
	} else {
		text = arena_take(&reader->zones->arena, sizeof *text);
		*text = text_of(
			text_of_reader(reader)->name, arena_copy(&reader->zones->arena, bytes_slice(&lines)));
		text->made_from = text_of_reader(reader);
		text->made_at = directive;
		read_inner(reader, text, &reader->origin);
	}
	bytes_free(&template);
	bytes_free(&lines);
	return good;
}

static void read_directive(struct zone_reader *reader)
{
	static const char *const names[] = { "$ORIGIN", "$TTL", "$INCLUDE", "$GENERATE" };
	struct slice directive = word(reader);
	struct nearest nearest = { .word = directive };
	struct zone_token at = reader->token;
	struct dns_name origin;

	next(reader);
	if (slice_is_nocase(directive, "$ORIGIN")) {
		if (take_name(reader, &origin)) {
			set_origin(reader, &origin);
			expect_end(reader);
		} else {
			note_gap(reader);
		}
	} else if (slice_is_nocase(directive, "$TTL")) {
		if (reader->token.kind != ZONE_TOKEN_WORD ||
			!zone_ttl_from_text(word(reader), &reader->default_ttl)) {
			fault(reader, ZONE_FAULT_TTL,
				"$TTL needs a time in seconds, or with units such as 1h30m");
			return;
		}
		reader->has_default_ttl = true;
		next(reader);
		expect_end(reader);
	} else if (slice_is_nocase(directive, "$INCLUDE")) {
		read_include(reader);
	} else if (slice_is_nocase(directive, "$GENERATE")) {
		if (!read_generate(reader))
			note_gap(reader);
	} else {
		for (size_t i = 0; i < sizeof names / sizeof *names; i++)
			nearest_offer(&nearest, names[i]);
		reader->token = at;
		fault(reader, ZONE_FAULT_DIRECTIVE,
			arena_printf(&reader->scratch, "unknown directive %s%s%s", shown(reader, directive),
				nearest.best ? "; did you mean " : "", nearest.best ? nearest.best : ""));
		if (!nearest.best ||
			strcmp(nearest.best, "$TTL") != 0) /* a TTL makes no record another one */
			note_gap(reader);
	}
}

/* TTL and class in either order, then the type. False when the record is passed over; it may be one of class IN then. */
static bool take_header(struct zone_reader *reader, uint16_t *ret_type, uint32_t *ret_ttl, bool *ret_has_ttl)
{
	bool has_class = false;

	*ret_has_ttl = false;
	for (;; next(reader)) {
		struct slice text = word(reader);
		uint64_t class, large;

		if (reader->token.kind != ZONE_TOKEN_WORD) {
			fault(reader, ZONE_FAULT_SYNTAX,
				"the type of a record, such as TXT, is expected here");
			return false;
		}
		if (!*ret_has_ttl && ascii_is_digit(text.at[0])) {
			if (slice_number(text, UINT32_MAX, &large) && large > ZONE_TTL_MOST) {
				fault(reader, ZONE_FAULT_TTL,
					"a TTL above 2147483647 is read as 0 (RFC 2181 section 8)");
				*ret_ttl = 0;
			} else if (!zone_ttl_from_text(text, ret_ttl)) {
				fault(reader, ZONE_FAULT_TTL,
					arena_printf(&reader->scratch,
						"\"%s\" is neither a TTL nor a type of record",
						shown(reader, text)));
				return false;
			}
			*ret_has_ttl = true;
		} else if (!has_class && (slice_is_nocase(text, "IN") || slice_is_nocase(text, "CLASS1"))) {
			has_class = true;
		} else if (!has_class &&
			   (slice_is_nocase(text, "CH") || slice_is_nocase(text, "HS") ||
				   slice_is_nocase(text, "CS") ||
				   (slice_starts_nocase(text, "CLASS") &&
					   slice_number(slice_part(text, 5, text.len), 65535, &class)))) {
			fault(reader, ZONE_FAULT_CLASS,
				"only records of class IN can be judged; this one is passed over");
			return false;
		} else if (dns_type_from_text(text, ret_type)) {
			return true;
		} else {
			const char *nearest = dns_type_nearest(text);

			fault(reader, ZONE_FAULT_TYPE,
				arena_printf(&reader->scratch, "unknown type of record \"%s\"%s%s",
					shown(reader, text), nearest ? "; did you mean " : "",
					nearest ? nearest : ""));
			return false;
		}
	}
}

/*
 * What follows a fault in a record was passed over to the record's end. When lines that look like records are among it, a
 * parenthesis or quote was left open before them.
 */
static void note_swallowed(struct zone_reader *reader, size_t faults_before)
{
	const struct slice bytes = text_of_reader(reader)->bytes;
	const struct zone_fault *fault;
	ptrdiff_t line;

	if (reader->zones->faults.count == faults_before)
		return;
	fault = &reader->zones->faults.at[faults_before];
	line = slice_find(bytes, '\n', fault->place.end);
	for (; line >= 0 && (size_t)line + 1 < reader->lexer.at;
		line = slice_find(bytes, '\n', (size_t)line + 1)) {
		if (!strchr(" \t\r\n;()\"", bytes.at[line + 1])) {
			note_gap(reader);
			return;
		}
	}
}

static void report_rdata_fault(
	struct zone_reader *reader, const struct zone_rdata_fault *bad, const struct zone_record *record)
{
	struct slice entry = slice_part(text_of_reader(reader)->bytes, record->rdata, reader->lexer.at);

	fault_at(reader, bad->kind, bad->place.first, bad->place.end, bad->message);
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

static void read_record(struct zone_reader *reader, bool has_owner)
{
	struct zone_record record = {
		.first = reader->token.first,
	};
	struct zone_setting setting = { .text = reader->text, .origin = reader->origin_owner };
	struct zone_rdata_fault bad = { 0 };
	struct dns_record decoded = { 0 };
	bool has_ttl;

	if (has_owner) {
		reader->has_owner = OWNER_UNREADABLE;
		if (!take_name(reader, &reader->owner)) {
			note_gap(reader);
			return;
		}
		reader->has_owner = OWNER_KNOWN;
		reader->expected = zone_expect_owner(reader->zones, &reader->owner);
	}
	if (!take_header(reader, &record.type, &setting.ttl, &has_ttl)) {
		if (reader->zones->faults.at[reader->zones->faults.count - 1].kind != ZONE_FAULT_CLASS)
			note_unread(reader, 0);
		return;
	}
	record.rdata = reader->lexer.at;
	setting.depth = reader->lexer.depth;
	if (!zone_read_rdata(
		    &reader->scratch, &reader->lexer, record.type, &reader->origin, false, &decoded, &bad)) {
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
		fault_at(reader, ZONE_FAULT_OWNER, record.first, record.first,
			"a record without an owner: no name stands here or on a line before");
	if (reader->has_owner == OWNER_KNOWN)
		add_record(reader, &record, &setting);
	else
		note_gap(reader);
	if (reader->zones->first_origin == ZONE_NONE)
		reader->zones->first_origin = reader->origin_owner;
}

static void read_entry(struct zone_reader *reader)
{
	const struct slice bytes = text_of_reader(reader)->bytes;
	bool has_owner = reader->entry < bytes.len && bytes.at[reader->entry] != ' ' &&
			 bytes.at[reader->entry] != '\t';
	size_t faults_before = reader->zones->faults.count;
	bool is_record = true;

	next(reader);
	if (at_end(reader))
		return;
	/* What $GENERATE makes are records. */
	if (has_owner && !text_of_reader(reader)->made_from && reader->token.kind == ZONE_TOKEN_WORD &&
		word(reader).at[0] == '$')
		is_record = false;
	if (is_record)
		read_record(reader, has_owner);
	else
		read_directive(reader);
	skip_entry(reader);
	if (is_record)
		note_swallowed(reader, faults_before);
}

static void read_entries(struct zone_reader *reader)
{
	const struct slice bytes = text_of_reader(reader)->bytes;
	uint32_t forgotten = 0;

	if (slice_starts(bytes, "\xef\xbb\xbf")) {
		fault_at(reader, ZONE_FAULT_BOM, 0, 3,
			"the file begins with a byte order mark, which name servers do not read");
		reader->lexer.at = 3;
	}
	while (reader->lexer.at < bytes.len) {
		reader->entry = reader->lexer.at;
		if (reader->entry - forgotten > TEXT_FORGET_STEP) {
			text_forget(text_of_reader(reader));
			forgotten = reader->entry;
		}
		read_entry(reader);
		arena_release(&reader->scratch);
		if (reader->zones->faults.count - reader->faults_before > FAULTS_MOST) {
			fault_at(reader, ZONE_FAULT_MANY, reader->lexer.at, reader->lexer.at,
				"too many faults: the rest of the file was not read. Is it a zone file?");
			note_gap(reader);
			break;
		}
	}
}

void zone_set_read(struct zone_set *zones, struct text *text, const struct dns_name *origin)
{
	struct zone_reader reader = {
		.zones = zones, .zone = ZONE_NONE, .faults_before = zones->faults.count
	};

	reader.lexer.text = text;
	set_origin(&reader, origin);
	if (!number_text(&reader, text))
		return;
	reader.text = (uint16_t)(zones->texts.count - 1);
	read_entries(&reader);
	arena_release(&reader.scratch);
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
		while (token.kind != ZONE_TOKEN_END && token.kind != ZONE_TOKEN_FILE_END &&
			token.kind != ZONE_TOKEN_UNCLOSED_PARENTHESIS)
			token = zone_lexer_next(&lexer);
		if (token.kind == ZONE_TOKEN_UNCLOSED_PARENTHESIS)
			return false;
	}
	return false;
}
