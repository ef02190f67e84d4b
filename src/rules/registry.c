/* The list of families, and how a rule is found in it. */
#include "rules/registry.h"

#include "base/nearest.h"
#include "rules/families.h"

#define FAMILY_ENTRY(name) &name,
const struct rule_family *const rule_families[] = { RULE_FAMILIES(FAMILY_ENTRY) NULL };
#undef FAMILY_ENTRY

size_t rules_count(void)
{
	size_t count = 0;

	for (size_t f = 0; rule_families[f]; f++)
		count += rule_families[f]->count;
	return count;
}

const struct rule *rules_at(size_t number)
{
	size_t f = 0;

	while (number >= rule_families[f]->count)
		number -= rule_families[f++]->count;
	return &rule_families[f]->rules[number];
}

struct rule_set rules_all(struct arena *arena)
{
	const struct rule **rules = arena_take_array(arena, rules_count(), sizeof *rules);

	size_t count = 0;

	for (size_t f = 0; rule_families[f]; f++)
		for (size_t i = 0; i < rule_families[f]->count; i++)
			rules[count++] = &rule_families[f]->rules[i];
	return (struct rule_set){ rules, count };
}

const struct rule *rules_find(struct slice id)
{
	for (size_t f = 0; rule_families[f]; f++)
		for (size_t i = 0; i < rule_families[f]->count; i++)
			if (slice_is(id, rule_families[f]->rules[i].id))
				return &rule_families[f]->rules[i];
	return NULL;
}

const char *rules_nearest(struct slice id)
{
	struct nearest nearest = { .word = id };

	for (size_t f = 0; rule_families[f]; f++)
		for (size_t i = 0; i < rule_families[f]->count; i++)
			nearest_offer(&nearest, rule_families[f]->rules[i].id);
	return nearest.best;
}

const char *rules_family_title(const struct rule *rule)
{
	for (size_t f = 0; rule_families[f]; f++)
		if (rule >= rule_families[f]->rules &&
			rule < rule_families[f]->rules + rule_families[f]->count)
			return rule_families[f]->title;
	return NULL;
}
