/*
 * Whom a record authorizes, by name: the records that it includes, the hosts of "a" and "mx", and the terms that only a mail decides.
 * Two records can be compared by them where DNS has not told their addresses.
 */
#ifndef MAILAUTH_SPF_SENDERS_H
#define MAILAUTH_SPF_SENDERS_H

#include "spf/tree.h"

enum spf_sender_kind {
	SPF_SENDER_RECORD, /* who passes by the record of another name */
	SPF_SENDER_HOST,   /* the addresses of a host, with the prefixes of the term */
	SPF_SENDER_TERM, /* "exists", "ptr", or a target that depends on the mail or was not answered: by its text */
};

struct spf_sender {
	enum spf_sender_kind kind;
	struct dns_name name; /* of the record or the host */
	const char *text;     /* of a term of its own, in lower case; NULL otherwise */
	uint8_t prefix4, prefix6;
	enum spf_result result;	     /* that clients get which are among them */
	bool open;		     /* their addresses are not known, or not all of them */
	enum dns_outcome why;	     /* then: how the question ended; DNS_ANSWER when only a mail can tell */
	const struct spf_node *node; /* whose record has the term */
	const struct spf_term *term;
};

struct spf_senders {
	ARENA_LIST(struct spf_sender) list; /* in the order of evaluation */
};

/*
 * Those of a tree, in included records as well (RFC 7208 section 5.2: only what passes there matches), without terms that are never
 * evaluated. None for an invalid record.
 */
struct spf_senders spf_senders_find(struct arena *arena, const struct spf_tree *tree);

/* True when one of them authorizes (result "pass") at least whom `sender` does. */
bool spf_senders_pass(const struct spf_senders *senders, const struct spf_sender *sender);

/* What a client gets that no term matches. False when a redirect decides that was not answered: then *ret_redirect is its target. */
bool spf_default_result(
	const struct spf_tree *tree, enum spf_result *ret_result, const struct spf_node **ret_redirect);

#endif
