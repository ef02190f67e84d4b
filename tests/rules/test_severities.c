/*
 * The severity that a finding has is one that its row lists: in all examples, in the zones of the golden cases, and where a
 * rule tells a lesser or greater form from the usual one.
 */
#include "support/example.h"

#include "dmarc/suffix_list.h"
#include "text/open.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>

static void check_all(const char *what, const struct findings *findings)
{
	for (size_t i = 0; i < findings->list.count; i++) {
		const struct finding *finding = &findings->list.at[i];

		if (!rule_may_have(finding->rule, finding->severity))
			fail_msg("%s: %s is %s here, which its row does not list: %s", what,
				finding->rule->id, severity_text(finding->severity), finding->message);
	}
}

static void check_report(const char *what, const struct report *report)
{
	struct findings told = { 0 };

	told.list.at = report->findings.at;
	told.list.count = report->findings.count;
	check_all(what, &told);
	check_all(what, &report->folded);
}

static void examples_keep_to_their_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < rules_count(); i++) {
		const char *const examples[] = { rules_at(i)->bad, rules_at(i)->good };

		for (size_t k = 0; k < 2; k++) {
			struct world world;

			if (!examples[k])
				continue;
			check_report(rules_at(i)->id, example_judge(&world, examples[k]));
			world_close(&world);
		}
	}
}

/* Judges the n-th domain of a zone, in a world of its own; false when there are no more. */
static bool judge_domain(const char *path, const char *zone, size_t number)
{
	static struct suffix_list *suffixes;
	const struct zone_names *names;
	struct world world;
	bool found;

	world_open(&world, zone);
	suffixes = suffixes ? suffixes : suffix_list_open(NULL, NULL);
	world.options.suffixes = suffixes;
	names = zone_names_find(&world.arena, world.zones);
	world.options.zone_names = names;
	found = number < names->domains.count;
	if (found) {
		struct dns_name domain = zone_set_name(world.zones, names->domains.at[number]);

		check_report(path, world_report(&world, dns_name_text(&world.arena, &domain)));
	}
	world_close(&world);
	return found;
}

static void judge_zone_file(const char *path)
{
	struct arena arena = { 0 };
	struct text file;
	const char *zone;

	if (text_open(&file, path, &(struct text_wish){ .kind = TEXT_DATA }))
		fail_msg("cannot read %s", path);
	zone = arena_printf(&arena, "%.*s", (int)file.bytes.len, (const char *)file.bytes.at);
	for (size_t i = 0; judge_domain(path, zone, i); i++)
		;
	text_close(&file);
	arena_release(&arena);
}

static void golden_zones_keep_to_their_rows(void **state)
{
	static const char *const patterns[] = { TESTS_FOLDER "/cases/*/*/*zone*",
		TESTS_FOLDER "/cases/*/*/db.*" };
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
		glob_t found;

		if (glob(patterns[i], 0, NULL, &found) == 0)
			for (size_t k = 0; k < found.gl_pathc; k++, count++)
				judge_zone_file(found.gl_pathv[k]);
		globfree(&found);
	}
	assert_true(count > 10);
}

#define ASKED_AT(server, type, outcome) "; @answer example.com " type " " outcome " aa at=" server "\n"
#define TWO_SERVERS \
	"; live\n; with --authoritative\n@ NS ns2\nns2 A 11.0.0.2\n@ TXT \"v=spf1 a -all\"\n@ A 11.0.0.9\n"
#define FIRST_ANSWERS \
	ASKED_AT("11.0.0.1", "TXT", "answer") "example.com.11-0-0-1.udp.invalid. TXT \"v=spf1 a -all\"\n"

/* Both forms of a rule that has two: the zone, the rule, and what it is there. */
static void rules_with_two_severities(void **state)
{
	static const struct {
		const char *zone, *rule;
		enum severity severity;
	} cases[] = {
		{ "@ TXT \"v=spf1 ip4:11.0.0.0/16 ip4:11.2.0.0/16 -all\"", "spf-total-addresses",
			SEVERITY_INFO },
		{ "@ TXT \"v=spf1 mx -all\"\n_dmarc TXT \"v=spf1 mx -all\"", "spf-at-dmarc-name",
			SEVERITY_ERROR },
		{ "@ TXT \"v=spf1 mx -all\"\n_dmarc TXT \"v=spf1 mx -all\"\n_dmarc TXT \"v=DMARC1; p=reject\"",
			"spf-at-dmarc-name", SEVERITY_WARNING },
		{ "@ TXT \"v=spf1 mx -all\"", "dmarc-none", SEVERITY_WARNING },
		{ "; with --volume bulk\n@ TXT \"v=spf1 mx -all\"", "dmarc-none", SEVERITY_ERROR },
		{ "; @answer example.com TXT servfail", "dns-servfail", SEVERITY_INFO },
		{ TWO_SERVERS FIRST_ANSWERS ASKED_AT("11.0.0.2", "TXT", "servfail"), "dns-servfail",
			SEVERITY_ERROR },
		{ TWO_SERVERS FIRST_ANSWERS ASKED_AT("11.0.0.2", "TXT", "refused"), "dns-refused",
			SEVERITY_ERROR },
		{ "_dmarc TXT \"v=DMARC1; rua=mailto:d@example.com\"", "dmarc-p-missing", SEVERITY_WARNING },
		{ "_dmarc TXT \"v=DMARC1; pct=50\"", "dmarc-p-missing", SEVERITY_ERROR },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct finding *finding;
		struct world world;

		finding = report_find(example_judge(&world, cases[i].zone), cases[i].rule);
		if (!finding || finding->severity != cases[i].severity)
			fail_msg("%s: %s is %s, and is to be %s", cases[i].zone, cases[i].rule,
				finding ? severity_text(finding->severity) : "not there",
				severity_text(cases[i].severity));
		world_close(&world);
	}
}

/* A private network is one fault, whatever its size. */
static void a_private_network_is_not_broad(void **state)
{
	struct world world;
	const struct report *report = example_judge(&world, "@ TXT \"v=spf1 ip4:10.0.0.0/8 -all\"");

	(void)state;
	assert_int_equal(report_find(report, "spf-private-ip")->severity, SEVERITY_INFO);
	assert_null(report_find(report, "spf-ip4-broad"));
	world_close(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples_keep_to_their_rows),
		cmocka_unit_test(golden_zones_keep_to_their_rows),
		cmocka_unit_test(rules_with_two_severities),
		cmocka_unit_test(a_private_network_is_not_broad),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	examples_release();
	return failed;
}
