/*
 * What lists, forwarders and filters of the receiver leave in a header (RFC 2369, RFC 2919, RFC 5322 section 3.6.6, RFC 8617).
 * Anybody can write such fields: they explain why a message fails, and never that it is genuine.
 */
#ifndef MAILAUTH_MESSAGE_TRACES_H
#define MAILAUTH_MESSAGE_TRACES_H

#include "message/message.h"

struct message_traces {
	const char *list;    /* the name of a mailing list that is not of the From domain; NULL without one */
	bool list_discusses; /* by fields that campaigns do not have */
	const char *forwarded; /* what tells that the message was sent on, a clause; NULL for nothing */
	bool scripted;	       /* a program on a web server made it, which may be the sender's */
	const char *marked;    /* what the receiver's side put into it, a clause; NULL for nothing */
	const char *gateway;   /* a filter service between the delivery and the mailbox; NULL without one */
};

/* message->path, ->from and ->arc are known. Owned by the arena. */
struct message_traces *message_traces_read(
	struct arena *arena, const struct suffix_list *suffixes, const struct message *message);

/* True when a domain is of the organization of the From domain (RFC 7489 section 3.1, relaxed). */
bool message_is_of_from(
	const struct message *message, const struct suffix_list *suffixes, struct slice domain);

#endif
