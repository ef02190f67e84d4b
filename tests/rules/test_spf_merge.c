/* Several SPF records of a domain: the text that takes the place of the first one, and the records that go. */
#include "support/world.h"

#include <stdio.h>

/* Records that cost two lookups each. */
#define HELPERS \
	"\ns0 TXT \"v=spf1 a:ns.example.com ip4:11.0.0.0/24 -all\"\ns1 TXT \"v=spf1 a:ns.example.com -all\"\n" \
	"s2 TXT \"v=spf1 a:ns.example.com -all\"\ns3 TXT \"v=spf1 a:ns.example.com -all\"\n" \
	"s4 TXT \"v=spf1 a:ns.example.com -all\"\nt TXT \"v=spf1 include:s0.example.com -all\"\n"

static const struct {
	const char *zone, *merged; /* NULL: no text is offered */
	size_t deleted;
} cases[] = {
	{ "@ TXT \"v=spf1 ip4:11.0.0.7 -all\"\n@ TXT \"v=spf1 ip4:11.0.0.9 ~all\"",
		"v=spf1 ip4:11.0.0.7 ip4:11.0.0.9 -all", 1 },
	/* A record that refuses everybody is left over; its policy is not that of the senders. */
	{ "@ TXT \"v=spf1 -all\"\n@ TXT \"v=spf1 ip4:11.0.0.9 ~all\"", "v=spf1 ip4:11.0.0.9 ~all", 1 },
	/* Nobody is let through whom +all let through. */
	{ "@ TXT \"v=spf1 +all\"\n@ TXT \"v=spf1 ip4:11.0.0.9 +all\"", "v=spf1 ip4:11.0.0.9 ~all", 1 },
	{ "@ TXT \"v=spf1 ip4:11.0.0.9\"\n@ TXT \"v=spf1 redirect=s0.example.com\"" HELPERS,
		"v=spf1 ip4:11.0.0.9 redirect=s0.example.com", 1 },
	{ "@ TXT \"v=spf1 ip4:11.0.0.9 ~all\"\n@ TXT \"v=spf1 redirect=s0.example.com\"" HELPERS,
		"v=spf1 ip4:11.0.0.9 include:s0.example.com ~all", 1 },
	{ "@ TXT \"v=spf1 redirect=s0.example.com\"\n@ TXT \"v=spf1 redirect=s1.example.com\"" HELPERS,
		"v=spf1 include:s0.example.com include:s1.example.com ~all", 1 },
	/* The exceptions of one record do not reach the senders of another. */
	{ "@ TXT \"v=spf1 -ip4:11.0.0.7 ip4:11.0.0.0/24 -all\"\n@ TXT \"v=spf1 ip4:11.0.0.7 ?all\"",
		"v=spf1 ip4:11.0.0.7 -ip4:11.0.0.7 ip4:11.0.0.0/24 -all", 1 },
	{ "@ TXT \"v=spf1 a -all\"\n@ TXT \"v=spf1 A +mx -all\"\n@ TXT \"v=spf1 mx ~all\"\n@ MX 10 ns",
		"v=spf1 A mx -all", 2 },
	/* One term in two forms. */
	{ "@ TXT \"v=spf1 mx:Example.com. ip4:11.0.0.1/32 -all\"\n@ TXT \"v=spf1 mx/32 ip4:11.0.0.1 mx//64 ~all\"\n@ MX 10 ns",
		"v=spf1 mx/32 ip4:11.0.0.1 mx//64 -all", 1 },
	/* What a faulty record means is for its own findings to say. */
	{ "@ TXT \"v=spf1 ip4:11.0.0.7 -all\"\n@ TXT \"v=spf1 ip4:11.0.0 -all\"", NULL, 0 },
	/* Eleven lookups, of which one can be an address. */
	{ "@ TXT \"v=spf1 a:ns.example.com include:s0.example.com include:s1.example.com -all\"\n"
	  "@ TXT \"v=spf1 include:s2.example.com include:s3.example.com include:s4.example.com -all\"" HELPERS,
		"v=spf1 ip4:11.0.0.1 include:s0.example.com include:s1.example.com include:s2.example.com "
		"include:s3.example.com include:s4.example.com -all",
		1 },
	/* s0 is reached through t. */
	{ "@ TXT \"v=spf1 include:s0.example.com include:s1.example.com include:s2.example.com -all\"\n"
	  "@ TXT \"v=spf1 include:s3.example.com include:t.example.com a:ns.example.com -all\"" HELPERS,
		"v=spf1 include:s1.example.com include:s2.example.com include:s3.example.com "
		"include:t.example.com a:ns.example.com -all",
		1 },
	/* Too much whatever is done. */
	{ "@ TXT \"v=spf1 include:s0.example.com include:s1.example.com include:s2.example.com -all\"\n"
	  "@ TXT \"v=spf1 include:s3.example.com include:s4.example.com include:t.example.com "
	  "exists:%{i}.example.com -all\"" HELPERS,
		NULL, 0 },
};

static void merges(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena scratch = { 0 };
		const struct finding *finding;
		struct world world;

		world_open(&world, world_with_apex(&scratch, cases[i].zone));
		finding = report_find(world_report(&world, "example.com"), "spf-multiple-records");
		assert_non_null(finding);
		assert_int_equal(finding->record->number, 1);
		if (cases[i].merged)
			assert_string_equal(finding->fix_text, cases[i].merged);
		else
			assert_null(finding->fix_text);
		assert_int_equal(finding->deletes.count, cases[i].deleted);
		for (size_t k = 0; k < finding->deletes.count; k++)
			assert_ptr_not_equal(finding->deletes.at[k], finding->record);
		world_close(&world);
		arena_release(&scratch);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(merges) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
