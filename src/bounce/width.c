/*
 * What was copied from a terminal has a line end at its last column. People and programs wrap at blanks, so that few of their lines
 * are as long as the longest one; of what a terminal cut, all are but the last of each entry.
 */
#include "bounce/width.h"

#include "base/ascii.h"
#include "bounce/entry.h"
#include "bounce/reply.h"

#include <string.h>

enum { NARROWEST = 40, WIDEST = 400, CUT_LEAST = 3, ALIKE = 3 };

static struct slice line_at(struct slice text, size_t at)
{
	struct slice line = slice_part(text, at, slice_line_end(text, at));

	while (line.len && (line.at[line.len - 1] == '\n' || line.at[line.len - 1] == '\r'))
		line.len--;
	return line;
}

static bool begins_with_code(struct slice line)
{
	struct reply_code code;

	return reply_next_code(slice_part(line, 0, 16), 0, &code) && code.basic && !code.first;
}

bool width_goes_on(size_t width, struct slice line, struct slice next)
{
	return width && line.len == width && next.len && next.len <= width &&
	       !strchr(">|{", next.at[0] ? next.at[0] : '>') && !entry_is_start(next) &&
	       !begins_with_code(next) &&
	       !slice_equal(slice_part(line, 0, ALIKE), slice_part(next, 0, ALIKE));
}

size_t width_of(struct slice sample)
{
	size_t width = 0, cut = 0, whole = 0;

	for (size_t at = 0; at < sample.len; at = slice_line_end(sample, at))
		width = line_at(sample, at).len > width ? line_at(sample, at).len : width;
	if (width < NARROWEST || width > WIDEST)
		return 0;
	for (size_t at = 0, next; at < sample.len; at = next) {
		struct slice line = line_at(sample, at);

		next = slice_line_end(sample, at);
		if (width_goes_on(width, line, line_at(sample, next)))
			cut++;
		else
			whole += line.len > 0;
	}
	return cut >= CUT_LEAST && cut >= whole ? width : 0;
}
