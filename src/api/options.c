/* Options of the library: each function checks its value and changes nothing when it is wrong. */
#include "api/api.h"
#include "api/recovery.h"

#include "rules/registry.h"
#include "rules/selection.h"

#include <stdlib.h>
#include <string.h>

static mailauth_options *make_options(void)
{
	mailauth_options *options = xrealloc(NULL, sizeof *options);

	*options = (struct mailauth_options){ 0 };
	options->rules = rules_all(&options->arena);
	return options;
}

mailauth_options *mailauth_options_new(void)
{
	API_RECOVERS(NULL);

	return make_options();
}

void mailauth_options_free(mailauth_options *options)
{
	if (!options)
		return;
	arena_release(&options->arena);
	free(options);
}

static enum mailauth_result add_selector(mailauth_options *options, const char *selector)
{
	struct dns_name name;
	const char *kept;

	if (!options || !selector || dns_name_from_text(slice_of(selector), NULL, &name) != DNS_NAME_OK ||
		name.len < 2 || selector[strlen(selector) - 1] == '.' || strchr("@*", selector[0]))
		return MAILAUTH_INVALID;
	kept = arena_strdup(&options->arena, selector);
	*arena_append(&options->arena, &options->selectors) = kept;
	options->check.selectors = options->selectors.at;
	options->check.selector_count = options->selectors.count;
	return MAILAUTH_OK;
}

enum mailauth_result mailauth_options_add_selector(mailauth_options *options, const char *selector)
{
	API_RECOVERS(MAILAUTH_NO_MEMORY);

	return add_selector(options, selector);
}

static enum mailauth_result add_address(mailauth_options *options, const char *address)
{
	struct dns_address read = { 0 };

	if (!options || !address || !dns_address_from_text(slice_of(address), &read))
		return MAILAUTH_INVALID;
	*arena_append(&options->arena, &options->addresses) = read;
	options->check.addresses = options->addresses.at;
	options->check.address_count = options->addresses.count;
	return MAILAUTH_OK;
}

enum mailauth_result mailauth_options_add_address(mailauth_options *options, const char *address)
{
	API_RECOVERS(MAILAUTH_NO_MEMORY);

	return add_address(options, address);
}

static enum mailauth_result set_helo(mailauth_options *options, const char *name)
{
	struct dns_name read;

	if (!options || (name && dns_name_from_text(slice_of(name), NULL, &read) != DNS_NAME_OK))
		return MAILAUTH_INVALID;
	options->check.helo = name ? arena_strdup(&options->arena, name) : NULL;
	return MAILAUTH_OK;
}

enum mailauth_result mailauth_options_set_helo(mailauth_options *options, const char *name)
{
	API_RECOVERS(MAILAUTH_NO_MEMORY);

	return set_helo(options, name);
}

enum mailauth_result mailauth_options_set_role(mailauth_options *options, enum mailauth_role role)
{
	static const enum role roles[] = {
		[MAILAUTH_ROLE_AUTO] = ROLE_AUTO,
		[MAILAUTH_ROLE_SENDS] = ROLE_SENDS,
		[MAILAUTH_ROLE_RECEIVES] = ROLE_RECEIVES,
		[MAILAUTH_ROLE_NO_MAIL] = ROLE_NO_MAIL,
		[MAILAUTH_ROLE_INCLUDE] = ROLE_INCLUDE,
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

void mailauth_options_set_cures_notes(mailauth_options *options, int wanted)
{
	if (options)
		options->cures_notes = wanted;
}

static enum mailauth_result set_rules(mailauth_options *options, const char *selected, const char *ignored)
{
	struct slice unknown;
	struct rule_set rules;

	if (!options || (selected && rules_list_unknown(selected, &unknown)) ||
		(ignored && rules_list_unknown(ignored, &unknown)))
		return MAILAUTH_INVALID;
	rules = rules_all(&options->arena);
	if (selected)
		rules = rules_within(&options->arena, &rules, selected);
	if (ignored)
		rules = rules_without(&options->arena, &rules, ignored);
	options->rules = rules;
	return MAILAUTH_OK;
}

enum mailauth_result mailauth_options_set_rules(
	mailauth_options *options, const char *selected, const char *ignored)
{
	API_RECOVERS(MAILAUTH_NO_MEMORY);

	return set_rules(options, selected, ignored);
}
