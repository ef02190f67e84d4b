/* Choosing rules by lists of ids and families with commas between, such as "spf-plus-all,dmarc-*". */
#ifndef MAILAUTH_RULES_SELECTION_H
#define MAILAUTH_RULES_SELECTION_H

#include "check/report.h"
#include "check/rule.h"

/* True when the list has the rule. */
bool rules_list_has(const char *list, const char *id);

/* Finds the first item of a list that no rule has. False when there is none. */
bool rules_list_unknown(const char *list, struct slice *ret_item);

/* True when the rule is one of the set. */
bool rule_set_has(const struct rule_set *rules, const struct rule *rule);

/* The rules that the list has; owned by the arena. */
struct rule_set rules_within(struct arena *arena, const struct rule_set *rules, const char *list);

/* The rules that the list does not have; owned by the arena. */
struct rule_set rules_without(struct arena *arena, const struct rule_set *rules, const char *list);

#endif
