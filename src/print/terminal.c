/* The terminal, as the environment and the system describe it. */
#include "print/terminal.h"

#include "base/slice.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { NARROWEST = 40, WIDEST = 10000 };

unsigned terminal_width(void)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size = { 0 };
	uint64_t number;

	if (columns && slice_number(slice_of(columns), WIDEST, &number) && number >= NARROWEST)
		return (unsigned)number;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= NARROWEST)
		return size.ws_col;
	return TERMINAL_WIDTH_USUAL;
}

bool terminal_wants_colour(void)
{
	const char *no = getenv("NO_COLOR"), *force = getenv("FORCE_COLOR"),
		   *cli_force = getenv("CLICOLOR_FORCE"), *term = getenv("TERM");

	if (no && *no)
		return false;
	if ((force && *force && strcmp(force, "0") != 0) ||
		(cli_force && *cli_force && strcmp(cli_force, "0") != 0))
		return true;
	return isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0;
}

bool terminal_shows_unicode(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}
