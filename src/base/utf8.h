/* UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. */
#ifndef MAILAUTH_BASE_UTF8_H
#define MAILAUTH_BASE_UTF8_H

#include "base/slice.h"

/* Length of the character at `at` (1 to 4) and its code point; 0 when the bytes there are not UTF-8. */
size_t utf8_decode(struct slice s, size_t at, uint32_t *ret_code_point);

/*
 * True for characters that change or hide other text: C1 controls, bidi controls, and what has no glyph (most of Unicode's
 * Default_Ignorable_Code_Point).
 */
bool utf8_is_deceptive(uint32_t code_point);

/*
 * The ASCII character in whose place a character is pasted from documents: a hyphen for a dash, a semicolon for a full-width one,
 * nothing for quotation marks and what cannot be seen. NULL when there is none. Static.
 */
const char *utf8_typed(uint32_t code_point);

/* Unicode's name for a character that is often pasted into records by mistake, or NULL. */
const char *utf8_name(uint32_t code_point);

#endif
