/* Lists of rules: ids, families, and items that no rule has. */
#include "rules/registry.h"
#include "rules/selection.h"
#include "rules/topics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_lists(void **state)
{
	(void)state;
	assert_true(rules_list_has("mx-*,spf-plus-all", "spf-plus-all"));
	assert_true(rules_list_has(" spf-* ", "spf-plus-all"));
	assert_false(rules_list_has("spf-plus", "spf-plus-all"));
	assert_false(rules_list_has("", "spf-plus-all"));
}

static void test_unknown_items(void **state)
{
	struct slice item;

	(void)state;
	assert_false(rules_list_unknown("spf-*,mx-none", &item));
	assert_true(rules_list_unknown("spf-*,mx-nune,nothing", &item));
	assert_true(slice_is(item, "mx-nune"));
}

static void test_sets(void **state)
{
	struct arena arena = { 0 };
	struct rule_set all = rules_all(&arena), inside = rules_within(&arena, &all, "spf-*,dmarc-none"),
			outside = rules_without(&arena, &all, "spf-*,dmarc-none");

	(void)state;
	assert_int_equal(inside.count + outside.count, all.count);
	for (size_t i = 0; i < inside.count; i++)
		assert_true(!strncmp(inside.rules[i]->id, "spf-", 4) ||
			    !strcmp(inside.rules[i]->id, "dmarc-none"));
	for (size_t i = 0; i < outside.count; i++)
		assert_false(rules_list_has("spf-*,dmarc-none", outside.rules[i]->id));
	arena_release(&arena);
}

/* Each rule is on one page of the manual, and the pages are in the order of the registry. */
static void each_rule_has_a_topic(void **state)
{
	const struct rule_topic *last = rule_topics;

	(void)state;
	for (size_t i = 0; i < rules_count(); i++) {
		const struct rule_topic *topic = rule_topic_of(rules_at(i));
		size_t topics = 0;

		if (!topic)
			fail_msg("%s has no topic", rules_at(i)->id);
		for (const struct rule_topic *other = rule_topics; other->name; other++)
			topics += rules_list_has(other->list, rules_at(i)->id);
		assert_int_equal(topics, 1);
		last = topic > last ? topic : last;
	}
	assert_null(last[1].name);
}

static void a_word_means_rules(void **state)
{
	struct arena arena = { 0 };
	struct rule_set all = rules_all(&arena);
	const struct {
		const char *word, *list;
	} cases[] = {
		{ "spf", "spf-*" },
		{ "dns", "dns-*,dnssec-*" },
		{ "mta-sts", "mta-sts-*" },
		{ "spf-ip4-*", "spf-ip4-*" },
		{ "spf-plus-all", "spf-plus-all" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct rule_set meant = rules_meant(&arena, cases[i].word);
		struct rule_set wanted = rules_within(&arena, &all, cases[i].list);

		assert_true(wanted.count > 0);
		assert_int_equal(meant.count, wanted.count);
		for (size_t r = 0; r < meant.count; r++)
			assert_ptr_equal(meant.rules[r], wanted.rules[r]);
	}
	assert_int_equal(rules_meant(&arena, "spf-plusall").count, 0);
	assert_int_equal(rules_meant(&arena, "").count, 0);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_unknown_items),
		cmocka_unit_test(test_sets),
		cmocka_unit_test(each_rule_has_a_topic),
		cmocka_unit_test(a_word_means_rules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
