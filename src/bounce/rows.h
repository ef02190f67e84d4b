/* Known wordings and codes of replies. */
#ifndef MAILAUTH_BOUNCE_ROWS_H
#define MAILAUTH_BOUNCE_ROWS_H

#include "bounce/bounce.h"

/* A form of reply that a receiver is known for. */
struct bounce_row {
	const char *receiver; /* NULL: any */
	const char *codes;    /* words such as "5.7.26", or "550/5.7.40" with the basic code; NULL: any */
	const char *
		anchors; /* folded text that is in it: alternatives with |, all of those with &; NULL: none */
	enum bounce_kind kind;
	const char *meaning; /* one sentence */
};

/* A row of the receiver that fits this code of a reply, folded by reply_flatten(); NULL for none. The receiver may be NULL. */
const struct bounce_row *row_of_receiver(
	const char *receiver, unsigned basic, const char *enhanced, const char *folded);

/* A wording about authentication that tells more than its words. */
const struct bounce_row *row_of_wording(const char *folded);

/* A wording about DNS, HELO, log-in, block lists and the like, for a reply whose words do not clearly tell of authentication. */
const struct bounce_row *row_of_other_cause(const char *folded);

/* What the registry of enhanced status codes (RFC 3463, 7372, 7505, 8617, 8689) has for a code; NULL for nothing on this. */
const struct bounce_row *row_of_code(const char *enhanced, const char *folded);

#endif
