/* The known ways to break an RSA key, tried: small factors, primes too close to each other, ROCA. */
#ifndef MAILAUTH_DKIM_RSA_WEAKNESS_H
#define MAILAUTH_DKIM_RSA_WEAKNESS_H

#include "base/slice.h"

/* What makes an RSA key breakable. */
struct rsa_weakness {
	unsigned small_factor; /* the least odd prime below 10000 that divides the modulus, or 0 */
	bool fermat;	       /* the two primes are so close that a few steps of Fermat's method find them */
	bool roca;	       /* has the fingerprint of CVE-2017-15361 */
};

/*
 * Of a modulus in octets, the most significant one first. Even ones, those of up to 32 bits and those of more than 4096, which verifiers
 * need not take (RFC 8301 section 3.2), are not looked into. With a small factor, nothing else is looked for.
 */
struct rsa_weakness rsa_weakness_of(struct slice modulus);

#endif
