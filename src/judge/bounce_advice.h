/* What has to be done after a refusal for which no record can be offered, and who has to do it. */
#ifndef MAILAUTH_JUDGE_BOUNCE_ADVICE_H
#define MAILAUTH_JUDGE_BOUNCE_ADVICE_H

#include "judge/bounce_reason.h"
#include "judge/bounce_subject.h"

/* The words of one kind of refusal. */
struct bounce_words {
	const char *label;  /* a few words for a table, such as "block list" */
	const char *action; /* the same of what to do */
	const char *reason; /* a clause, where the reply has no meaning of its own; NULL */
	const char *advice; /* sentences; NULL where it depends on what DNS has */
};

/* True where the login was accepted, and its user may not send with the sender's address. */
bool bounce_is_of_sender_rights(const struct bounce *bounce);

/* Static. */
const struct bounce_words *bounce_words_of(const struct bounce *bounce);

/* What is still open where a record is offered or asked for: the address that SPF has to authorize. NULL for nothing. */
const char *bounce_advice_beside(const struct bounce_scene *scene, const struct bounce_subject *subject);

/* The advice, by what DNS has now. Owned by the arena, or static; never NULL. */
const char *bounce_advice(const struct bounce_scene *scene, const struct bounce_subject *subject);

#endif
