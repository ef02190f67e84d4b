/* What findings about SPF offer for a whole zone: the one text that was meant, and nothing that another finding would undo. */
#include "support/world.h"

#include "print/summary.h"

#include <string.h>

/* The zone, a rule that it raises, and its fix (NULL: none is offered). */
static const struct {
	const char *zone, *rule, *fix;
} fixes[] = {
	/* The comma is mended; the include with a comma in its name is not removed for that. */
	{ "@ TXT \"v=spf1 include:a.example.net,b.example.net ~all\"", "spf-comma-separator",
		"v=spf1 include:a.example.net include:b.example.net ~all" },
	{ "@ TXT \"v=spf1 include:a.example.com,b.example.com ~all\"", "spf-include-nxdomain", NULL },
	{ "@ TXT \"v=spf1 mx include:gone.example.com ~all\"\n@ MX 10 ns", "spf-include-nxdomain",
		"v=spf1 mx ~all" },
	{ "@ TXT \"v=spf1 include:gone.example.com ~all\"", "spf-include-nxdomain", NULL },
	{ "@ TXT \"v=spf1 include:ns.example.com ~all\"", "spf-include-none",
		"v=spf1 a:ns.example.com ~all" },
	{ "@ TXT \"v=spf1 mx:ns.example.com ~all\"", "spf-mx-no-mx", "v=spf1 a:ns.example.com ~all" },
	{ "@ TXT \"v=spf1 a:s.example.com ~all\"\ns TXT \"v=spf1 ip4:11.0.0.7 -all\"", "spf-a-no-address",
		"v=spf1 include:s.example.com ~all" },
	{ "@ TXT \"v=spf1 a:spf.protection.outlook.com ~all\"", "spf-host-of-include",
		"v=spf1 include:spf.protection.outlook.com ~all" },
	{ "@ TXT \"v=spf1 ~mx:_spf.google.com ~all\"", "spf-host-of-include",
		"v=spf1 ~include:_spf.google.com ~all" },
	{ "@ TXT \"v=spf1 include:spf.google.com ~all\"", "spf-include-known-dead",
		"v=spf1 include:_spf.google.com ~all" },
	{ "@ TXT \"v=spf1 ip4:11.0.0.0/24 a -ip4:11.0.0.5 -all\"\n@ A 11.0.1.1", "spf-conflicting-qualifiers",
		"v=spf1 -ip4:11.0.0.5 ip4:11.0.0.0/24 a -all" },
	{ "@ TXT \"v=spf1 ip4:11.0.0.5 -ip4:11.0.0.5 -all\"", "spf-conflicting-qualifiers",
		"v=spf1 ip4:11.0.0.5 -all" },
	{ "@ TXT \"v=spf1 mx ?all include:a.example.com -all\"\n@ MX 10 ns", "spf-terms-after-all",
		"v=spf1 mx include:a.example.com ?all" },
};

static const struct {
	const char *zone, *rule;
} silent[] = {
	{ "@ TXT \"v=spf1 mx \\226\\128\\148 all\"\n@ MX 10 ns", "spf-plus-all" },
	{ "@ TXT \"v=spf1 mx \\226\\128\\148 all\"\n@ MX 10 ns", "gmail-spf-suspicious" },
	{ "@ TXT \"v=spf1 mx - all\"\n@ MX 10 ns", "gmail-spf-suspicious" },
	{ "@ TXT \"v=spf1 ip4:11.2.3.4 -ip4:11.2.3.0/24 ~all\"", "spf-conflicting-qualifiers" },
	{ "@ TXT \"v=spf1 a:www1.your-server.de ~all\"", "spf-host-of-include" },
	{ "@ TXT \"v=spf1 mx redirct=s.example.com\"\n@ MX 10 ns", "spf-missing-all" },
	{ "@ TXT \"v=spf1 mx allMS=ms1\"\n@ MX 10 ns", "spf-missing-all" },
	{ "@ TXT \"v=spf1 exists:*.example.net -all\"", "spf-exists-constant" },
};

static struct world *open_zone(struct world *world, struct arena *arena, const char *zone)
{
	world_open(world, world_with_apex(arena, zone));
	return world;
}

static void each_finding_offers_what_was_meant(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof fixes / sizeof *fixes; i++) {
		const struct finding *finding;
		struct arena arena = { 0 };
		struct world world;

		finding = report_find(
			world_report(open_zone(&world, &arena, fixes[i].zone), "example.com"), fixes[i].rule);
		if (!finding)
			fail_msg("%s does not raise %s", fixes[i].zone, fixes[i].rule);
		if (!fixes[i].fix != !finding->fix_text ||
			(fixes[i].fix && strcmp(fixes[i].fix, finding->fix_text) != 0))
			fail_msg("%s: %s offers %s", fixes[i].zone, fixes[i].rule,
				finding->fix_text ? finding->fix_text : "nothing");
		world_close(&world);
		arena_release(&arena);
	}
}

static void what_another_finding_says_is_not_said_twice(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
		struct arena arena = { 0 };
		struct world world;

		if (report_find(world_report(open_zone(&world, &arena, silent[i].zone), "example.com"),
			    silent[i].rule))
			fail_msg("%s raises %s", silent[i].zone, silent[i].rule);
		world_close(&world);
		arena_release(&arena);
	}
}

/* "redirect" hands over to the target's "all", which the summary tells. */
static void the_all_of_a_redirect_is_told(void **unused)
{
	struct arena arena = { 0 };
	struct world world;
	struct summary summary;
	const char *text = NULL;

	(void)unused;
	open_zone(&world, &arena,
		"@ TXT \"v=spf1 redirect=s.example.com\"\ns TXT \"v=spf1 ip4:11.0.0.7 ~all\"");
	summary = summarize(&world.arena, world_report(&world, "example.com")->domain);
	for (size_t i = 0; i < summary.lines.count; i++)
		if (strcmp(summary.lines.at[i].label, "SPF") == 0)
			text = summary.lines.at[i].text;
	assert_non_null(text);
	assert_non_null(strstr(text, "~all"));
	assert_null(strstr(text, "no \"all\""));
	world_close(&world);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_finding_offers_what_was_meant),
		cmocka_unit_test(what_another_finding_says_is_not_said_twice),
		cmocka_unit_test(the_all_of_a_redirect_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
