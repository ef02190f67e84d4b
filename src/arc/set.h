/*
 * ARC sets (RFC 8617 section 4.2): the three fields of each sealer, brought together by their instance.
 *
 *   ARC-Authentication-Results = [CFWS] "i" [CFWS] "=" [CFWS] 1*2DIGIT [CFWS] ";" authres-payload   (RFC 8601 section 2.2)
 *   ARC-Message-Signature, ARC-Seal = tag-list, with the instance in i=                              (RFC 6376 section 3.2)
 */
#ifndef MAILAUTH_ARC_SET_H
#define MAILAUTH_ARC_SET_H

#include "dkim/signed_message.h"
#include "mail/authentication_results.h"

enum { ARC_INSTANCE_MOST = 50 };

enum arc_state {
	ARC_UNTRIED,   /* the structure of the chain is broken, or the chain says so itself */
	ARC_VERIFIED,  /* the signature is good */
	ARC_BROKEN,    /* it is not, and will never be */
	ARC_UNANSWERED /* DNS did not say what its key is, or the file lacks the body that it covers */
};

/* An ARC-Message-Signature or ARC-Seal. */
struct arc_signature {
	const struct mail_field *field; /* NULL: the set has none */
	struct tag_list tags;
	const char *selector; /* as written; NULL when missing */
	struct dns_name domain;
	bool has_domain;
	uint64_t made; /* t=, seconds since 1970; 0 without it */
	enum arc_state state;
	const char *reason; /* why it is broken or not answered; else NULL */
};

/* cv=: what its sealer says of the chain that it found (section 4.4). */
enum arc_status { ARC_STATUS_INVALID, ARC_STATUS_NONE, ARC_STATUS_PASS, ARC_STATUS_FAIL };

struct arc_set {
	unsigned instance;
	const struct mail_field *results; /* the ARC-Authentication-Results field; NULL: the set has none */
	const struct authentication_results *said; /* what that field says; NULL without it */
	struct arc_signature message_signature, seal;
	enum arc_status status;
	const char *twice; /* name of a field that it has more than once; or NULL */
};

struct arc_sets {
	ARENA_LIST(struct arc_set) list; /* those with any field, by instance */
	bool out_of_range;		 /* an instance is 0, or more than ARC_INSTANCE_MOST */
	size_t strays;			 /* ARC fields without an instance */
};

/* Brings the fields of a message together. The message outlives the result. */
struct arc_sets *arc_sets_read(struct arena *arena, const struct signed_message *message);

/* What is wrong with the structure (section 5.2, steps 1 and 3), in one clause; NULL for nothing. */
const char *arc_sets_fault(struct arena *arena, const struct arc_sets *sets);

/* "none", "pass", "fail" or "invalid". */
const char *arc_status_text(enum arc_status status);

#endif
