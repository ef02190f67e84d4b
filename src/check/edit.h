/* A finding's fix as a change of the zone file: the fewest bytes that make the record the one to publish. */
#ifndef MAILAUTH_CHECK_EDIT_H
#define MAILAUTH_CHECK_EDIT_H

#include "check/finding.h"

/* The bytes from `first` to `end` of a text are to be replaced. */
struct text_edit {
	struct text *text;
	uint32_t first, end;
	const char *replacement;
};

/*
 * The edit for a finding whose fix takes the place of a record in a file. Layout, comments and other strings stay as they are
 * where the change lies within one string; else the record's data is written anew. False when there is no such fix, and for
 * records that $GENERATE made.
 */
bool edit_of_finding(struct arena *arena, const struct finding *finding, struct text_edit *ret_edit);

#endif
