/*
 * What tools that ask DNS print (dig, kdig, drill, delv, host, nslookup, resolvectl, Resolve-DnsName, DNS over HTTPS in JSON), as answers
 * whose records lead back to the bytes in which they were printed. Several answers of several tools may follow each other, with prompts,
 * commands and the fences of Markdown between them.
 */
#ifndef MAILAUTH_INPUT_ANSWERS_H
#define MAILAUTH_INPUT_ANSWERS_H

#include "dns/source.h"

/* How a question ended. */
struct answer_question {
	struct dns_name name;
	uint16_t type; /* ANSWER_EVERY_TYPE for a name that does not exist */
	enum dns_outcome outcome;
};

enum { ANSWER_EVERY_TYPE = 0 };

/* A name at which a DKIM key was asked for. */
struct answer_selector {
	struct dns_name domain;
	const char *selector;
};

struct answers {
	struct text *text; /* that was read */
	struct text *
		lines; /* the records as lines of a master file with ; @answer lines (dns/source.h), made from the text */
	struct zone_set *zones; /* that the lines were read into; no zone is in it */
	ARENA_LIST(struct answer_question) questions;
	ARENA_LIST(struct dns_name) domains; /* that the questions and records are about, in their order */
	ARENA_LIST(struct answer_selector) selectors;
	ARENA_LIST(struct span) unread; /* lines of the text that look like records and are none */
	size_t nameless;		/* answers, and failures to get one, of which the name is not told */
	size_t records;
	ARENA_LIST(struct answer_question)
	differing;	     /* that were answered more than once, differently: the first answer is kept */
	const char *refusal; /* why the text as a whole cannot be read, as a clause; static, or NULL */
};

/*
 * A source that answers what was printed; "does not exist" is an answer, and what was not asked is left to the source below. The
 * answers must outlive it.
 */
struct dns_source *answers_source(struct answers *answers, struct dns_source *below);

void answers_close(struct answers *answers);

#endif
