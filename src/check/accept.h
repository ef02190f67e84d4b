/*
 * Changes that are intended: an acceptance lets the findings of a rule of the family "diff-" at a name pass until a day is over.
 * A record that is removed has no line in the zone file that could have a comment.
 */
#ifndef MAILAUTH_CHECK_ACCEPT_H
#define MAILAUTH_CHECK_ACCEPT_H

#include "check/rule.h"

struct acceptance {
	struct slice rules;   /* an id, or a family such as "diff-dkim-*" */
	struct dns_name name; /* with `below`: the names below it */
	bool below;
	uint32_t last_day;	 /* base/date.h */
	struct slice last_text;	 /* the same as it was written */
	struct text_place place; /* of the line, in the configuration file */
};

struct acceptances {
	ARENA_LIST(struct acceptance) list;
};

/* True when the name is one that the acceptance is about. */
bool acceptance_has_name(const struct acceptance *acceptance, const struct dns_name *name);

/*
 * Marks the finding as accepted when one of the acceptances, whose day is not over by `now`, is about its rule and its name, or the
 * name of a record that it shows. `acceptances` may be NULL.
 */
void acceptances_apply(const struct acceptances *acceptances, uint32_t now, struct finding *finding);

#endif
