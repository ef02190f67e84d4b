/*
 * Reads the DER in p= (RFC 8017 appendix A.1, RFC 5280 section 4.1). What is written as nearly all keys are is read here; whatever else
 * it is, OpenSSL tells.
 */
#include "dkim/public_key.h"

#include "base/natural.h"
#include "dkim/openssl.h"
#include "dkim/rsa_key.h"

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
	EXPONENT_BITS_MOST = 31, /* of one that is told */
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

static void look_into_rsa(struct public_key *key, EVP_PKEY *pkey)
{
	BIGNUM *modulus = NULL, *exponent = NULL;

	key->bits = (unsigned)EVP_PKEY_get_bits(pkey);
	if (EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_N, &modulus) &&
		EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_E, &exponent)) {
		key->exponent_bad = !BN_is_odd(exponent) || BN_cmp(exponent, BN_value_one()) <= 0 ||
				    BN_cmp(exponent, modulus) >= 0;
		key->exponent =
			BN_num_bits(exponent) <= EXPONENT_BITS_MOST ? (unsigned)BN_get_word(exponent) : 0;
		key->modulus_even = !BN_is_odd(modulus);
	}
	BN_free(modulus);
	BN_free(exponent);
	openssl_check_memory();
}

static bool fits_exponent(struct slice exponent)
{
	return exponent.len < 4 || (exponent.len == 4 && exponent.at[0] < 0x80);
}

/* What look_into_rsa() finds, of a key that was read without OpenSSL. */
static struct public_key rsa_key(const struct rsa_key *read)
{
	struct public_key key = { .form = read->bare ? PUBLIC_KEY_RSA_PKCS1 : PUBLIC_KEY_RSA };
	const struct slice modulus = read->modulus, exponent = read->exponent;
	bool is_small = exponent.len < modulus.len ||
			(exponent.len == modulus.len && slice_compare(exponent, modulus) < 0);

	key.bits = (unsigned)modulus.len * 8;
	for (uint8_t first = modulus.at[0]; !(first & 0x80); first = (uint8_t)(first << 1))
		key.bits--;
	key.modulus_even = !(modulus.at[modulus.len - 1] & 1);
	for (size_t i = 0; fits_exponent(exponent) && i < exponent.len; i++)
		key.exponent = key.exponent << 8 | exponent.at[i];
	key.exponent_bad = !(exponent.at[exponent.len - 1] & 1) || key.exponent == 1 || !is_small;
	return key;
}

static struct public_key read_der(struct slice der, size_t total)
{
	struct public_key key = { .form = PUBLIC_KEY_GARBAGE, .trailing = der.len - total };
	const struct slice object = { der.at, total };
	struct rsa_key read;
	bool pkcs1;
	EVP_PKEY *pkey;

	if (rsa_key_read(object, &read)) {
		key = rsa_key(&read);
		key.trailing = der.len - total;
		return key;
	}
	pkey = openssl_public_key(object, &pkcs1);
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
	struct rsa_key first, second;
	EVP_PKEY *left, *right;
	bool equal;

	if (slice_equal(a, b))
		return true;
	if (rsa_key_read(a, &first) && rsa_key_read(b, &second))
		return slice_equal(first.modulus, second.modulus) &&
		       slice_equal(first.exponent, second.exponent);
	left = read_rsa(a);
	right = read_rsa(b);
	equal = left && right && EVP_PKEY_eq(left, right) == 1;
	EVP_PKEY_free(left);
	EVP_PKEY_free(right);
	openssl_check_memory();
	return equal;
}

struct rsa_weakness public_key_weakness(struct slice bytes)
{
	struct rsa_weakness weakness = { 0 };
	struct rsa_key read;
	EVP_PKEY *pkey;
	BIGNUM *modulus = NULL;
	uint8_t octets[NATURAL_BITS_MOST / 8];
	int len;

	if (rsa_key_read(bytes, &read))
		return rsa_weakness_of(read.modulus);
	pkey = read_rsa(bytes);
	if (pkey && EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_N, &modulus) &&
		BN_num_bits(modulus) <= NATURAL_BITS_MOST) {
		len = BN_bn2bin(modulus, octets);
		weakness = rsa_weakness_of((struct slice){ octets, len > 0 ? (size_t)len : 0 });
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
