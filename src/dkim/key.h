/*
 * DKIM key records (RFC 6376 section 3.6.1; key sizes: RFC 8301; Ed25519: RFC 8463).
 *
 *   tag-list of  v=DKIM1 (first)  h= hash list  k= key type  n= note  p= base64 of the key  s= services  t= flags
 */
#ifndef MAILAUTH_DKIM_KEY_H
#define MAILAUTH_DKIM_KEY_H

#include "dns/kept.h"
#include "tags/tags.h"
#include "text/problem.h"

enum dkim_problem_kind {
	DKIM_NO_PROBLEM,
#define DKIM_PROBLEM(name, rule) DKIM_##name,
#include "dkim/problems.def"
#undef DKIM_PROBLEM
	DKIM_PROBLEMS
};

enum dkim_key_type { DKIM_KEY_UNKNOWN, DKIM_KEY_RSA, DKIM_KEY_ED25519 };

struct dkim_key {
	const struct dns_txt *txt;
	struct slice text;
	struct tag_list tags;
	struct problems problems;
	enum dkim_key_type type;
	unsigned bits;	    /* size of the modulus, or 256 for Ed25519; 0 when the key cannot be read */
	struct slice bytes; /* of p=, decoded; empty when that is not possible */
	bool is_key;	    /* meant as a key record at all */
	bool valid;	    /* a verifier can use it */
	bool revoked;	    /* p= is empty */
	bool testing;	    /* t=y */
};

/* True when a TXT record is a key, or was meant as one: it has p=, k= or v=DKIM. */
bool dkim_looks_like_key(struct slice text);

/* True when the first RR type's text, published under _domainkey, continues a key: nothing but base64. */
bool dkim_is_base64_only(struct slice text);

/*
 * Of the modulus of an RSA key: signatures of a smaller one are never valid, signers are to use the second, and a larger one
 * need not be understood (RFC 8301 section 3.2).
 */
enum { DKIM_RSA_BITS_LEAST = 1024, DKIM_RSA_BITS_ADVISED = 2048, DKIM_RSA_BITS_MOST = 4096 };

/* True for an RSA key that can be read and is below the least. */
bool dkim_key_is_too_short(const struct dkim_key *key);

/* True when verifiers take it for an Ed25519 key: k=, in lower case, says so. K= is a tag that they ignore. */
bool dkim_key_is_ed25519(const struct dkim_key *key);

struct dkim_key *dkim_parse(struct arena *arena, const struct dns_txt *txt);

/* The same of the n-th TXT record (from 0) of an answer, kept with it (see dns/kept.h). */
const struct dkim_key *dkim_parse_kept(struct arena *arena, const struct dns_reply *reply, size_t number);

#endif
