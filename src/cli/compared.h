/* Which domains of two sides are compared, and which are on one side only. */
#ifndef MAILAUTH_CLI_COMPARED_H
#define MAILAUTH_CLI_COMPARED_H

#include "cli/side.h"

struct compared_domains {
	ARENA_LIST(struct dns_name)
	wanted; /* to be compared; empty: what two sides of files or of live DNS have */
	ARENA_LIST(struct dns_name) only_before, only_after;
	size_t common; /* mail domains that both sides have */
};

/*
 * Chooses what is compared: the domains of --domain; else what the sides have, of which saved answers and a domain that is asked for
 * leave out what they do not know. False after a message: there is nothing to compare.
 */
bool compared_domains_choose(struct options *options, struct compared_domains *compared,
	const struct side *before, const struct side *after);

/*
 * True, after a message, when that nothing was found would say little: no mail domain is on both sides, or saved answers are about
 * a domain that the answers or the folder after them lack.
 */
bool compared_domains_are_open(
	const struct compared_domains *compared, const struct side *before, const struct side *after);

/* For the end of the report in text: "from old.zone to new.zone". Owned by the arena. */
const char *compared_sides_text(struct arena *arena, const struct side *before, const struct side *after);

/* The domains that only one of the sides has, in a line for each side that has some. Owned by the arena. */
const char *compared_only_text(struct arena *arena, const struct compared_domains *compared,
	const struct side *before, const struct side *after);

#endif
