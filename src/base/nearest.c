/* Edit distance between words, for "did you mean": swapped neighbours count as one mistake. */
#include "base/nearest.h"

#include "base/ascii.h"

#include <string.h>

enum { LONGEST = 64 };

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Optimal string alignment: three rows of the usual table are enough. */
size_t edit_distance(struct slice a, struct slice b)
{
	size_t rows[3][LONGEST + 1];
	size_t *before = rows[0], *last = rows[1], *row = rows[2];

	if (a.len > LONGEST || b.len > LONGEST)
		return LONGEST;
	for (size_t j = 0; j <= b.len; j++)
		last[j] = before[j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		size_t *spare = before;

		row[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			bool same = ascii_lower(a.at[i - 1]) == ascii_lower(b.at[j - 1]);

			row[j] = least(last[j - 1] + !same, least(last[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && ascii_lower(a.at[i - 1]) == ascii_lower(b.at[j - 2]) &&
				ascii_lower(a.at[i - 2]) == ascii_lower(b.at[j - 1]))
				row[j] = least(row[j], before[j - 2] + 1);
		}
		before = last;
		last = row;
		row = spare;
	}
	return last[b.len];
}

void nearest_offer(struct nearest *nearest, const char *candidate)
{
	size_t allowed = least(3, (nearest->word.len + 1) / 3), length = strlen(candidate), distance;

	/* Each octet more is a mistake more: most candidates need no table. */
	if (length > nearest->word.len + allowed || nearest->word.len > length + allowed)
		return;
	distance = edit_distance(nearest->word, slice_of(candidate));
	if (distance <= allowed && (!nearest->best || distance < nearest->distance)) {
		nearest->best = candidate;
		nearest->distance = distance;
	}
}

const char *nearest_question(struct arena *arena, const char *word)
{
	return word ? arena_printf(arena, "; did you mean %s?", word) : "";
}
