/*
 * Another reply begins after one that ended, with another code or with a hyphen after the code. Mail programs wrap, quote and repeat
 * lines, so that a code alone begins none.
 */
#include "bounce/replies.h"

#include "bounce/extent.h"
#include "bounce/likely.h"

#include <string.h>

/* A code, with a basic code of its own, that begins a line. */
static bool starts_reply(struct slice line, struct reply_code *ret_code)
{
	size_t first = 0;

	while (first < line.len && strchr(" \t><|\"'*-#(", line.at[first]))
		first++;
	return reply_next_code(slice_part(line, first, line.len), 0, ret_code) && ret_code->basic &&
	       ret_code->first < 2;
}

/* The same words again: the same complaint about another mail, and not its next line. */
static bool begins_alike(struct slice first, struct slice line)
{
	enum { ALIKE = 28 };

	return first.len >= ALIKE && slice_equal(slice_part(first, 0, ALIKE), slice_part(line, 0, ALIKE));
}

/* Gmail ends each reply with it. */
static bool has_last_mark(struct slice line)
{
	return slice_find_text(line, "gsmtp", 0) >= 0 || slice_find_text(line, " - gcdp", 0) >= 0;
}

size_t replies_next(struct slice text, size_t at)
{
	struct reply_code last = { 0 }, code;
	struct slice first = { 0 };
	bool ended = false, blank = false, marked = false;

	for (; at < text.len; at = slice_line_end(text, at)) {
		struct slice line = slice_part(text, at, slice_line_end(text, at));
		bool starts = starts_reply(line, &code);

		if (starts && ended &&
			(code.more || strcmp(code.enhanced, last.enhanced) != 0 || code.basic != last.basic ||
				blank || marked || begins_alike(first, line)))
			return at;
		marked = marked || has_last_mark(line);
		blank = !slice_trim(line).len;
		ended = ended || (last.first < last.end && extent_begins_other(line));
		if (!starts &&
			!(reply_next_code(line, 0, &code) && code.basic && !reply_is_label(line, &code)))
			continue;
		if (!starts && ended) /* another server's, such as "host x said: 550 ..." */
			return at;
		last = code;
		first = first.len ? first : line;
		for (size_t next = code.end; reply_next_code(line, next, &code) && code.basic;
			next = code.end)
			last = code;
		ended = !last.more;
	}
	return text.len;
}

void replies_read(struct reader *reader, struct slice text, bool alone)
{
	for (size_t at = 0, end; at < text.len; at = end) {
		struct slice reply;

		end = replies_next(text, at);
		reply = slice_part(text, at, end);
		if (alone || likely_reply(reply))
			bounce_add(reader, reply, &reader->context,
				!alone || end < text.len || reader->is_letter);
	}
}
