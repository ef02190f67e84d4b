/* Where DNS says otherwise now than the receiver said then. */
#ifndef MAILAUTH_JUDGE_CONTRADICTION_H
#define MAILAUTH_JUDGE_CONTRADICTION_H

#include "bounce/bounce.h"
#include "check/domain.h"

struct contradiction {
	const char
		*said; /* by the reply: "refusing-policy", "no-dmarc-record", "hard-fail", "no-spf-record" */
	const char *now;  /* as DNS has it: "p=none", "~all", the text of a record, or "no record" */
	const char *text; /* the whole sentence */
};

/*
 * What the reply says of the domain's records against what was found. False when they agree, when the reply says nothing of them,
 * and when DNS did not answer. Owned by the arena.
 */
bool contradiction_find(struct arena *arena, const struct bounce *bounce, const struct domain *domain,
	struct contradiction *ret);

#endif
