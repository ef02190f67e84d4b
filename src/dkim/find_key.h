/* The key of a signature at "<selector>._domainkey.<domain>" (RFC 6376 sections 3.6.1 and 3.6.2), or why there is none to use. */
#ifndef MAILAUTH_DKIM_FIND_KEY_H
#define MAILAUTH_DKIM_FIND_KEY_H

#include "dkim/key_fit.h"
#include "dns/facts.h"

enum dkim_key_state {
	DKIM_KEY_FOUND,
	DKIM_KEY_UNUSABLE,  /* what is published does not fit the signature */
	DKIM_KEY_NONE,	    /* DNS has no record there, or the selector makes no name */
	DKIM_KEY_UNANSWERED /* DNS did not say */
};

struct dkim_key_found {
	enum dkim_key_state state;
	const struct dkim_key *key; /* NULL unless it was found */
	const char *reason;	    /* why there is none; NULL when it was found */
	bool testing;		    /* that key, or the one that the reason is about, says t=y */
	bool pending;		    /* the answer is still to come */
};

/*
 * The first key that fits; with several records the others are tried, too (section 6.1.2). When none does, the reason is that of
 * the first one that is a key record at all.
 */
struct dkim_key_found dkim_find_key(
	struct arena *arena, struct facts_view *view, const struct dkim_key_wanted *wanted);

#endif
