/* Escape sequences for colours and links, and text wrapped at the width of the terminal. */
#include "print/style.h"

#include "base/escape.h"

#include <stdio.h>

void style_begin(struct print *print, enum style style)
{
	static const char *const codes[] = { "1", "1;31", "1;33", "1;36", "34", "32" };

	if (print->colour)
		bytes_printf(&print->out, "\x1b[%sm", codes[style]);
}

void style_end(struct print *print)
{
	if (print->colour)
		bytes_add_text(&print->out, "\x1b[0m");
}

void style_text(struct print *print, enum style style, const char *text)
{
	style_begin(print, style);
	escape_text(&print->out, slice_of(text));
	style_end(print);
}

enum style style_of_severity(enum severity severity)
{
	return severity == SEVERITY_ERROR     ? STYLE_ERROR
	       : severity == SEVERITY_WARNING ? STYLE_WARNING
					      : STYLE_INFO;
}

void style_wrap(struct print *print, const char *text, unsigned indent)
{
	struct slice rest = slice_of(text);
	size_t column = indent, width = print->width > indent + 20 ? print->width : indent + 20;

	while (rest.len) {
		ptrdiff_t blank = slice_find(rest, ' ', 0);
		struct slice word = slice_part(rest, 0, blank < 0 ? rest.len : (size_t)blank);

		if (column > indent && column + 1 + word.len > width) {
			bytes_printf(&print->out, "\n%*s", (int)indent, "");
			column = indent;
		} else if (column > indent) {
			bytes_add_byte(&print->out, ' ');
			column++;
		}
		escape_text(&print->out, word);
		column += word.len;
		rest = slice_part(rest, word.len + 1, rest.len);
	}
}

void style_reference(struct print *print, const char *reference, unsigned indent)
{
	unsigned rfc = 0;
	char section[16] = "";
	int found = print->links ? sscanf(reference, "RFC %5u section%*[s ]%15[0-9.]", &rfc, section) : 0;

	if (found > 0)
		bytes_printf(&print->out, "\x1b]8;;https://www.rfc-editor.org/rfc/rfc%u%s%s\x1b\\", rfc,
			found > 1 ? "#section-" : "", section);
	style_wrap(print, reference, indent);
	if (found > 0)
		bytes_add_text(&print->out, "\x1b]8;;\x1b\\");
}
