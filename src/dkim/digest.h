/* SHA-256 of bytes that come piece by piece, and signatures over it; a thin cover of OpenSSL. */
#ifndef MAILAUTH_DKIM_DIGEST_H
#define MAILAUTH_DKIM_DIGEST_H

#include "base/arena.h"

enum { DIGEST_SIZE = 32 };

struct digest {
	void *context;
};

void digest_open(struct digest *digest);
void digest_add(struct digest *digest, struct slice bytes);
/* Begins a digest that has seen what the other has. */
void digest_copy(struct digest *copy, const struct digest *digest);

void digest_close(struct digest *digest, uint8_t result[DIGEST_SIZE]);

/* The digest of one piece. */
void digest_of(struct slice bytes, uint8_t result[DIGEST_SIZE]);

/*
 * RFC 6376 section 3.3 and RFC 8463 section 3: an RSA key (SubjectPublicKeyInfo or RSAPublicKey) or 32 octets of Ed25519 over
 * a SHA-256 digest. False for a signature that does not fit, and for a key that cannot be read.
 */
bool digest_verify_rsa(struct slice key, const uint8_t digest[DIGEST_SIZE], struct slice signature);
bool digest_verify_ed25519(struct slice key, const uint8_t digest[DIGEST_SIZE], struct slice signature);

#endif
