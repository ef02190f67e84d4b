/* A label in bold, and a text that is wrapped beside it. */
#include "print/message/lines.h"

#include "print/style.h"

#include <string.h>

enum { LABEL = 12 };

void print_message_line(struct print *print, const char *label, const char *text)
{
	bytes_add_text(&print->out, "  ");
	style_text(print, STYLE_BOLD, label);
	bytes_printf(&print->out, "%*s", (int)(LABEL - strlen(label)), "");
	style_wrap(print, text, LABEL + 2);
	bytes_add_byte(&print->out, '\n');
}
