/*
 * Lines of a configuration about rules, which may be said of everything, of files or of domains:
 *
 *   ignore = RULES [ until DATE ] *( , RULES [ until DATE ] )
 *   severity.RULES = error / warning / info / off
 *   accept = RULES NAME until DATE [ reason ]
 *
 * RULES is an id or a family such as spf-*; NAME may be *.example.com, for the names below it.
 */
#ifndef MAILAUTH_JUDGE_HOUSE_CONFIG_H
#define MAILAUTH_JUDGE_HOUSE_CONFIG_H

#include "check/accept.h"
#include "check/levels.h"

/* What is wrong with a key and its value. */
struct config_fault {
	const char *unknown; /* "key" or "rule": there is none of that name; NULL when the value is wrong */
	struct slice name;
	const char *nearest;  /* that may have been meant; NULL for none */
	const char *expected; /* instead of the value */
};

/* True for "ignore" and "severity.RULES". */
bool is_level_key(const char *key);

/* The key of this kind that was meant by a mistyped one; NULL for none. */
const char *nearest_level_key(const char *key);

/* Adds what such a line says to a section. The arena keeps what it holds; `place` is that of the line. False with *ret_fault. */
bool level_section_set(struct arena *arena, struct level_section *section, const char *key, const char *value,
	struct text_place place, struct config_fault *ret_fault);

/* The same for "accept". */
bool acceptances_set(struct arena *arena, struct acceptances *acceptances, const char *value,
	struct text_place place, struct config_fault *ret_fault);

#endif
