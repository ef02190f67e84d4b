/*
 * The tags of a DKIM-Signature field, checked as RFC 6376 sections 3.5 and 6.1.1 ask of verifiers (RFC 8616: U-labels are allowed).
 *
 *   DKIM-Signature = tag-list: v a b bh c d h i l q s t x z (section 3.5); z is not looked at, unknown tags are ignored
 */
#ifndef MAILAUTH_DKIM_SIGNATURE_TAGS_H
#define MAILAUTH_DKIM_SIGNATURE_TAGS_H

#include "dns/name.h"
#include "tags/tags.h"

struct signature_tags {
	struct tag_list list;
	const char *selector, *algorithm; /* as written; NULL when missing */
	struct dns_name domain;		  /* of d=, when has_domain */
	bool has_domain;
	struct dns_name agent; /* the domain of i=, or of d= without it; when there is no fault */
	bool ed25519, relaxed_header, relaxed_body;
	struct slice signed_fields;   /* h= */
	struct slice signature, hash; /* of b= and bh=, decoded */
	uint64_t octets;	      /* l=; UINT64_MAX without it */
	uint64_t made, expires;	      /* t= and x= in seconds since 1970; 0 and UINT64_MAX without them */
};

/*
 * Reads an unfolded field body. Returns NULL, or the first fault, for which verifiers return PERMFAIL: one clause, owned by
 * the arena. Domain, selector, algorithm and h= are set as far as they can be read even then.
 */
const char *signature_tags_read(struct arena *arena, struct slice text, struct signature_tags *ret_tags);

#endif
