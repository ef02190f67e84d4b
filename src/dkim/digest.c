/* SHA-256 and signature checks through OpenSSL's EVP interface. */
#include "dkim/digest.h"

#include "dkim/openssl.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>

/* A digest of bytes in memory needs nothing but memory. */
static void check(int good)
{
	if (good <= 0)
		out_of_memory();
}

void digest_open(struct digest *digest)
{
	digest->context = EVP_MD_CTX_new();
	check(digest->context && EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL));
}

void digest_add(struct digest *digest, struct slice bytes)
{
	if (bytes.len)
		check(EVP_DigestUpdate(digest->context, bytes.at, bytes.len));
}

void digest_copy(struct digest *copy, const struct digest *digest)
{
	copy->context = EVP_MD_CTX_new();
	check(copy->context && EVP_MD_CTX_copy_ex(copy->context, digest->context));
}

void digest_close(struct digest *digest, uint8_t result[DIGEST_SIZE])
{
	check(EVP_DigestFinal_ex(digest->context, result, NULL));
	EVP_MD_CTX_free(digest->context);
}

void digest_of(struct slice bytes, uint8_t result[DIGEST_SIZE])
{
	struct digest digest;

	digest_open(&digest);
	digest_add(&digest, bytes);
	digest_close(&digest, result);
}

static bool verify_rsa(struct slice key, const uint8_t digest[DIGEST_SIZE], struct slice signature)
{
	bool pkcs1;
	EVP_PKEY *pkey = openssl_public_key(key, &pkcs1);
	EVP_PKEY_CTX *context = pkey ? EVP_PKEY_CTX_new(pkey, NULL) : NULL;
	bool good = context && EVP_PKEY_verify_init(context) > 0 &&
		    EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) > 0 &&
		    EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) > 0 &&
		    EVP_PKEY_verify(context, signature.at, signature.len, digest, DIGEST_SIZE) == 1;

	EVP_PKEY_CTX_free(context);
	EVP_PKEY_free(pkey);
	if (!good)
		openssl_check_memory();
	return good;
}

static bool verify_ed25519(struct slice key, const uint8_t digest[DIGEST_SIZE], struct slice signature)
{
	EVP_PKEY *pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key.at, key.len);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool good = pkey && EVP_DigestVerifyInit(context, NULL, NULL, NULL, pkey) > 0 &&
		    EVP_DigestVerify(context, signature.at, signature.len, digest, DIGEST_SIZE) == 1;

	EVP_MD_CTX_free(context);
	EVP_PKEY_free(pkey);
	if (!good)
		openssl_check_memory();
	return good;
}

/* OpenSSL does not always tell a lack of memory from a bad signature: a bad one is bad for the second time, too. */
bool digest_verify_rsa(struct slice key, const uint8_t digest[DIGEST_SIZE], struct slice signature)
{
	bool good = verify_rsa(key, digest, signature);

	if (!good)
		good = verify_rsa(key, digest, signature);
	return good;
}

bool digest_verify_ed25519(struct slice key, const uint8_t digest[DIGEST_SIZE], struct slice signature)
{
	bool good = verify_ed25519(key, digest, signature);

	if (!good)
		good = verify_ed25519(key, digest, signature);
	return good;
}
