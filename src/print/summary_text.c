/* The summary of a domain for a terminal: a label, and a text that is wrapped between words. */
#include "print/spf_tree.h"
#include "print/style.h"
#include "print/summary.h"

#include <string.h>

enum { INDENT = 2, LABEL = 7 };

static void print_line(struct print *print, const struct summary_line *line)
{
	struct arena scratch = { 0 };

	bytes_printf(&print->out, "%*s", INDENT, "");
	style_text(print, STYLE_BOLD, line->label);
	bytes_printf(&print->out, "%*s", (int)(LABEL - strlen(line->label)), "");
	style_wrap(print, line->hint ? arena_printf(&scratch, "%s (%s)", line->text, line->hint) : line->text,
		INDENT + LABEL);
	bytes_add_byte(&print->out, '\n');
	if (line->tree && print->verbose)
		print_spf_tree(print, line->tree, "         ");
	arena_release(&scratch);
}

void print_summary(struct print *print, const struct summary *summary)
{
	for (size_t i = 0; i < summary->lines.count; i++)
		if (print->verbose || !summary->lines.at[i].detail)
			print_line(print, &summary->lines.at[i]);
}
