/*
 * What large receivers want of a sender, and whether DNS shows that it is so. Gathered from the receivers' own guidelines, as of
 * November 2026; they change.
 */
#ifndef MAILAUTH_CHECK_RECEIVERS_H
#define MAILAUTH_CHECK_RECEIVERS_H

#include "check/domain.h"

enum verdict { VERDICT_MET, VERDICT_NOT_MET, VERDICT_UNKNOWN };

struct judged {
	enum verdict status;
	const char *why; /* one clause, without a full stop */
};

/* The facts that all receivers look at. */
struct readiness {
	struct judged spf, dkim, either, dmarc, alignment, ptr, soa, answerable;
};

/* What the domain has ready, as far as DNS and the options tell. */
struct readiness sender_readiness(struct arena *arena, const struct domain *domain);

struct requirement {
	const char *id;	   /* such as "spf" */
	const char *title; /* such as "SPF" */
	const char *rules; /* that show it: ids and families, separated by commas */
	bool bulk;	   /* of bulk senders only */
	bool visible;	   /* DNS could show it */
	struct judged judged;
};

enum { RECEIVERS = 4, REQUIREMENTS_MOST = 10 };

struct receiver_verdict {
	const char *key, *name;			/* "gmail", "Gmail" */
	enum verdict all_senders, bulk_senders; /* of the requirements that DNS could show */
	struct requirement requirements[REQUIREMENTS_MOST];
	size_t count;
};

struct receivers {
	struct receiver_verdict list[RECEIVERS];
};

/* NULL for a domain that does not send. */
const struct receivers *receivers_judge(struct arena *arena, const struct domain *domain);

/* "met", "not-met" or "unknown". */
const char *verdict_text(enum verdict verdict);

#endif
