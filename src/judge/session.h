/*
 * The judgement of one domain, in as many passes as its chain of dependent questions is long: each pass collects and
 * judges from scratch; what it lacked is asked, by rules as well; the pass in which nothing was lacking makes the report.
 */
#ifndef MAILAUTH_JUDGE_SESSION_H
#define MAILAUTH_JUDGE_SESSION_H

#include "check/report.h"

struct session {
	struct arena arena;
	struct facts_view view;
	struct dns_name name;
	const struct check_options *options;
	const struct rule_set *rules;
	struct zone_set *zones; /* whose faults this session reports; NULL for none */
	const struct report
		*before; /* of the same domain before a change, which is judged, too; NULL for none */
	unsigned rounds;
	struct report *report; /* when it is done; lives until session_close() */
};

enum { SESSION_ROUNDS_MOST = 48 };

/* Goes on as far as the answers allow. True when the report is made. */
bool session_step(struct session *session);

/* Steps, and waits for answers, until the report is made. */
void session_finish(struct session *session);

void session_close(struct session *session);

#endif
