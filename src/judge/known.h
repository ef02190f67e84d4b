/*
 * What is known already: findings that a comment in a zone file silences are taken out of a report, findings of a baseline
 * are marked in it. Comments that silence nothing are findings of the last report.
 */
#ifndef MAILAUTH_JUDGE_KNOWN_H
#define MAILAUTH_JUDGE_KNOWN_H

#include "check/levels.h"
#include "judge/baseline.h"
#include "judge/suppress.h"

struct known {
	struct arena *arena; /* for all that is kept here; it lives longer than the reports */
	struct suppressions comments;
	const struct rule_set *rules; /* in force: a comment for another rule may silence nothing */
	bool tells_unused;   /* all domains of the files are judged: a comment without effect is a finding */
	bool comments_told;  /* what is wrong with comments is told */
	size_t reports_left; /* until the last one */
	struct baseline baseline; /* with the findings that are known; empty for none */
	ARENA_LIST(const struct level_row *)
	expired;      /* lines of the configuration that are told to be over */
	bool gathers; /* findings are added to `found` */
	struct baseline found;
};

/* Reads the comments of the files that zones were read from. */
void known_read_comments(struct known *known, const struct zone_set *zones);

/*
 * Takes out what comments silence, and marks what the baseline has; the arena is that of the report. In any order of the reports,
 * before their remedies are sought.
 */
void known_mark(struct known *known, struct arena *arena, struct report *report);

/*
 * Ends the next report: the last one gets the comments that have silenced nothing; unless tells_unused is set, the first one gets
 * those alone whose day is over. To be called once for each, in order.
 */
void known_finish(struct known *known, struct report *report);

#endif
