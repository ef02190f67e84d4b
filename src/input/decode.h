/* Text in UTF-16, as Windows PowerShell writes it with ">" and Notepad as "Unicode". */
#ifndef MAILAUTH_INPUT_DECODE_H
#define MAILAUTH_INPUT_DECODE_H

#include "text/text.h"

/*
 * Puts UTF-8 in the place of a text in UTF-16, which begins with a byte order mark or has a NUL in every second byte. True when
 * the text was one; offsets, lines and columns are those of the UTF-8 then. A surrogate without its other half becomes U+FFFD.
 */
bool input_decode(struct text *text);

#endif
