/* Every row proves itself: its bad example raises it, its good example does not and is free of errors of its family. */
#include "support/example.h"

#include "dkim/key.h"
#include "dmarc/record.h"
#include "dns/present.h"
#include "dns/zone.h"
#include "spf/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void bad_example_raises_the_rule(void **state)
{
	const struct rule *rule = *state;
	struct world world;

	if (!rule->bad) {
		/* A thousand faulty lines are no example; tests/dns/test_zone_reader.c makes them. */
		/* a thousand faults, and bytes that no string holds */
		assert_true(slice_is(slice_of(rule->id), "zone-many-faults") ||
			    slice_is(slice_of(rule->id), "zone-utf16"));
		return;
	}
	if (!report_find(example_judge_alone(&world, rule->bad, rule), rule->id)) {
		const struct report *report = world.session.report;

		for (size_t i = 0; i < report->findings.count; i++)
			print_error("  raised instead: %s: %s\n", report->findings.at[i].rule->id,
				report->findings.at[i].message);
		fail_msg("%s is not raised by its bad example", rule->id);
	}
	world_close(&world);
}

/* "spf-" of "spf-plus-all". */
static bool same_family(const char *a, const char *b)
{
	size_t length = strcspn(a, "-") + 1;

	return strncmp(a, b, length) == 0;
}

static void good_example_is_silent(void **state)
{
	const struct rule *rule = *state;
	const struct report *report;
	struct world world;

	report = example_judge(&world, rule->good);
	for (size_t i = 0; i < report->findings.count; i++) {
		const struct finding *finding = &report->findings.at[i];

		if (strcmp(finding->rule->id, rule->id) == 0 ||
			(finding->severity == SEVERITY_ERROR && same_family(rule->id, finding->rule->id) &&
				strcmp(finding->rule->id, "dkim-selector-missing") != 0))
			fail_msg("the good example of %s raises %s: %s", rule->id, finding->rule->id,
				finding->message);
	}
	world_close(&world);
}

static size_t count_of(const struct report *report, const struct rule *rule)
{
	size_t count = 0;

	for (size_t i = 0; i < report->findings.count; i++)
		count += report->findings.at[i].rule == rule;
	return count;
}

/* The example with the record of a finding replaced by the one that the finding says to publish; all of its strings fit. */
static const char *mended(struct arena *arena, struct world *world, const struct finding *finding)
{
	uint8_t *copy = (uint8_t *)(uintptr_t)arena_copy(arena, world->text.bytes).at;
	struct slice text = { copy, world->text.bytes.len };
	struct text_place place = finding->record ? finding->record->place : (struct text_place){ 0 };
	bool moves = strncmp(finding->rule->id, "dkim-", 5) == 0 || strstr(finding->rule->id, "-wrong-name");
	bool replace = place.text && finding->fix_type == finding->type &&
		       (moves || dns_name_equal(&finding->fix_name, &finding->name));
	struct slice after = replace ? slice_part(text, place.end, text.len) : (struct slice){ 0 };
	struct bytes rdata = { 0 };
	const char *whole;

	for (size_t i = 0; i < finding->related.count; i++) { /* merged into the one */
		const struct published *other = finding->related.at[i].record;

		if (replace && other->place.text && dns_name_equal(&other->name, &finding->name))
			memset(copy + other->place.first, ' ', other->place.end - other->place.first);
	}
	if (finding->fix_type == DNS_TYPE_TXT)
		dns_present_text(&rdata, slice_of(finding->fix_text));
	else
		bytes_add_text(&rdata, finding->fix_text);
	bytes_add_byte(&rdata, 0);
	whole = arena_printf(arena, "; whole file\n%.*s\n%s. 60 %s %s\n%.*s",
		(int)(replace ? place.first : text.len), (const char *)text.at,
		dns_name_text(arena, &finding->fix_name), dns_type_text(arena, finding->fix_type),
		(const char *)rdata.at, (int)after.len, after.len ? (const char *)after.at : "");
	bytes_free(&rdata);
	return whole;
}

/* The record to publish is clean of the fault that it mends. */
static void fixes_mend(void **state)
{
	const struct rule *rule = *state;
	struct arena arena = { 0 };
	struct world world, again;
	const struct report *report;

	if (!rule->bad)
		return;
	report = example_judge_alone(&world, rule->bad, rule);
	for (size_t i = 0; i < report->findings.count; i++) {
		const struct finding *finding = &report->findings.at[i];
		const char *zone;

		if (finding->rule != rule || !finding->fix_text)
			continue;
		zone = mended(&arena, &world, finding);
		if (count_of(example_judge_alone(&again, zone, rule), rule) >= count_of(report, rule))
			fail_msg("%s is still there after its fix:\n%s", rule->id, zone);
		world_close(&again);
	}
	world_close(&world);
	arena_release(&arena);
}

static bool is_of_receiver(const char *id)
{
	return same_family(id, "gmail-") || same_family(id, "yahoo-") || same_family(id, "outlook-") ||
	       same_family(id, "apple-") || same_family(id, "laposte-");
}

static void rows_are_complete(void **state)
{
	(void)state;
	for (size_t i = 0; i < rules_count(); i++) {
		const struct rule *rule = rules_at(i);

		assert_non_null(rule->summary);
		assert_non_null(rule->why);
		assert_non_null(rule->good);
		/* What is wrong has to be mended; a note may only tell. */
		assert_true(rule->help || rule->severity == SEVERITY_INFO);
		/* What receivers require is in documents of their own. */
		assert_true(!rule->reference || strncmp(rule->reference, "RFC ", 4) == 0 ||
			    strncmp(rule->reference, "draft-", 6) == 0 ||
			    strncmp(rule->reference, "Gmail's ", 8) == 0 ||
			    strncmp(rule->reference, "Yahoo's ", 8) == 0 || is_of_receiver(rule->id));
		assert_int_equal(rule->scope == SCOPE_MESSAGE, strstr(rule->good, EXAMPLE_DNS) != NULL);
		assert_int_equal(rule->problem != 0, rule->check.domain == NULL);
		if (rule->problem && rule->scope != SCOPE_ZONE && !rule->message)
			fail_msg("%s has no message", rule->id);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(rule->id, rules_at(k)->id);
	}
}

/* Each kind of problem of a parser is claimed by the one rule that its list names. */
static void check_claims(enum rule_scope scope, const char *const *ids, int count)
{
	for (int kind = 1; kind < count; kind++) {
		size_t claims = 0;

		for (size_t i = 0; i < rules_count(); i++) {
			if (rules_at(i)->scope != scope || rules_at(i)->problem != kind)
				continue;
			claims++;
			assert_string_equal(rules_at(i)->id, ids[kind]);
		}
		if (claims != 1)
			fail_msg("%s is claimed by %zu rules", ids[kind], claims);
	}
}

static void each_problem_is_claimed_by_one_rule(void **state)
{
	static const char *const spf[] = {
		NULL,
#define SPF_PROBLEM(name, rule) rule,
#include "spf/problems.def"
	};
	static const char *const dkim[] = {
		NULL,
#define DKIM_PROBLEM(name, rule) rule,
#include "dkim/problems.def"
	};
	static const char *const dmarc[] = {
		NULL,
#define DMARC_PROBLEM(name, rule) rule,
#include "dmarc/problems.def"
	};

	(void)state;
	check_claims(SCOPE_SPF, spf, SPF_PROBLEMS);
	check_claims(SCOPE_DKIM, dkim, DKIM_PROBLEMS);
	check_claims(SCOPE_DMARC, dmarc, DMARC_PROBLEMS);
	for (int kind = ZONE_FAULT_SYNTAX; kind <= ZONE_FAULT_SUPPRESSION_DATE; kind++) {
		size_t claims = 0;

		for (size_t i = 0; i < rules_count(); i++)
			claims += rules_at(i)->scope == SCOPE_ZONE && rules_at(i)->problem == kind + 1;
		assert_int_equal(claims, 1);
	}
}

int main(void)
{
	size_t count = 0;
	struct CMUnitTest *tests = calloc(rules_count() * 3 + 2, sizeof *tests);

	tests[count++] = (struct CMUnitTest)cmocka_unit_test(rows_are_complete);
	tests[count++] = (struct CMUnitTest)cmocka_unit_test(each_problem_is_claimed_by_one_rule);
	for (size_t i = 0; i < rules_count(); i++) {
		char name[128];

		snprintf(name, sizeof name, "%s: bad", rules_at(i)->id);
		tests[count++] = (struct CMUnitTest){ strdup(name), bad_example_raises_the_rule, NULL, NULL,
			(void *)(uintptr_t)rules_at(i) };
		snprintf(name, sizeof name, "%s: good", rules_at(i)->id);
		tests[count++] = (struct CMUnitTest){ strdup(name), good_example_is_silent, NULL, NULL,
			(void *)(uintptr_t)rules_at(i) };
		snprintf(name, sizeof name, "%s: fix", rules_at(i)->id);
		tests[count++] = (struct CMUnitTest){ strdup(name), fixes_mend, NULL, NULL,
			(void *)(uintptr_t)rules_at(i) };
	}
	count = (size_t)_cmocka_run_group_tests("rule examples", tests, count, NULL, NULL);
	examples_release();
	return (int)count;
}
