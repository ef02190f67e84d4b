/* Escapes what is shown, and writes records with the bytes at fault marked. */
#include "print/report/html_text.h"

#include "base/ascii.h"
#include "base/escape.h"

#include "print/excerpt.h"
#include "print/reference.h"

#include <string.h>

enum { LINES_MOST = 8 };

static void add_escaped(struct bytes *out, struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.at[i];

		if (c == '<' || c == '>' || c == '&' || c == '"' || c == '\'')
			bytes_printf(out, "&#%u;", c);
		else
			bytes_add_byte(out, c);
	}
}

void html_add_text(struct bytes *out, const char *text)
{
	struct bytes shown = { 0 };

	escape_text(&shown, slice_of(text));
	add_escaped(out, bytes_slice(&shown));
	bytes_free(&shown);
}

void html_add_bytes(struct bytes *out, struct slice text)
{
	struct bytes shown = { 0 };

	escape_visible(&shown, text);
	add_escaped(out, bytes_slice(&shown));
	bytes_free(&shown);
}

/* The length of the clause at the start of a text, with the space after it. */
static size_t clause_length(const char *text)
{
	size_t length = 0;

	while (text[length] && !(strchr(".,;", text[length]) && text[length + 1] == ' '))
		length++;
	return text[length] ? length + strlen(", ") : length;
}

/* The punctuation of a clause: the one before it gets that, if this one is left out. */
static struct slice clause_end(struct slice clause)
{
	uint8_t last = clause.at[clause.len - 1];

	return slice_part(clause, clause.len - (last == ' ' ? strlen(", ") : last == '.'), clause.len);
}

static bool names_option(struct slice clause)
{
	for (size_t i = 0; i + 2 < clause.len; i++)
		if (clause.at[i] == '-' && clause.at[i + 1] == '-' && ascii_is_alpha(clause.at[i + 2]) &&
			(!i || strchr(" (`", clause.at[i - 1])))
			return true;
	return false;
}

const char *prose_without_options(struct arena *arena, const char *text)
{
	struct bytes kept = { 0 };
	const char *copy;

	for (size_t length; *text; text += length) {
		struct slice clause;

		length = clause_length(text);
		clause = (struct slice){ (const uint8_t *)text, length };
		if (!names_option(clause)) {
			bytes_add(&kept, clause);
			continue;
		}
		if (kept.len >= 2 && kept.at[kept.len - 2] != '.') {
			kept.len -= strlen(", ");
			bytes_add(&kept, clause_end(clause));
		}
	}
	while (kept.len && kept.at[kept.len - 1] == ' ')
		kept.len--;
	copy = (const char *)arena_copy(arena, bytes_slice(&kept)).at;
	bytes_free(&kept);
	return copy;
}

/* What is between backquotes is code. */
void html_add_prose(struct bytes *out, const char *text)
{
	struct arena scratch = { 0 };
	struct bytes shown = { 0 };
	bool code = false;

	escape_text(&shown, slice_of(prose_without_options(&scratch, text)));
	for (size_t at = 0; at < shown.len; at++) {
		bool closed = code || slice_find(bytes_slice(&shown), '`', at + 1) >= 0;

		if (shown.at[at] == '`' && closed) {
			bytes_add_text(out, code ? "</code>" : "<code>");
			code = !code;
		} else {
			add_escaped(out, slice_part(bytes_slice(&shown), at, at + 1));
		}
	}
	bytes_free(&shown);
	arena_release(&scratch);
}

/* The bytes from `start` to `end`, those of the span marked. */
static void add_marked(struct bytes *out, struct slice text, struct span span, uint32_t start, uint32_t end)
{
	uint32_t first = span.first < start ? start : span.first > end ? end : span.first;
	uint32_t last = span.end > end ? end : span.end < first ? first : span.end;

	html_add_bytes(out, slice_part(text, start, first));
	if (last > first) {
		bytes_add_text(out, "<mark>");
		html_add_bytes(out, slice_part(text, first, last));
		bytes_add_text(out, "</mark>");
	}
	html_add_bytes(out, slice_part(text, last, end));
}

void html_add_record(struct bytes *out, const struct published *record, struct span span)
{
	const char *quote = record->type == DNS_TYPE_TXT ? "&quot;" : "";
	uint32_t start = 0;

	bytes_add_text(out, "<pre>");
	for (size_t i = 0; i < record->txt->ends.count; i++) {
		uint32_t end = record->txt->ends.at[i];

		bytes_printf(out, "%s%s", i ? "\n" : "", quote);
		add_marked(out, record->txt->joined, span, start, end);
		bytes_add_text(out, quote);
		start = end;
	}
	bytes_add_text(out, "</pre>\n");
}

/* The lines of a file that a fault without a record is in. */
static void add_lines(struct bytes *out, struct text_place place)
{
	uint32_t first = text_position(place.text, place.first).line,
		 last = text_position(place.text, place.end > place.first ? place.end - 1 : place.end).line;

	bytes_add_text(out, "<pre>");
	for (uint32_t line = first; line <= last && line < first + LINES_MOST; line++) {
		struct slice text = text_line(place.text, line);
		uint32_t start = text_line_start(place.text, line);
		struct span span = { place.first > start ? place.first - start : 0,
			place.end > start ? place.end - start : 0 };

		add_marked(out, text, span, 0, (uint32_t)text.len);
		bytes_add_byte(out, '\n');
	}
	bytes_add_text(out, "</pre>\n");
}

void html_add_excerpt(struct bytes *out, const struct finding *finding)
{
	struct text_place place = text_origin(excerpt_place(finding));

	if (finding->record)
		html_add_record(out, finding->record, finding->span);
	else if (place.text)
		add_lines(out, place);
}

void html_add_reference(struct bytes *out, const char *reference)
{
	struct arena scratch = { 0 };
	struct reference_walk walk = { .text = reference };
	struct reference_part part;

	while (reference_next(&scratch, &walk, &part)) {
		if (part.uri)
			bytes_printf(out, "<a href=\"%s\" rel=noreferrer>", part.uri);
		add_escaped(out, part.text);
		bytes_add_text(out, part.uri ? "</a>" : "");
	}
	arena_release(&scratch);
}
