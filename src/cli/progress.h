/* A line on standard error, on a terminal, that says what is being waited for. */
#ifndef MAILAUTH_CLI_PROGRESS_H
#define MAILAUTH_CLI_PROGRESS_H

#include "base/bytes.h"
#include "dns/facts.h"

/* How far a list of domains is. */
struct progress_count {
	bool used;	/* there is a list */
	size_t total;	/* domains; 0 when it is not known */
	size_t before;	/* of them those that an earlier run has done */
	size_t done;	/* all that are done */
	size_t unknown; /* domains of which something was not answered */
};

struct progress {
	uint64_t begun_ms, shown_ms;
	struct progress_count count; /* set by who judges a list */
	bool shown;		     /* the line is there */
};

/* Writes "[####      ] 37 of 200 domains, 18/s, 9 s left, 2 not answered". */
void progress_text(struct bytes *out, const struct progress_count *count, uint64_t passed_ms);

/* Watches the facts, unless standard error is no terminal, or nothing but findings is wanted. */
void progress_begin(struct progress *progress, struct facts *facts, bool quiet);

/* Erases the line, before anything else is written. */
void progress_clear(struct progress *progress);

#endif
