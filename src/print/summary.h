/* What a domain publishes, in a line for each protocol. */
#ifndef MAILAUTH_PRINT_SUMMARY_H
#define MAILAUTH_PRINT_SUMMARY_H

#include "check/domain.h"

struct summary_line {
	const char *label; /* static */
	const char *text;  /* may have several lines, with \n between them; escaped for a terminal */
	const struct spf_tree *tree; /* beside SPF, when there is one record */
};

struct summary {
	ARENA_LIST(struct summary_line) lines;
};

/* Owned by the arena. The domain has to exist. */
struct summary summarize(struct arena *arena, const struct domain *domain);

#endif
