/* Options of the library: each function checks its value and changes nothing when it is wrong. */
#include "api/api.h"

#include "rules/registry.h"

#include <stdlib.h>
#include <string.h>

struct rule_set api_all_rules(struct arena *arena)
{
	const struct rule **rules = arena_take_array(arena, rules_count(), sizeof(const struct rule *));

	for (size_t i = 0; i < rules_count(); i++)
		rules[i] = rules_at(i);
	return (struct rule_set){ rules, rules_count() };
}

mailauth_options *mailauth_options_new(void)
{
	mailauth_options *options = xrealloc(NULL, sizeof *options);

	*options = (struct mailauth_options){ 0 };
	options->rules = api_all_rules(&options->arena);
	return options;
}

void mailauth_options_free(mailauth_options *options)
{
	if (!options)
		return;
	arena_release(&options->arena);
	free(options);
}

enum mailauth_result mailauth_options_add_selector(mailauth_options *options, const char *selector)
{
	struct dns_name name;

	if (!options || !selector || dns_name_from_text(slice_of(selector), NULL, &name) != DNS_NAME_OK ||
		name.len < 2 || selector[strlen(selector) - 1] == '.' || strchr("@*", selector[0]))
		return MAILAUTH_INVALID;
	*arena_append(&options->arena, &options->selectors) = arena_strdup(&options->arena, selector);
	options->check.selectors = options->selectors.at;
	options->check.selector_count = options->selectors.count;
	return MAILAUTH_OK;
}

enum mailauth_result mailauth_options_add_address(mailauth_options *options, const char *address)
{
	struct dns_address read = { 0 };

	if (!options || !address || !dns_address_from_text(slice_of(address), &read))
		return MAILAUTH_INVALID;
	*arena_append(&options->arena, &options->addresses) = read;
	options->check.addresses = options->addresses.at;
	options->check.address_count = options->addresses.count;
	return MAILAUTH_OK;
}

enum mailauth_result mailauth_options_set_helo(mailauth_options *options, const char *name)
{
	struct dns_name read;

	if (!options || (name && dns_name_from_text(slice_of(name), NULL, &read) != DNS_NAME_OK))
		return MAILAUTH_INVALID;
	options->check.helo = name ? arena_strdup(&options->arena, name) : NULL;
	return MAILAUTH_OK;
}

enum mailauth_result mailauth_options_set_role(mailauth_options *options, enum mailauth_role role)
{
	static const enum role roles[] = {
		[MAILAUTH_ROLE_AUTO] = ROLE_AUTO,
		[MAILAUTH_ROLE_SENDS] = ROLE_SENDS,
		[MAILAUTH_ROLE_RECEIVES] = ROLE_RECEIVES,
		[MAILAUTH_ROLE_NO_MAIL] = ROLE_NO_MAIL,
	};

	if (!options || (size_t)role >= sizeof roles / sizeof *roles)
		return MAILAUTH_INVALID;
	options->check.role = roles[role];
	return MAILAUTH_OK;
}

enum mailauth_result mailauth_options_set_probe(mailauth_options *options, enum mailauth_probe probe)
{
	static const enum probe probes[] = {
		[MAILAUTH_PROBE_AUTO] = PROBE_AUTO,
		[MAILAUTH_PROBE_ALL] = PROBE_ALL,
		[MAILAUTH_PROBE_NONE] = PROBE_NONE,
	};

	if (!options || (size_t)probe >= sizeof probes / sizeof *probes)
		return MAILAUTH_INVALID;
	options->check.probe = probes[probe];
	return MAILAUTH_OK;
}

void mailauth_options_set_bulk(mailauth_options *options, int bulk)
{
	if (options)
		options->check.volume = bulk ? VOLUME_BULK : VOLUME_REGULAR;
}

void mailauth_options_set_authoritative(mailauth_options *options, int authoritative)
{
	if (options)
		options->check.authoritative = authoritative;
}

void mailauth_options_set_file_faults(mailauth_options *options, int wanted)
{
	if (options)
		options->without_file_faults = !wanted;
}

/* Marks the rules of a list. False when one of its ids is that of no rule. */
static bool mark_rules(const char *list, bool *marks, bool mark)
{
	struct slice id;

	for (size_t at = 0; slice_next_item(slice_of(list), ',', &at, &id);) {
		bool found = false;

		for (size_t i = 0; i < rules_count(); i++) {
			if (rule_matches(id, rules_at(i)->id)) {
				marks[i] = mark;
				found = true;
			}
		}
		if (!found)
			return false;
	}
	return true;
}

enum mailauth_result mailauth_options_set_rules(
	mailauth_options *options, const char *selected, const char *ignored)
{
	const struct rule **rules;
	size_t count = 0;
	bool *marks;

	if (!options)
		return MAILAUTH_INVALID;
	rules = arena_take_array(&options->arena, rules_count(), sizeof(const struct rule *));
	marks = arena_take(&options->arena, rules_count());
	memset(marks, !selected, rules_count());
	if ((selected && !mark_rules(selected, marks, true)) ||
		(ignored && !mark_rules(ignored, marks, false)))
		return MAILAUTH_INVALID;
	for (size_t i = 0; i < rules_count(); i++)
		if (marks[i])
			rules[count++] = rules_at(i);
	options->rules = (struct rule_set){ rules, count };
	return MAILAUTH_OK;
}
