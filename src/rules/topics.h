/* The topics by which people look for rules: what `rules spf` lists, and what a page of the manual is about. */
#ifndef MAILAUTH_RULES_TOPICS_H
#define MAILAUTH_RULES_TOPICS_H

#include "rules/selection.h"

struct rule_topic {
	const char *name;
	const char *title; /* "SPF records" */
	const char *list;  /* of families, as for rules_within() */
};

/* In the order of the registry; the last one has no name. Each rule belongs to one of them. */
extern const struct rule_topic rule_topics[];

/* The topic that a rule belongs to. */
const struct rule_topic *rule_topic_of(const struct rule *rule);

/*
 * The rules that a word of a person means: a topic ("spf"), the beginning of ids ("mta-sts"), an id, or a pattern ("spf-*").
 * Owned by the arena; without any rule for a word that means none.
 */
struct rule_set rules_meant(struct arena *arena, const char *word);

#endif
