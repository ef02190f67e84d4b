/* How far a reply goes in the text that holds it. */
#ifndef MAILAUTH_BOUNCE_EXTENT_H
#define MAILAUTH_BOUNCE_EXTENT_H

#include "base/slice.h"

/*
 * Where the reply ends that begins at an offset: before the header of the mail that was refused, of fields of delivery status,
 * of the rest of a log line, of a stack trace, a signature or a quoted mail; the length of the text when nothing of that follows.
 */
size_t reply_extent(struct slice text, size_t first);

/* True for a line that begins a field of a mail's header, also after marks of quotation. */
bool extent_is_field(struct slice line);

/* True for a line with which something else than a reply begins, such as a field of a header or a transcript. */
bool extent_begins_other(struct slice line);

#endif
