/* What the bytes of p= are. */
#ifndef MAILAUTH_DKIM_PUBLIC_KEY_H
#define MAILAUTH_DKIM_PUBLIC_KEY_H

#include "base/arena.h"
#include "dkim/rsa_weakness.h"

enum public_key_form {
	PUBLIC_KEY_GARBAGE,	 /* no key of any kind */
	PUBLIC_KEY_TRUNCATED,	 /* DER that promises more bytes than there are */
	PUBLIC_KEY_RSA,		 /* SubjectPublicKeyInfo with rsaEncryption */
	PUBLIC_KEY_RSA_PKCS1,	 /* bare RSAPublicKey (RFC 8017 appendix A.1.1) */
	PUBLIC_KEY_OTHER,	 /* SubjectPublicKeyInfo of another algorithm */
	PUBLIC_KEY_ED25519,	 /* 32 raw octets (RFC 8463 section 4.2); any 32 octets are */
	PUBLIC_KEY_ED25519_SPKI, /* SubjectPublicKeyInfo around them (RFC 8410) */
	PUBLIC_KEY_PRIVATE,	 /* a private key: RSAPrivateKey or PKCS#8 */
};

struct public_key {
	enum public_key_form form;
	const char *algorithm; /* of PUBLIC_KEY_OTHER: OpenSSL's name, static */
	unsigned bits;	       /* RSA: size of the modulus */
	size_t trailing;       /* bytes after the DER object */
	bool modulus_even;
	bool exponent_bad; /* even, below 3, or not below the modulus */
	unsigned exponent; /* 0 when it has more than 31 bits */
};

/* `ed25519`: the record says so, and then 32 octets are the key whatever they look like. */
struct public_key public_key_read(struct slice bytes, bool ed25519);

/* What makes an RSA key breakable, of whatever form; nothing for other keys. */
struct rsa_weakness public_key_weakness(struct slice bytes);

/* True when both are the same RSA key, in whatever of its two forms, or the same 32 octets. */
bool public_key_equal(struct slice a, struct slice b);

/*
 * The public half of a private key in PEM: SubjectPublicKeyInfo for RSA, 32 octets for Ed25519, in the arena. Empty, with one
 * clause in *ret_fault, when there is none. A passphrase is never asked for.
 */
struct slice public_key_of_private(
	struct arena *arena, struct slice pem, bool *ret_ed25519, const char **ret_fault);

#endif
