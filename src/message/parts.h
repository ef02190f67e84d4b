/* The parts of message_authenticate(). */
#ifndef MAILAUTH_MESSAGE_PARTS_H
#define MAILAUTH_MESSAGE_PARTS_H

#include "message/message.h"

/* The domain of From, or why there is none. */
void message_read_from(struct arena *arena, struct message *message);

/* The path, the client's address, HELO and MAIL FROM: as given, else of the header. message->from is known. */
void message_read_transport(struct arena *arena, struct message *message,
	const struct message_transport *transport, const struct suffix_list *suffixes);

/* SPF of the client that the path tells. Where two may have delivered the message, the one for which SPF passes is taken. */
void message_check_spf(struct arena *arena, struct facts_view *view, struct message *message,
	const struct message_transport *transport);

/*
 * When the message was received, by the field of the delivery or else the topmost Received field; `now` when neither tells, or for a
 * date in the future (RFC 6376 section 3.5, x=). message->delivery is known.
 */
uint64_t message_time(struct arena *arena, const struct message *message, uint64_t now);

/* What the receiver and others said then (RFC 8601); message->delivery is known. */
void message_read_claims(struct arena *arena, struct message *message, const struct suffix_list *suffixes);

/* Whose fault it is when it fails, by all that is known of the message. The view notes what is still to be asked. */
struct message_fault message_find_fault(struct arena *arena, struct facts_view *view,
	const struct suffix_list *suffixes, struct message *message);

#endif
