/* Why a mail was refused, as a reply says. */
#ifndef MAILAUTH_BOUNCE_MEANING_H
#define MAILAUTH_BOUNCE_MEANING_H

#include "bounce/rows.h"
#include "bounce/words.h"

/* Why it was refused, and what tells so. */
struct meaning {
	enum bounce_kind kind;
	const char *text;	      /* one sentence; NULL when the kind is unknown */
	const struct bounce_row *row; /* NULL when words alone tell */
	struct words words;
};

/* What a receiver said, by reply_flatten(): as it is, and folded; `text` holds all codes that are around it. */
struct reply_texts {
	struct slice text;
	const char *said, *folded;
};

/* The meaning of a reply. The receiver is NULL when it is not known. */
struct meaning meaning_find(
	const struct vocabulary *vocabulary, const char *receiver, const struct reply_texts *reply);

/* Fills the results of SPF, DKIM and DMARC in the bounce: what its kind implies, and what else the reply says. */
void meaning_fill_results(struct bounce *bounce, const struct meaning *meaning);

#endif
