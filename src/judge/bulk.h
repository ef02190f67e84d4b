/*
 * Many domains, several at a time, their reports in order. At most `jobs` domains wait for answers at a time; those that
 * are done wait for a slow one, up to a few for each job.
 */
#ifndef MAILAUTH_JUDGE_BULK_H
#define MAILAUTH_JUDGE_BULK_H

#include "judge/session.h"

struct bulk {
	struct facts *facts;
	size_t count; /* domains */
	size_t jobs;  /* at least 1 */
	void *context;

	/* Says what the session of the domain at this place is about: its name, options, rules and zones. */
	void (*begin)(void *context, size_t place, struct session *session);

	/* Takes the reports in the order of the places. A report lives until the call returns. */
	void (*report)(void *context, struct report *report);
};

/* Judges all domains, and waits for what they ask. */
void judge_domains(const struct bulk *bulk);

#endif
