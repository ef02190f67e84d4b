/* All rules, family by family. Adding a rule touches one file: its row is beside its check in src/rules/. */
#ifndef MAILAUTH_RULES_REGISTRY_H
#define MAILAUTH_RULES_REGISTRY_H

#include "check/report.h"
#include "check/rule.h"

/* The families in the order in which they are listed and run; the last one is NULL. */
extern const struct rule_family *const rule_families[];

/* How many rules there are. */
size_t rules_count(void);

/* The rule with that number (from 0), over all families. */
const struct rule *rules_at(size_t number);

/* All of them, in order; owned by the arena. */
struct rule_set rules_all(struct arena *arena);

/* The rule with that id, or NULL. */
const struct rule *rules_find(struct slice id);

/* The id nearest to a mistyped one, or NULL. */
const char *rules_nearest(struct slice id);

/* The title of the family that a rule belongs to. */
const char *rules_family_title(const struct rule *rule);

#endif
