/*
 * One fault, one finding. A rule's row names the rules that it follows from (`follows`); a finding that is the consequence of
 * another one is left out of the report, and the cause remains. A cause that was not run, because it is not selected, explains
 * nothing: then the consequence is told.
 */
#ifndef MAILAUTH_CHECK_CONSEQUENCES_H
#define MAILAUTH_CHECK_CONSEQUENCES_H

#include "check/domain.h"
#include "check/rule.h"

/*
 * True when `finding` follows from `cause`: by the rows, about the same thing, and not more severe. The same thing is the same
 * record for two findings of records (and the same bytes of it for two faults of its text), else the same name, or the domain
 * as a whole.
 */
bool finding_follows(const struct domain *domain, const struct finding *finding, const struct finding *cause);

/* Divides what rules have raised about a domain into what is to be told and what follows from it, each in its order. */
void consequences_divide(struct arena *arena, const struct domain *domain, const struct findings *raised,
	struct findings *ret_told, struct findings *ret_folded);

#endif
