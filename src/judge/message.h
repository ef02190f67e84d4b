/*
 * The verdict on a stored message: it is authenticated in as many passes as its chain of dependent questions is long, then the
 * rules of messages judge it, and the domain in its From field is judged with what the message tells: who sent it, with which
 * selectors it is signed, and what passed.
 */
#ifndef MAILAUTH_JUDGE_MESSAGE_H
#define MAILAUTH_JUDGE_MESSAGE_H

#include "judge/domain_config.h"
#include "judge/message_proposal.h"
#include "judge/session.h"
#include "message/message.h"

struct message_request {
	struct text *text; /* the message; outlives the verdict, as everything here does */
	struct message_transport transport;
	const struct suffix_list *suffixes;
	struct facts *facts;
	void *context;
	domain_settings_of *settings; /* of the domain in From; of the root when there is none */
	struct session_wish wish;     /* for the reports of the message and of the domain */
};

struct message_verdict {
	struct arena arena;
	struct facts_view view;	     /* holds the answers that the message points to */
	struct signed_bodies bodies; /* hashes of its body, made once for all passes */
	const struct message *message;
	struct report *report;	/* the findings of the message itself */
	struct session session; /* of the domain in From; its report is NULL when there is none */
	struct message_proposal proposal;
	/* What the session is told of the message. */
	struct check_options check;
	struct mail_results results;
	struct dns_address ip;
};

/* Judges the message; waits for answers until all are there, or the passes have run out. */
void message_judge(struct message_verdict *verdict, const struct message_request *request);

/* True when a receiver's DMARC result is not known for want of an answer. */
bool message_verdict_is_open(const struct message_verdict *verdict);

/* Frees all that the verdict holds. */
void message_verdict_close(struct message_verdict *verdict);

#endif
