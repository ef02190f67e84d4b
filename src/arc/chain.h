/*
 * The Authenticated Received Chain of a message (RFC 8617): whether it is valid, who sealed it, and since which set the message is
 * unchanged. It never changes what DMARC says; a receiver may let it count by local policy (section 7.2.1).
 */
#ifndef MAILAUTH_ARC_CHAIN_H
#define MAILAUTH_ARC_CHAIN_H

#include "arc/set.h"
#include "dns/facts.h"

enum arc_result {
	ARC_NONE, /* no ARC fields */
	ARC_PASS,
	ARC_FAIL,
	ARC_UNKNOWN /* nothing fails, but a key was not answered */
};

struct arc_chain {
	const struct arc_sets *sets;
	enum arc_result result;
	const char *why; /* one clause; NULL for none and pass */
	bool has_oldest_pass; /* the newest message signature is good, and the answer for the one that is not came */
	unsigned
		oldest_pass; /* the oldest set whose message signature still is; 0 when all are (section 5.2, step 5) */
};

/*
 * Validates the chain of a message (section 5.2). All errors are permanent, that of a key that does not exist too (section 5.2.1),
 * but what DNS did not answer is not known. A signature must not be made after `now`, and not have expired when the message was
 * `received`: seconds since 1970, 0 when it is not to matter.
 */
struct arc_chain *arc_verify(struct arena *arena, struct facts_view *view, struct signed_message *message,
	uint64_t now, uint64_t received);

/* "none", "pass", "fail" or "unknown". */
const char *arc_result_text(enum arc_result result);

#endif
