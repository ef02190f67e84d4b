/* The likely cause of a refusal in one sentence, and what has to be done by whom. */
#ifndef MAILAUTH_JUDGE_BOUNCE_CAUSE_H
#define MAILAUTH_JUDGE_BOUNCE_CAUSE_H

#include "judge/bounce_subject.h"

struct bounce_cause {
	/* "Gmail refused mail of example.com from 192.0.2.25: the address is not in the SPF record.", and its parts */
	const char *sentence;
	const char *who, *what;
	const char *from;   /* the address; NULL where the sentence has none */
	const char *reason; /* what follows the colon */
	const char *label;  /* a few words for a table, such as "SPF and DKIM" */
	const char *action; /* the same of what to do: "publish the SPF record" */
	const char *
		condition; /* of a record that authorizes the address: "192.0.2.25 sends mail for you"; or NULL */
	const char *
		advice; /* what to do beside what is offered and asked for, and who has to do it; NULL for nothing */
};

/* Everything is owned by the arena, or static. */
struct bounce_cause bounce_cause_find(
	struct arena *arena, const struct bounce *bounce, const struct bounce_subject *subject);

/* True when authentication or DNS decides: such a refusal ends with a record. */
bool bounce_is_of_dns(const struct bounce *bounce);

#endif
