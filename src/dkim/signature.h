/*
 * DKIM signatures (RFC 6376, with RFC 8301 and 8463): the field, and whether it verifies.
 */
#ifndef MAILAUTH_DKIM_SIGNATURE_H
#define MAILAUTH_DKIM_SIGNATURE_H

#include "dkim/signed_message.h"
#include "dns/facts.h"

enum dkim_result { DKIM_PASS, DKIM_FAIL, DKIM_PERMERROR, DKIM_TEMPERROR, DKIM_NEUTRAL };

/* What a signature that does not pass is at odds with. */
enum dkim_cause {
	DKIM_CAUSE_NONE,      /* it passes */
	DKIM_CAUSE_SIGNATURE, /* itself: a tag, or it has expired */
	DKIM_CAUSE_KEY,	      /* the key: missing, invalid, or not answered */
	DKIM_CAUSE_BODY,
	DKIM_CAUSE_HEADER, /* the signed header fields, or the key is another one */
	DKIM_CAUSE_FILE	   /* the file does not have the body as it was sent: nobody can tell */
};

struct dkim_signature {
	struct slice field;		  /* the whole field, in the header */
	const char *selector, *algorithm; /* as written; NULL when missing */
	struct dns_name domain;		  /* of d=, when has_domain */
	bool has_domain;
	enum dkim_result result;
	const char *reason; /* why it does not pass; NULL for a pass */
	enum dkim_cause cause;
	struct slice signed_fields; /* h= */
	uint64_t signed_octets;	    /* l=; UINT64_MAX without it */
	uint64_t made;		    /* t=; 0 without it */
	bool testing;		    /* the key says t=y */
	bool pending;		    /* the key is still to be asked for */
};

enum { DKIM_SIGNATURES_MOST = 20 };

struct dkim_signatures {
	ARENA_LIST(struct dkim_signature) list;
};

/* Verifies every signature of a message, from the top. `now`: when it was received, in seconds since 1970; 0 when it is not to matter. */
struct dkim_signatures *dkim_verify(
	struct arena *arena, struct facts_view *view, struct signed_message *message, uint64_t now);

/* True when a field is among those that are signed. */
bool dkim_signs_field(const struct dkim_signature *signature, const char *name);

/* "pass", "fail", "permerror", "temperror", "neutral": the words of RFC 8601 section 2.7.1. */
const char *dkim_result_text(enum dkim_result result);

#endif
