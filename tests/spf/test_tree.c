/* The look-ups of a record and all it includes (RFC 7208 section 4.6.4). */
#include "support/world.h"

static const struct spf_tree *tree_of(struct world *world, const char *zone)
{
	struct arena scratch = { 0 };
	const struct report *report;

	world_open(world, world_with_apex(&scratch, zone));
	world->arena = scratch;
	report = world_report(world, "example.com");
	assert_non_null(report->domain->spf_tree);
	return report->domain->spf_tree;
}

static void expect(const char *zone, unsigned lookups, unsigned voids)
{
	struct world world;
	const struct spf_tree *tree = tree_of(&world, zone);

	assert_int_equal(tree->lookups, lookups);
	assert_int_equal(tree->void_lookups, voids);
	world_close(&world);
}

static void terms_that_ask_dns_are_counted(void **state)
{
	(void)state;
	expect("@ TXT \"v=spf1 ip4:192.0.2.1 ip6:2001:db8::1 exp=e.example.com -all\"", 0, 0);
	expect("@ TXT \"v=spf1 a mx ptr exists:%{i}.example.com -all\"\n@ A 192.0.2.1\n@ MX 0 ns", 4, 0);
	expect("@ TXT \"v=spf1 exists:%{p}.example.com -all\"", 2, 0);
}

static void includes_count_with_all_below_them(void **state)
{
	(void)state;
	expect("@ TXT \"v=spf1 include:a.example.com include:b.example.com -all\"\n"
	       "a TXT \"v=spf1 mx include:b.example.com -all\"\na MX 0 ns\nb TXT \"v=spf1 a:ns.example.com "
	       "-all\"",
		6, 0);
	expect("@ TXT \"v=spf1 a:ns.example.com redirect=r.example.com\"\nr TXT \"v=spf1 a:ns.example.com "
	       "-all\"",
		3, 0);
}

static void sections_5_1_and_6_1_dead_terms_do_not_count(void **state)
{
	(void)state;
	expect("@ TXT \"v=spf1 -all include:a.example.com mx\"", 0, 0);
	expect("@ TXT \"v=spf1 redirect=r.example.com -all\"", 0, 0);
}

static void names_without_data_are_void(void **state)
{
	(void)state;
	expect("@ TXT \"v=spf1 a:gone.example.com mx:ns.example.com include:none.example.com -all\"", 3, 3);
}

static void a_loop_ends(void **state)
{
	struct world world;
	const struct spf_tree *tree;

	(void)state;
	tree = tree_of(&world,
		"@ TXT \"v=spf1 include:a.example.com -all\"\na TXT \"v=spf1 include:example.com -all\"");
	assert_true(tree->lookups > SPF_LOOKUPS_MOST); /* section 4.6.4: whoever goes round gets there */
	assert_int_equal(tree->root->children[0]->children[0]->status, SPF_NODE_LOOP);
	world_close(&world);
}

static void a_fan_of_includes_is_cut(void **state)
{
	struct bytes zone = { 0 };
	struct world world;
	const struct spf_tree *tree;

	(void)state;
	bytes_add_text(&zone, "@ TXT \"v=spf1 include:l0.example.com -all\"\n");
	for (int level = 0; level < 12; level++) {
		bytes_printf(&zone, "l%d TXT \"v=spf1", level);
		for (int i = 0; i < 8; i++)
			bytes_printf(&zone, " include:l%d.example.com", level + 1);
		bytes_add_text(&zone, " -all\"\n");
	}
	bytes_add_byte(&zone, 0);
	tree = tree_of(&world, (const char *)zone.at);
	assert_true(tree->lookups > SPF_LOOKUPS_MOST);
	assert_true(tree->nodes < 1000);
	world_close(&world);
	bytes_free(&zone);
}

static void what_does_not_answer_is_not_void(void **state)
{
	struct world world;
	const struct spf_tree *tree;

	(void)state;
	tree = tree_of(
		&world, "@ TXT \"v=spf1 include:a.example.com -all\"\n; @answer a.example.com. TXT servfail");
	assert_int_equal(tree->root->children[0]->status, SPF_NODE_UNANSWERED);
	assert_int_equal(tree->void_lookups, 0);
	assert_int_equal(world.session.report->unanswered.count,
		2); /* with _dmarc.com, which lies outside this world */
	world_close(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(terms_that_ask_dns_are_counted),
		cmocka_unit_test(includes_count_with_all_below_them),
		cmocka_unit_test(sections_5_1_and_6_1_dead_terms_do_not_count),
		cmocka_unit_test(names_without_data_are_void),
		cmocka_unit_test(a_loop_ends),
		cmocka_unit_test(a_fan_of_includes_is_cut),
		cmocka_unit_test(what_does_not_answer_is_not_void),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
