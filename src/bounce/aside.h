/* What is told beside a reply: the mail that was refused, as the header below it, a log or members of JSON tell. */
#ifndef MAILAUTH_BOUNCE_ASIDE_H
#define MAILAUTH_BOUNCE_ASIDE_H

#include "bounce/subject.h"

/* Fills what is not known yet from the header of the mail. */
void aside_note_header(struct arena *arena, struct slice header, struct context *context);

/* The same from the text before a reply and from the text after it; what is after it counts first. */
void aside_read(struct arena *arena, struct slice before, struct slice behind, struct context *context);

#endif
