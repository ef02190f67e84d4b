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

/*
 * True when the name had the records of a wildcard before, and has records, or none, of its own now (RFC 4592 section 2.2.1): what is
 * published there is its first mail, and what it lacks is told of the wildcard.
 */
static inline bool change_ends_wildcard(const struct dns_reply *before, const struct dns_reply *after)
{
	return before->wildcard && !after->wildcard;
}

#endif
