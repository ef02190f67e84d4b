/* Escape sequences for colours and links, and text wrapped at the width of the terminal. */
#define _XOPEN_SOURCE 700 /* wcwidth() */

#include "print/style.h"

#include "base/ascii.h"
#include "base/escape.h"
#include "base/utf8.h"

#include <stdio.h>
#include <wchar.h>

enum { WRAP_LEAST = 20 }; /* columns that wrapped text has, however narrow the terminal */

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

/* Of the character at `at`: its length in bytes, and how many columns escape_text() uses for it in this locale. */
static size_t character(const struct print *print, struct slice s, size_t at, size_t *ret_columns)
{
	enum { ESCAPE = 4 }; /* \xNN */
	uint32_t code;
	size_t length = utf8_decode(s, at, &code);
	int columns;

	if (length < 2) {
		*ret_columns = escape_width(slice_part(s, at, at + 1));
		return 1;
	}
	if (!print->unicode || utf8_is_deceptive(code)) {
		*ret_columns = ESCAPE * length;
		return length;
	}
	columns = wcwidth((wchar_t)code);
	*ret_columns = columns < 0 ? 1 : (size_t)columns;
	return length;
}

size_t style_width(const struct print *print, struct slice s)
{
	size_t width = 0, columns;

	for (size_t i = 0; i < s.len; width += columns)
		i += character(print, s, i, &columns);
	return width;
}

/* The start of a word that fits into `room` columns and ends beside a wide character: East Asian text has no spaces. 0 for none. */
static size_t wide_part(const struct print *print, struct slice word, size_t room)
{
	size_t used = 0, columns, before = 0, fits = 0;

	for (size_t i = 0; i < word.len; before = columns) {
		size_t next = i + character(print, word, i, &columns);

		if (i && columns && (before == 2 || columns == 2))
			fits = i;
		used += columns;
		if (used > room)
			return print->unicode ? fits : 0;
		i = next;
	}
	return 0;
}

/* The length of the next word; `counts`: a number and its noun are one word ("2 errors"). */
static size_t word_length(struct slice text, bool counts)
{
	ptrdiff_t blank = slice_find(text, ' ', 0);

	while (counts && blank > 0 && (size_t)blank + 1 < text.len && ascii_is_digit(text.at[blank - 1]) &&
		ascii_is_alpha(text.at[blank + 1]))
		blank = slice_find(text, ' ', (size_t)blank + 1);
	return blank < 0 ? text.len : (size_t)blank;
}

static void wrap(struct print *print, const char *text, unsigned first, unsigned indent, bool counts)
{
	struct slice rest = slice_of(text);
	size_t column = first, start = first, width = print->width;
	bool cut = false; /* the last word goes on */

	if (width < indent + WRAP_LEAST)
		width = indent + WRAP_LEAST;
	while (rest.len) {
		struct slice word = slice_part(rest, 0, word_length(rest, counts));
		size_t space = column > start && !cut,
		       room = column + space < width ? width - column - space : 0;
		bool fits = style_width(print, word) <= room;
		size_t part = fits ? 0 : wide_part(print, word, room);

		if (!fits && !part && column > indent) {
			bytes_printf(&print->out, "\n%*s", (int)indent, "");
			column = start = indent;
			continue;
		}
		if (part)
			word = slice_part(word, 0, part);
		bytes_printf(&print->out, "%*s", (int)space, "");
		escape_text(&print->out, word);
		column += space + style_width(print, word);
		cut = part;
		rest = slice_part(rest, word.len + !part, rest.len);
	}
}

void style_wrap_from(struct print *print, const char *text, unsigned first, unsigned indent)
{
	wrap(print, text, first, indent, false);
}

void style_wrap_counts(struct print *print, const char *text, unsigned first, unsigned indent)
{
	wrap(print, text, first, indent, true);
}

void style_wrap(struct print *print, const char *text, unsigned indent)
{
	style_wrap_from(print, text, indent, indent);
}

void style_reference(struct print *print, const char *reference, unsigned indent)
{
	unsigned rfc = 0;
	char section[16] = "";
	/* NOLINTNEXTLINE(cert-err34-c): five digits cannot be too many */
	int found = print->links ? sscanf(reference, "RFC %5u section%*[s ]%15[0-9.]", &rfc, section) : 0;

	if (found > 0)
		bytes_printf(&print->out, "\x1b]8;;https://www.rfc-editor.org/rfc/rfc%u%s%s\x1b\\", rfc,
			found > 1 ? "#section-" : "", section);
	style_wrap(print, reference, indent);
	if (found > 0)
		bytes_add_text(&print->out, "\x1b]8;;\x1b\\");
}
