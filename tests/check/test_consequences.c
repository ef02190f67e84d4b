/* One fault, one finding: rows name the rules that they follow from, and a report leaves out what follows. */
#include "support/example.h"

#include "check/consequences.h"
#include "rules/example_text.h"

#include <string.h>

static void follows_names_rules(void **state)
{
	(void)state;
	for (size_t i = 0; i < rules_count(); i++) {
		struct slice causes, pattern;

		if (!rules_at(i)->follows)
			continue;
		causes = slice_of(rules_at(i)->follows);
		for (size_t at = 0; slice_next_item(causes, ',', &at, &pattern);) {
			size_t count = 0;

			for (size_t k = 0; k < rules_count(); k++)
				count += rule_matches(pattern, rules_at(k)->id);
			if (!count)
				fail_msg("%s follows from %.*s, and there is no such rule", rules_at(i)->id,
					(int)pattern.len, (const char *)pattern.at);
		}
	}
}

enum mark { UNSEEN, ON_THE_WAY, DONE };

static void visit(size_t number, enum mark *marks)
{
	const struct rule *rule = rules_at(number);

	if (marks[number] == ON_THE_WAY)
		fail_msg("%s follows from itself", rule->id);
	if (marks[number] == DONE || !rule->follows)
		return;
	marks[number] = ON_THE_WAY;
	for (size_t i = 0; i < rules_count(); i++)
		if (rule_follows(rule, rules_at(i)))
			visit(i, marks);
	marks[number] = DONE;
}

/* Two findings that follow from each other would both be left out. */
static void follows_has_no_circle(void **state)
{
	static enum mark marks[1024];

	(void)state;
	assert_true(rules_count() <= sizeof marks / sizeof *marks);
	for (size_t i = 0; i < rules_count(); i++)
		visit(i, marks);
}

/* Whatever is left out has a cause that is told, or that itself follows from one that is. */
static void what_is_folded_has_a_cause(void **state)
{
	(void)state;
	for (size_t i = 0; i < rules_count(); i++) {
		const struct report *report;
		struct world world;

		if (!rules_at(i)->bad)
			continue;
		report = example_judge(&world, rules_at(i)->bad);
		for (size_t k = 0; k < report->folded.list.count; k++) {
			const struct finding *folded = &report->folded.list.at[k];
			bool found = false;

			for (size_t n = 0; n < report->findings.count && !found; n++)
				found = finding_follows(report->domain, folded, &report->findings.at[n]);
			for (size_t n = 0; n < report->folded.list.count && !found; n++)
				found = finding_follows(report->domain, folded, &report->folded.list.at[n]);
			if (!found)
				fail_msg("the example of %s: %s is left out without a cause", rules_at(i)->id,
					folded->rule->id);
		}
		world_close(&world);
	}
}

static size_t count_of(const struct report *report, const char *rule)
{
	size_t count = 0;

	for (size_t i = 0; i < report->findings.count; i++)
		count += strcmp(report->findings.at[i].rule->id, rule) == 0;
	return count;
}

struct pair {
	const char *zone, *cause, *consequence;
};

static const struct pair pairs[] = {
	{ "@ A 11.0.0.1", "spf-none", "spf-mxless-no-spf" },
	{ "; domain news.example.com\n@ TXT \"v=spf1 -all\"\nnews MX 10 ns", "spf-none",
		"spf-subdomain-not-inherited" },
	{ "_dmarc TXT \"v=DMARC1; p=none; rua=d@example.com\"", "dmarc-rua-no-scheme",
		"dmarc-p-none-no-rua" },
	{ "@ MX 10 ns\n@ MX 20 gone", "mx-target-nxdomain", "mx-some-broken" },
	{ "@ MX 10 ns\n@ MX 20 gone\n@ TXT \"v=spf1 mx -all\"", "mx-target-nxdomain", "spf-void-lookup" },
	{ "@ MX 10 11.0.0.1\n@ TXT \"v=spf1 mx -all\"", "mx-target-ip", "spf-void-lookup" },
	{ "_dmarc TXT \"v=DMARC1; p=none;\xE2\x80\x8B rua=mailto:d@example.com\"", "dmarc-non-ascii",
		"dmarc-p-none-no-rua" },
	{ "@ TXT \"v=spf1 +all\"", "spf-plus-all", "spf-total-addresses" },
	{ "@ TXT \"v=spf1 +all\"", "spf-plus-all", "gmail-spf-suspicious" },
	{ "@ TXT \"v=spf1 mx \xE2\x80\x94 all\"", "spf-non-ascii", "spf-plus-all" },
	{ "@ TXT \"v=spf1 mx \xE2\x80\x94 all\"", "spf-non-ascii", "gmail-spf-suspicious" },
	{ "@ TXT \"v=spf1 include:gone.example.com -all\"", "spf-include-nxdomain", "spf-void-lookup" },
	{ "@ TXT \"v=spf1 a:gone.example.com -all\"", "spf-a-no-address", "spf-void-lookup" },
	{ "dmarc TXT \"v=DMARC1; p=none; rua=mailto:d@example.com\"", "dmarc-wrong-name-variants",
		"dmarc-none" },
	{ "s1._domainkeys TXT \"v=DKIM1; p=" KEY_RSA_2048 "\"", "dkim-misspelt-domainkey",
		"dkim-selector-missing" },
};

static void a_fault_is_one_finding(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		const struct report *report;
		struct world world;

		report = example_judge(&world, pairs[i].zone);
		if (count_of(report, pairs[i].cause) != 1 || count_of(report, pairs[i].consequence))
			fail_msg("%s: %zu of %s, %zu of %s", pairs[i].zone, count_of(report, pairs[i].cause),
				pairs[i].cause, count_of(report, pairs[i].consequence), pairs[i].consequence);
		world_close(&world);
	}
}

/* Another record, or another place in it, has a fault of its own. */
static void other_faults_stay(void **state)
{
	static const struct pair both[] = {
		{ "@ TXT \"v=spf1 include:gone.example.com ip4:11.0.0.0/4 -all\"", "spf-include-nxdomain",
			"spf-ip4-broad" },
		{ "@ MX 10 ns\n@ MX 20 10.0.0.1.\n@ MX 30 gone", "mx-target-ip", "mx-target-nxdomain" },
		{ "_dmarc TXT \"v=DMARC1; p=none; \xE2\x80\x8B; rua=d@example.com\"", "dmarc-non-ascii",
			"dmarc-rua-no-scheme" },
		{ "@ TXT \"v=spf1 mx \xC3\xA9 +all\"", "spf-non-ascii", "spf-plus-all" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof both / sizeof *both; i++) {
		const struct report *report;
		struct world world;

		report = example_judge(&world, both[i].zone);
		if (!count_of(report, both[i].cause) || !count_of(report, both[i].consequence))
			fail_msg("%s: %zu of %s, %zu of %s", both[i].zone, count_of(report, both[i].cause),
				both[i].cause, count_of(report, both[i].consequence), both[i].consequence);
		world_close(&world);
	}
}

/* With --select of the consequence alone its cause is not run, and it is told. */
static void selected_alone_a_consequence_is_told(void **state)
{
	struct arena arena = { 0 };
	struct world world;
	const struct rule *rule = rules_find(slice_of("spf-mxless-no-spf"));

	(void)state;
	world_open(&world, world_with_apex(&arena, "@ A 11.0.0.1"));
	world.rules = (struct rule_set){ &rule, 1 };
	assert_int_equal(count_of(world_report(&world, "example.com"), rule->id), 1);
	world_close(&world);
	arena_release(&arena);
}

/* The same slip at several places of a record is one finding, which counts them. */
static void places_of_a_record_are_one_finding(void **state)
{
	static const struct {
		const char *text, *rule, *more;
		struct span span;
	} records[] = {
		{ "v=spf1 mx \xE2\x80\x8B\xE2\x80\x8B\xE2\x80\x8B"
		  "a -all",
			"spf-zero-width", NULL, { 10, 19 } },
		{ "v=spf1 mx\xE2\x80\x8B a\xE2\x80\x8B\xE2\x80\x8B a:ns.example.com\xE2\x80\x8B -all",
			"spf-zero-width", "in 2 more places", { 9, 12 } },
		{ "v=spf1 mx\\013\\010 -all", "spf-crlf", NULL, { 9, 11 } },
		{ "v=spf1 mx\\009a\\009-all", "spf-tab-separator", "in 1 more place)", { 9, 10 } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
		struct arena arena = { 0 };
		const struct report *report;
		const struct finding *finding;
		struct world world;

		report = example_judge(&world, arena_printf(&arena, "@ TXT \"%s\"", records[i].text));
		finding = report_find(report, records[i].rule);
		assert_int_equal(count_of(report, records[i].rule), 1);
		assert_int_equal(finding->span.first, records[i].span.first);
		assert_int_equal(finding->span.end, records[i].span.end);
		assert_non_null(finding->fix_text);
		assert_int_equal(records[i].more != NULL, strstr(finding->message, "more place") != NULL);
		assert_true(!records[i].more || strstr(finding->message, records[i].more));
		world_close(&world);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(follows_names_rules),
		cmocka_unit_test(follows_has_no_circle),
		cmocka_unit_test(what_is_folded_has_a_cause),
		cmocka_unit_test(a_fault_is_one_finding),
		cmocka_unit_test(other_faults_stay),
		cmocka_unit_test(selected_alone_a_consequence_is_told),
		cmocka_unit_test(places_of_a_record_are_one_finding),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	examples_release();
	return failed;
}
