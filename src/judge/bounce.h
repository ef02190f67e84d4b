/* What a bounce comes to: the domain that it is about, what DNS shows of the cause, and the records to publish. */
#ifndef MAILAUTH_JUDGE_BOUNCE_H
#define MAILAUTH_JUDGE_BOUNCE_H

#include "bounce/bounce.h"
#include "judge/bounce_cause.h"
#include "judge/contradiction.h"
#include "judge/domain_config.h"
#include "judge/session.h"

struct bounce_verdict {
	const struct bounce *bounce;
	const char *domain; /* that was checked: that of the text, or the user's; NULL for none */
	enum bounce_source domain_source;
	const char *
		assumption; /* where the domain is that of MAIL FROM because the text does not show From: that this is so, as sentences; NULL */
	const char *ip;	    /* the same of the server's address */
	enum bounce_source ip_source;
	const struct report
		*report;  /* only what may be the cause, and its remedies; NULL when nothing was checked */
	const char *lack; /* why nothing, or only an assumed domain, was checked: what is to be given; NULL */
	bool open;	  /* DNS may show the cause, and nothing was checked */
	const char *ask;  /* what only a person can give or do, as a sentence; NULL for nothing */
	const struct contradiction
		*contradiction; /* where the reply says otherwise than DNS now; NULL for nowhere */
	struct bounce_cause cause;
};

/* How many bounces an input has. */
struct bounce_totals {
	size_t bounces;
	size_t different; /* the same complaint about the same mail flow counts once */
	size_t unkept; /* of the bounces: those that are left out, because there are too many different ones */
};

struct bounce_request {
	const struct bounces *bounces;
	struct facts *facts;
	const struct check_options *
		check; /* what the user says of all domains; the bounce fills in the role, address and selector */
	const struct rule_set *rules;
	domain_settings_of *settings; /* what holds for a domain; asked with `context` */
	const char *domain;	      /* to be checked instead of those that the text names; NULL for none */
	struct session_wish wish;     /* for the check of the domain */
	void *context;

	/* Takes the verdict on each different bounce, in the order of the text. It lives until the call returns. */
	void (*verdict)(void *context, const struct bounce_verdict *verdict);
};

struct bounce_totals bounces_count(const struct bounces *bounces);

/* Judges each different bounce, and waits for what that asks. */
void judge_bounces(const struct bounce_request *request);

#endif
