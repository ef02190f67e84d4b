/* Which line of a configuration decides on a rule, and on the findings of which files. */
#include "support/example.h"

#include "judge/house_config.h"
#include "rules/registry.h"

enum { NOW = 1795000000 /* 2026-11-18 */ };

static void say(struct arena *arena, struct level_section *section, const char *key, const char *value)
{
	struct config_fault fault;

	assert_true(level_section_set(arena, section, key, value, (struct text_place){ 0 }, &fault));
}

static void refuse(struct arena *arena, const char *key, const char *value, const char *unknown)
{
	struct level_section section = { 0 };
	struct config_fault fault = { 0 };

	assert_false(level_section_set(arena, &section, key, value, (struct text_place){ 0 }, &fault));
	if (unknown)
		assert_string_equal(fault.unknown, unknown);
	else
		assert_non_null(fault.expected);
}

static void an_id_counts_more_than_a_family_and_the_last_line_more_than_others(void **state)
{
	struct level_section section = { 0 };
	struct arena arena = { 0 };
	struct level level;

	(void)state;
	say(&arena, &section, "severity.spf-plus-all", "warning");
	say(&arena, &section, "severity.spf-*", "off");
	assert_true(level_section_find(&section, "spf-plus-all", NOW, &level));
	assert_false(level.off);
	assert_int_equal(level.severity, SEVERITY_WARNING);
	assert_true(level_section_find(&section, "spf-none", NOW, &level));
	assert_true(level.off);
	say(&arena, &section, "severity.spf-plus-all", "info");
	assert_true(level_section_find(&section, "spf-plus-all", NOW, &level));
	assert_int_equal(level.severity, SEVERITY_INFO);
	assert_false(level_section_find(&section, "dmarc-p-none", NOW, &level));
	arena_release(&arena);
}

static void what_ends_says_nothing_afterwards(void **state)
{
	struct level_section section = { 0 };
	struct arena arena = { 0 };
	struct level level;

	(void)state;
	say(&arena, &section, "ignore", "spf-none until 2026-11-18, spf-plus-all until 2026-11-17");
	assert_true(level_section_find(&section, "spf-none", NOW, &level));
	assert_false(level_section_find(&section, "spf-plus-all", NOW, &level));
	assert_true(
		level_section_find(&section, "spf-plus-all", 0, &level)); /* without a clock nothing ends */
	arena_release(&arena);
}

static void a_rule_is_off_when_no_file_turns_it_on(void **state)
{
	struct level_section check = { 0 }, files = { .path = "legacy" }, domain = { .of_domain = true };
	struct levels levels = { 0 };
	struct arena arena = { 0 };

	(void)state;
	*arena_append(&arena, &levels.sections) = &check;
	*arena_append(&arena, &levels.sections) = &files;
	*arena_append(&arena, &levels.sections) = &domain;
	say(&arena, &files, "ignore", "spf-none");
	assert_false(levels_turn_off(&levels, "spf-none", NOW));
	say(&arena, &check, "ignore", "spf-*");
	assert_true(levels_turn_off(&levels, "spf-none", NOW));
	assert_true(levels_turn_off(&levels, "spf-plus-all", NOW));
	say(&arena, &files, "severity.spf-plus-all", "info");
	assert_false(levels_turn_off(&levels, "spf-plus-all", NOW));
	say(&arena, &domain, "severity.spf-none", "error");
	assert_false(levels_turn_off(&levels, "spf-none", NOW));
	assert_false(levels_turn_off(NULL, "spf-none", NOW));
	arena_release(&arena);
}

static void faults_of_files_are_of_no_domain(void **state)
{
	struct level_section domain = { .of_domain = true };
	struct finding finding = { .rule = rules_find(slice_of("zone-ttl")), .severity = SEVERITY_ERROR };
	struct levels levels = { 0 };
	struct arena arena = { 0 };

	(void)state;
	*arena_append(&arena, &levels.sections) = &domain;
	say(&arena, &domain, "severity.zone-*", "warning");
	assert_true(levels_apply(&levels, NOW, true, &finding));
	assert_int_equal(finding.severity, SEVERITY_ERROR);
	assert_true(levels_apply(&levels, NOW, false, &finding));
	assert_int_equal(finding.severity, SEVERITY_WARNING);
	say(&arena, &domain, "ignore", "zone-ttl");
	assert_false(levels_apply(&levels, NOW, false, &finding));
	assert_true(levels_apply(NULL, NOW, false, &finding));
	arena_release(&arena);
}

static void what_cannot_be_read_is_refused(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	refuse(&arena, "severity.spf-plus-al", "info", "rule");
	refuse(&arena, "severity.", "info", "rule");
	refuse(&arena, "severity.spf-plus-all", "fatal", NULL);
	refuse(&arena, "severity.spf-plus-all", "", NULL);
	refuse(&arena, "ignore", "spf-plus-all until", NULL);
	refuse(&arena, "ignore", "spf-plus-all 2027-03-01", NULL);
	refuse(&arena, "ignore", "spf-plus-all until 2027-03-01 or so", NULL);
	refuse(&arena, "ignore", "spf-none, until 2027-03-01", "rule");
	arena_release(&arena);
}

static void names_below_are_not_the_name(void **state)
{
	struct acceptance acceptance = { .name = dns_name_of("example.com") };
	const struct dns_name name = dns_name_of("example.com"), below = dns_name_of("a.b.example.com"),
			      other = dns_name_of("anexample.com");

	(void)state;
	assert_true(acceptance_has_name(&acceptance, &name));
	assert_false(acceptance_has_name(&acceptance, &below));
	acceptance.below = true;
	assert_false(acceptance_has_name(&acceptance, &name));
	assert_true(acceptance_has_name(&acceptance, &below));
	assert_false(acceptance_has_name(&acceptance, &other));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_id_counts_more_than_a_family_and_the_last_line_more_than_others),
		cmocka_unit_test(what_ends_says_nothing_afterwards),
		cmocka_unit_test(a_rule_is_off_when_no_file_turns_it_on),
		cmocka_unit_test(faults_of_files_are_of_no_domain),
		cmocka_unit_test(what_cannot_be_read_is_refused),
		cmocka_unit_test(names_below_are_not_the_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
