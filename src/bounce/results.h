/* The results that a reply tells. */
#ifndef MAILAUTH_BOUNCE_RESULTS_H
#define MAILAUTH_BOUNCE_RESULTS_H

#include "bounce/bounce.h"

/* Fills the results of SPF, DKIM and DMARC, as far as the reply, folded by reply_flatten(), tells them. */
void results_read(struct arena *arena, const char *folded, struct bounce *bounce);

#endif
