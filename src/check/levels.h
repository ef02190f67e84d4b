/*
 * Severities that a configuration gives to rules: everywhere, in some files, or for some domains. "off" leaves a rule's
 * findings out.
 */
#ifndef MAILAUTH_CHECK_LEVELS_H
#define MAILAUTH_CHECK_LEVELS_H

#include "check/rule.h"

struct level {
	bool off;
	enum severity severity; /* when it is not off */
};

/* What one line says of a rule, or of a family such as "spf-*". */
struct level_row {
	struct slice rules;
	struct level level;
	bool ends;		 /* it holds until the end of last_day (UTC) */
	uint32_t last_day;	 /* base/date.h */
	struct slice last_text;	 /* the same as it was written */
	struct text_place place; /* of the line, in the configuration file */
};

struct level_section {
	const char *path;   /* a pattern of files whose findings it holds for (base/path.h); NULL for all */
	const char *folder; /* that the pattern begins in */
	bool of_domain; /* it is about domains: faults of files that hold several zones are none of theirs */
	ARENA_LIST(struct level_row) rows;
};

/* The sections that hold for one domain, the least specific first. */
struct levels {
	ARENA_LIST(const struct level_section *) sections;
};

/*
 * True when a section has something to say of the rule: the row for its id, else for a family; of several the last. Rows whose
 * day is over by `now` say nothing.
 */
bool level_section_find(
	const struct level_section *section, const char *id, uint32_t now, struct level *ret_level);

/* True when no finding of the rule can be told, in whatever file it is. `levels` may be NULL. */
bool levels_turn_off(const struct levels *levels, const char *id, uint32_t now);

/*
 * Gives a finding its severity: that of the most specific section that has something to say of its rule. False when it is off.
 * With `of_files` what is said of domains does not count. `levels` may be NULL.
 */
bool levels_apply(const struct levels *levels, uint32_t now, bool of_files, struct finding *finding);

#endif
