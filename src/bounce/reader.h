/* What the reader of bounces knows on its way through the input; shared by its parts. */
#ifndef MAILAUTH_BOUNCE_READER_H
#define MAILAUTH_BOUNCE_READER_H

#include "base/bytes.h"
#include "bounce/reply.h"
#include "bounce/subject.h"

enum { BOUNCES_MOST = 10000 }; /* of one input; the rest is not read */

/* The sender of a mail by its id in a log: the bounce stands in another line. */
struct log_sender {
	struct slice id;
	const char *domain;
};

struct reader {
	struct arena *arena;
	struct bounces *bounces;
	struct context context;
	ARENA_LIST(struct log_sender) senders;
	struct bytes words;  /* of a mail: all its text for people */
	struct bytes fields; /* and its fields of delivery status */
	bool has_fields;
};

/*
 * Adds the bounce that a text holds. False when it holds none: it has no code where one is needed, and else speaks of nothing
 * that is known here.
 */
bool bounce_add(struct reader *reader, struct slice text, const struct context *context, bool needs_code);

/* Lines of the logs of Exim, Postfix, Sendmail and qmail, and others that begin with a time. */
bool log_is(struct slice text);
void log_read(struct reader *reader, struct slice text);

#endif
