/* What is known of the terminal behind standard output. */
#ifndef MAILAUTH_PRINT_TERMINAL_H
#define MAILAUTH_PRINT_TERMINAL_H

#include <stdbool.h>

enum { TERMINAL_WIDTH_USUAL = 80 }; /* columns, where there is no terminal */

/* Columns: those of COLUMNS, else of the terminal itself, else the usual ones. */
unsigned terminal_width(void);

/* Whether colours are wanted: NO_COLOR, FORCE_COLOR and CLICOLOR_FORCE decide, else that it is a terminal that has some. */
bool terminal_wants_colour(void);

/* Whether the character set of the locale (LC_CTYPE) is UTF-8. */
bool terminal_shows_unicode(void);

#endif
