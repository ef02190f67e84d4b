/* OpenSSL does not always tell a lack of memory from a key that is none: this does. */
#include "dkim/openssl.h"

#include "base/arena.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

void openssl_check_memory(void)
{
	/* Without memory for its beginnings OpenSSL is of no use for as long as the process lives. */
	bool lacking = !OPENSSL_init_crypto(0, NULL);

	for (unsigned long error; (error = ERR_get_error());)
		lacking = lacking || ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE;
	if (lacking)
		out_of_memory();
}

static EVP_PKEY *decode(struct slice der, bool *ret_pkcs1)
{
	const unsigned char *at = der.at;
	EVP_PKEY *pkey = d2i_PUBKEY(NULL, &at, (long)der.len);

	*ret_pkcs1 = !pkey;
	if (!pkey) {
		at = der.at;
		pkey = d2i_PublicKey(EVP_PKEY_RSA, NULL, &at, (long)der.len);
	}
	openssl_check_memory();
	return pkey;
}

/* OpenSSL does not always tell a lack of memory from a key that is none: what is none is none for the second time, too. */
EVP_PKEY *openssl_public_key(struct slice der, bool *ret_pkcs1)
{
	EVP_PKEY *pkey = decode(der, ret_pkcs1), *again;
	bool pkcs1;

	if (pkey && !*ret_pkcs1)
		return pkey;
	again = decode(der, &pkcs1);
	if (!again)
		return pkey;
	EVP_PKEY_free(pkey);
	*ret_pkcs1 = pkcs1;
	return again;
}
