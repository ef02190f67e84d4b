/*
 * A stored message as a receiver would judge it: SPF (RFC 7208), DKIM (RFC 6376), DMARC by both rule books (RFC 7489, RFC 9989),
 * the header, and what the receiver said of it then (RFC 8601).
 */
#ifndef MAILAUTH_MESSAGE_MESSAGE_H
#define MAILAUTH_MESSAGE_MESSAGE_H

#include "check/finding.h"
#include "dkim/signature.h"
#include "dmarc/discover.h"
#include "spf/check_host.h"

/* What the user knows of the transport; NULL and empty where nothing was given. */
struct message_transport {
	const struct dns_address *ip;
	const char *helo;
	const char *mail_from;
	uint64_t now; /* seconds since 1970; 0 when it is not to matter */
};

struct message_finding {
	const char *id;
	enum severity severity;
	const char *message;
	const char *help;
};

/* One result of an Authentication-Results field. */
struct message_claim {
	const char *method, *result;
};

struct message_dmarc {
	enum dns_outcome outcome; /* of the policy; anything but an answer: not known */
	bool has_policy;
	enum dmarc_policy policy;
	bool spf_aligned, dkim_aligned; /* with what passed */
	bool open;			/* an answer that decides is missing */
	bool pass;
};

struct message {
	const char *from; /* domain of From; NULL when there is none, or several */
	struct dns_name from_domain;
	const char *mail_from,
		*mail_from_source; /* the address; empty for the null sender; NULL when not known */
	const char *helo;
	const char *ip, *ip_source;	  /* NULL when not known */
	const struct spf_evaluation *spf; /* NULL without an address or a domain */
	const struct dkim_signatures *dkim;
	struct message_dmarc rfc7489, rfc9989;
	const char *receiver; /* who wrote the Authentication-Results; NULL without it */
	ARENA_LIST(struct message_claim) claims;
	size_t arc_sets;
	ARENA_LIST(struct message_finding) findings; /* most severe first */
	bool pending;				     /* answers are still to come: authenticate again */
};

/* Judges a message with what is known; view->incomplete tells that some of it is still to be asked. */
struct message *message_authenticate(struct arena *arena, struct facts_view *view,
	const struct suffix_list *suffixes, const struct text *text,
	const struct message_transport *transport);

/* True when a DKIM signature passes. */
bool message_passes_dkim(const struct message *message);

/* "pass", "fail", "none" or "temperror". */
const char *message_dmarc_text(const struct message_dmarc *dmarc);

#endif
