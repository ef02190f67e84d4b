/* What a reviewer of a change must know first: one sentence of the findings about it. */
#ifndef MAILAUTH_PRINT_CHANGE_HEADLINE_H
#define MAILAUTH_PRINT_CHANGE_HEADLINE_H

#include "check/report.h"

/* True for a finding about the change itself, not about the state after. */
bool change_is_told_by(const struct finding *finding);

/*
 * "203.0.113.0/24 may no longer send; DMARC reject -> none; MX mail1 -> mail2": errors and warnings that are not known, most
 * severe first, and the number of those that are left out. Other warnings, and then notes about the change, where there is nothing
 * else. Owned by the arena.
 */
const char *change_headline(struct arena *arena, const struct report *report);

#endif
