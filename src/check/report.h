/* What is said about one domain, or about one message: the only thing that printers see. */
#ifndef MAILAUTH_CHECK_REPORT_H
#define MAILAUTH_CHECK_REPORT_H

#include "check/claims.h"
#include "check/receivers.h"
#include "check/rule.h"

struct check_options;
struct pasted_record;
struct remedies;

struct unanswered {
	struct dns_question question;
	enum dns_outcome reason;
};

/* Notes (info) leave a domain clean. */
enum report_status { REPORT_CLEAN, REPORT_FINDINGS, REPORT_UNANSWERED };

struct report {
	const struct domain *domain;	   /* NULL for a message */
	const struct pasted_record *alone; /* the records that were judged alone; NULL for a domain */
	size_t alone_count;
	const struct receivers *receivers;   /* NULL for a domain that does not send */
	ARENA_LIST(struct finding) findings; /* most severe first, then in the order of the rules */
	struct findings folded; /* not told: each follows from a finding that was (check/consequences.h) */
	ARENA_LIST(struct unanswered) unanswered;
	size_t counts[SEVERITY_ERROR + 1]; /* of findings, by severity, without those that are known */
	size_t known;
	struct findings silenced; /* not told: a comment in the zone file is about each */
	enum report_status status;
	bool gone; /* the domain does not exist after the change that is judged */
	const struct findings
		*cured; /* of the state before a change, and not of this one; NULL for one state alone */
	const struct remedies *remedies; /* NULL when none are offered */
};

/* The rules in force, in the order of their families. */
struct rule_set {
	const struct rule *const *rules;
	size_t count;
};

/* Runs every rule on a domain. */
void engine_run(struct arena *arena, const struct domain *domain, const struct rule_set *rules,
	struct findings *findings);

/*
 * Runs only the rules that may ask something, for their questions: while others are open, no finding lasts, and the rest of the rules
 * can wait.
 */
void engine_ask(struct arena *arena, const struct domain *domain, const struct rule_set *rules);

/* Runs the rules of SCOPE_CHANGE on two states of a domain. */
void engine_run_change(struct arena *arena, const struct change *change, const struct rule_set *rules,
	struct findings *findings);

/* Runs the rules of SCOPE_MESSAGE on a message; `from` is the domain of its From field, the root when it has none. */
void engine_run_message(struct arena *arena, const struct message *message, const struct dns_name *from,
	const struct rule_set *rules, struct findings *findings);

/* The findings for the faults of zone files. */
void engine_zone_faults(struct arena *arena, const struct rule_set *rules, const struct zone_set *zones,
	struct findings *findings);

/* Leaves out what follows from other findings, sorts the rest and gathers what was not answered. */
struct report *report_make(struct arena *arena, const struct domain *domain, const struct findings *findings);

/* The same for a message: there is no domain, and no question. */
struct report *report_of_message(
	struct arena *arena, const struct check_options *options, const struct findings *findings);

/* Orders and counts the findings anew, after some were taken out, marked, or added at the end. */
void report_refresh(struct report *report);

const char *report_status_text(enum report_status status);

#endif
