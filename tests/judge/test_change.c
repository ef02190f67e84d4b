/* What is compared in two states, and what is news in the second. */
#include "support/example.h"

#include "judge/change.h"
#include "judge/same_finding.h"

#include <string.h>

enum { TOLD_MOST = 20 };

struct told {
	struct world *before, *after;
	const struct rule_set *rules_before, *rules_after;
	bool second; /* the next settings are for the state after */
	const struct rule *wanted;
	bool has_wanted; /* a report has a finding of the rule */
	char domains[TOLD_MOST][64];
	size_t count, unanswered;
};

static struct domain_settings settings_of(void *context, const struct dns_name *name)
{
	struct told *told = context;
	struct domain_settings settings = { &told->before->options, told->rules_before };

	(void)name;
	if (told->second)
		settings = (struct domain_settings){ &told->after->options, told->rules_after };
	told->second = !told->second;
	return settings;
}

static void take(void *context, struct report *report)
{
	struct told *told = context;
	struct arena scratch = { 0 };
	const char *name = dns_name_text(&scratch, &report->domain->name);

	assert_true(told->count < TOLD_MOST && strlen(name) < sizeof told->domains[0]);
	strcpy(told->domains[told->count++], name);
	told->unanswered += report->unanswered.count;
	for (size_t i = 0; i < report->findings.count; i++)
		told->has_wanted = told->has_wanted || report->findings.at[i].rule == told->wanted;
	arena_release(&scratch);
}

static struct change_side side_of(struct world *world)
{
	return (struct change_side){ .facts = world->facts,
		.zones = world->zones,
		.names = zone_names_find(&world->arena, world->zones),
		.domain = dns_name_root() };
}

static void compare(struct told *told, const struct dns_name *domains, size_t count)
{
	const struct change_request request = { .before = side_of(told->before),
		.after = side_of(told->after),
		.domains = domains,
		.domain_count = count,
		.context = told,
		.settings = settings_of,
		.report = take };

	judge_changes(&request);
}

/* The zones of both sides, with an apex; relative names are below example.com. */
static void open_worlds(
	struct told *told, struct world *before, struct world *after, const char *old, const char *new)
{
	struct arena scratch[2] = { { 0 } };

	world_open(before, world_with_apex(&scratch[0], old));
	before->arena = scratch[0];
	world_open(after, world_with_apex(&scratch[1], new));
	after->arena = scratch[1];
	*told = (struct told){ before, after, &before->rules, &after->rules, false, NULL, false, { { 0 } }, 0,
		0 };
}

static void the_mail_domains_of_both_files_are_compared_once(void **state)
{
	struct world before, after;
	struct told told;

	(void)state;
	open_worlds(&told, &before, &after, "@ MX 10 ns\nold MX 10 ns\nboth MX 10 ns",
		"@ MX 10 ns\nnew MX 10 ns\nboth MX 10 ns");
	compare(&told, NULL, 0);
	assert_int_equal(told.count, 4);
	assert_string_equal(told.domains[0], "example.com");
	assert_string_equal(told.domains[3], "old.example.com");
	world_close(&before);
	world_close(&after);
}

static void only_the_wanted_domains_are(void **state)
{
	const struct dns_name wanted[] = { dns_name_of("new.example.com"), dns_name_of("new.example.com") };
	struct world before, after;
	struct told told;

	(void)state;
	open_worlds(&told, &before, &after, "@ MX 10 ns", "@ MX 10 ns\nnew MX 10 ns");
	compare(&told, wanted, 2);
	assert_int_equal(told.count, 1);
	assert_string_equal(told.domains[0], "new.example.com");
	world_close(&before);
	world_close(&after);
}

/* A question of the state before leaves the comparison open. */
static void what_either_state_leaves_open_is_open(void **state)
{
	const char *open = "@ TXT \"v=spf1 include:spf.example.org -all\"\n",
		   *closed = "@ TXT \"v=spf1 -all\"\n";
	const char *const pairs[][2] = { { open, closed }, { closed, open }, { open, open } };
	const struct dns_name apex = dns_name_of("example.com");

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct world before, after;
		struct told told;

		open_worlds(&told, &before, &after, pairs[i][0], pairs[i][1]);
		compare(&told, &apex, 1);
		assert_true(told.unanswered > 0);
		world_close(&before);
		world_close(&after);
	}
}

/* A finding that followed from another one before was there, though it was not told. */
static void a_consequence_that_outlives_its_cause_is_no_news(void **state)
{
	size_t tried = 0;

	(void)state;
	for (size_t i = 0; i < rules_count(); i++) {
		const struct rule *rule = rules_at(i);
		const struct rule_set alone = { &rule, 1 };
		const struct report *report;
		struct world world;
		bool folded = false;

		if (!rule->follows || !rule->bad || rule->scope == SCOPE_ZONE)
			continue;
		report = example_judge(&world, rule->bad);
		for (size_t k = 0; k < report->folded.list.count; k++)
			folded = folded || report->folded.list.at[k].rule == rule;
		if (folded) {
			struct told told = { .before = &world,
				.after = &world,
				.rules_before = &world.rules,
				.rules_after = &alone,
				.wanted = rule };
			struct dns_name name = report->domain->name;

			compare(&told, &name, 1);
			if (told.has_wanted)
				fail_msg("%s is told as news", rule->id);
			tried++;
		}
		world_close(&world);
	}
	assert_true(tried > 0);
	examples_release();
}

static void a_count_that_changes_is_no_news(void **state)
{
	static const struct {
		const char *a, *b;
		bool alike;
	} pairs[] = {
		{ "8 of 10 DNS lookups", "9 of 10 DNS lookups", true },
		{ "2 void DNS lookups; the limit is 2", "11 void DNS lookups; the limit is 2", true },
		{ "a TTL of 60 seconds (1 minute).", "a TTL of 3600 seconds (60 minute).", true },
		{ "in line 7.", "in line 70.", true },
		{ "ip4:11.0.0.1 is private", "ip4:11.0.0.2 is private", false },
		{ "11.0.0.1 is listed", "12.0.0.1 is listed", false },
		{ "the selector s1", "the selector s2", false },
		{ "pct=10: some", "pct=50: some", false },
		{ "3 records", "records", false },
		{ "1 record", "2 records", false },
		{ "", "1", false },
		{ "ends in 1", "ends in 1 and more", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (messages_differ_by_numbers(pairs[i].a, pairs[i].b) != pairs[i].alike ||
			messages_differ_by_numbers(pairs[i].b, pairs[i].a) != pairs[i].alike)
			fail_msg("%s / %s", pairs[i].a, pairs[i].b);
}

/* Whether the change brings a finding of the rule. */
static bool is_news(const char *id, const char *old, const char *new)
{
	struct world before, after;
	struct told told;

	open_worlds(&told, &before, &after, old, new);
	for (size_t i = 0; i < rules_count(); i++)
		if (strcmp(rules_at(i)->id, id) == 0)
			told.wanted = rules_at(i);
	assert_non_null(told.wanted);
	compare(&told, NULL, 0);
	world_close(&before);
	world_close(&after);
	return told.has_wanted;
}

static void one_more_fault_of_a_kind_is_news(void **state)
{
	const char *one = "@ TXT \"v=spf1 a:none1.example.com -all\"",
		   *other = "@ TXT \"v=spf1 a:none2.example.com -all\"",
		   *two = "@ TXT \"v=spf1 a:none1.example.com a:none2.example.com -all\"";

	(void)state;
	assert_true(is_news("spf-a-no-address", one, two));
	assert_true(is_news("spf-a-no-address", one, other));
	assert_false(is_news("spf-a-no-address", two, one));
	assert_false(is_news("spf-a-no-address", one, one));
}

#define OTHER_ZONE \
	"; whole file\n$ORIGIN exampel.com.\n@ 60 SOA ns h 1 2 3 4 5\n@ NS ns\nns A 11.0.0.1\n@ MX 10 ns\nsub MX 10 ns\n"

/* Its names are not compared one by one. */
static void a_zone_that_is_gone_is_told_once(void **state)
{
	struct world before, after;
	struct told told;

	(void)state;
	assert_true(is_news("diff-zone-gone", "@ MX 10 ns\nsub MX 10 ns", OTHER_ZONE));
	open_worlds(&told, &before, &after, "@ MX 10 ns\nsub MX 10 ns", OTHER_ZONE);
	compare(&told, NULL, 0);
	assert_int_equal(told.count, 3);
	assert_string_equal(told.domains[0], "exampel.com");
	assert_string_equal(told.domains[1], "sub.exampel.com");
	assert_string_equal(told.domains[2], "example.com");
	world_close(&before);
	world_close(&after);
}

static void a_name_that_is_gone_is_told_for_its_own(void **state)
{
	const char *both = "@ MX 10 ns\nsub MX 10 ns\ndeep.sub MX 10 ns",
		   *one = "@ MX 10 ns\ndeep.sub MX 10 ns";

	(void)state;
	assert_true(is_news("diff-domain-gone", both, "@ MX 10 ns"));
	assert_false(is_news("diff-domain-gone", both, one)); /* it exists, as a name below it does */
	assert_true(is_news("diff-mx-removed", both, one));
	assert_false(is_news("diff-domain-gone", "@ MX 10 ns", both));
	assert_false(is_news("diff-mx-removed", both, "@ MX 10 ns")); /* what follows is not told */
}

/* What a wildcard has is compared as that of a name. */
static void the_records_of_a_wildcard_are_compared(void **state)
{
	const char *old = "@ MX 10 ns\n* MX 10 ns\n* TXT \"v=spf1 ip4:11.0.0.1 -all\"";

	(void)state;
	assert_true(
		is_news("diff-spf-lost", old, "@ MX 10 ns\n* MX 10 ns\n* TXT \"v=spf1 ip4:11.0.0.2 -all\""));
	assert_false(is_news("diff-spf-lost", old, "@ MX 10 ns\n* MX 10 ns\n* A 11.0.0.4"));
	assert_true(is_news("diff-wildcard-removed", old, "@ MX 10 ns\n* MX 10 ns\n* A 11.0.0.4"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_mail_domains_of_both_files_are_compared_once),
		cmocka_unit_test(only_the_wanted_domains_are),
		cmocka_unit_test(what_either_state_leaves_open_is_open),
		cmocka_unit_test(a_consequence_that_outlives_its_cause_is_no_news),
		cmocka_unit_test(a_count_that_changes_is_no_news),
		cmocka_unit_test(one_more_fault_of_a_kind_is_news),
		cmocka_unit_test(a_zone_that_is_gone_is_told_once),
		cmocka_unit_test(a_name_that_is_gone_is_told_for_its_own),
		cmocka_unit_test(the_records_of_a_wildcard_are_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
