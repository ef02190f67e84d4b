/* The keys of a domain, and what becomes of the options of a run with them. */
#include "judge/domain_config.h"

#include "base/nearest.h"

#include <string.h>

static const char *const keys[] = { "role", "volume", "selectors", "ignore", "accept", NULL };
static const char *const roles[] = { "auto", "sends", "receives", "no-mail", "include", NULL };
static const char *const volumes[] = { "regular", "bulk", NULL };

/* The place of a word in a list that NULL ends; -1 when it is not there. */
static int find_word(const char *word, const char *const *words)
{
	for (int i = 0; words[i]; i++)
		if (strcmp(word, words[i]) == 0)
			return i;
	return -1;
}

static struct config_fault unknown_key(const char *key)
{
	struct nearest nearest = { .word = slice_of(key) };

	for (size_t i = 0; keys[i]; i++)
		nearest_offer(&nearest, keys[i]);
	for (size_t i = 0; expectation_keys[i]; i++)
		nearest_offer(&nearest, expectation_keys[i]);
	return (struct config_fault){ "key", nearest.word,
		nearest.best ? nearest.best : nearest_level_key(key), NULL };
}

static const char *set_role(struct domain_config *config, const char *value)
{
	int number = find_word(value, roles);

	config->has_role = number >= 0;
	config->role = number >= 0 ? (enum role)number : ROLE_AUTO;
	return number >= 0 ? NULL : "auto, sends, receives, no-mail or include";
}

static const char *set_volume(struct domain_config *config, const char *value)
{
	int number = find_word(value, volumes);

	config->has_volume = number >= 0;
	config->volume = number > 0 ? VOLUME_BULK : VOLUME_REGULAR;
	return number >= 0 ? NULL : "regular or bulk";
}

static void add_selectors(struct arena *arena, struct domain_config *config, const char *value)
{
	struct slice word;

	for (size_t at = 0; slice_next_item(slice_of(value), ',', &at, &word);)
		*arena_append(arena, &config->selectors) = (const char *)arena_copy(arena, word).at;
}

bool domain_config_set(struct arena *arena, struct domain_config *config, const char *key, const char *value,
	struct config_fault *ret_fault)
{
	const char *expected = NULL;

	if (find_word(key, expectation_keys) >= 0) {
		config->has_expectations = true;
		expected = expectations_set(arena, &config->expectations, slice_of(key), slice_of(value));
	} else if (strcmp(key, "role") == 0) {
		expected = set_role(config, value);
	} else if (strcmp(key, "volume") == 0) {
		expected = set_volume(config, value);
	} else if (strcmp(key, "selectors") == 0) {
		add_selectors(arena, config, value);
	} else {
		*ret_fault = unknown_key(key);
		return false;
	}
	*ret_fault = (struct config_fault){ .expected = expected };
	return !expected;
}

/* Selectors of the owner, of the run, and those that are expected: all are looked at. */
static void join_selectors(
	struct arena *arena, struct domain_config *config, const struct check_options *given)
{
	for (size_t i = 0; i < given->selector_count; i++)
		*arena_append(arena, &config->selectors) = given->selectors[i];
	for (size_t i = 0; i < config->expectations.selectors.count; i++)
		*arena_append(arena, &config->selectors) = config->expectations.selectors.at[i];
	config->check.selectors = config->selectors.at;
	config->check.selector_count = config->selectors.count;
}

void domain_config_prepare(
	struct arena *arena, struct domain_config *config, const struct domain_defaults *defaults)
{
	config->check = *defaults->check;
	if (config->has_role && !defaults->keeps_role)
		config->check.role = config->role;
	if (config->has_volume && !defaults->keeps_volume)
		config->check.volume = config->volume;
	config->check.expectations = config->has_expectations ? &config->expectations : NULL;
	join_selectors(arena, config, defaults->check);
	config->check.levels = &config->levels;
	config->rules = rules_left_on(arena, defaults->rules, &config->levels, config->check.now);
}

struct rule_set rules_left_on(
	struct arena *arena, const struct rule_set *rules, const struct levels *levels, uint32_t now)
{
	const struct rule **left = arena_take_array(arena, rules->count + 1, sizeof *left);
	struct rule_set set = { left, 0 };

	for (size_t i = 0; i < rules->count; i++)
		if (!levels_turn_off(levels, rules->rules[i]->id, now))
			left[set.count++] = rules->rules[i];
	return set;
}
