/* Rules that look at the whole tree of an SPF record report at a place that the domain's owner can edit. */
#ifndef MAILAUTH_RULES_SPF_WALK_H
#define MAILAUTH_RULES_SPF_WALK_H

#include "check/domain.h"
#include "check/rule.h"

typedef void spf_visit_query(
	struct rule_run *run, const struct spf_node *node, const struct spf_query *query);

/* Calls `visit` for each live term of the domain's record and of all it includes; nothing without exactly one record. */
void spf_walk(struct rule_run *run, spf_visit_query *visit);

/*
 * Reports a term of a node's record. The place is that term where the record belongs to the domain, else the include or
 * redirect of the domain's own record through which it is reached, and the message ends in the way to it. Returns NULL
 * when the same was reported already.
 */
struct finding *report_query(struct rule_run *run, const struct spf_node *node, const struct spf_term *term,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The text of a term, escaped. */
const char *term_text(struct rule_run *run, const struct spf_record *record, const struct spf_term *term);

/* True when the record is one that the domain's owner publishes: its own, or a helper record of the same zone file. */
bool spf_node_is_own(const struct domain *domain, const struct spf_node *node);

/* True when the parser has something to say about a place within the term: that is its fault, whatever else follows from it. */
bool spf_term_has_problem(const struct spf_record *record, const struct spf_term *term);

/* True when another live term, or a redirect, names senders. */
bool spf_has_other_sender(const struct spf_record *record, const struct spf_term *term);

/*
 * The fix of a finding about a term of a record of the domain's own: the record without the term. None when the record or the
 * term has a fault that must be corrected first.
 */
void fix_without_term(struct rule_run *run, struct finding *finding, const struct spf_node *node,
	const struct spf_term *term);

/* The same with another text in the place of the term. */
void fix_instead_of_term(struct rule_run *run, struct finding *finding, const struct spf_node *node,
	const struct spf_term *term, const char *text);

/*
 * The same with what was meant, as DNS shows it: an include for a name of SPF records, "a" for a host, "mx" for a domain with
 * MX records, the name that the service has now. True when there is such a fix.
 */
bool fix_as_meant(struct rule_run *run, struct finding *finding, const struct spf_node *node,
	const struct spf_query *query);

/* The record with one term, and the blanks before it, removed. */
const char *without_term(struct rule_run *run, const struct spf_record *record, const struct spf_term *term);

#endif
