/* Lines are counted when somebody asks for one. */
#include "text/text.h"

#include "text/map.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

void text_close(struct text *text)
{
	if (text->mapped)
		munmap(text->owned, text->mapped);
	else
		free(text->owned);
	free(text->line_starts);
	*text = (struct text){ 0 };
}

void text_forget(const struct text *text)
{
	if (text->mapped)
		madvise(text->owned, text->mapped, MADV_DONTNEED);
}

ptrdiff_t text_find(const struct text *text, const char *wanted, size_t from)
{
	size_t overlap = strlen(wanted) - 1;

	for (size_t start = from; start < text->bytes.len; start += TEXT_FORGET_STEP) {
		struct slice window = slice_part(text->bytes, start, start + TEXT_FORGET_STEP + overlap);
		ptrdiff_t at = slice_find_text(window, wanted, 0);

		if (at >= 0)
			return (ptrdiff_t)start + at;
		text_forget(text);
	}
	return -1;
}

struct text text_of(const char *name, struct slice bytes)
{
	return (struct text){ .name = name, .bytes = bytes };
}

/* True when the line of an offset, and the `lines`-th line, are in the table, or there are no more. */
static bool knows_lines(const struct text *text, size_t lines, size_t offset)
{
	return text->all_lines || (text->line_count && text->line_count >= lines &&
					  text->line_starts[text->line_count - 1] > offset);
}

static void add_line(struct text *text, size_t start)
{
	enum { FIRST = 1024 };
	size_t count = text->line_count;

	/* The table is full at each power of two from the first size on. */
	if (!count || (count >= FIRST && !(count & (count - 1))))
		text->line_starts =
			xrealloc(text->line_starts, (count ? count * 2 : FIRST) * sizeof *text->line_starts);
	text->line_starts[text->line_count++] = (uint32_t)start;
}

/* Goes no further into the text than is asked for: of a large message only the header is. */
static void index_lines(struct text *text, size_t lines, size_t offset)
{
	if (!text->line_count)
		add_line(text, 0);
	while (!knows_lines(text, lines, offset)) {
		ptrdiff_t end = text_find(text, "\n", text->line_starts[text->line_count - 1]);

		if (end < 0)
			text->all_lines = true;
		else
			add_line(text, (size_t)end + 1);
	}
}

struct text_place text_origin(struct text_place place)
{
	while (place.text && place.text->made_from) {
		if (place.text->map) {
			struct span source = text_map_span(
				place.text->map, place.first, place.end, (uint32_t)place.text->bytes.len);

			place.first = source.first;
			place.end = source.end;
		} else {
			place.first = place.end = place.text->made_at;
		}
		place.text = place.text->made_from;
	}
	return place;
}

struct text_position text_position(struct text *text, uint32_t offset)
{
	struct text_place place = text_origin((struct text_place){ text, offset, offset });
	size_t low = 0, high;

	text = place.text;
	index_lines(text, 1, place.first);
	high = text->line_count;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (text->line_starts[middle] <= place.first)
			low = middle;
		else
			high = middle;
	}
	return (struct text_position){ (uint32_t)low + 1, place.first - text->line_starts[low] + 1 };
}

uint32_t text_line_start(struct text *text, uint32_t line)
{
	index_lines(text, line, 0);
	return line && line <= text->line_count ? text->line_starts[line - 1] : (uint32_t)text->bytes.len;
}

struct slice text_line(struct text *text, uint32_t line)
{
	uint32_t start = text_line_start(text, line);
	ptrdiff_t end = slice_find(text->bytes, '\n', start);
	struct slice bytes = slice_part(text->bytes, start, end < 0 ? text->bytes.len : (size_t)end);

	if (bytes.len && bytes.at[bytes.len - 1] == '\r')
		bytes.len--;
	return bytes;
}
