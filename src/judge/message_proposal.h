/*
 * What to publish so that a message like the judged one passes: the record in which its failure is, proven by judging its domain
 * with the change in place. Other faults of the domain are not cured by it.
 */
#ifndef MAILAUTH_JUDGE_MESSAGE_PROPOSAL_H
#define MAILAUTH_JUDGE_MESSAGE_PROPOSAL_H

#include "judge/remedy.h"
#include "judge/session.h"
#include "message/message.h"

struct message_proposal {
	struct session
		session; /* of the domain whose record fails; its report is NULL where that is not asked */
	struct remedies relaxed;	 /* of alignment */
	const struct remedies *remedies; /* NULL for nothing to publish, or a text that DNS does not show */
	const char *condition;		 /* "192.0.2.25 sends for example.com": only then; NULL for always */
	/* What the session is told. */
	struct check_options check;
	const char *selectors[1];
	struct dns_address ip;
};

/*
 * Finds it. `check` and `rules` are of the record's domain, and outlive the proposal, as the message, the arena and the facts do.
 */
void message_proposal_find(struct message_proposal *proposal, struct arena *arena,
	const struct message *message, const struct check_options *check, const struct rule_set *rules,
	struct facts *facts, const struct session_wish *wish);

/* Frees all that it holds. */
void message_proposal_close(struct message_proposal *proposal);

#endif
