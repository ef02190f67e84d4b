/* The two signatures of an ARC set (RFC 8617 sections 4.1.2 and 4.1.3), verified one by one. */
#ifndef MAILAUTH_ARC_SIGNATURE_H
#define MAILAUTH_ARC_SIGNATURE_H

#include "arc/set.h"
#include "dns/facts.h"

struct arc_verifier {
	struct arena *arena;
	struct facts_view *view;
	struct signed_message *message;
	uint64_t now;	   /* seconds since 1970; 0 when it is not to matter */
	uint64_t received; /* when the message was; at most `now` */
};

/* A signature over header and body, as DKIM has it. Fills state, reason and what the tags say. */
void arc_verify_message_signature(const struct arc_verifier *verifier, struct arc_signature *signature);

/* A signature over ARC fields alone, whose hash is given (section 5.1.1). */
void arc_verify_seal(const struct arc_verifier *verifier, struct arc_signature *signature,
	const uint8_t hash[DIGEST_SIZE]);

#endif
