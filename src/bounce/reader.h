/* What the reader of bounces knows on its way through the input; shared by its parts. */
#ifndef MAILAUTH_BOUNCE_READER_H
#define MAILAUTH_BOUNCE_READER_H

#include "base/bytes.h"
#include "bounce/log_mails.h"
#include "bounce/reply.h"
#include "bounce/subject.h"
#include "bounce/vocabulary.h"

enum {
	BOUNCES_MOST = 10000
}; /* of one part of the input: a mail, or an entry of a log; the rest is not read */

/* What is found in one part of the input lives in the arena of that part. */
struct reader {
	struct arena *arena;
	struct bounces *bounces;
	struct context context;
	const struct vocabulary *vocabulary; /* of all parts */
	struct log_mails *mails;	     /* what entries of logs told of them */
	struct bytes words;		     /* of a mail: all its text for people */
	struct bytes fields;		     /* and its fields of delivery status */
	bool has_fields;
	bool is_letter; /* a mail of a person, whose words are no reply unless a code is with them */

	/* Called after each entry of a log, when set: takes what was found. */
	void (*take)(struct reader *reader);
	void *taker;
};

/*
 * Adds the bounce that a text holds. False when it holds none: it has no code where one is needed, and else speaks of nothing
 * that is known here.
 */
bool bounce_add(struct reader *reader, struct slice text, const struct context *context, bool needs_code);

#endif
