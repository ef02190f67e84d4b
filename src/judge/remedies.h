/* From the findings of a report to the remedies that are offered with it. */
#ifndef MAILAUTH_JUDGE_REMEDIES_H
#define MAILAUTH_JUDGE_REMEDIES_H

#include "judge/remedy.h"
#include "judge/remedy_search.h"

/*
 * Finds the remedies of a report, and sets each finding's `remedy`. False while answers are missing: to be called again when
 * they are there. What it makes is owned by the arena.
 */
bool remedies_find(struct arena *arena, const struct remedy_request *request, struct report *report);

#endif
