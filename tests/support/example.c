/* Judges the examples of rules, and other zone text that says in comments with which options. */
#include "support/example.h"

#include "check/expect.h"
#include "check/zone_change.h"
#include "dmarc/suffix_list.h"
#include "judge/house_config.h"
#include "judge/message.h"
#include "judge/suppress.h"
#include "rules/example.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What follows a word of the example's comments, such as "; with --ip 192.0.2.1"; false when it is not there. */
static bool find_word(const char *example, const char *label, char *ret_word, size_t size)
{
	const char *at = strstr(example, label);
	size_t len;

	if (!at)
		return false;
	at += strlen(label);
	len = strcspn(at, "\n");
	assert_true(len < size);
	memcpy(ret_word, at, len);
	ret_word[len] = 0;
	return true;
}

/* Lines such as "; expect-spf-pass = 192.0.2.1"; NULL without one. */
static const struct expectations *expect(struct world *world, const char *example)
{
	struct expectations *expectations = NULL;
	char value[64], label[64];

	for (size_t i = 0; expectation_keys[i]; i++) {
		snprintf(label, sizeof label, "; %s = ", expectation_keys[i]);
		if (!find_word(example, label, value, sizeof value))
			continue;
		expectations = expectations ? expectations : arena_take(&world->arena, sizeof *expectations);
		assert_null(expectations_set(
			&world->arena, expectations, slice_of(expectation_keys[i]), slice_of(value)));
	}
	return expectations;
}

/* A line such as "; accept = diff-mx-removed example.com until 2027-03-01"; NULL without one. */
static const struct acceptances *accept(struct world *world, const char *example)
{
	struct acceptances *acceptances;
	struct config_fault fault;
	char value[100];

	if (!find_word(example, "; accept = ", value, sizeof value))
		return NULL;
	acceptances = arena_take(&world->arena, sizeof *acceptances);
	assert_true(acceptances_set(&world->arena, acceptances, value, (struct text_place){ 0 }, &fault));
	return acceptances;
}

/* What the command line does with the comments of zone files. */
static void suppress(struct world *world)
{
	struct suppressions suppressions = { 0 };

	suppressions_read(&world->arena, &suppressions, &world->text);
	suppressions_apply(&world->arena, &suppressions, world->session.report);
	suppressions_report(
		&suppressions, &world->arena, &world->rules, &world->rules, world->session.report);
}

/* Examples of a change are two zones. */
static void compare_zones(struct world *world)
{
	const struct zone_names *before = world->before ? world->before->domain->options->zone_names : NULL;

	if (before && world->options.zone_names)
		engine_run_zone_change(&world->arena,
			zone_change_of(
				&world->arena, before, world->options.zone_names, world->options.suffixes),
			&world->rules, &world->extra);
}

static struct world *kept_worlds[200];
static struct arena kept_arenas[200];
static size_t kept_count;

void example_open(struct world *world, const char *example)
{
	static const char *const selectors[] = { "s1" };
	static const char *const two_selectors[] = { "s1", "s2" };
	static struct dkim_pair pair;
	static struct suffix_list *suffixes;
	static struct dns_address sender;
	static char helo[64];
	struct arena scratch = { 0 };
	char ip[64];

	world_open(world, example_zone(&scratch, example));
	world->example = scratch; /* the text is read from where it is */
	world->options.selectors = selectors;
	world->options.selector_count = 1;
	world->options.zone_names = zone_names_find(&world->arena, world->zones);
	suffixes = suffixes ? suffixes : suffix_list_open(NULL, NULL);
	world->options.suffixes = suffixes;
	if (strstr(example, "; with --private-key")) {
		const char *fault;

		assert_true(dkim_pair_read(&world->arena, slice_of(EXAMPLE_KEY_FILE), &pair, &fault));
		world->options.pair = &pair;
		world->options.pair_is_readable = strstr(example, "readable by others");
	}
	world->options.now = 1795000000; /* November 2026 */
	if (strstr(example, "; with --probe")) {
		world->options.probe = PROBE_ALL;
		world->options.selector_count = 0;
		world->options.zone_names = NULL;
	}
	if (strstr(example, "; live"))
		world->options.zone_names = NULL;
	world->options.expectations = expect(world, example);
	world->options.acceptances = accept(world, example);
	world->options.authoritative = strstr(example, "; with --authoritative");
	if (find_word(example, "; with --ip ", ip, sizeof ip)) {
		assert_true(dns_address_from_text(slice_of(ip), &sender));
		world->options.addresses = &sender;
		world->options.address_count = 1;
	}
	if (find_word(example, "; with --helo ", helo, sizeof helo))
		world->options.helo = helo;
	if (strstr(example, "; with --volume bulk"))
		world->options.volume = VOLUME_BULK;
	if (strstr(example, "; with --role sends"))
		world->options.role = ROLE_SENDS;
	if (strstr(example, "--selector s2")) {
		world->options.selectors = two_selectors;
		world->options.selector_count = 2;
	}
}

struct dns_name example_domain(const char *example)
{
	char domain[64] = "example.com";

	find_word(example, "; domain ", domain, sizeof domain);
	return dns_name_of(domain);
}

static const struct report *judge_one(
	struct world *world, const char *example, const struct rule_set *rules, const struct report *before)
{
	char domain[64] = "example.com";

	example_open(world, example);
	world->rules = *rules;
	world->before = before;
	find_word(example, "; domain ", domain, sizeof domain);
	compare_zones(world);
	world_report(world, domain);
	if (strstr(example, "; mailauth-check:"))
		suppress(world);
	return world->session.report;
}

static struct domain_settings settings_of(void *context, const struct dns_name *name)
{
	const struct world *world = context;

	(void)name;
	return (struct domain_settings){ &world->options, &world->rules };
}

/* The example of a rule on messages is a message, and what DNS holds after it. */
static const struct report *judge_message(
	struct world *world, const char *message, const char *dns, const struct rule_set *rules)
{
	static struct suffix_list *suffixes;
	struct arena scratch = { 0 };
	struct message_request request = {
		.context = world,
		.settings = settings_of,
		.transport = { .now = 1795341602 } /* 22 Nov 2026 */
	};
	struct message_verdict verdict;

	world_open(world, example_zone(&scratch, dns));
	world->arena = scratch;
	world->rules = *rules;
	suffixes = suffixes ? suffixes : suffix_list_open(NULL, NULL);
	world->options.suffixes = suffixes;
	request.suffixes = suffixes;
	request.facts = world->facts;
	request.text = arena_take(&world->arena, sizeof *request.text);
	*request.text = text_of("m.eml", (struct slice){ (const uint8_t *)message, (size_t)(dns - message) });
	message_judge(&verdict, &request);
	session_close(&verdict.session);
	facts_release(&verdict.view);
	world->session = (struct session){ .arena = verdict.arena, .report = verdict.report };
	return verdict.report;
}

/* An example of a change is two zones; the world of the first one is kept for the run of the test program. */
static const struct report *judge_with(struct world *world, const char *example, const struct rule_set *rules)
{
	const char *after = strstr(example, EXAMPLE_AFTER), *dns = strstr(example, EXAMPLE_DNS);
	const struct report *before;
	struct arena arena = { 0 };
	struct world *old;

	if (dns)
		return judge_message(world, example, dns, rules);
	if (!after)
		return judge_one(world, example, rules, NULL);
	old = calloc(1, sizeof *old);
	before = judge_one(old, arena_printf(&arena, "%.*s", (int)(after - example), example), rules, NULL);
	kept_worlds[kept_count++] = old;
	kept_arenas[kept_count - 1] = arena;
	if (strstr(example, "; before from a file"))
		((struct dns_reply *)(uintptr_t)before->domain->txt)->from_zone_file = true;
	return judge_one(world, after + sizeof EXAMPLE_AFTER - 1, rules, before);
}

const struct report *example_judge(struct world *world, const char *example)
{
	const struct rule_set rules = all_rules();

	return judge_with(world, example, &rules);
}

const struct report *example_judge_alone(struct world *world, const char *example, const struct rule *rule)
{
	const struct rule_set all = all_rules(), alone = { &rule, 1 };

	return judge_with(world, example, rule->follows ? &alone : &all);
}

void examples_release(void)
{
	for (size_t i = 0; i < kept_count; i++) {
		world_close(kept_worlds[i]);
		free(kept_worlds[i]);
		arena_release(&kept_arenas[i]);
	}
	kept_count = 0;
}
