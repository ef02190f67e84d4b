/* When the receiver verified the signatures of a message: what has expired since was good then. */
#include "message/parts.h"

#include "mail/date.h"

static struct slice find_received(struct arena *arena, const struct message *message)
{
	struct mail_field field;

	for (size_t at = 0; mail_next_field(message->header, &at, &field);)
		if (slice_is_nocase(field.name, "Received"))
			return mail_unfold(arena, message->delivery.len ? message->delivery : field.body);
	return (struct slice){ 0 };
}

uint64_t message_time(struct arena *arena, const struct message *message, uint64_t now)
{
	uint64_t received;

	return mail_received_date(find_received(arena, message), &received) && received < now ? received
											      : now;
}
