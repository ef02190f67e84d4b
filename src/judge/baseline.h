/*
 * Findings that are known already: a file with a line for each, made of the rule, the name and the text of the record. The
 * same fault of another text is a new one.
 */
#ifndef MAILAUTH_JUDGE_BASELINE_H
#define MAILAUTH_JUDGE_BASELINE_H

#include "check/report.h"

struct baseline {
	ARENA_LIST(struct slice) lines; /* sorted by baseline_sort() */
};

/* The line that a finding is known by, whatever is added above it in its file; owned by the arena. */
const char *baseline_line(struct arena *arena, const struct finding *finding);

/* The lines of a file. `text` must outlive the baseline; blank lines and those that begin with # are passed over. */
void baseline_read(struct arena *arena, struct baseline *baseline, struct slice text);

/* False when what was read is another kind of file: no line has the id of a rule, and some lines do not have a baseline's form. */
bool baseline_is_one(const struct baseline *baseline);

/* The next different id (from *at, which begins with 0) that no rule has: what its lines name is not known. False at the end. */
bool baseline_next_unknown(const struct baseline *baseline, size_t *at, struct slice *ret_id);

/* Marks the findings that the baseline has. */
void baseline_apply(const struct baseline *baseline, struct report *report);

/* To be called after baseline_add(), before a baseline that was not read is applied. */
void baseline_sort(struct baseline *baseline);

/* Adds the findings of a report to a baseline that is to be written; owned by the arena. */
void baseline_add(struct arena *arena, struct baseline *baseline, const struct report *report);

/* Appends the file: a heading, and the lines in order, each once. */
void baseline_write(struct baseline *baseline, struct bytes *out);

#endif
