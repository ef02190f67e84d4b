/* What the files of this folder share of OpenSSL: whether it lacked memory, and the decoding of public keys. */
#ifndef MAILAUTH_DKIM_OPENSSL_H
#define MAILAUTH_DKIM_OPENSSL_H

#include "base/slice.h"

struct evp_pkey_st; /* OpenSSL's EVP_PKEY */

/*
 * To be called when OpenSSL has failed, before anything is concluded from that: what it could not do for lack of memory says nothing
 * about a key or a signature, and ends as out_of_memory() does. Empties its list of errors.
 */
void openssl_check_memory(void);

/*
 * A key in DER: SubjectPublicKeyInfo (RFC 5280 section 4.1) of any algorithm, else RSAPublicKey (RFC 8017 appendix A.1.1), for which
 * *ret_pkcs1 is true. NULL when it is neither. The caller frees it with EVP_PKEY_free().
 */
struct evp_pkey_st *openssl_public_key(struct slice der, bool *ret_pkcs1);

#endif
