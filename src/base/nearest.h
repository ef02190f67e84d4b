/* "Did you mean": the word of a list that is nearest to a mistyped one. */
#ifndef MAILAUTH_BASE_NEAREST_H
#define MAILAUTH_BASE_NEAREST_H

#include "base/arena.h"
#include "base/slice.h"

/* Edits (insert, drop, change, swap neighbours) from one word to another, upper and lower case being equal. */
size_t edit_distance(struct slice a, struct slice b);

/* The best word so far of a search; start with { .word = the mistyped word } and offer each candidate. */
struct nearest {
	struct slice word;
	const char *best; /* NULL while nothing is near enough */
	size_t distance;
};

/* Keeps `candidate` when it is the nearest so far and at most a third of the word (and never over 3 edits) away. */
void nearest_offer(struct nearest *nearest, const char *candidate);

/* "; did you mean WORD?", to go behind a message; nothing for NULL. Owned by the arena. */
const char *nearest_question(struct arena *arena, const char *word);

#endif
