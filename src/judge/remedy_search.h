/* The search for remedies: which fixes, made together, heal a domain without changing what its records mean. */
#ifndef MAILAUTH_JUDGE_REMEDY_SEARCH_H
#define MAILAUTH_JUDGE_REMEDY_SEARCH_H

#include "judge/meaning.h"
#include "judge/proposal.h"

/* Judges the domain of the report with changes in place. NULL while answers are missing. */
typedef const struct report *remedy_judge(void *context, struct arena *arena, struct dns_overlay *overlay);

struct remedy_request {
	const struct report *report; /* what is shown: only its findings are cured */
	bool notes;		     /* cure notes (severity info), too */
	bool unsafe;		     /* also by changes of what a record means, which `effect` then tells */
	remedy_judge *judge;
	void *context; /* of `judge` */
};

/* A fix that was tried: it is not tried again. */
struct attempt {
	const struct rule *rule;
	struct dns_name name;
	struct slice old; /* the text of the finding's record */
	const char *text; /* NULL for none */
};

struct search {
	const struct remedy_request *request;
	struct arena *arena; /* of the search, thrown away with it */
	ARENA_LIST(struct attempt) attempts;
	struct proposal start, now; /* the domain as it is, and with what was found so far */
	bool strict;		    /* a step may raise nothing new, not even for a while */
	bool waiting;		    /* answers are missing */
};

/* Searches. True when `now` holds drafts that are proven; `waiting` tells whether it has to be done again. */
bool remedy_search(struct search *search);

/* True for a finding that the report shows and counts. */
bool search_wants(const struct search *search, const struct finding *finding);

/* Adds the bytes that a finding is about to what may get lost, when its fix is safe. */
void search_excuse(struct search *search, struct excuses *excuses, const struct finding *finding);

#endif
