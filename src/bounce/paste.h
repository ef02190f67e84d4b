/* Replies in text that people paste. */
#ifndef MAILAUTH_BOUNCE_PASTE_H
#define MAILAUTH_BOUNCE_PASTE_H

#include "bounce/reader.h"

/* Adds the refusals of a text: of the entries of a log when it has some, else of the replies in it. */
void paste_read(struct reader *reader, struct slice text);

/* "\\n" and "\\r" as two characters, as logs and tutorials have them, and the entities of web pages, as what they mean. */
struct slice paste_plain(struct arena *arena, struct slice text);

#endif
