/*
 * Record changes that are proposed together: drafts of records, and the domain judged with them in place. Between the fix of a
 * finding and a remedy, which is a draft that was proven.
 */
#ifndef MAILAUTH_JUDGE_PROPOSAL_H
#define MAILAUTH_JUDGE_PROPOSAL_H

#include "check/report.h"
#include "dns/overlay.h"

/* One record as it is to become. */
struct draft {
	const struct published *old; /* NULL for an addition */
	struct dns_name name;
	uint16_t type;
	uint32_t ttl;
	const char *text; /* NULL for a deletion */
};

struct proposal {
	struct arena *arena;	    /* for what it holds */
	const struct report *shown; /* what the user sees: its records keep their places in files */
	ARENA_LIST(struct draft) drafts;
	const struct report *report; /* with the drafts in place; NULL before it is judged */
};

/* The text of a record; empty for NULL. */
struct slice published_text(const struct published *record);

/* True for a record of that RRset, and for the same text in the same RRset. */
bool published_is_of(const struct published *record, const struct dns_name *name, uint16_t type);
bool published_is_same(const struct published *a, const struct published *b);

/* True when the fix of a finding replaces its own record; any other fix adds one. */
bool finding_replaces(const struct finding *finding);

/* True when the text to publish, cut into strings with their length octets, is more than a record can hold. */
bool finding_fix_is_too_long(const struct finding *finding);

/* Begins a proposal with the drafts of another one. It is not judged yet. */
void proposal_copy(const struct proposal *from, struct proposal *to);

/* Makes the fix of a finding of the proposal's report. False when that is impossible: two texts for one record, or too long. */
bool proposal_apply(struct proposal *proposal, const struct finding *finding);

/* Takes back all drafts of an RRset. */
void proposal_drop(struct proposal *proposal, struct dns_name name, uint16_t type);

/* The draft that has made a record what it is; NULL for a record that is untouched. */
struct draft *proposal_draft(struct proposal *proposal, const struct published *record);

/* The drafts as changes of DNS. False when one is of a type that cannot be judged. */
bool proposal_overlay(const struct proposal *proposal, struct dns_overlay *overlay);

/* How many findings of the proposal `after` are of the rule and record of one of `before`. */
size_t proposal_count(struct proposal *before, const struct proposal *after, const struct finding *finding);

/* Is a finding of the proposal `before` still there in `after`? */
bool proposal_keeps(struct proposal *before, const struct proposal *after, const struct finding *finding);

/* Is an error or warning of the report `after` one that `before` does not have, not even untold? */
bool finding_is_new(const struct report *before, const struct report *after, const struct finding *finding);

/* Has a text that is to be published an error of its own? */
bool draft_has_error(const struct proposal *proposal, const struct draft *draft);

#endif
