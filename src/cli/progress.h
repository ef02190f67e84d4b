/* A line on standard error, on a terminal, that says what is being waited for. */
#ifndef MAILAUTH_CLI_PROGRESS_H
#define MAILAUTH_CLI_PROGRESS_H

#include "dns/facts.h"

struct progress {
	uint64_t begun_ms;
	bool shown; /* the line is there */
};

/* Watches the facts, unless standard error is no terminal, or nothing but findings is wanted. */
void progress_begin(struct progress *progress, struct facts *facts, bool quiet);

/* Erases the line, before anything else is written. */
void progress_clear(struct progress *progress);

#endif
