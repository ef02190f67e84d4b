/*
 * Remedies: the smallest set of record changes that cures what text alone can cure of a domain. The fixes of all findings of a
 * record are composed into one text; a set is offered only when the domain, judged again with it in place, has lost the
 * findings that it cures, has no new error or warning, and passes SPF and DMARC as before but for what `effect` says.
 */
#ifndef MAILAUTH_JUDGE_REMEDY_H
#define MAILAUTH_JUDGE_REMEDY_H

#include "check/report.h"

enum { REMEDY_TTL = 3600 }; /* seconds, of a record that is added */

enum remedy_action { REMEDY_ADD, REMEDY_REPLACE, REMEDY_DELETE };

/* One change of one record. */
struct remedy {
	enum remedy_action action;
	struct dns_name name;
	uint16_t type;
	const struct published *old; /* what is published now; NULL for an addition */
	const char *text; /* what to publish, in presentation form without quotes; NULL for a deletion */
	ARENA_LIST(const struct rule *) cures;
	const char *effect; /* what it changes beside the faults; NULL for nothing */
};

struct remedies {
	ARENA_LIST(struct remedy) list; /* in the order of the findings that they cure */
	const char *outcome; /* what SPF returns then for the addresses that send; NULL without one */
	const char *
		refusal; /* why a text is not offered although it is known, as a sentence; NULL for nothing */
};

/* "add", "replace" or "delete". */
const char *remedy_action_text(enum remedy_action action);

#endif
