/* Messages, for which standard error is the place: standard output is for reports. */
#include "cli/complain.h"

#include "base/arena.h"
#include "base/escape.h"
#include "print/terminal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

/* Nobody can be told that this fails. */
static void write_all(struct slice text)
{
	while (text.len) {
		size_t written = fwrite(text.at, 1, text.len, stderr);

		if (written < text.len && errno != EINTR)
			return;
		clearerr(stderr);
		text = slice_part(text, written, text.len);
	}
}

void complain(const char *format, ...)
{
	struct arena scratch = { 0 };
	struct bytes out = { 0 };
	va_list arguments;

	va_start(arguments, format);
	bytes_printf(&out, "mailauth-check: %s\n", arena_vprintf(&scratch, format, arguments));
	va_end(arguments);
	if (!terminal_shows_unicode())
		escape_to_ascii(&out);
	write_all(bytes_slice(&out));
	bytes_free(&out);
	arena_release(&scratch);
}
