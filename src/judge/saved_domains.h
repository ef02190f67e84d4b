/* Which domains saved answers are about: told by what was asked. */
#ifndef MAILAUTH_JUDGE_SAVED_DOMAINS_H
#define MAILAUTH_JUDGE_SAVED_DOMAINS_H

#include "judge/change.h"

struct saved_domains {
	ARENA_LIST(struct dns_name) domains; /* in the order of the file */
	ARENA_LIST(struct change_selector) selectors;
};

/*
 * A domain is a name of which the MX records, the TXT records, the DMARC policy and "_domainkey" were asked, whatever came of it: all of
 * that is asked of the domains that are judged, and of no name that only helps to judge them. Its selectors are those at which there
 * was something. All is owned by the arena.
 */
void saved_domains_find(struct arena *arena, const struct dns_source *script, struct saved_domains *ret);

#endif
