/* The verdict on a report as a sentence, for pages and comments. */
#ifndef MAILAUTH_PRINT_VERDICT_H
#define MAILAUTH_PRINT_VERDICT_H

#include "check/report.h"

struct verdict_line {
	const char *class; /* "error", "warning", "unknown" or "good"; static */
	const char *text;  /* with a capital and without a full stop; owned by the arena */
};

/* Of a domain, of a change, or of records alone. */
struct verdict_line verdict_line_of(struct arena *arena, const struct report *report);

#endif
