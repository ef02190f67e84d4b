/* Where the receiver's own results (RFC 8601) and what DNS and the file give now are not the same. */
#ifndef MAILAUTH_MESSAGE_DIFFERENCES_H
#define MAILAUTH_MESSAGE_DIFFERENCES_H

#include "message/message.h"

/*
 * The result of now, such as "pass", when it differs from what a claim means: of the same signature, of SPF for the same identity
 * and address, of DMARC for the same From domain. NULL when it is the same, or when one of the two is not known.
 */
const char *message_claim_differs(
	struct arena *arena, const struct message *message, const struct message_claim *claim);

/* True when an SPF result of the receiver is about a client with this address. */
bool message_claims_name_address(struct arena *arena, const struct message *message, const char *address);

#endif
