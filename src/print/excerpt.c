/* Cuts the shown lines into cells, one for each byte, marks those at fault, and prints a window of them. */
#include "print/excerpt.h"

#include "base/escape.h"

#include <string.h>

enum {
	LINES_SHOWN = 2,
	LINES_MOST = 4, /* with -v */
	INDENT = 2,
	GUTTER = 6, /* with a line number alone */
	BAR = 3,    /* " | " */
	ROOM_LEAST = 20,
	ELLIPSIS = 3,
	BESIDE_MOST = 1024 /* octets beside a fault that are looked at: no terminal shows more */
};

/* The left side of an excerpt. */
struct frame {
	struct print *print;
	const char *place; /* beside the first line; NULL when it is printed already */
	size_t width;	   /* of the gutter */
	bool is_inline;	   /* the place is in the gutter */
	enum style style;  /* of the carets */
};

/* One shown byte: as it stands or escaped, and whether it is at fault. */
struct cell {
	uint8_t byte;
	bool marked;
};

struct cells {
	ARENA_LIST(struct cell) list;
	bool begun, goes_on; /* the line has more before them, or after them */
};

struct text_place excerpt_place(const struct finding *finding)
{
	const struct published *record = finding->record;

	if (!record)
		return finding->place;
	if (record->txt->trace && record->txt->joined.len)
		return trace_span(record->txt->trace, finding->span, (uint32_t)record->txt->joined.len);
	return record->place;
}

/* ", string 2, byte 17" of a TXT record; other records are told as a whole. */
static const char *byte_text(struct arena *arena, const struct published *record, struct span span)
{
	size_t string = dns_txt_string_at(record->txt, span.first);

	if (record->type != DNS_TYPE_TXT)
		return "";
	if (record->txt->ends.count == 1)
		return arena_printf(arena, ", byte %u", span.first + 1);
	return arena_printf(arena, ", string %zu, byte %u", string + 1,
		span.first - dns_txt_string_start(record->txt, string) + 1);
}

const char *excerpt_location(struct arena *arena, const struct finding *finding)
{
	struct text_place place = text_origin(excerpt_place(finding));
	const struct published *record = finding->record;

	if (place.text) {
		struct text_position at = text_position(place.text, place.first);

		return arena_printf(arena, "%s:%u:%u", place.text->name, at.line, at.column);
	}
	if (!record)
		return dns_name_unicode(arena, &finding->name);
	if (record->type == TYPE_OF_POLICY)
		return arena_printf(
			arena, "%s policy, line %zu", dns_name_unicode(arena, &record->name), record->number);
	return arena_printf(arena, "%s %s%s%s", dns_name_unicode(arena, &record->name),
		dns_type_text(arena, record->type),
		record->count > 1 ? arena_printf(arena, " record %zu of %zu", record->number, record->count)
				  : "",
		byte_text(arena, record, finding->span));
}

static size_t width_of(uint8_t byte)
{
	return escape_width((struct slice){ &byte, 1 });
}

static void add_cell(struct arena *arena, struct cells *cells, uint8_t byte, bool marked)
{
	*arena_append(arena, &cells->list) = (struct cell){ byte == '\t' ? ' ' : byte, marked };
}

/* The part of the cells that fits into `room` columns and shows the first marked one. */
static struct span window(const struct cells *cells, size_t room)
{
	struct span shown = { 0, (uint32_t)cells->list.count };
	size_t total = 0, first = 0, used = 0;

	for (size_t i = 0; i < cells->list.count; i++)
		total += width_of(cells->list.at[i].byte);
	if (total <= room)
		return shown;
	while (first < cells->list.count && !cells->list.at[first].marked)
		first++;
	/* A third of the room shows what stands in front. */
	for (shown.first = (uint32_t)first; shown.first > 0 && used < room / 3; shown.first--)
		used += width_of(cells->list.at[shown.first - 1].byte);
	used = 0;
	for (shown.end = shown.first; shown.end < cells->list.count; shown.end++) {
		used += width_of(cells->list.at[shown.end].byte);
		if (used > room)
			break;
	}
	for (; shown.first > 0 && shown.end == cells->list.count; shown.first--) {
		used += width_of(cells->list.at[shown.first - 1].byte);
		if (used > room)
			break;
	}
	return shown;
}

/* The place, or the number of the line (":7" below a place); empty without one. */
static const char *gutter_text(struct arena *arena, const struct frame *frame, uint32_t line)
{
	if (frame->place)
		return frame->place;
	return line ? arena_printf(arena, "%s%u", frame->is_inline ? ":" : "", line) : "";
}

static void gutter(struct frame *frame, uint32_t line)
{
	struct arena scratch = { 0 };
	const char *text = gutter_text(&scratch, frame, line);
	size_t width = style_width(frame->print, slice_of(text));

	style_begin(frame->print, STYLE_GUTTER);
	bytes_printf(&frame->print->out, "%*s", width < frame->width ? (int)(frame->width - width) : 0, "");
	escape_text(&frame->print->out, slice_of(text));
	bytes_add_text(&frame->print->out, " |");
	style_end(frame->print);
	frame->place = NULL;
	arena_release(&scratch);
}

/* Some of what is shown is at fault, and some is not: else carets tell nothing. */
static bool wants_carets(const struct cells *cells, struct span shown)
{
	bool marked = false, unmarked = false;

	for (size_t i = shown.first; i < shown.end; i++) {
		const struct cell *cell = &cells->list.at[i];

		marked = marked || cell->marked;
		unmarked = unmarked || (!cell->marked && cell->byte != '"');
	}
	return marked && unmarked;
}

static void print_carets(struct frame *frame, const struct cells *cells, struct span shown)
{
	struct bytes *out = &frame->print->out;
	size_t end = shown.end;

	while (!cells->list.at[end - 1].marked)
		end--;
	gutter(frame, 0);
	bytes_printf(out, " %*s", shown.first || cells->begun ? ELLIPSIS : 0, "");
	style_begin(frame->print, frame->style);
	for (size_t i = shown.first; i < end; i++)
		for (size_t column = 0; column < width_of(cells->list.at[i].byte); column++)
			bytes_add_byte(out, cells->list.at[i].marked ? '^' : ' ');
	style_end(frame->print);
	bytes_add_byte(out, '\n');
}

static void print_cells(struct frame *frame, uint32_t line, const struct cells *cells)
{
	struct bytes *out = &frame->print->out;
	size_t used = frame->width + BAR,
	       room = frame->print->width > used + ROOM_LEAST ? frame->print->width - used : ROOM_LEAST;
	struct span shown = window(cells, room);

	if (shown.first || shown.end < cells->list.count)
		shown = window(cells, room - 2 * ELLIPSIS);
	gutter(frame, line);
	bytes_add_text(out, shown.first || cells->begun ? " ..." : " ");
	for (size_t i = shown.first; i < shown.end; i++)
		escape_visible(out, (struct slice){ &cells->list.at[i].byte, 1 });
	bytes_add_text(out, shown.end < cells->list.count || cells->goes_on ? "...\n" : "\n");
	if (frame->print->tight < 3 && wants_carets(cells, shown))
		print_carets(frame, cells, shown);
}

/* Marks the cells of one line, which starts at `start`, that the finding is about. */
static void mark_cells(
	struct cells *cells, uint32_t start, const struct finding *finding, const struct text_place *place)
{
	const struct published *record = finding->record;
	bool traced = record && record->txt->trace;

	for (uint32_t i = traced ? finding->span.first : 0; i < (traced ? finding->span.end : 1); i++) {
		struct text_place at = *place;

		if (traced)
			at = text_origin(
				trace_byte(record->txt->trace, i, (uint32_t)record->txt->joined.len));
		for (uint32_t offset = at.first < start ? start : at.first;
			offset < at.end && offset - start < cells->list.count; offset++)
			cells->list.at[offset - start].marked = true;
	}
}

/* What a line begins with before its text, up to a byte at fault. */
static uint32_t indentation(struct slice line, uint32_t start, const struct text_place *place)
{
	uint32_t length = 0;

	while (length < line.len && (line.at[length] == ' ' || line.at[length] == '\t') &&
		(start + length < place->first || start + length >= place->end))
		length++;
	return length;
}

/* The part of a line that is near the fault; *start moves to where it begins. */
static struct slice near_fault(
	struct slice line, uint32_t *start, const struct text_place *place, struct cells *cells)
{
	uint32_t fault = place->first > *start ? place->first - *start : 0,
		 first = fault > BESIDE_MOST ? fault - BESIDE_MOST : 0;
	size_t end = line.len < (size_t)fault + BESIDE_MOST ? line.len : (size_t)fault + BESIDE_MOST;

	if (first > line.len)
		first = 0;
	cells->begun = first > 0;
	cells->goes_on = end < line.len;
	*start += first;
	return slice_part(line, first, end);
}

/* Lines of the file, from the one where the fault begins. */
static void print_lines(struct frame *frame, const struct finding *finding, struct text_place place)
{
	uint32_t most = frame->print->verbose ? LINES_MOST : LINES_SHOWN;
	uint32_t first = text_position(place.text, place.first).line;
	uint32_t last = text_position(place.text, place.end > place.first ? place.end - 1 : place.end).line;
	struct arena scratch = { 0 };

	for (uint32_t line = first; line <= last && line - first < most; line++) {
		struct slice bytes = text_line(place.text, line);
		uint32_t start = text_line_start(place.text, line), blank = indentation(bytes, start, &place);
		struct cells cells = { 0 };

		bytes = slice_part(bytes, blank, bytes.len);
		start += blank;
		bytes = near_fault(bytes, &start, &place, &cells);
		for (uint32_t i = 0; i < bytes.len; i++)
			add_cell(&scratch, &cells, bytes.at[i],
				place.first == place.end && start + i == place.first);
		mark_cells(&cells, start, finding, &place);
		if (place.first == place.end && place.first >= start + bytes.len)
			add_cell(&scratch, &cells, ' ', true);
		print_cells(frame, line, &cells);
	}
	if (last - first >= most && frame->print->verbose) {
		gutter(frame, 0);
		bytes_printf(&frame->print->out, " ... and %u more lines\n", last - first - most + 1);
	}
	arena_release(&scratch);
}

/* The strings of a live record, each in quotes, on one line. */
static void print_strings(struct frame *frame, const struct published *record, struct span span)
{
	bool quotes = record->type == DNS_TYPE_TXT;
	struct arena scratch = { 0 };
	struct cells cells = { 0 };
	uint32_t at = 0;

	for (size_t s = 0; s < record->txt->ends.count; s++) {
		if (s)
			add_cell(&scratch, &cells, ' ', false);
		if (quotes)
			add_cell(&scratch, &cells, '"', false);
		for (; at < record->txt->ends.at[s]; at++)
			add_cell(&scratch, &cells, record->txt->joined.at[at],
				at >= span.first && at < span.end);
		if (quotes)
			add_cell(&scratch, &cells, '"',
				span.first == span.end && span.first == at &&
					s + 1 == record->txt->ends.count);
	}
	print_cells(frame, 0, &cells);
	arena_release(&scratch);
}

static const char *name_text(struct arena *arena, const struct print *print, const struct dns_name *name)
{
	return print->unicode ? dns_name_unicode(arena, name) : dns_name_text(arena, name);
}

/* The place of a finding for its gutter; NULL for an argument, which the reader has before him. */
static const char *place_text(struct arena *arena, const struct print *print, const struct finding *finding)
{
	const struct published *record = finding->record;
	struct text_place place = text_origin(excerpt_place(finding));

	if (place.text)
		return strcmp(place.text->name, "<argument>") == 0 ? NULL : excerpt_location(arena, finding);
	if (record->type == TYPE_OF_POLICY)
		return excerpt_location(arena, finding);
	return arena_printf(arena, "%s %s%s", name_text(arena, print, &record->name),
		dns_type_text(arena, record->type),
		record->count > 1 ? arena_printf(arena, " (%zu of %zu)", record->number, record->count) : "");
}

/* The place goes into the gutter, or, where it is long, on a line of its own. */
static struct frame begin_frame(struct arena *arena, struct print *print, const struct finding *finding,
	enum style style, bool has_text)
{
	struct frame frame = { print, place_text(arena, print, finding), GUTTER - 2, false, style };
	size_t width = style_width(print, slice_of(frame.place ? frame.place : "")) + INDENT;

	frame.is_inline = frame.place && width * 5 <= print->width * 2;
	if (frame.is_inline && has_text) {
		frame.width = width;
	} else if (frame.place) {
		bytes_printf(&print->out, "%*s", INDENT, "");
		style_begin(print, STYLE_GUTTER);
		style_wrap(print, frame.place, INDENT);
		style_end(print);
		bytes_add_byte(&print->out, '\n');
		frame.place = NULL;
	}
	return frame;
}

/* A finding about a name: the name, when it is another one than that of the report. */
static void print_name(struct print *print, const struct finding *finding)
{
	struct arena scratch = { 0 };

	if (print->subject && finding->name.len > 1 && !dns_name_equal(print->subject, &finding->name))
		bytes_printf(
			&print->out, "%*sat %s\n", INDENT, "", name_text(&scratch, print, &finding->name));
	arena_release(&scratch);
}

/* What is missing at the end of a header or file has a place, and nothing to show. */
static bool is_blank_line(const struct text_place *place)
{
	return place->first == place->end &&
	       !slice_trim(text_line(place->text, text_position(place->text, place->first).line)).len;
}

void excerpt_print(struct print *print, const struct finding *finding)
{
	struct text_place place = text_origin(excerpt_place(finding));
	struct arena scratch = { 0 };
	struct frame frame;
	bool has_text;

	if (!place.text && !finding->record) {
		print_name(print, finding);
		return;
	}
	has_text = !place.text || !is_blank_line(&place);
	frame = begin_frame(&scratch, print, finding, style_of_severity(finding->severity), has_text);
	if (place.text && has_text)
		print_lines(&frame, finding, place);
	else if (!place.text)
		print_strings(&frame, finding->record, finding->span);
	arena_release(&scratch);
}

void excerpt_print_related(struct print *print, const struct related *related)
{
	struct finding whole = { .record = related->record };
	struct frame frame = { print, NULL, GUTTER - 2, false, STYLE_INFO };
	struct arena scratch = { 0 };

	bytes_printf(&print->out, "%*s", INDENT, "");
	style_begin(print, STYLE_GUTTER);
	bytes_add_text(&print->out, "note: ");
	style_end(print);
	style_wrap(print,
		arena_printf(&scratch, "%s, %s", related->message, excerpt_location(&scratch, &whole)),
		INDENT + (unsigned)strlen("note: "));
	bytes_add_byte(&print->out, '\n');
	if (print->verbose)
		print_strings(&frame, related->record, (struct span){ 0, 0 });
	arena_release(&scratch);
}
