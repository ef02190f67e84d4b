/* Line ends of other systems. */
#ifndef MAILAUTH_TEXT_LINE_ENDS_H
#define MAILAUTH_TEXT_LINE_ENDS_H

#include "text/text.h"

/*
 * Gives a text LF line ends when its lines end in CR alone, or in CR CR LF: it is copied then. Text with LF or CRLF stays as it is.
 * To be called before anything points into it.
 */
void text_mend_line_ends(struct text *text);

#endif
