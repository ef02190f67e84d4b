/* The reports of many workers, summed up line by line. Memory grows by a few octets with each domain, to know those seen before. */
#ifndef MAILAUTH_JUDGE_MERGED_H
#define MAILAUTH_JUDGE_MERGED_H

#include "dns/name_set.h"
#include "judge/frequency.h"
#include "judge/report_line.h"

enum {
	MERGED_WORST = 10,	  /* domains that are listed */
	MERGED_RULES_MOST = 1024, /* ids; more of them come from no version of this program */
};

struct merged_rule {
	struct slice id;
	const struct rule *rule; /* NULL for one that this version does not have */
	struct frequency frequency;
};

struct merged_domain {
	struct dns_name name;
	size_t counts[SEVERITY_ERROR + 1];
	size_t unanswered;
};

/* Lines that do not count, and where the first one is. */
struct merged_fault {
	size_t count;
	const char *file; /* owned by who named it */
	uint64_t line;
};

struct merged {
	struct arena arena;
	struct report_line line;
	size_t files;
	size_t domains;
	size_t with_findings; /* domains with a finding that counts */
	size_t with_unanswered;
	size_t counts[SEVERITY_ERROR + 1];
	size_t unanswered, unasked;
	struct merged_fault cut, other, repeated;
	struct name_set seen;
	struct merged_rule rules[MERGED_RULES_MOST]; /* a table by id until merged_finish() */
	size_t rule_count;
	size_t unlisted;			  /* findings of rules beyond these */
	size_t unknown;				  /* findings of rules that this version does not have */
	struct merged_domain worst[MERGED_WORST]; /* the worst one first */
	size_t worst_count;
};

/* Adds a line without its line end. A domain counts once, as it was first seen. */
void merged_add(struct merged *merged, struct slice text, const char *file, uint64_t number);

/* Sorts the rules: the most findings first. */
void merged_finish(struct merged *merged);

void merged_free(struct merged *merged);

#endif
