/* Whom a record authorizes, by name: what two records have in common where DNS does not tell the addresses. */
#include "support/world.h"

#include "spf/senders.h"

/* A record of example.com, and what it includes below example.com; everything else is not answered. */
static struct spf_senders senders_of(struct world *world, const char *zone)
{
	struct arena scratch = { 0 };
	const struct report *report;

	world_open(world, world_with_apex(&scratch, zone));
	world->arena = scratch;
	report = world_report(world, "example.com");
	assert_non_null(report->domain->spf_tree);
	return spf_senders_find(&world->arena, report->domain->spf_tree);
}

static size_t open_ones(const struct spf_senders *senders)
{
	size_t count = 0;

	for (size_t i = 0; i < senders->list.count; i++)
		count += senders->list.at[i].open && senders->list.at[i].result == SPF_PASS;
	return count;
}

/* How many senders of the first record, whose addresses are not known, do not pass by the second. */
static size_t lost(const char *before, const char *after)
{
	struct world worlds[2];
	struct spf_senders old = senders_of(&worlds[0], before), new = senders_of(&worlds[1], after);
	size_t count = 0;

	for (size_t i = 0; i < old.list.count; i++)
		count += old.list.at[i].open && old.list.at[i].result == SPF_PASS &&
			 !spf_senders_pass(&new, &old.list.at[i]);
	world_close(&worlds[0]);
	world_close(&worlds[1]);
	return count;
}

static void what_is_not_known_is_open(void **state)
{
	static const struct {
		const char *zone;
		size_t open;
	} cases[] = {
		{ "@ TXT \"v=spf1 ip4:11.0.0.1 a:ns.example.com -all\"", 0 },
		{ "@ TXT \"v=spf1 include:a.example.net a:b.example.net mx:c.example.net -all\"", 3 },
		{ "@ TXT \"v=spf1 mx -all\"\n@ MX 10 mx1.example.net.\n@ MX 20 mx2.example.net.\n@ MX 30 ns",
			2 },
		{ "@ TXT \"v=spf1 exists:%{i}.example.com ptr a:%{o}.example.net include:%{d}.example.net -all\"",
			4 },
		{ "@ TXT \"v=spf1 redirect=a.example.net\"", 1 },
		{ "@ TXT \"v=spf1 -include:a.example.net ~a:b.example.net ?exists:%{i}.example.net ~all\"",
			0 },
		{ "@ TXT \"v=spf1 -all include:a.example.net\"", 0 },
		{ "@ TXT \"v=spf1 include:in.example.com -all\"\nin TXT \"v=spf1 -all\"", 0 },
		{ "@ TXT \"v=spf1 include:in.example.com -all\"\n"
		  "in TXT \"v=spf1 include:a.example.net ~include:b.example.net ?all\"",
			1 },
		{ "@ TXT \"v=spf1 ~include:in.example.com -all\"\nin TXT \"v=spf1 include:a.example.net ?all\"",
			0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct world world;
		struct spf_senders senders = senders_of(&world, cases[i].zone);

		if (open_ones(&senders) != cases[i].open)
			fail_msg("%zu open senders: %s", open_ones(&senders), cases[i].zone);
		world_close(&world);
	}
}

#define RECORD(terms) "@ TXT \"v=spf1 " terms "\"\n"

static void senders_are_the_same_by_name(void **state)
{
	static const struct {
		const char *before, *after;
		size_t lost;
	} cases[] = {
		{ RECORD("include:a.example.net -all"), RECORD("include:A.example.net. ~all"), 0 },
		{ RECORD("include:a.example.net -all"), RECORD("redirect=a.example.net"), 0 },
		{ RECORD("redirect=a.example.net"), RECORD("include:a.example.net -all"), 0 },
		{ RECORD("include:a.example.net -all"),
			RECORD("include:in.example.com -all") "in TXT \"v=spf1 include:a.example.net ?all\"",
			0 },
		{ RECORD("include:a.example.net -all"),
			RECORD("include:in.example.com -all") "in TXT \"v=spf1 ~include:a.example.net ?all\"",
			1 },
		{ RECORD("include:a.example.net -all"), RECORD("include:b.example.net -all"), 1 },
		{ RECORD("include:a.example.net -all"), RECORD("a:a.example.net -all"), 1 },
		{ RECORD("a:a.example.net -all"), RECORD("a:a.example.net/24 -all"), 0 },
		{ RECORD("a:a.example.net/24 -all"), RECORD("a:a.example.net -all"), 1 },
		{ RECORD("mx -all") "@ MX 10 a.example.net.", RECORD("a:a.example.net -all"), 0 },
		{ RECORD("exists:%{i}.a.example.net -all"), RECORD("+exists:%{I}.A.example.net -all"), 0 },
		{ RECORD("exists:%{i}.a.example.net -all"), RECORD("exists:%{h}.a.example.net -all"), 1 },
		{ RECORD("ptr -all"), RECORD("ptr:example.com -all"), 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (lost(cases[i].before, cases[i].after) != cases[i].lost)
			fail_msg("%zu lost: %s / %s", lost(cases[i].before, cases[i].after), cases[i].before,
				cases[i].after);
}

static void expect_default(const char *zone, bool known, enum spf_result result)
{
	struct world world;
	struct arena scratch = { 0 };
	const struct spf_node *redirect;
	enum spf_result found;

	world_open(&world, world_with_apex(&scratch, zone));
	world.arena = scratch;
	if (spf_default_result(world_report(&world, "example.com")->domain->spf_tree, &found, &redirect) !=
			known ||
		(known && found != result) || (!known && !redirect))
		fail_msg("%s", zone);
	world_close(&world);
}

static void section_6_1_the_target_of_a_redirect_decides(void **state)
{
	(void)state;
	expect_default(RECORD("-all"), true, SPF_FAIL);
	expect_default(RECORD("mx ~all"), true, SPF_SOFTFAIL);
	expect_default(RECORD("all"), true, SPF_PASS);
	expect_default(RECORD("mx"), true, SPF_NEUTRAL);
	expect_default(RECORD("redirect=in.example.com") "in TXT \"v=spf1 -all\"", true, SPF_FAIL);
	expect_default(RECORD("redirect=in.example.com ~all") "in TXT \"v=spf1 -all\"", true, SPF_SOFTFAIL);
	expect_default(RECORD("redirect=in.example.com") "in TXT \"v=spf1 mx\"", true, SPF_NEUTRAL);
	expect_default(RECORD("redirect=a.example.net"), false, SPF_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_known_is_open),
		cmocka_unit_test(senders_are_the_same_by_name),
		cmocka_unit_test(section_6_1_the_target_of_a_redirect_decides),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
