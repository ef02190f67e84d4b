/*
 * A message as it lies in a file or was pasted: what comes before and after it is left out.
 *
 *   mbox (RFC 4155), blank lines or a byte order mark before the header, an IMAP FETCH response (RFC 9051 section 7.5.2), a POP3
 *   response (RFC 1939 section 3), the page that Gmail shows for "Show original"
 */
#ifndef MAILAUTH_MAIL_STORED_H
#define MAILAUTH_MAIL_STORED_H

#include "text/text.h"

struct stored_mail {
	struct slice bytes; /* of the first message, from its first field */
	size_t count;	    /* messages in the file: more than 1 only for mbox */
	bool is_page;	    /* what a mail program shows, with a table above the message */
};

/* Reads what is there; bytes that hold no message are returned as they are. */
struct stored_mail stored_mail_read(const struct text *text);

#endif
