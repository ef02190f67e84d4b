/*
 * Makes a mended text of problems, and proves it: it is parsed again, and must have lost the problem and gained no other.
 */
#include "text/problem.h"

#include <string.h>

/* Of one record: a record of 65535 octets could hold one in each, and nobody would read them. */
enum { PROBLEMS_MOST = 100 };

/* No text is made of a longer record, since each of its faults would have one: nobody publishes such a record. */
enum { MENDED_MOST = 16 * 1024 };

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

	if (!problem->replacement || end > record.len || first > end || record.len > MENDED_MOST)
		return NULL;
	added = strlen(problem->replacement);
	mended = arena_take(arena, record.len - (end - first) + added + 1);
	memcpy(mended, record.at, first);
	memcpy(mended + first, problem->replacement, added);
	memcpy(mended + first + added, record.at + end, record.len - end);
	return mended;
}

/* The last problem of the kind that ends before an offset and can be mended; NULL for none. */
static const struct problem *last_before(const struct problems *problems, int kind, uint32_t offset)
{
	const struct problem *last = NULL;

	for (size_t i = 0; i < problems->list.count; i++) {
		const struct problem *problem = &problems->list.at[i];

		if (problem->kind == kind && problem->replacement && problem->replaced.end <= offset &&
			(!last || problem->replaced.end > last->replaced.end))
			last = problem;
	}
	return last;
}

/* All problems of a kind that do not overlap, mended from the end to the start, so that offsets stay right. */
static const char *mend_kind(
	struct arena *arena, const struct problems *problems, int kind, struct slice record)
{
	const struct problem *problem = last_before(problems, kind, (uint32_t)record.len);
	struct arena steps[2] = { { 0 }, { 0 } }; /* the text so far, and the next one */
	const char *mended = NULL;

	for (unsigned step = 0; problem; step++) {
		uint32_t first = problem->replaced.first;

		arena_release(&steps[step % 2]);
		mended = problem_mend(&steps[step % 2], problem, mended ? slice_of(mended) : record);
		/* An insertion at the same place would be found again. */
		problem =
			first ? last_before(problems, kind, problem->replaced.end > first ? first : first - 1)
			      : NULL;
	}
	mended = mended ? arena_strdup(arena, mended) : NULL;
	arena_release(&steps[0]);
	arena_release(&steps[1]);
	return mended;
}

/* What proving takes. */
struct prover {
	struct slice record;
	problem_reread *reread;
	void *context;
	size_t left; /* octets that may still be read anew */
};

static const struct problems *read_again(struct prover *p, struct arena *arena, struct slice mended)
{
	if (p->left < mended.len + 1)
		return NULL;
	p->left -= mended.len + 1;
	return p->reread(arena, mended, p->context);
}

static bool kind_hides(const struct problems *problems, int kind)
{
	for (size_t i = 0; i < problems->list.count; i++)
		if (problems->list.at[i].kind == kind && problems->list.at[i].hides)
			return true;
	return false;
}

/* A kind of problem that can be mended, is there now and was not before: what mending another one showed. 0 for none. */
static int revealed_kind(const struct problems *before, const struct problems *now)
{
	for (size_t i = 0; i < now->list.count; i++)
		if (now->list.at[i].replacement && !problem_has(before, now->list.at[i].kind))
			return now->list.at[i].kind;
	return 0;
}

/* A kind that can be mended of a text with bytes that nobody can type into a form: it goes with the first one. 0 for none. */
static int unprintable_kind(const struct problems *now, const char *text)
{
	for (size_t i = 0; i < now->list.count; i++) {
		const struct problem *problem = &now->list.at[i];

		for (uint32_t at = problem->span.first; problem->replacement && at < problem->span.end; at++)
			if (text[at] < ' ' || text[at] > '~')
				return problem->kind;
	}
	return 0;
}

/*
 * Mends until no problem of the kind is left, and none that mending it has shown: a token that is cut free is a term of its own,
 * with faults of its own. NULL when it does not end well.
 */
static const char *mend_wholly(
	struct prover *p, struct arena turns[2], const struct problems *problems, int kind)
{
	enum { TURNS_MOST = 40 };
	const struct problems *current = problems;
	const char *text = NULL;
	int next = kind;

	for (int turn = 0; turn < TURNS_MOST; turn++) {
		struct arena *arena = &turns[turn % 2]; /* the other one has the text so far */
		const char *mended;

		arena_release(arena);
		mended = mend_kind(arena, current, next, text ? slice_of(text) : p->record);
		current = mended ? read_again(p, arena, slice_of(mended)) : NULL;
		if (!current)
			return NULL;
		text = mended;
		next = problem_has(current, kind) ? kind : revealed_kind(problems, current);
		next = next ? next : unprintable_kind(current, text);
		if (!next)
			return current->list.count < problems->list.count || kind_hides(problems, kind)
				       ? text
				       : NULL;
	}
	return NULL;
}

static void prove_kind(struct prover *p, struct arena *arena, struct problems *problems, int kind)
{
	struct arena turns[2] = { { 0 }, { 0 } };
	const char *mended = mend_wholly(p, turns, problems, kind);

	mended = mended ? arena_strdup(arena, mended) : NULL;
	for (size_t i = 0; i < problems->list.count; i++)
		if (problems->list.at[i].kind == kind)
			problems->list.at[i].mended = mended;
	arena_release(&turns[0]);
	arena_release(&turns[1]);
}

static bool is_first_of_kind(const struct problems *problems, size_t number)
{
	for (size_t i = 0; i < number; i++)
		if (problems->list.at[i].kind == problems->list.at[number].kind)
			return false;
	return true;
}

void problems_prove(struct arena *arena, struct problems *problems, struct slice record,
	problem_reread *reread, void *context)
{
	bool has_nul = slice_find(record, 0, 0) >= 0;
	struct prover prover = { record, reread, context, has_nul ? 0 : PROVED_OCTETS_MOST };
	struct arena scratch = { 0 };

	for (size_t i = 0; i < problems->list.count; i++)
		if (is_first_of_kind(problems, i))
			prove_kind(&prover, arena, problems, problems->list.at[i].kind);
	for (size_t i = 0; i < problems->list.count; i++) {
		struct problem *problem = &problems->list.at[i];
		const char *mended = has_nul ? NULL : problem_mend(&scratch, problem, record);
		const struct problems *again =
			mended ? read_again(&prover, &scratch, slice_of(mended)) : NULL;

		if (!again || (again->list.count >= problems->list.count && !problem->hides))
			problem->replacement = NULL;
		arena_release(&scratch);
	}
}
