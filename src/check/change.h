/* Two states of one domain: what the rules of SCOPE_CHANGE look at (the `diff` command). */
#ifndef MAILAUTH_CHECK_CHANGE_H
#define MAILAUTH_CHECK_CHANGE_H

#include "check/domain.h"
#include "check/report.h"

struct change {
	const struct domain *before, *after;
	const struct report *report_before;
	const struct findings *raised; /* by the other rules, in the state after; none is left out */
};

#endif
