/* Whether the client that delivered a message has to do with the domain in From, by evidence that a spoofer cannot make. */
#ifndef MAILAUTH_MESSAGE_SOURCE_H
#define MAILAUTH_MESSAGE_SOURCE_H

#include "message/message.h"

enum message_source {
	SOURCE_UNKNOWN,	  /* the client is not known, or an answer is missing */
	SOURCE_UNRELATED, /* neither its names nor the domain's SPF record speak for it */
	SOURCE_CLAIMS,	  /* HELO is of the domain, and nothing confirms it */
	SOURCE_SERVICE,	  /* a mail service that sends for many domains */
	SOURCE_GATEWAY,	  /* a filter service, of the sender or of the receiver */
	SOURCE_RELATED	  /* its PTR name, or HELO with the same address, or the domain's SPF record */
};

/* The view notes what is still to be asked. */
enum message_source message_source_of(struct arena *arena, struct facts_view *view,
	const struct suffix_list *suffixes, struct message *message);

/*
 * Where a filter service delivered the message: the address of the client that it had the message from, when SPF passes for that
 * one. NULL otherwise. The view notes what is still to be asked.
 */
const char *message_client_of_gateway(struct arena *arena, struct facts_view *view,
	const struct suffix_list *suffixes, struct message *message);

/* As message_client_of_gateway, where the server that delivered the message is any whose name the receiver found. */
const char *message_client_of_relay(struct arena *arena, struct facts_view *view,
	const struct suffix_list *suffixes, struct message *message);

/* The client as text: the address, and its name where the server found one; NULL when it is not known. */
const char *message_client(struct arena *arena, const struct message *message);

#endif
