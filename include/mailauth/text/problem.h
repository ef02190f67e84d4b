/*
 * A fault that a parser found: which kind, at which bytes, and what to write instead where text alone can mend it.
 * The kinds of each grammar are listed in a .def file; each kind is claimed by exactly one rule.
 */
#ifndef MAILAUTH_TEXT_PROBLEM_H
#define MAILAUTH_TEXT_PROBLEM_H

#include "mailauth/base/arena.h"

struct problem {
	int kind;
	struct span span;	 /* the bytes at fault */
	struct span replaced;	 /* the bytes that `replacement` takes the place of */
	const char *replacement; /* NULL when only a person can tell what was meant */
	const char *hint;	 /* what was probably meant, one clause; or NULL */
	bool minor;		 /* a lesser form: reported one level below the rule's severity */
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

/* True when the record in which one problem was mended is better than before. Its bytes live in the arena, a scratch one. */
typedef bool problem_is_better(struct arena *arena, struct slice mended, void *context);

/*
 * Takes back the replacements that mend nothing: those whose result `is_better` refuses, and all in a record with a NUL,
 * which problem_mend() cannot carry. Of a long record only the first ones are proved and kept.
 */
void problems_prove(
	struct problems *problems, struct slice record, problem_is_better *is_better, void *context);

#endif
