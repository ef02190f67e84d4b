/* Why mail was refused, by what the reply says and what DNS has now. */
#ifndef MAILAUTH_JUDGE_BOUNCE_REASON_H
#define MAILAUTH_JUDGE_BOUNCE_REASON_H

#include "bounce/bounce.h"
#include "check/domain.h"

/* A refusal and what DNS has now. */
struct bounce_scene {
	struct arena *arena;
	const struct bounce *bounce;
	const struct domain
		*domain; /* NULL when nothing was checked; without a name when only the address was */
	const struct sender *sender; /* the address that sent the mail; NULL when it was not checked */
};

/* What DNS says now of the address that sent the mail. */
enum spf_now {
	SPF_NOW_UNKNOWN, /* no address is known, or DNS did not answer */
	SPF_NOW_WRONG,	 /* the record is missing or invalid, or does not authorize the address */
	SPF_NOW_PASS,
};

/* SPF of the domain for the address. */
enum spf_now bounce_spf_now(const struct bounce_scene *scene);

/*
 * The likely cause as one clause without a final period, such as "the address is not in the SPF record". Owned by the
 * arena, or static.
 */
const char *bounce_reason(const struct bounce_scene *scene);

/* True when there is one SPF record now, and its evaluation ends in no error. */
bool bounce_spf_is_valid(const struct bounce_scene *scene);

/* True when a refusal of mail over IPv6 is about SPF and DKIM, and not about reverse DNS. */
bool bounce_is_of_authentication_alone(const struct bounce *bounce);

/* True when the reply has this text, in lower case, in it, in any case. */
bool bounce_reply_has(const struct bounce *bounce, const char *text);

/* True when the message had another domain in MAIL FROM, which is not aligned with the domain in From. */
bool bounce_is_sent_by_others(const struct bounce_scene *scene);

/* True when DNS has nothing now that explains the refusal: it was corrected, or the mail was another one. */
bool bounce_is_cured(const struct bounce_scene *scene);

#endif
