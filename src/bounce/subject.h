/* Whom a bounce is about: the domain whose records matter, and the address that was judged. */
#ifndef MAILAUTH_BOUNCE_SUBJECT_H
#define MAILAUTH_BOUNCE_SUBJECT_H

#include "bounce/bounce.h"

/* What is known of a mail beside the reply. */
struct context {
	const char *mail_from, *header_from;
	const char *selector, *signer;
	const char *ip;
};

/*
 * Fills the domain and the address of the bounce and where they stand: in the reply, folded by reply_flatten(), or in what is known
 * of the mail beside it. The kind, the reply and the domains of the mail are filled in already.
 */
void subject_find(
	struct arena *arena, const char *folded, const struct context *context, struct bounce *bounce);

#endif
