/* RSA public keys as nearly all are written: read without a library. What is written in another way is none here, and left to OpenSSL. */
#ifndef MAILAUTH_DKIM_RSA_KEY_H
#define MAILAUTH_DKIM_RSA_KEY_H

#include "base/slice.h"

struct rsa_key {
	struct slice modulus, exponent; /* octets, the most significant one first, which is not 0 */
	bool bare; /* RSAPublicKey (RFC 8017 appendix A.1.1), not SubjectPublicKeyInfo (RFC 5280 section 4.1) */
};

/* True for an RSA key in strict DER with nothing after it: OpenSSL reads each of these in the same way. The numbers lie in `der`. */
bool rsa_key_read(struct slice der, struct rsa_key *ret_key);

#endif
