/* Lists of rules: ids, families, and items that no rule has. */
#include "rules/registry.h"
#include "rules/selection.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_unknown_items),
		cmocka_unit_test(test_sets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
