/*
 * Directives of master files (RFC 1035 section 5.1, RFC 2308 section 4; $GENERATE as in BIND). Texts that they bring in are read in
 * their place.
 */
#include "dns/zone_directives.h"

#include "base/nearest.h"
#include "dns/zone_generate.h"
#include "text/open.h"

#include <errno.h>
#include <string.h>

enum {
	INCLUDE_DEPTH_MOST = 16,
	GENERATED_MOST = 16 * 1024 * 1024, /* octets of text that all $GENERATE lines of a run make */
	GENERATE_MOST = 65536,		   /* records of one $GENERATE */
};

/* Reads another text in the place of the current line, as far as possible with the same state. */
static void read_inner(struct zone_reader *reader, struct text *text, const struct dns_name *origin)
{
	struct zone_reader inner = *reader;

	if (!zone_reader_number_text(reader, text))
		return;
	inner.lexer = (struct zone_lexer){ .text = text };
	inner.text = (uint16_t)(reader->zones->texts.count - 1);
	inner.outer = reader;
	inner.depth++;
	inner.rewinds = 0;
	inner.faults_before = reader->zones->faults.count;
	zone_reader_set_origin(&inner, origin);
	inner.read_entries(&inner);
	reader->scratch = inner.scratch;
	reader->zone = inner.zone;
	reader->default_ttl = inner.default_ttl;
	reader->has_default_ttl = inner.has_default_ttl;
	reader->last_ttl = inner.last_ttl;
	reader->has_last_ttl = inner.has_last_ttl;
}

/* The path as written, or beside the including file: servers differ in where they start from. */
static struct text *open_included(struct zone_reader *reader, const char *path, const char **ret_fault)
{
	const struct text_wish wish = { .kind = TEXT_DATA, .regular = true, .roots = reader->zones->roots };
	struct text *text = arena_take(&reader->zones->arena, sizeof *text);
	const char *beside = zone_reader_text(reader)->name, *slash = strrchr(beside, '/'), *fault;

	*ret_fault = NULL;
	if (path[0] != '/' && slash) {
		const char *joined =
			arena_printf(&reader->zones->arena, "%.*s/%s", (int)(slash - beside), beside, path);

		*ret_fault = text_open(text, joined, &wish);
		if (!*ret_fault)
			return text;
	}
	fault = text_open(text, path, &wish);
	/* Of two files the one that is there tells what is wrong. */
	if (fault && (!*ret_fault || errno != ENOENT))
		*ret_fault = fault;
	return fault ? NULL : text;
}

/* True when the path, as written or beside the including file, is that of a file that is being read. */
static bool is_being_read(const struct zone_reader *reader, const char *path)
{
	size_t length = strlen(path);

	for (; reader; reader = reader->outer) {
		const char *name = zone_reader_text(reader)->name;
		size_t named = strlen(name);

		if (named >= length && strcmp(name + named - length, path) == 0 &&
			(named == length || path[0] == '/' || name[named - length - 1] == '/'))
			return true;
	}
	return false;
}

/*
 * Below the current folder, or that of the file that was named first: who may read the report may read these. Other files may be
 * included, but a line that is no zone text is not shown of them: $INCLUDE may name any file that this user can read.
 */
static bool may_be_shown(const struct zone_reader *reader, const char *path)
{
	const struct text_roots *roots = reader->zones->roots;
	struct arena scratch = { 0 };
	struct text_roots near = { 0 };
	const struct zone_reader *first = reader;
	const char *name, *slash;
	bool shown;

	if (roots && roots->list.count)
		return true;
	while (first->outer)
		first = first->outer;
	name = zone_reader_text(first)->name;
	slash = strrchr(name, '/');
	text_roots_add(&scratch, &near, ".");
	if (slash)
		text_roots_add(
			&scratch, &near, arena_printf(&scratch, "%.*s", (int)(slash - name + 1), name));
	shown = near.list.count && text_roots_hold(&near, path);
	arena_release(&scratch);
	return shown;
}

/* What is faulty in most of its lines is some other kind of file: its faults, which show them, are one of the $INCLUDE line. */
static void include_text(struct zone_reader *reader, struct text *text, const struct dns_name *origin)
{
	struct zone_set *zones = reader->zones;
	size_t faults = zones->faults.count, records = zones->record_count, unread = zones->unread.count;

	*arena_append(&zones->arena, &zones->opened) = text;
	read_inner(reader, text, origin);
	if (zones->faults.count == faults || zones->faults.count - faults < zones->record_count - records ||
		may_be_shown(reader, text->name))
		return;
	zones->faults.count = faults;
	zones->unread.count = unread;
	zone_reader_fault(reader, ZONE_FAULT_INCLUDE,
		arena_printf(&reader->scratch, "cannot read %s: it is not a zone file",
			zone_reader_shown(reader, slice_of(text->name))));
	zone_reader_gap(reader);
}

static void read_include(struct zone_reader *reader)
{
	struct dns_name origin = reader->origin;
	struct zone_token file = reader->token;
	struct text *text;
	const char *path, *fault = NULL;

	if (file.kind != ZONE_TOKEN_WORD && file.kind != ZONE_TOKEN_QUOTED) {
		zone_reader_fault(reader, ZONE_FAULT_INCLUDE, "$INCLUDE needs a file name");
		zone_reader_gap(reader);
		return;
	}
	path = (const char *)arena_copy(&reader->zones->arena, zone_reader_word(reader)).at;
	zone_reader_next(reader);
	if (!zone_reader_at_end(reader) && !zone_reader_take_name(reader, &origin)) {
		zone_reader_gap(reader);
		return;
	}
	zone_reader_expect_end(reader);
	reader->token = file;
	if (reader->zones->includes_nothing) {
		zone_reader_fault(reader, ZONE_FAULT_INCLUDE,
			arena_printf(&reader->scratch, "%s was not read: nothing may be included",
				zone_reader_shown(reader, slice_of(path))));
		zone_reader_gap(reader);
	} else if (is_being_read(reader, path)) {
		zone_reader_fault(reader, ZONE_FAULT_INCLUDE, "the file includes itself");
	} else if (reader->depth >= INCLUDE_DEPTH_MOST) {
		zone_reader_fault(reader, ZONE_FAULT_INCLUDE,
			"$INCLUDE is nested too deeply; does the file include itself?");
		zone_reader_gap(reader);
	} else if (!(text = open_included(reader, path, &fault))) {
		zone_reader_fault(reader, ZONE_FAULT_INCLUDE,
			arena_printf(&reader->scratch, "cannot read %s: %s",
				zone_reader_shown(reader, slice_of(path)), fault));
		zone_reader_gap(reader);
	} else {
		include_text(reader, text, &origin);
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

/* How much text $GENERATE lines may still make. */
static size_t generated_left(const struct zone_reader *reader)
{
	size_t generated = reader->zones->generated;

	return generated < GENERATED_MOST ? GENERATED_MOST - generated : 0;
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
		!zone_generate_range(zone_reader_word(reader), &start, &stop, &step)) {
		zone_reader_fault(
			reader, ZONE_FAULT_GENERATE, "$GENERATE needs a range such as 1-100 or 0-254/2 here");
		return false;
	}
	if ((stop - start) / step >= GENERATE_MOST) {
		zone_reader_fault(reader, ZONE_FAULT_GENERATE, "$GENERATE makes more than 65536 records");
		return false;
	}
	zone_reader_next(reader);
	first = end = reader->token.first;
	for (; !zone_reader_at_end(reader); zone_reader_next(reader)) {
		if (reader->token.kind != ZONE_TOKEN_WORD && reader->token.kind != ZONE_TOKEN_QUOTED) {
			zone_reader_fault(reader, ZONE_FAULT_GENERATE, "");
			bytes_free(&template);
			return false;
		}
		end = reader->token.end;
		add_template_word(
			&template, zone_reader_word(reader), reader->token.kind == ZONE_TOKEN_QUOTED);
		bytes_add_byte(&template, ' ');
	}
	good = zone_generate(&lines, bytes_slice(&template), start, stop, step, generated_left(reader));
	reader->zones->generated += lines.len;
	if (!good) {
		zone_reader_fault_at(reader, ZONE_FAULT_GENERATE, first, end,
			"$GENERATE needs a name, a type and data here, with $ or ${offset,width,base} as "
			"the number");
	} else {
		text = arena_take(&reader->zones->arena, sizeof *text);
		*text = text_of(zone_reader_text(reader)->name,
			arena_copy(&reader->zones->arena, bytes_slice(&lines)));
		text->made_from = zone_reader_text(reader);
		text->made_at = directive;
		read_inner(reader, text, &reader->origin);
	}
	bytes_free(&template);
	bytes_free(&lines);
	return good;
}

void zone_read_directive(struct zone_reader *reader)
{
	static const char *const names[] = { "$ORIGIN", "$TTL", "$INCLUDE", "$GENERATE" };
	struct slice directive = zone_reader_word(reader);
	struct nearest nearest = { .word = directive };
	struct zone_token at = reader->token, after;
	struct dns_name origin;

	zone_reader_next(reader);
	if (slice_is_nocase(directive, "$ORIGIN")) {
		if (zone_reader_take_name(reader, &origin)) {
			if (reader->dialect && reader->dialect->root_is_zone && origin.len == 1)
				origin = reader->dialect->zone;
			zone_reader_set_origin(reader, &origin);
			zone_reader_expect_end(reader);
		} else {
			zone_reader_gap(reader);
		}
	} else if (slice_is_nocase(directive, "$TTL")) {
		if (reader->token.kind != ZONE_TOKEN_WORD ||
			!zone_ttl_from_text(zone_reader_word(reader), &reader->default_ttl)) {
			zone_reader_fault(reader, ZONE_FAULT_TTL,
				"$TTL needs a time in seconds, or with units such as 1h30m");
			return;
		}
		reader->has_default_ttl = true;
		zone_reader_next(reader);
		zone_reader_expect_end(reader);
	} else if (slice_is_nocase(directive, "$INCLUDE")) {
		read_include(reader);
	} else if (slice_is_nocase(directive, "$GENERATE")) {
		if (!read_generate(reader))
			zone_reader_gap(reader);
	} else {
		for (size_t i = 0; i < sizeof names / sizeof *names; i++)
			nearest_offer(&nearest, names[i]);
		after = reader->token;
		reader->token = at;
		zone_reader_fault(reader, ZONE_FAULT_DIRECTIVE,
			arena_printf(&reader->scratch, "unknown directive %s%s",
				zone_reader_shown(reader, directive),
				nearest_question(&reader->scratch, nearest.best)));
		reader->token = after; /* perhaps the end of the line: the next line is an entry of its own */
		if (!nearest.best ||
			strcmp(nearest.best, "$TTL") != 0) /* a TTL makes no record another one */
			zone_reader_gap(reader);
	}
}
