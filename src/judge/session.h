/*
 * The judgement of one domain, in as many passes as its chain of dependent questions is long: each pass collects and
 * judges from scratch; what it lacked is asked, by rules as well; the pass in which nothing was lacking makes the report. Then the
 * remedies are sought in the same way.
 */
#ifndef MAILAUTH_JUDGE_SESSION_H
#define MAILAUTH_JUDGE_SESSION_H

#include "check/record.h"
#include "check/report.h"
#include "judge/known.h"

/* What is done with the report of a session before it is handed on. */
struct session_wish {
	bool remedies, notes,
		unsafe;	     /* are wanted; for notes, too; also those that change what a record means */
	struct known *known; /* what is silenced or known needs no remedy; NULL for nothing */
};

struct session {
	struct arena arena;
	struct arena given; /* what the caller keeps for this session alone, until session_close() */
	struct facts_view view;
	struct dns_name name;
	const struct check_options *options;
	const struct rule_set *rules;
	struct zone_set *zones; /* whose faults this session reports; NULL for none */
	const struct rule_set
		*file_rules; /* for these faults, when the files hold several zones; NULL: `rules` */
	const struct report
		*before; /* of the same domain before a change, which is judged, too; NULL for none */
	const struct findings
		*extra; /* about the domain, found elsewhere: told by the rules in force; or NULL */
	const struct pasted_record *alone; /* judge these records, and ask nothing; NULL for the domain */
	size_t alone_count;
	bool senders_alone; /* judge the addresses in the options, and no domain */
	struct session_wish wish;
	/* Takes out of the report what is not to be shown; NULL for nothing. */
	void (*settle)(struct session *session);
	const void *settle_context;
	unsigned rounds;
	struct report *report; /* when the domain is judged; lives until session_close() */
	bool done;	       /* with its remedies */
};

enum { SESSION_ROUNDS_MOST = 48 };

/* Goes on as far as the answers allow. True when the report is made, with the remedies that are wanted. */
bool session_step(struct session *session);

/* Steps, and waits for answers, until the report is made. */
void session_finish(struct session *session);

void session_close(struct session *session);

#endif
