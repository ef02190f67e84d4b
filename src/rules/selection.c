/* --select, --ignore and their like. */
#include "rules/selection.h"

#include "rules/registry.h"

bool rules_list_has(const char *list, const char *id)
{
	struct slice item;

	for (size_t at = 0; slice_next_item(slice_of(list), ',', &at, &item);)
		if (rule_matches(item, id))
			return true;
	return false;
}

bool rule_set_has(const struct rule_set *rules, const struct rule *rule)
{
	size_t i = 0;

	while (i < rules->count && rules->rules[i] != rule)
		i++;
	return i < rules->count;
}

bool rules_list_unknown(const char *list, struct slice *ret_item)
{
	for (size_t at = 0; slice_next_item(slice_of(list), ',', &at, ret_item);) {
		bool known = false;

		for (size_t i = 0; i < rules_count() && !known; i++)
			known = rule_matches(*ret_item, rules_at(i)->id);
		if (!known)
			return true;
	}
	return false;
}

static struct rule_set choose(
	struct arena *arena, const struct rule_set *rules, const char *list, bool listed)
{
	const struct rule **chosen = arena_take_array(arena, rules->count + 1, sizeof *chosen);
	struct rule_set set = { chosen, 0 };

	for (size_t i = 0; i < rules->count; i++)
		if (rules_list_has(list, rules->rules[i]->id) == listed)
			chosen[set.count++] = rules->rules[i];
	return set;
}

struct rule_set rules_within(struct arena *arena, const struct rule_set *rules, const char *list)
{
	return choose(arena, rules, list, true);
}

struct rule_set rules_without(struct arena *arena, const struct rule_set *rules, const char *list)
{
	return choose(arena, rules, list, false);
}
