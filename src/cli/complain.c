/* Messages, for which standard error is the place: standard output is for reports. */
#include "cli/complain.h"

#include "base/arena.h"
#include "base/escape.h"
#include "print/terminal.h"

#include <stdarg.h>
#include <stdio.h>

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
	fwrite(out.at, 1, out.len, stderr);
	bytes_free(&out);
	arena_release(&scratch);
}
