/*
 * A line may be wrapped several times: what was taken off shows what is next. The name of a container, a number or a mark of
 * quotation is only taken for a prefix where an entry of a log follows it, or where nearly all lines have it.
 */
#include "bounce/frame.h"

#include "base/json_scan.h"
#include "bounce/entry.h"
#include "bounce/frame_prefix.h"
#include "bounce/stamp.h"
#include "bounce/width.h"

#include <string.h>

enum {
	SAMPLE = 64 * 1024,
	SAMPLE_LINES = 400,
	DEEPEST = 8,
	PREFIXES_MOST = 2,
	OBJECT_MOST = 4 * 1024 * 1024,
	LINE_MOST = 128 * 1024 /* a longer one is read as several */
};

/* The column of a table that holds the entry, with the time of the first column where it has none. */
static struct slice without_columns(const struct frame *frame, struct arena *scratch, struct slice line)
{
	size_t at = 0;
	struct slice entry, time;

	for (size_t i = 0; i < frame->columns; i++) {
		ptrdiff_t tab = slice_find(line, '\t', at);

		if (tab < 0)
			return line;
		at = (size_t)tab + 1;
	}
	entry = slice_part(line, at, line.len);
	if (!at || entry_head_of(entry).time.len || !stamp_length(line, &time) || time.len > at)
		return entry;
	return slice_of(arena_printf(scratch, "%.*s %.*s", (int)time.len, (const char *)time.at,
		(int)entry.len, (const char *)entry.at));
}

static struct slice unwrap_all(
	const struct frame *frame, struct arena *scratch, struct slice line, bool *more)
{
	if (slice_run(line, 0, " \t") >= frame->indent)
		line = slice_part(line, frame->indent, line.len);
	line = frame_without_colors(scratch, line);
	for (unsigned depth = 0; depth < DEEPEST && frame_unwrap(frame, scratch, &line, more); depth++)
		;
	return frame->columns ? without_columns(frame, scratch, line) : line;
}

/* The JSON object at an offset, after what separates it from the one before; empty when there is none. */
static struct slice find_object(struct slice text, size_t at)
{
	struct json_tokens tokens = { 0 };
	size_t first = at, end = 0;
	struct slice object = { 0 };

	first += slice_run(text, first, " \t\r\n,[]\x1e");
	if (slice_starts(slice_part(text, first, text.len), "data: ")) /* server-sent events */
		first += 6;
	if (first < text.len && text.at[first] == '{' &&
		json_scan(&tokens, slice_part(text, first, first + OBJECT_MOST), &end))
		object = slice_part(text, first, first + end);
	json_tokens_free(&tokens);
	return object;
}

/* Where a line that is too long is cut: at its last blank. */
static size_t cut_of(struct slice line)
{
	size_t at = LINE_MOST;

	while (at > LINE_MOST / 2 && line.at[at] != ' ')
		at--;
	return at > LINE_MOST / 2 ? at : LINE_MOST;
}

/* The end of the line at an offset, and where the next begins. */
static size_t find_line(const struct frame *frame, struct slice text, size_t at, struct slice *ret_line)
{
	ptrdiff_t end;

	if (frame->json) {
		*ret_line = find_object(text, at);
		if (ret_line->len)
			return (size_t)(ret_line->at - text.at) + ret_line->len;
	}
	text = slice_part(text, 0, at + LINE_MOST + 1);
	end = slice_find(text, frame->cr ? '\r' : '\n', at);
	*ret_line = slice_part(text, at, end < 0 ? text.len : (size_t)end);
	if (ret_line->len > LINE_MOST) {
		*ret_line = slice_part(*ret_line, 0, cut_of(*ret_line));
		return at + ret_line->len;
	}
	if (ret_line->len && ret_line->at[ret_line->len - 1] == '\r')
		ret_line->len--;
	return end < 0 ? text.len : (size_t)end + 1;
}

/* rsyslog writes control characters in octal. */
static void add_unescaped(struct bytes *out, struct slice line)
{
	size_t at = 0;
	ptrdiff_t mark;

	while ((mark = slice_find_text(line, "#01", at)) >= 0) {
		uint8_t digit = (size_t)mark + 3 < line.len ? line.at[mark + 3] : 0;

		bytes_add(out, slice_part(line, at, (size_t)mark));
		at = (size_t)mark + 4;
		if (digit == '2')
			bytes_add_byte(out, '\n');
		else if (digit == '1')
			bytes_add_byte(out, '\t');
		else if (digit != '5')
			bytes_add(out, slice_part(line, (size_t)mark, at));
	}
	bytes_add(out, slice_part(line, at, line.len));
}

/* Between the tokens of JSON a line end is a blank; within them there is none. */
static void add_on_one_line(struct bytes *out, struct slice object)
{
	for (size_t i = 0; i < object.len; i++)
		bytes_add_byte(out, object.at[i] == '\n' || object.at[i] == '\r' ? ' ' : object.at[i]);
}

/* True when the line is another container's than the last one: what it says belongs to no entry that was begun. */
static bool is_of_other_source(struct frame *frame, struct slice line)
{
	size_t length = frame->has[FRAME_NAME] ? frame_prefix_length(FRAME_NAME, line) : 0;
	struct slice name = slice_trim(slice_part(line, 0, length)), last = frame->source;

	frame->source = length ? name : last;
	return length && last.len && !slice_equal(name, last);
}

static bool is_cut(const struct frame *frame, struct slice text, size_t at, size_t next)
{
	struct slice line, behind;

	if (!frame->width)
		return false;
	find_line(frame, text, at, &line);
	find_line(frame, text, next, &behind);
	return width_goes_on(frame->width, line, behind);
}

size_t frame_add_line(
	struct frame *frame, struct arena *scratch, struct slice text, size_t at, struct bytes *line)
{
	struct slice found;
	bool more = false;
	size_t next = find_line(frame, text, at, &found);

	if (is_of_other_source(frame, found))
		bytes_add_byte(line, '\n');
	found = unwrap_all(frame, scratch, found, &more);
	if (frame_is_alone(frame, found))
		found.len = 0;
	if (frame->json && found.len && found.at[0] == '{')
		add_on_one_line(line, found);
	else if (slice_find_text(found, "#01", 0) >= 0)
		add_unescaped(line, found);
	else
		bytes_add(line, found);
	if (!more && !is_cut(frame, text, at, next))
		bytes_add_byte(line, '\n');
	return next;
}

struct slice frame_strip(struct arena *arena, struct frame *frame, struct slice text)
{
	struct arena scratch = { 0 };
	struct bytes out = { 0 };
	struct slice stripped;

	for (size_t at = 0; at < text.len;) {
		at = frame_add_line(frame, &scratch, text, at, &out);
		arena_rewind(&scratch);
	}
	stripped = arena_copy(arena, bytes_slice(&out));
	bytes_free(&out);
	arena_release(&scratch);
	return stripped;
}

/* What the first lines show of a prefix. */
struct evidence {
	size_t lines;  /* that are not empty */
	size_t match;  /* have the prefix */
	size_t starts; /* an entry of a log follows it, and none begins with it */
	bool ascend;   /* numbers, each the one before and one more */
	bool same;     /* always the same */
};

/* True for an entry, or a JSON object, also with further prefixes. */
static bool leads_to_entry(struct slice line, unsigned prefixes)
{
	if (entry_is_start(line) || slice_starts(line, "{\""))
		return true;
	for (size_t kind = FRAME_QUOTE; prefixes && kind <= FRAME_NUMBER; kind++) {
		size_t length = frame_prefix_length((enum frame_prefix)kind, line);

		if (length && leads_to_entry(slice_part(line, length, line.len), prefixes - 1))
			return true;
	}
	return false;
}

static struct evidence evidence_of(
	const struct frame *frame, enum frame_prefix kind, struct arena *scratch, struct slice sample)
{
	struct evidence evidence = { .ascend = true, .same = true };
	struct slice line, first = { 0 };
	uint64_t last = 0;
	bool more;

	for (size_t at = 0; at < sample.len && evidence.lines < SAMPLE_LINES;) {
		size_t length;
		uint64_t number = 0;

		at = find_line(frame, sample, at, &line);
		line = unwrap_all(frame, scratch, line, &more);
		if (!slice_trim(line).len || frame_is_alone(frame, line))
			continue;
		evidence.lines++;
		length = frame_prefix_length(kind, line);
		if (!length)
			continue;
		evidence.starts += leads_to_entry(slice_part(line, length, line.len), PREFIXES_MOST) &&
				   (kind == FRAME_WORDS || !entry_is_start(line));
		slice_number(slice_part(slice_trim(line), 0, slice_run(slice_trim(line), 0, "0123456789")),
			UINT32_MAX, &number);
		if (!evidence.match)
			first = slice_trim(slice_part(line, 0, length));
		evidence.ascend = evidence.ascend && (!evidence.match || number == last + 1);
		evidence.same = evidence.same && slice_equal(first, slice_trim(slice_part(line, 0, length)));
		evidence.match++;
		last = number;
	}
	return evidence;
}

/* Lines of a page may be around those that are wrapped; where nothing follows that is an entry, all have to have it. */
static bool is_shown(enum frame_prefix kind, const struct evidence *evidence)
{
	bool nearly_all = evidence->match >= 3 && evidence->match * 10 >= evidence->lines * 9;

	switch (kind) {
	case FRAME_QUOTE:
	case FRAME_FILE:
		return evidence->starts || nearly_all;
	case FRAME_NAME:
		return evidence->starts || (nearly_all && evidence->same);
	case FRAME_NUMBER:
		return (evidence->starts && (evidence->starts == evidence->match || evidence->ascend)) ||
		       (nearly_all && evidence->ascend);
	case FRAME_ITEM:
		return evidence->starts && evidence->starts == evidence->match;
	case FRAME_WORDS:
		return evidence->starts * 10 >= evidence->lines * 6;
	case FRAME_PREFIXES:
		break;
	}
	return false;
}

static size_t least_indent(const struct frame *frame, struct slice sample)
{
	size_t least = SIZE_MAX, lines = 0;
	struct slice line;

	for (size_t at = 0; at < sample.len && lines < SAMPLE_LINES;) {
		size_t indent;

		at = find_line(frame, sample, at, &line);
		if (!slice_trim(line).len || frame_is_alone(frame, line))
			continue;
		lines++;
		indent = slice_run(line, 0, " \t");
		least = indent < least ? indent : least;
	}
	return least == SIZE_MAX ? 0 : least;
}

/* Tabs before the message, when nearly all lines begin with a time and a tab: what was exported from a log collector. */
static size_t count_columns(const struct frame *frame, struct arena *scratch, struct slice sample)
{
	size_t lines = 0, match = 0, columns = SIZE_MAX;
	struct slice line, time;
	bool more;

	for (size_t at = 0; at < sample.len && lines < SAMPLE_LINES;) {
		size_t tabs = 0;

		at = find_line(frame, sample, at, &line);
		line = unwrap_all(frame, scratch, line, &more);
		if (!slice_trim(line).len)
			continue;
		lines++;
		for (size_t i = 0; i < line.len; i++)
			tabs += line.at[i] == '\t';
		if (!tabs || !stamp_length(line, &time))
			continue;
		match++;
		columns = tabs < columns ? tabs : columns;
	}
	return match && match * 10 >= lines * 6 ? columns : 0;
}

struct frame frame_of(struct slice text)
{
	struct slice sample = slice_part(text, 0, SAMPLE);
	struct arena scratch = { 0 };
	struct frame frame = { .cr = slice_find(sample, '\n', 0) < 0 && slice_find(sample, '\r', 0) >= 0 };

	frame.json = find_object(text, 0).len > 0;
	for (unsigned depth = 0; depth < DEEPEST; depth++) {
		size_t kind;

		if (!depth)
			frame.indent = least_indent(&frame, sample);
		for (kind = 0; kind < FRAME_PREFIXES; kind++) {
			struct evidence evidence;

			if (frame.has[kind])
				continue;
			evidence = evidence_of(&frame, (enum frame_prefix)kind, &scratch, sample);
			if (is_shown((enum frame_prefix)kind, &evidence))
				break;
		}
		arena_rewind(&scratch);
		if (kind == FRAME_PREFIXES)
			break;
		frame.has[kind] = true;
	}
	frame.columns = count_columns(&frame, &scratch, sample);
	frame.width = frame.json || frame.cr ? 0 : width_of(sample);
	arena_release(&scratch);
	return frame;
}
