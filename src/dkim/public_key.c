/*
 * Reads the DER in p= (RFC 8017 appendix A.1, RFC 5280 section 4.1) and tries the known ways to break an RSA key:
 * small factors, ROCA, primes too close to each other.
 */
#include "dkim/public_key.h"

#include "dkim/openssl.h"

#include <limits.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>

enum {
	ED25519_SIZE = 32,
	SMALL_PRIMES_BELOW = 10000,
	FERMAT_STEPS = 100,
	CHECKED_BITS_MOST =
		4096, /* larger moduli are slow to look into, and verifiers need not take them (RFC 8301) */
};

/* Reads a DER header at `at`. False when the bytes end within it or the length is indefinite. */
static bool der_header(struct slice der, size_t at, uint8_t tag, size_t *ret_content, size_t *ret_len)
{
	size_t len, octets;

	if (der.len < at + 2 || der.at[at] != tag)
		return false;
	len = der.at[at + 1];
	at += 2;
	if (len >= 0x80) {
		octets = len & 0x7f;
		if (!octets || octets > 4 || der.len - at < octets)
			return false;
		for (len = 0; octets; octets--)
			len = len << 8 | der.at[at++];
	}
	*ret_content = at;
	*ret_len = len;
	return true;
}

/* SEQUENCE { INTEGER version, ... }: private keys begin with a version number. */
static bool is_private(struct slice der, size_t content)
{
	const uint8_t *next = der.at + content + 3;

	if (der.len <= content + 5 || memcmp(der.at + content, "\x02\x01", 2) != 0 || der.at[content + 2] > 1)
		return false;
	/* RSAPrivateKey, PKCS#8 of either version, and the ECPrivateKey of SEC 1. */
	return (*next == 0x02 && !der.at[content + 2]) || *next == 0x30 ||
	       (*next == 0x04 && der.at[content + 2]);
}

static bool has_small_factor(const BIGNUM *modulus, unsigned *ret_factor)
{
	for (unsigned p = 3; p < SMALL_PRIMES_BELOW; p += 2) {
		bool prime = true;

		for (unsigned q = 3; q * q <= p && prime; q += 2)
			prime = p % q != 0;
		if (prime && BN_mod_word(modulus, p) == 0) {
			*ret_factor = p;
			return true;
		}
	}
	return false;
}

/*
 * Infineon's library made primes of the form k*M + 65537^a mod M, so the modulus lies in the subgroup that 65537
 * generates modulo every small prime in M.
 */
static bool has_roca_fingerprint(const BIGNUM *modulus)
{
	static const uint8_t primes[] = { 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67,
		71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163,
		167 };

	for (size_t i = 0; i < sizeof primes; i++) {
		unsigned p = primes[i], residue = (unsigned)BN_mod_word(modulus, p), power = 1;
		bool found = false;

		for (unsigned k = 0; k < p && !found; k++) {
			found = power == residue;
			power = power * (65537 % p) % p;
		}
		if (!found)
			return false;
	}
	return true;
}

/* The integer square root, by Newton's method from above. */
static bool square_root(BIGNUM *root, const BIGNUM *n, BN_CTX *context)
{
	BIGNUM *next = BN_CTX_get(context), *quotient = BN_CTX_get(context);

	if (!quotient || !BN_set_word(root, 0) || !BN_set_bit(root, (BN_num_bits(n) + 1) / 2))
		return false;
	for (;;) {
		if (!BN_div(quotient, NULL, n, root, context) || !BN_add(next, root, quotient) ||
			!BN_rshift1(next, next))
			return false;
		if (BN_cmp(next, root) >= 0)
			return true;
		if (!BN_copy(root, next))
			return false;
	}
}

/* n = a^2 - b^2 = (a - b)(a + b): with a near the root of n, b^2 is soon a square when the primes are close. */
static bool falls_to_fermat(const BIGNUM *n)
{
	BN_CTX *context = BN_CTX_new();
	BIGNUM *a, *rest, *root, *square;
	bool found = false;

	if (!context)
		out_of_memory();
	BN_CTX_start(context);
	a = BN_CTX_get(context);
	rest = BN_CTX_get(context);
	root = BN_CTX_get(context);
	square = BN_CTX_get(context);
	/* A square is found at once; else the search begins above the root. */
	if (square && square_root(a, n, context) && BN_sqr(square, a, context) && BN_cmp(square, n) == 0)
		found = true;
	else if (square && BN_add_word(a, 1)) {
		for (int step = 0; step < FERMAT_STEPS && !found; step++) {
			if (!BN_sqr(rest, a, context) || !BN_sub(rest, rest, n) ||
				!square_root(root, rest, context) || !BN_sqr(square, root, context) ||
				!BN_add_word(a, 1))
				break;
			found = BN_cmp(square, rest) == 0;
		}
	}
	BN_CTX_end(context);
	BN_CTX_free(context);
	return found;
}

static void look_into_rsa(struct public_key *key, EVP_PKEY *pkey)
{
	BIGNUM *modulus = NULL, *exponent = NULL;

	key->bits = (unsigned)EVP_PKEY_get_bits(pkey);
	if (EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_N, &modulus) &&
		EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_E, &exponent)) {
		key->exponent_bad = !BN_is_odd(exponent) || BN_cmp(exponent, BN_value_one()) <= 0 ||
				    BN_cmp(exponent, modulus) >= 0;
		key->exponent = BN_num_bits(exponent) < 32 ? (unsigned)BN_get_word(exponent) : 0;
		key->modulus_even = !BN_is_odd(modulus);
	}
	BN_free(modulus);
	BN_free(exponent);
	openssl_check_memory();
}

static struct public_key read_der(struct slice der, size_t total)
{
	struct public_key key = { .form = PUBLIC_KEY_GARBAGE, .trailing = der.len - total };
	bool pkcs1;
	EVP_PKEY *pkey = openssl_public_key((struct slice){ der.at, total }, &pkcs1);

	if (pkey && pkcs1) {
		key.form = PUBLIC_KEY_RSA_PKCS1;
	} else if (pkey) {
		key.form = EVP_PKEY_is_a(pkey, "RSA")	    ? PUBLIC_KEY_RSA
			   : EVP_PKEY_is_a(pkey, "ED25519") ? PUBLIC_KEY_ED25519_SPKI
							    : PUBLIC_KEY_OTHER;
		key.algorithm = OBJ_nid2sn(EVP_PKEY_get_base_id(pkey));
	}
	if (key.form == PUBLIC_KEY_RSA || key.form == PUBLIC_KEY_RSA_PKCS1)
		look_into_rsa(&key, pkey);
	EVP_PKEY_free(pkey);
	return key;
}

struct public_key public_key_read(struct slice bytes, bool ed25519)
{
	/* Octets of a raw key, cut off, may look like DER by chance. */
	enum public_key_form too_short =
		ed25519 && bytes.len < ED25519_SIZE ? PUBLIC_KEY_GARBAGE : PUBLIC_KEY_TRUNCATED;
	size_t content, len;

	if (bytes.len == ED25519_SIZE && ed25519)
		return (struct public_key){ .form = PUBLIC_KEY_ED25519, .bits = 256 };
	if (der_header(bytes, 0, 0x30, &content, &len)) {
		if (is_private(bytes, content))
			return (struct public_key){ .form = PUBLIC_KEY_PRIVATE };
		if (len > bytes.len - content)
			return (struct public_key){ .form = too_short };
		if (len)
			return read_der(bytes, content + len);
	}
	if (bytes.len == ED25519_SIZE)
		return (struct public_key){ .form = PUBLIC_KEY_ED25519, .bits = 256 };
	return (struct public_key){
		.form = bytes.len && bytes.len < 5 && bytes.at[0] == 0x30 ? too_short : PUBLIC_KEY_GARBAGE
	};
}

/* An RSA key in either form; NULL for anything else. */
static EVP_PKEY *read_rsa(struct slice bytes)
{
	bool pkcs1;

	return openssl_public_key(bytes, &pkcs1);
}

bool public_key_equal(struct slice a, struct slice b)
{
	EVP_PKEY *left, *right;
	bool equal;

	if (slice_equal(a, b))
		return true;
	left = read_rsa(a);
	right = read_rsa(b);
	equal = left && right && EVP_PKEY_eq(left, right) == 1;
	EVP_PKEY_free(left);
	EVP_PKEY_free(right);
	openssl_check_memory();
	return equal;
}

struct public_key_weakness public_key_weakness(struct slice bytes)
{
	struct public_key_weakness weakness = { 0 };
	EVP_PKEY *pkey = read_rsa(bytes);
	BIGNUM *modulus = NULL;

	if (pkey && EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_N, &modulus) &&
		BN_num_bits(modulus) > 32 && BN_num_bits(modulus) <= CHECKED_BITS_MOST &&
		BN_is_odd(modulus) && !has_small_factor(modulus, &weakness.small_factor)) {
		weakness.fermat = falls_to_fermat(modulus);
		weakness.roca = has_roca_fingerprint(modulus);
	}
	BN_free(modulus);
	EVP_PKEY_free(pkey);
	openssl_check_memory();
	return weakness;
}

/* For OpenSSL, which would ask on the terminal. */
static int no_passphrase(char *buffer, int size, int writing, void *context)
{
	(void)buffer, (void)size, (void)writing, (void)context;
	return -1;
}

static const char *fault_of(struct slice pem)
{
	if (slice_find_nocase(pem, "ENCRYPTED", 0) >= 0)
		return "the private key is encrypted; remove its passphrase";
	if (slice_find_nocase(pem, "BEGIN PUBLIC KEY", 0) >= 0 ||
		slice_find_nocase(pem, "BEGIN RSA PUBLIC KEY", 0) >= 0)
		return "this is a public key; a private key is required";
	if (slice_find_nocase(pem, "PRIVATE KEY-----", 0) >= 0)
		return "the private key is truncated or damaged";
	return "not a PEM file with a private key";
}

static struct slice public_half(
	struct arena *arena, EVP_PKEY *pkey, bool *ret_ed25519, const char **ret_fault)
{
	unsigned char raw[ED25519_SIZE], *der = NULL;
	size_t size = sizeof raw;
	struct slice bytes = { 0 };
	int len;

	*ret_ed25519 = EVP_PKEY_is_a(pkey, "ED25519");
	if (*ret_ed25519 && EVP_PKEY_get_raw_public_key(pkey, raw, &size) == 1)
		return arena_copy(arena, (struct slice){ raw, size });
	*ret_fault = "this key is neither RSA nor Ed25519";
	if (!EVP_PKEY_is_a(pkey, "RSA"))
		return bytes;
	len = i2d_PUBKEY(pkey, &der);
	if (len > 0)
		bytes = arena_copy(arena, (struct slice){ der, (size_t)len });
	OPENSSL_free(der);
	return bytes;
}

struct slice public_key_of_private(
	struct arena *arena, struct slice pem, bool *ret_ed25519, const char **ret_fault)
{
	BIO *bio = pem.len > INT_MAX ? NULL : BIO_new_mem_buf(pem.at, (int)pem.len);
	EVP_PKEY *pkey = bio ? PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL) : NULL;
	struct slice bytes = { 0 };

	*ret_ed25519 = false;
	*ret_fault = fault_of(pem);
	if (pkey)
		bytes = public_half(arena, pkey, ret_ed25519, ret_fault);
	EVP_PKEY_free(pkey);
	BIO_free(bio);
	openssl_check_memory();
	return bytes;
}
