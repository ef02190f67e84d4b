/* The parts of message_authenticate(). */
#ifndef MAILAUTH_MESSAGE_PARTS_H
#define MAILAUTH_MESSAGE_PARTS_H

#include "message/message.h"

/* The domain of From, or why there is none. */
void message_read_from(struct arena *arena, struct message *message);

/* Address, HELO and MAIL FROM: as given, else of Received and Return-Path. */
void message_read_transport(struct arena *arena, struct message *message,
	const struct message_transport *transport, struct dns_address *ret_ip);

/* What the receiver and others said then (RFC 8601); message->delivery is known. */
void message_read_claims(struct arena *arena, struct message *message, const struct suffix_list *suffixes);

#endif
