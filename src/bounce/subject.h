/* Whom a bounce is about: the domain whose records matter, and the address that was judged. */
#ifndef MAILAUTH_BOUNCE_SUBJECT_H
#define MAILAUTH_BOUNCE_SUBJECT_H

#include "bounce/bounce.h"

/* What is known of a mail beside the reply. */
struct context {
	const char *mail_from, *header_from;
	const char *sender, *author, *recipient, *log_id, *time; /* as in struct bounce */
	const char *selector, *signer;
	const char *ip;
	const char *helo;	      /* the name that the server greeted with */
	const char *recipient_domain; /* whose records the reply is not about, unless it says so */
	bool is_null_sender;	      /* the envelope has no address */
};

/*
 * Fills the domain and the address of the bounce and where they were found: in the reply, or in what is known of the mail beside it.
 * `folded` is the text up to the end of the reply, by reply_flatten(). The kind, the reply and the domains of the mail are filled
 * in already. No domain is better than that of somebody else: a refusal by DMARC is about the domain in From, which the envelope
 * does not tell; and the recipient's domain is taken only where its own DNS is the matter.
 */
void subject_find(
	struct arena *arena, const char *folded, const struct context *context, struct bounce *bounce);

#endif
