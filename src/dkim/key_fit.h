/* Why a key cannot be used for a signature (RFC 6376 sections 3.6.1 and 6.1.2, RFC 8301 section 3.2). */
#ifndef MAILAUTH_DKIM_KEY_FIT_H
#define MAILAUTH_DKIM_KEY_FIT_H

#include "dkim/key.h"

/* What a signature says of its key. */
struct dkim_key_wanted {
	const char *selector;
	const struct dns_name *domain;
	bool ed25519;		      /* of a= */
	const struct dns_name *agent; /* the domain of a DKIM signature's i=; NULL for other signatures */
};

/*
 * NULL when the key can be used for such a signature; otherwise why not: one clause, owned by the arena. Only what a
 * verifier must look at counts: unknown tags and names in upper case are ignored.
 */
const char *key_misfit(struct arena *arena, const struct dkim_key *key, const struct dkim_key_wanted *wanted);

#endif
