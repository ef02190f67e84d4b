/* Whether a finding of one state of a domain is the one that the other state has. */
#ifndef MAILAUTH_JUDGE_SAME_FINDING_H
#define MAILAUTH_JUDGE_SAME_FINDING_H

#include "check/report.h"

/*
 * Takes out of a report what `before` has, told or as a consequence: the same rule says the same at the same name. What differs by
 * numbers alone, such as a count of DNS lookups, is the same if it is no more severe, each finding for one.
 */
void take_out_known_findings(struct report *after, const struct report *before);

/*
 * The errors and warnings of `before` of which `after` has none by the same rule at the same name: none where `after` was not answered,
 * or the domain did not exist before. To be asked before findings are taken out.
 */
const struct findings *cured_findings(
	struct arena *arena, const struct report *after, const struct report *before);

/* True when two messages are the same but for whole numbers between spaces, parentheses and punctuation. */
bool messages_differ_by_numbers(const char *a, const char *b);

#endif
