/* A refusal and what is known of it when its cause is told. */
#ifndef MAILAUTH_JUDGE_BOUNCE_SUBJECT_H
#define MAILAUTH_JUDGE_BOUNCE_SUBJECT_H

#include "bounce/bounce.h"
#include "check/report.h"

/* Of what a cause is found. */
struct bounce_subject {
	const char *domain, *ip;     /* NULL when not known */
	const struct report *report; /* NULL when nothing was checked */
	bool has_contradiction;	     /* the reply says otherwise than DNS now */
	const char *ask;	     /* what is already asked for; NULL */
	bool open;		     /* DNS may show the cause, and nothing was checked */
};

#endif
