/* One line of a drawn tree: the branch, the term, and a remark in a column of its own. */
#include "print/branch.h"

#include "base/escape.h"

#include <string.h>

enum { REMARK_COLUMN = 42, TERM_SHOWN = 100, BRANCH_WIDTH = 3 };

size_t branch_add(struct print *print, const char *indent, bool last)
{
	style_begin(print, STYLE_GUTTER);
	bytes_printf(&print->out, "%s%s ", indent, last ? "`-" : "|-");
	style_end(print);
	return strlen(indent) + BRANCH_WIDTH;
}

bool branch_begin(struct print *print, const char *indent, bool last, struct slice term,
	char ret_deeper[BRANCH_INDENT_MOST])
{
	struct slice shown = slice_part(term, 0, TERM_SHOWN);
	size_t column = branch_add(print, indent, last) + escape_width(shown);

	escape_visible(&print->out, shown);
	if (shown.len < term.len) {
		bytes_add_text(&print->out, "...");
		column += 3;
	}
	bytes_printf(&print->out, "%*s", column < REMARK_COLUMN ? (int)(REMARK_COLUMN - column) : 2, "");
	ret_deeper[0] = 0;
	if (strlen(indent) + BRANCH_WIDTH + 1 > BRANCH_INDENT_MOST)
		return false;
	strcpy(ret_deeper, indent);
	strcat(ret_deeper, last ? "   " : "|  ");
	return true;
}

static size_t remark_column(const char *indent, struct slice term)
{
	size_t column = strlen(indent) + BRANCH_WIDTH + escape_width(slice_part(term, 0, TERM_SHOWN)) + 2;

	return column < REMARK_COLUMN ? REMARK_COLUMN : column;
}

bool branch_has_room(const struct print *print, const char *indent, struct slice term, const char *remark)
{
	return remark_column(indent, term) + style_width(print, slice_of(remark)) <= print->width;
}

void branch_remark(struct print *print, const char *indent, struct slice term, const char *remark)
{
	size_t column = remark_column(indent, term), below = strlen(indent) + BRANCH_WIDTH + 2;

	if (!*remark || !branch_has_room(print, indent, term, remark)) {
		while (print->out.at[print->out.len - 1] == ' ')
			print->out.len--;
		if (*remark)
			bytes_printf(&print->out, "\n%*s", (int)below, "");
		column = below;
	}
	style_wrap(print, remark, (unsigned)column);
	bytes_add_byte(&print->out, '\n');
}
