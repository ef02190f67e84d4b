/* A reply as words alone, for what reads its meaning. */
#ifndef MAILAUTH_BOUNCE_PROSE_H
#define MAILAUTH_BOUNCE_PROSE_H

#include "base/bytes.h"

/*
 * Adds the text as words and punctuation, each with a blank after it: in lower case, without accents, "~" for each name or address
 * of a host and "@" for each address of a mailbox and "^" for a URL. Names of programs are left out, and so is what
 * follows a field of a message, such as Authentication-Results.
 */
void prose_write(struct bytes *out, struct slice text);

#endif
