/*
 * diff = "--- " name LF "+++ " name LF 1*hunk
 * hunk = "@@ -" line [ "," count ] " +" line [ "," count ] " @@" LF *( ( " " / "-" / "+" ) text LF [ "\ No newline at end of file" LF ] )
 */
#include "support/patch.h"

/* Reads "N" or "N,COUNT" at an offset. */
static bool read_range(struct slice line, size_t *at, uint64_t *ret_first, uint64_t *ret_count)
{
	size_t digits = slice_run(line, *at, "0123456789");

	if (!slice_number(slice_part(line, *at, *at + digits), UINT32_MAX, ret_first))
		return false;
	*at += digits;
	*ret_count = 1;
	if (*at >= line.len || line.at[*at] != ',')
		return true;
	++*at;
	digits = slice_run(line, *at, "0123456789");
	if (!slice_number(slice_part(line, *at, *at + digits), UINT32_MAX, ret_count))
		return false;
	*at += digits;
	return true;
}

static bool read_hunk(struct slice line, uint64_t *ret_first, uint64_t *ret_old, uint64_t *ret_new)
{
	uint64_t first_new;
	size_t at = 4;

	if (!slice_starts(line, "@@ -") || !read_range(line, &at, ret_first, ret_old) ||
		!slice_starts(slice_part(line, at, line.len), " +"))
		return false;
	at += 2;
	return read_range(line, &at, &first_new, ret_new) &&
	       slice_starts(slice_part(line, at, line.len), " @@");
}

/* The next line with its line end. */
static struct slice take(struct slice *rest)
{
	size_t end = slice_line_end(*rest, 0);
	struct slice line = slice_part(*rest, 0, end);

	*rest = slice_part(*rest, end, rest->len);
	return line;
}

/* One hunk, at the start of which `text` is already. */
static bool apply_hunk(struct slice *text, struct slice *diff, uint64_t old, uint64_t new, struct bytes *out)
{
	while (old || new) {
		struct slice line = take(diff), content;
		uint8_t kind;

		if (!line.len)
			return false;
		kind = line.at[0];
		content = slice_part(line, 1, line.len);
		if (slice_starts(*diff, "\\ ")) { /* the line has no end in the file */
			content.len--;
			take(diff);
		}
		if (kind != ' ' && kind != '-' && kind != '+')
			return false;
		if (kind != '+' && (!old-- || !slice_equal(take(text), content)))
			return false;
		if (kind != '-') {
			if (!new --)
				return false;
			bytes_add(out, content);
		}
	}
	return true;
}

bool patch_apply(struct slice text, struct slice diff, struct bytes *out)
{
	uint64_t line_number = 1, first, old, new;

	if (!slice_starts(take(&diff), "--- ") || !slice_starts(take(&diff), "+++ "))
		return false;
	while (diff.len) {
		if (!read_hunk(take(&diff), &first, &old, &new))
			return false;
		if (!old)
			first++; /* behind that line */
		for (; line_number < first; line_number++) {
			if (!text.len)
				return false;
			bytes_add(out, take(&text));
		}
		if (!apply_hunk(&text, &diff, old, new, out))
			return false;
		line_number += old;
	}
	bytes_add(out, text);
	return true;
}
