/* Canonicalization (RFC 6376 section 3.4): what of a message is hashed. Lines that end in LF alone are taken for CRLF. */
#ifndef MAILAUTH_DKIM_CANONICAL_H
#define MAILAUTH_DKIM_CANONICAL_H

#include "base/bytes.h"
#include "dkim/digest.h"
#include "mail/message.h"
#include "text/text.h"

/* Appends a header field, with its line end. */
void canonical_field(struct bytes *out, const struct mail_field *field, bool relaxed);

/*
 * Hashes a body; only the first `limit` octets of its canonical form (l=), SIZE_MAX for all. Returns the length of the
 * canonical form. `source` is the file that the body lies in, of which nothing is kept in memory that was hashed; or NULL.
 */
size_t canonical_body(struct slice body, const struct text *source, bool relaxed, size_t limit,
	uint8_t result[DIGEST_SIZE]);

#endif
