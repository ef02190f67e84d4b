/*
 * A fault that a parser found: which kind, at which bytes, and what to write instead where text alone can mend it.
 * The kinds of each grammar are listed in a .def file; each kind is claimed by exactly one rule.
 */
#ifndef MAILAUTH_TEXT_PROBLEM_H
#define MAILAUTH_TEXT_PROBLEM_H

#include "base/arena.h"

struct problem {
	int kind;
	struct span span;	 /* the bytes at fault */
	struct span replaced;	 /* the bytes that `replacement` takes the place of */
	const char *replacement; /* NULL when only a person can tell what was meant */
	const char *
		mended; /* the whole record without any problem of this kind; NULL when text cannot mend it */
	const char *hint;    /* what was probably meant, one clause; or NULL */
	const char *instead; /* the data of a record of another type that takes its place; or NULL */
	uint16_t instead_type;
	bool is_stray;	/* the record does not belong here: it goes */
	bool hides;	/* what is wrong after it is seen only when it is mended */
	unsigned minor; /* a lesser form: reported so many levels below the rule's severity */
};

struct problems {
	ARENA_LIST(struct problem) list;
};

/* Notes a problem without a replacement; returns it, valid until the next one is noted. */
struct problem *problem_add(
	struct arena *arena, struct problems *problems, int kind, uint32_t first, uint32_t end);

/* Sets a replacement for the bytes at fault themselves. */
void problem_replace(struct problem *problem, const char *replacement);

/* True when a problem of this kind was noted. */
bool problem_has(const struct problems *problems, int kind);

/* The record with one problem mended; NULL when the problem has no replacement. Owned by the arena. */
const char *problem_mend(struct arena *arena, const struct problem *problem, struct slice record);

/*
 * Reads a mended record anew: its problems, in the arena, a scratch one. NULL when the record is worse than before in another
 * way: a receiver does not take it for one any more, say.
 */
typedef const struct problems *problem_reread(struct arena *arena, struct slice mended, void *context);

/*
 * Proves the replacements: takes back those after which the record has no fewer problems (but for a problem that hides others,
 * which may show when it is gone), and makes `mended` by replacing until
 * no problem of the kind is left. None in a record with a NUL, which problem_mend() cannot carry, and of a long record only
 * the first ones.
 */
void problems_prove(struct arena *arena, struct problems *problems, struct slice record,
	problem_reread *reread, void *context);

#endif
