/* Mails one after the other: mbox files (RFC 4155), also of mail programs that write "From - ", and files put together by hand. */
#ifndef MAILAUTH_BOUNCE_MAILBOX_H
#define MAILAUTH_BOUNCE_MAILBOX_H

#include "base/slice.h"

/* The end of the mail that begins at an offset: where the next begins, or the length. */
size_t mailbox_next(struct slice mails, size_t at);

#endif
