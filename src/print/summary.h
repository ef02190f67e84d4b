/* What a domain publishes, in a line for each protocol, as a person says it. */
#ifndef MAILAUTH_PRINT_SUMMARY_H
#define MAILAUTH_PRINT_SUMMARY_H

#include "check/domain.h"
#include "print/printer.h"

struct summary_line {
	const char *label; /* static */
	const char *text;  /* one line; escaped for a terminal */
	const char *hint;  /* what the reader can do on the command line, static; NULL for nothing */
	const struct spf_tree *tree; /* of SPF, when there is one record */
	bool detail;		     /* for people who ask for details */
};

struct summary {
	ARENA_LIST(struct summary_line) lines;
};

/* Owned by the arena. The domain has to exist. */
struct summary summarize(struct arena *arena, const struct domain *domain);

/* Its lines of SPF, DKIM and DMARC alone. */
struct summary summarize_authentication(struct arena *arena, const struct domain *domain);

/* Prints the lines, wrapped between words; details and the tree of SPF with -v only. */
void print_summary(struct print *print, const struct summary *summary);

#endif
