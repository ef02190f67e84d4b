/* One SMTP reply (RFC 5321 section 4.2), as it was found in other text. */
#ifndef MAILAUTH_BOUNCE_REPLY_H
#define MAILAUTH_BOUNCE_REPLY_H

#include "bounce/bounce.h"

enum { ENHANCED_MOST = 12 }; /* bytes, with the NUL */

/* A basic code and, if there is one, an enhanced code (RFC 3463) in a text. */
struct reply_code {
	size_t first, end;	      /* of both, with the mark between and the blank after */
	unsigned basic;		      /* 0 for an enhanced code alone */
	char enhanced[ENHANCED_MOST]; /* empty when there is none */
	bool more;		      /* a hyphen follows the basic code: the reply goes on */
};

/* The next code at or after an offset. False when there is none. */
bool reply_next_code(struct slice text, size_t at, struct reply_code *ret_code);

/* True for a code that a page shows by itself, as in "Status code: 550 5.7.1": no words of the reply follow it. */
bool reply_is_label(struct slice text, const struct reply_code *code);

/* The text on one line: blanks collapsed, marks of quotation and repeated codes left out; lower case with `fold`. */
const char *reply_flatten(struct arena *arena, struct slice text, bool fold);

/* A domain as it is written in other text, or NULL: it has two labels at least and is no address. */
const char *reply_domain(struct arena *arena, struct slice text);

/* The domain of the first address in a text that holds one, such as "<a@example.com>"; or NULL. */
const char *reply_domain_of_address(struct arena *arena, struct slice address);

#endif
