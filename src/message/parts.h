/* The parts of message_authenticate(). */
#ifndef MAILAUTH_MESSAGE_PARTS_H
#define MAILAUTH_MESSAGE_PARTS_H

#include "message/message.h"

void message_add_finding(struct arena *arena, struct message *message, enum severity severity, const char *id,
	const char *text, const char *help);

/* Address, HELO and MAIL FROM: as given, else of Received and Return-Path. */
void message_read_transport(struct arena *arena, struct message *message, struct slice header,
	const struct message_transport *transport, struct dns_address *ret_ip);

/* The fields that a receiver wants once, and those of one-click unsubscribe (RFC 8058). */
void message_check_header(struct arena *arena, struct message *message, struct slice header);

/* What the receiver said then, and where it differs. */
void message_read_claims(struct arena *arena, struct message *message, struct slice header);
void message_compare_claims(struct arena *arena, struct message *message);

#endif
