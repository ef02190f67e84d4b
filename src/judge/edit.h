/* A remedy as a change of the zone file: the fewest bytes that make the record the one to publish. */
#ifndef MAILAUTH_JUDGE_EDIT_H
#define MAILAUTH_JUDGE_EDIT_H

#include "judge/remedy.h"

/* The bytes from `first` to `end` of a text are to be replaced. */
struct text_edit {
	struct text *text;
	uint32_t first, end;
	const char *replacement;
	bool is_deletion;   /* of whole lines */
	struct slice owner; /* of the record that is deleted, when its line has it */
};

struct text_edits {
	ARENA_LIST(struct text_edit) list;
};

/*
 * Adds the edits for a remedy of a record that a file holds, one for each time that it is written there. Layout, comments and
 * other strings stay as they are where the change lies within one string; else all strings are written anew, and comments between
 * them follow. A record that is deleted goes with its line. False, with nothing added, for live records, for records that $GENERATE made, and for additions.
 */
bool edits_of_remedy(struct arena *arena, const struct remedy *remedy, struct text_edits *edits);

/* Writes the owner of a deleted record to the line of the next one that stays and inherits it. After all edits of the files. */
void edits_keep_owners(struct arena *arena, struct text_edits *edits);

/* The edit for an addition: a line at the end of the file that holds the zone of the report's domain. False when none does. */
bool edit_of_addition(struct arena *arena, const struct report *report, const struct remedy *remedy,
	struct text_edit *ret_edit);

/* Faults of a report that no remedy cures because their fix would change what a record means: how many. */
size_t edits_unsafe(const struct report *report);

#endif
