/* Why an SPF check ended as it did: the term that decided, at the end of all includes and redirects. */
#ifndef MAILAUTH_SPF_REASON_H
#define MAILAUTH_SPF_REASON_H

#include "spf/evaluation.h"

/*
 * One clause such as "no mechanism before -all of example.com matches", "include:x.example has no SPF record" or "include:x.example >
 * ip4:192.0.2.300 is not an IPv4 network". Of an error it tells the cause. Owned by the arena.
 */
const char *spf_reason(struct arena *arena, const struct spf_evaluation *evaluation);

#endif
