/* What a report of a domain comes down to, in a few words. It never claims more than is known. */
#ifndef MAILAUTH_JUDGE_HEADLINE_H
#define MAILAUTH_JUDGE_HEADLINE_H

#include "check/report.h"

enum headline_kind {
	HEADLINE_GONE, /* does not exist after the change that is judged */
	HEADLINE_NO_SUCH_NAME,
	HEADLINE_NOT_CHECKED,  /* DNS did not answer, or was not asked */
	HEADLINE_NOT_FOR_MAIL, /* a name of reverse DNS or of other protocols */
	HEADLINE_REFUSED,      /* a receiver refuses mail of every sender that is like this */
	HEADLINE_UNREACHABLE,  /* mail to the domain cannot be delivered */
	HEADLINE_ERRORS,       /* in records, and none of the above */
	HEADLINE_NOT_BULK,     /* bulk mail is refused somewhere */
	HEADLINE_SPOOFABLE,    /* works, without a DMARC policy that protects the name */
	HEADLINE_WARNINGS,
	HEADLINE_OPEN, /* no faults in what is known; something that matters is not known */
	HEADLINE_READY,
	HEADLINE_PROTECTED, /* does not send, and its policy says so */
	HEADLINE_INCLUDED,  /* an SPF record for others, without faults */
};

struct headline {
	enum headline_kind kind;
	const char *text; /* "refused by Gmail and Yahoo" */
};

/* Of a report of a domain, not of records alone or of a message. Owned by the arena. */
struct headline headline_of(struct arena *arena, const struct report *report);

#endif
