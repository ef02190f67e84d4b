/* What the rules for MTA-STS, TLS-RPT and BIMI records have in common. */
#ifndef MAILAUTH_RULES_TAGGED_H
#define MAILAUTH_RULES_TAGGED_H

#include "check/domain.h"
#include "check/rule.h"

/* True when the domain receives mail and DNS said that it has no record of this kind, nor anything like one. */
bool tagged_is_absent(const struct domain *domain, enum tagged_kind kind);

/* Reports that more than one record is selected, at the first of them. NULL when there is one at most. */
struct finding *report_several(struct rule_run *run, enum tagged_kind kind, const char *what_senders_do);

/* Reports a record that was meant but is not selected, with the right version to publish. */
void report_bad_version(struct rule_run *run, const struct tagged_subject *tagged);

/* Reports the records of the kind at names at which nobody looks for them. */
void report_tagged_elsewhere(struct rule_run *run, enum tagged_kind kind);

/* The other selected records go. */
void fix_by_keeping(struct rule_run *run, struct finding *finding, enum tagged_kind kind,
	const struct tagged_subject *kept);

/*
 * Reports tags of a selected record that are no name=value of RFC 8461 section 3.1 and RFC 8460 section 3, or, with
 * `unknown`, names other than those of a list that ends in NULL.
 */
void report_bad_syntax(struct rule_run *run, const struct tagged_subject *tagged);
void report_unknown_tags(struct rule_run *run, const struct tagged_subject *tagged, const char *const *known);

#endif
