/* A private key of the user, to see whether the published key belongs to it. Nothing of it is kept but the public half. */
#ifndef MAILAUTH_DKIM_PAIR_H
#define MAILAUTH_DKIM_PAIR_H

#include "dkim/key.h"

struct dkim_pair {
	enum dkim_key_type type;
	struct slice
		public_key; /* as it is published: SubjectPublicKeyInfo, or 32 octets for Ed25519 (RFC 8463) */
	const char *record; /* the text of the key record to publish */
};

/*
 * Reads a private key in PEM: RSA or Ed25519, PKCS#1 or PKCS#8 (RFC 7468). The result lives in the arena. On failure returns
 * false with one clause that says why: encrypted, a public key, another algorithm, no PEM at all.
 */
bool dkim_pair_read(
	struct arena *arena, struct slice pem, struct dkim_pair *ret_pair, const char **ret_fault);

/* True when the published key is the public half of the pair. */
bool dkim_pair_matches(const struct dkim_pair *pair, const struct dkim_key *key);

#endif
