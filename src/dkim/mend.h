/* What a key was before it was pasted: the pieces of text that mend a key record. */
#ifndef MAILAUTH_DKIM_MEND_H
#define MAILAUTH_DKIM_MEND_H

#include "dkim/public_key.h"

/* True for the forms of a whole key that DKIM can use, in whatever wrapping. */
bool public_key_is_whole(const struct public_key *key);

/* What is between "-----BEGIN ...-----" and "-----END ...-----", without whitespace; owned by the arena. */
const char *without_pem_lines(struct arena *arena, struct slice value);

/*
 * The base64 of a key without the characters that do not belong to it, with the alphabet for URLs turned into the usual one and
 * the padding completed. NULL when that is no whole key. Owned by the arena.
 */
const char *cleaned_key(struct arena *arena, struct slice value, bool ed25519);

/* The base64 of a SubjectPublicKeyInfo around a bare RSAPublicKey (RFC 8017 appendix A.1); owned by the arena. */
const char *wrapped_rsa_key(struct arena *arena, struct slice pkcs1);

#endif
