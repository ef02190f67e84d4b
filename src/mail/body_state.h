/* Whether the body of a stored message is there as it was sent, as far as the message itself tells. */
#ifndef MAILAUTH_MAIL_BODY_STATE_H
#define MAILAUTH_MAIL_BODY_STATE_H

#include "mail/message.h"
#include "text/text.h"

enum mail_body {
	MAIL_BODY_WHOLE,  /* nothing speaks against it */
	MAIL_BODY_ABSENT, /* the file has the header only */
	MAIL_BODY_CUT,
	MAIL_BODY_CONVERTED /* a mail program has decoded it or changed its character set */
};

struct mail_body_state {
	enum mail_body state;
	const char *why; /* one clause such as "the body is not in this file"; NULL when it is whole */
};

/* `header` and `body` are those of mail_split(), of which `body` may be empty; `source`: the file that they lie in, or NULL. */
struct mail_body_state mail_body_state(
	struct arena *arena, struct slice header, struct slice body, const struct text *source);

/* "whole", "absent", "cut", "converted". */
const char *mail_body_text(enum mail_body state);

#endif
