/* Cuts the shown lines into cells, one for each byte, marks those at fault, and prints a window of them. */
#include "print/excerpt.h"

#include "base/escape.h"

enum { LINES_MOST = 4, GUTTER = 6 };

/* One shown byte: as it stands or escaped, and whether it is at fault. */
struct cell {
	uint8_t byte;
	bool marked;
};

struct cells {
	ARENA_LIST(struct cell) list;
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

static void gutter(struct print *print, uint32_t line)
{
	style_begin(print, STYLE_GUTTER);
	if (line)
		bytes_printf(&print->out, "%*u |", GUTTER - 2, line);
	else
		bytes_printf(&print->out, "%*s |", GUTTER - 2, "");
	style_end(print);
}

static void print_cells(struct print *print, uint32_t line, const struct cells *cells, enum style style)
{
	size_t room = print->width > GUTTER + 30 ? print->width - GUTTER - 8 : 24, end = 0;
	struct span shown = window(cells, room);

	gutter(print, line);
	bytes_add_text(&print->out, shown.first ? " ..." : " ");
	for (size_t i = shown.first; i < shown.end; i++) {
		if (cells->list.at[i].marked)
			end = i + 1;
		escape_visible(&print->out, (struct slice){ &cells->list.at[i].byte, 1 });
	}
	bytes_add_text(&print->out, shown.end < cells->list.count ? "...\n" : "\n");
	if (!end)
		return;
	gutter(print, 0);
	bytes_add_text(&print->out, shown.first ? "    " : " ");
	style_begin(print, style);
	for (size_t i = shown.first; i < end; i++)
		for (size_t column = 0; column < width_of(cells->list.at[i].byte); column++)
			bytes_add_byte(&print->out, cells->list.at[i].marked ? '^' : ' ');
	style_end(print);
	bytes_add_byte(&print->out, '\n');
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

/* Lines of the file, from the one where the fault begins. */
static void print_lines(
	struct print *print, const struct finding *finding, struct text_place place, enum style style)
{
	uint32_t first = text_position(place.text, place.first).line;
	uint32_t last = text_position(place.text, place.end > place.first ? place.end - 1 : place.end).line;
	struct arena scratch = { 0 };

	for (uint32_t line = first; line <= last && line - first < LINES_MOST; line++) {
		struct slice bytes = text_line(place.text, line);
		uint32_t start = text_line_start(place.text, line);
		struct cells cells = { 0 };

		for (uint32_t i = 0; i < bytes.len; i++)
			add_cell(&scratch, &cells, bytes.at[i],
				place.first == place.end && start + i == place.first);
		mark_cells(&cells, start, finding, &place);
		if (place.first == place.end && place.first >= start + bytes.len)
			add_cell(&scratch, &cells, ' ', true);
		print_cells(print, line, &cells, style);
	}
	if (last - first >= LINES_MOST) {
		gutter(print, 0);
		bytes_printf(&print->out, " ... and %u more lines\n", last - first - LINES_MOST + 1);
	}
	arena_release(&scratch);
}

/* The strings of a live record, each in quotes, on one line. */
static void print_strings(
	struct print *print, const struct published *record, struct span span, enum style style)
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
	print_cells(print, 0, &cells, style);
	arena_release(&scratch);
}

void excerpt_print(struct print *print, const struct finding *finding)
{
	struct text_place place = text_origin(excerpt_place(finding));
	enum style style = style_of_severity(finding->severity);

	if (place.text)
		print_lines(print, finding, place, style);
	else if (finding->record)
		print_strings(print, finding->record, finding->span, style);
}

void excerpt_print_related(struct print *print, const struct related *related)
{
	struct finding whole = { .record = related->record };
	struct arena scratch = { 0 };

	bytes_add_text(&print->out, "   = ");
	style_text(print, STYLE_BOLD, "note: ");
	escape_text(&print->out, slice_of(related->message));
	bytes_add_text(&print->out, ", ");
	escape_text(&print->out, slice_of(excerpt_location(&scratch, &whole)));
	bytes_add_byte(&print->out, '\n');
	print_strings(print, related->record, (struct span){ 0, 0 }, STYLE_INFO);
	arena_release(&scratch);
}
