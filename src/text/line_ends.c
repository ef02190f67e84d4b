/* Looks at the first lines, and copies only what has to be changed. */
#include "text/line_ends.h"

enum { LOOKED_AT = 65536 };

enum line_ends { LINES_PLAIN, LINES_OF_CR, LINES_OF_CR_CR_LF };

static enum line_ends find_line_ends(struct slice start)
{
	size_t cr = 0, lf = 0, cr_cr_lf = 0;

	for (size_t i = 0; i < start.len; i++) {
		cr += start.at[i] == '\r';
		lf += start.at[i] == '\n';
		cr_cr_lf +=
			start.at[i] == '\n' && i >= 2 && start.at[i - 1] == '\r' && start.at[i - 2] == '\r';
	}
	if (cr && !lf)
		return LINES_OF_CR;
	return cr_cr_lf && cr_cr_lf == lf ? LINES_OF_CR_CR_LF : LINES_PLAIN;
}

void text_mend_line_ends(struct text *text)
{
	enum line_ends ends = find_line_ends(slice_part(text->bytes, 0, LOOKED_AT));
	struct text mended = { .name = text->name };
	size_t len = 0;
	uint8_t *at;

	if (ends == LINES_PLAIN)
		return;
	at = xrealloc(NULL, text->bytes.len);
	for (size_t i = 0; i < text->bytes.len; i++) {
		uint8_t c = text->bytes.at[i];

		if (c == '\r' && ends == LINES_OF_CR)
			c = '\n';
		if (c != '\r')
			at[len++] = c;
	}
	mended.owned = at;
	mended.bytes = (struct slice){ at, len };
	text_close(text);
	*text = mended;
}
