/* Replies one after the other. */
#ifndef MAILAUTH_BOUNCE_REPLIES_H
#define MAILAUTH_BOUNCE_REPLIES_H

#include "bounce/reader.h"

/* The end of the reply that a text has at an offset, with what is before and after it: where another begins, or the length. */
size_t replies_next(struct slice text, size_t at);

/* Adds the refusal of each reply. `alone`: the text is all that there is, and words without a code may be a reply. */
void replies_read(struct reader *reader, struct slice text, bool alone);

#endif
