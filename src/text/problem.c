#include "mailauth/text/problem.h"

#include <string.h>

/* Of one record: a record of 65535 octets could hold one in each, and nobody would read them. */
enum { PROBLEMS_MOST = 100 };

/* How much is parsed again to prove replacements: more than any honest record needs. */
enum { PROVED_OCTETS_MOST = 1 << 20 };

struct problem *problem_add(
	struct arena *arena, struct problems *problems, int kind, uint32_t first, uint32_t end)
{
	struct problem *problem = problems->list.count < PROBLEMS_MOST
					  ? arena_append(arena, &problems->list)
					  : &problems->list.at[PROBLEMS_MOST - 1];

	*problem = (struct problem){ .kind = kind, .span = { first, end }, .replaced = { first, end } };
	return problem;
}

void problem_replace(struct problem *problem, const char *replacement)
{
	problem->replacement = replacement;
}

bool problem_has(const struct problems *problems, int kind)
{
	for (size_t i = 0; i < problems->list.count; i++)
		if (problems->list.at[i].kind == kind)
			return true;
	return false;
}

const char *problem_mend(struct arena *arena, const struct problem *problem, struct slice record)
{
	size_t first = problem->replaced.first, end = problem->replaced.end, added;
	char *mended;

	if (!problem->replacement || end > record.len || first > end)
		return NULL;
	added = strlen(problem->replacement);
	mended = arena_take(arena, record.len - (end - first) + added + 1);
	memcpy(mended, record.at, first);
	memcpy(mended + first, problem->replacement, added);
	memcpy(mended + first + added, record.at + end, record.len - end);
	return mended;
}

void problems_prove(
	struct problems *problems, struct slice record, problem_is_better *is_better, void *context)
{
	bool has_nul = slice_find(record, 0, 0) >= 0;
	struct arena scratch = { 0 };
	size_t left = PROVED_OCTETS_MOST;

	for (size_t i = 0; i < problems->list.count; i++) {
		struct problem *problem = &problems->list.at[i];
		const char *mended =
			has_nul || left < record.len ? NULL : problem_mend(&scratch, problem, record);

		if (mended)
			left -= record.len;
		if (!mended || !is_better(&scratch, slice_of(mended), context))
			problem->replacement = NULL;
		arena_release(&scratch);
	}
}
