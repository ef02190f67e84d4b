/* The rule rows, printed: the list of them, the whole story of some, and the pages of the manual. */
#ifndef MAILAUTH_PRINT_RULES_RULES_H
#define MAILAUTH_PRINT_RULES_RULES_H

#include "print/printer.h"

/* One line for each rule, below the titles of the families. The rules are in the order of the registry. */
void print_rule_list(struct print *print, const struct rule_set *rules);

/* Each rule whole: what it means, its examples, its source. */
void print_rule_stories(struct print *print, const struct rule_set *rules);

/* The same as one JSON document, version 1 (schema/rules-1.schema.json). */
void print_rules_json(struct print *print, const struct rule_set *rules);

/* The title of the family that begins with the rule at this place; NULL within a family. */
const char *rules_title_at(const struct rule_set *rules, size_t place);

/* A page of the manual in mdoc: of one topic (rules/topics.h), or of rules of several the index, mailauth-check-rules(7). */
void print_rules_manual(struct print *print, const struct rule_set *rules);

#endif
