/* Canonicalization (RFC 6376 section 3.4): what of a message is hashed. Lines that end in LF alone are taken for CRLF. */
#ifndef MAILAUTH_DKIM_CANONICAL_H
#define MAILAUTH_DKIM_CANONICAL_H

#include "base/bytes.h"
#include "dkim/digest.h"
#include "mail/message.h"
#include "text/text.h"

/* Appends a header field, with its line end. */
void canonical_field(struct bytes *out, const struct mail_field *field, bool relaxed);

/* What is hashed of a body. */
struct body_form {
	bool relaxed;
	bool unquoted; /* without the ">" that mbox puts before "From " at the start of a line (RFC 4155 appendix A) */
	size_t limit; /* octets of the canonical form (l=), SIZE_MAX for all */
};

/*
 * Hashes a body. Returns the length of the canonical form, or a part of it that is not below the limit. `source` is the file that the body lies in, of which
 * nothing is kept in memory that was hashed; or NULL. *ret_quoted: it has lines that mbox may have quoted.
 */
size_t canonical_body(struct slice body, const struct text *source, struct body_form form, bool *ret_quoted,
	uint8_t result[DIGEST_SIZE]);

#endif
