/*
 * Many domains, several at a time, as they come: their reports in order, or each as it ends. At most `jobs` domains wait for answers at a
 * time; those that are done wait for a slow one, up to a few for each job. Memory does not grow with the number of domains.
 */
#ifndef MAILAUTH_JUDGE_BULK_H
#define MAILAUTH_JUDGE_BULK_H

#include "judge/session.h"

/* What the list of domains has to give. */
enum bulk_next {
	BULK_DOMAIN,
	BULK_LATER, /* nothing now; to be asked again */
	BULK_END,
};

struct bulk {
	struct facts *facts;
	size_t jobs;	/* at least 1 */
	bool unordered; /* reports do not wait for those of earlier domains */
	void *context;

	/*
	 * Says what the session of the next domain is about: its name, options, rules and zones. `idle`: nothing else is to be done, so
	 * it may wait for the domain.
	 */
	enum bulk_next (*next)(void *context, struct session *session, bool idle);

	/* Takes the reports. A report lives until the call returns. */
	void (*report)(void *context, struct report *report);

	/* True when the rest is not wanted any more: domains that are not reported yet are given up. NULL for never. */
	bool (*is_stopped)(void *context);
};

/* Judges all domains, and waits for what they ask. */
void judge_domains(const struct bulk *bulk);

#endif
