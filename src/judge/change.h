/*
 * What a change does to mail: two states of the same domains are judged, and the state after is reported without what the state
 * before has as well, with the findings of the rules of SCOPE_CHANGE. Either state is of zone files or live DNS.
 */
#ifndef MAILAUTH_JUDGE_CHANGE_H
#define MAILAUTH_JUDGE_CHANGE_H

#include "judge/domain_config.h"
#include "judge/session.h"

/* A DKIM selector that is known of a domain. */
struct change_selector {
	struct dns_name domain;
	const char *selector;
};

/* One side of the comparison. */
struct change_side {
	struct facts *facts;
	struct zone_set *zones;	  /* of the side's zone file; NULL for live DNS */
	struct zone_names *names; /* of these zones; NULL for live DNS */
	struct dns_name domain;	  /* that live DNS is asked about; the root for a zone file */
	const struct change_selector
		*selectors; /* looked at on both sides, beside those of zones and options */
	size_t selector_count;
};

struct change_request {
	struct change_side before, after;
	const struct dns_name
		*domains; /* to be compared; none for the mail domains of the files, or the two domains */
	size_t domain_count;
	struct session_wish wish;	   /* for the state after the change */
	const struct rule_set *file_rules; /* as in struct session */
	const struct suffix_list *suffixes;
	void *context;
	domain_settings_of *settings;

	/* Takes the reports of the domains in order. A report lives until the call returns. */
	void (*report)(void *context, struct report *report);
};

/* Judges both states of each domain, and waits for what that asks. */
void judge_changes(const struct change_request *request);

#endif
