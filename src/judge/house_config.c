/* Reads the lines of a configuration about rules (the grammar is in the header). */
#include "judge/house_config.h"

#include "base/date.h"
#include "base/nearest.h"
#include "rules/registry.h"
#include "rules/selection.h"

#include <string.h>

#define SEVERITY_KEY "severity."
#define DIFF_FAMILY "diff-"

bool is_level_key(const char *key)
{
	return strcmp(key, "ignore") == 0 || slice_starts(slice_of(key), SEVERITY_KEY);
}

const char *nearest_level_key(const char *key)
{
	ptrdiff_t dot = slice_find(slice_of(key), '.', 0);
	struct nearest nearest = { .word = slice_part(
					   slice_of(key), 0, dot < 0 ? strlen(key) : (size_t)dot) };

	nearest_offer(&nearest, dot < 0 ? "ignore" : "severity");
	if (dot < 0 && strcmp(key, "severity") == 0)
		return SEVERITY_KEY "RULE";
	return dot < 0 || !nearest.best ? nearest.best : SEVERITY_KEY "RULE";
}

static struct config_fault unknown_rule(struct slice rules)
{
	return (struct config_fault){ "rule", rules, rules_nearest(rules), NULL };
}

static struct config_fault wrong_value(const char *expected)
{
	return (struct config_fault){ .expected = expected };
}

/* An id or a family; a list has its commas between entries of their own. */
static bool is_known(struct arena *arena, struct slice rules)
{
	struct slice item;

	return rules.len && slice_find(rules, ',', 0) < 0 &&
	       !rules_list_unknown((const char *)arena_copy(arena, rules).at, &item);
}

/* The next word of a text; *at begins with 0. Empty at the end. */
static struct slice next_word(struct slice text, size_t *at)
{
	struct slice word = { 0 };

	slice_next_item(text, ' ', at, &word);
	return word;
}

/* RULES [ until DATE ] */
static bool read_ignored(
	struct arena *arena, struct slice item, struct level_row *ret_row, struct config_fault *ret_fault)
{
	size_t at = 0;
	struct slice rules = next_word(item, &at), until = next_word(item, &at), day = next_word(item, &at);

	ret_row->rules = arena_copy(arena, rules);
	ret_row->ends = until.len;
	ret_row->last_text = arena_copy(arena, day);
	if (!is_known(arena, rules)) {
		*ret_fault = unknown_rule(rules);
		return false;
	}
	*ret_fault = wrong_value("a list such as spf-plus-all, dkim-* until 2027-03-01");
	return !until.len ||
	       (slice_is(until, "until") && date_read(day, &ret_row->last_day) && !next_word(item, &at).len);
}

static bool add_ignored(struct arena *arena, struct level_section *section, const char *value,
	struct text_place place, struct config_fault *ret_fault)
{
	struct slice item;

	for (size_t at = 0; slice_next_item(slice_of(value), ',', &at, &item);) {
		struct level_row row = { .level.off = true, .place = place };

		if (!read_ignored(arena, item, &row, ret_fault))
			return false;
		*arena_append(arena, &section->rows) = row;
	}
	return true;
}

static bool read_level(const char *value, struct level *ret_level)
{
	ret_level->off = strcmp(value, "off") == 0;
	for (int severity = SEVERITY_INFO; severity <= SEVERITY_ERROR; severity++) {
		if (strcmp(value, severity_text((enum severity)severity)) != 0)
			continue;
		ret_level->severity = (enum severity)severity;
		return true;
	}
	return ret_level->off;
}

bool level_section_set(struct arena *arena, struct level_section *section, const char *key, const char *value,
	struct text_place place, struct config_fault *ret_fault)
{
	struct level_row row = { .place = place };

	if (strcmp(key, "ignore") == 0)
		return add_ignored(arena, section, value, place, ret_fault);
	row.rules = arena_copy(arena, slice_of(key + sizeof SEVERITY_KEY - 1));
	if (!is_known(arena, row.rules)) {
		*ret_fault = unknown_rule(row.rules);
		return false;
	}
	*ret_fault = wrong_value("error, warning, info or off");
	if (!read_level(value, &row.level))
		return false;
	*arena_append(arena, &section->rows) = row;
	return true;
}

/* NAME, or *.NAME for the names below it. */
static bool read_name(struct slice text, struct acceptance *ret_acceptance)
{
	ret_acceptance->below = slice_starts(text, "*.");
	return text.len && !slice_is(text, "*") &&
	       dns_name_from_unicode(slice_part(text, ret_acceptance->below ? 2 : 0, text.len),
		       &ret_acceptance->name) == DNS_NAME_OK;
}

bool acceptances_set(struct arena *arena, struct acceptances *acceptances, const char *value,
	struct text_place place, struct config_fault *ret_fault)
{
	struct slice text = arena_copy(arena, slice_of(value)), name;
	struct acceptance acceptance = { .place = place };
	size_t at = 0;

	acceptance.rules = next_word(text, &at);
	if (!is_known(arena, acceptance.rules)) {
		*ret_fault = unknown_rule(acceptance.rules);
		return false;
	}
	*ret_fault = wrong_value(slice_starts(acceptance.rules, DIFF_FAMILY)
					 ? "a rule, a name and the last day, such as diff-dkim-removed "
					   "s1._domainkey.example.com until 2027-03-01"
					 : "a rule of the family " DIFF_FAMILY);
	name = next_word(text, &at);
	if (!slice_starts(acceptance.rules, DIFF_FAMILY) || !read_name(name, &acceptance) ||
		!slice_is(next_word(text, &at), "until"))
		return false;
	acceptance.last_text = next_word(text, &at);
	if (!date_read(acceptance.last_text, &acceptance.last_day))
		return false;
	*arena_append(arena, &acceptances->list) = acceptance;
	return true;
}
