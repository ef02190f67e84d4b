/* The limits of RFC 7208 section 4.6.4, and what sections 10 and 11 say of them. */
#include "support/evaluate.h"

#include <string.h>

static const char client[] = "192.0.2.1";

/* A record of many equal terms. */
static char *repeated(struct arena *arena, const char *start, const char *term, int count, const char *end)
{
	struct bytes text = { 0 };
	char *record;

	bytes_add_text(&text, start);
	for (int i = 0; i < count; i++) {
		bytes_add_byte(&text, ' ');
		bytes_add_text(&text, term);
	}
	bytes_add_text(&text, end);
	bytes_add_byte(&text, 0);
	record = arena_strdup(arena, (const char *)text.at);
	bytes_free(&text);
	return record;
}

static const char hosts[] = "hit A 198.51.100.1\nhit AAAA 2001:db8::9\nhit MX 0 hit\n";

/* "MUST limit the total number of those terms to 10" */
static void section_4_6_4_ten_lookups_are_allowed(void **state)
{
	static const char *const terms[] = { "a:hit.example.com", "mx:hit.example.com",
		"include:i.example.com", "ptr:hit.example.com" };

	(void)state;
	for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
		struct arena arena = { 0 };
		const char *zone = arena_printf(&arena,
			"%si TXT \"v=spf1 ?all\"\n1.2.0.192.in-addr.arpa. PTR x.example.net.\n"
			"x.example.net. A 192.0.2.1",
			hosts);

		expect_record(zone, repeated(&arena, "v=spf1", terms[i], 10, " ~all"), client, "softfail");
		expect_record(zone, repeated(&arena, "v=spf1", terms[i], 11, " ~all"), client, "permerror");
		arena_release(&arena);
	}
}

static void section_4_6_4_eleventh_lookup_is_permerror(void **state)
{
	struct arena arena = { 0 };
	struct check check;
	const struct spf_evaluation *evaluation;

	(void)state;
	check_open(&check,
		arena_printf(&arena, "%s@ TXT \"%s\"\nten TXT \"%s\"", hosts,
			repeated(&arena, "v=spf1", "a:hit.example.com", 10, " exists:hit.example.com +all"),
			repeated(&arena, "v=spf1", "a:hit.example.com", 9,
				" exists:hit.example.com mx -all")));
	evaluation = check_expect(&check, client, "example.com", "permerror");
	expect_decided(evaluation, "exists:hit.example.com");
	assert_int_equal(evaluation->lookups, SPF_LOOKUPS_MOST + 1);
	assert_int_equal(evaluation->root->decided->outcome, SPF_STEP_PERMERROR);
	/* The tenth decides; what stands behind it is not evaluated. */
	evaluation = check_expect(&check, client, "ten.example.com", "pass");
	expect_counts(evaluation, 10, 0);
	check_close(&check);
	arena_release(&arena);
}

static void section_4_6_4_redirect_counts(void **state)
{
	struct arena arena = { 0 };
	const char *zone = arena_printf(&arena, "%sr TXT \"v=spf1 +all\"", hosts);

	(void)state;
	expect_record(zone, repeated(&arena, "v=spf1", "a:hit.example.com", 9, " redirect=r.example.com"),
		client, "pass");
	expect_record(zone, repeated(&arena, "v=spf1", "a:hit.example.com", 10, " redirect=r.example.com"),
		client, "permerror");
	arena_release(&arena);
}

/* "the "all", "ip4", and "ip6" mechanisms, and the "exp" modifier ... not subject to this limit" */
static void section_4_6_4_terms_without_lookups_do_not_count(void **state)
{
	struct arena arena = { 0 };
	struct check check;

	(void)state;
	check_open(&check,
		arena_printf(&arena, "%s@ TXT \"%s\"\nwhy TXT \"no\"", hosts,
			repeated(&arena, "v=spf1 ip6:2001:db8::/32 ip4:198.51.100.1 x=%{p}",
				"a:hit.example.com", 10, " ip4:203.0.113.1 exp=why.example.com -all")));
	expect_counts(check_expect(&check, client, "example.com", "fail"), 10, 0);
	expect_explanation(check_run(&check, client, "example.com"), "no");
	check_close(&check);
	arena_release(&arena);
}

/* Section 4.1: "tracked as a single global limit for all evaluations" */
static void sections_4_1_and_4_6_4_limit_is_global(void **state)
{
	struct arena arena = { 0 };
	struct check check;
	const struct spf_evaluation *evaluation;

	(void)state;
	check_open(&check, arena_printf(&arena,
				   "%s@ TXT \"v=spf1 include:i.example.com include:j.example.com ~all\"\n"
				   "i TXT \"%s\"\nj TXT \"%s\"\nx TXT \"v=spf1 a:hit.example.com "
				   "redirect=example.com\"\n"
				   "y TXT \"v=spf1 redirect=x.example.com\"",
				   hosts, repeated(&arena, "v=spf1", "a:hit.example.com", 4, " -all"),
				   repeated(&arena, "v=spf1", "mx:hit.example.com", 4, " -all")));
	evaluation = check_expect(&check, client, "example.com", "softfail");
	expect_counts(evaluation, 10, 0);
	assert_int_equal(evaluation->root->steps[0].lookups, 5);
	assert_int_equal(evaluation->root->steps[1].lookups, 5);
	check_expect(&check, client, "x.example.com", "permerror");
	check_expect(&check, client, "y.example.com", "permerror");
	check_close(&check);
	arena_release(&arena);
}

static void section_4_6_4_loops_end_in_permerror(void **state)
{
	struct check check;

	(void)state;
	check_open(&check,
		"@ TXT \"v=spf1 include:example.com -all\"\na TXT \"v=spf1 include:b.example.com\"\n"
		"b TXT \"v=spf1 redirect=a.example.com\"\nr TXT \"v=spf1 redirect=r.example.com\"");
	check_expect(&check, client, "example.com", "permerror");
	check_expect(&check, client, "a.example.com", "permerror");
	check_expect(&check, client, "r.example.com", "permerror");
	check_close(&check);
}

static const char *mx_zone(struct arena *arena, int count)
{
	struct bytes text = { 0 };
	char *zone;

	for (int i = 1; i <= count; i++)
		bytes_printf(
			&text, "@ MX %d h%d\nh%d A 192.0.2.%d\nh%d AAAA 2001:db8::%x\n", i, i, i, i, i, i);
	bytes_add_byte(&text, 0);
	zone = arena_strdup(arena, (const char *)text.at);
	bytes_free(&text);
	return zone;
}

/* "MUST NOT result in querying more than 10 address records ... the "mx" mechanism MUST produce a "permerror" result" */
static void section_4_6_4_mx_hosts(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	expect_record(mx_zone(&arena, 10), "v=spf1 mx -all", "192.0.2.10", "pass");
	expect_record(mx_zone(&arena, 10), "v=spf1 mx -all", "192.0.2.11", "fail");
	expect_record(mx_zone(&arena, 10), "v=spf1 mx -all", "2001:db8::a", "pass");
	expect_record(mx_zone(&arena, 11), "v=spf1 mx -all", "192.0.2.11", "permerror");
	expect_record(mx_zone(&arena, 11), "v=spf1 mx +all", "192.0.2.99", "permerror");
	expect_record(mx_zone(&arena, 11), "v=spf1 mx +all", "2001:db8::b", "permerror");
	expect_record(mx_zone(&arena, 11), "v=spf1 ip4:192.0.2.99 mx -all", "192.0.2.99", "pass");
	arena_release(&arena);
}

/* "These limits are per mechanism": twice ten hosts are within them, and each mx counts once against the ten terms. */
static void section_4_6_4_mx_limit_is_per_mechanism(void **state)
{
	struct arena arena = { 0 };
	struct check check;
	const struct spf_evaluation *evaluation;

	(void)state;
	check_open(&check,
		arena_printf(&arena, "%s@ TXT \"v=spf1 mx mx:example.com -all\"", mx_zone(&arena, 10)));
	evaluation = check_expect(&check, "192.0.2.99", "example.com", "fail");
	expect_counts(evaluation, 2, 0);
	check_close(&check);
	arena_release(&arena);
}

static const char *ptr_zone(struct arena *arena, int count)
{
	struct bytes text = { 0 };
	char *zone;

	for (int i = 0; i < count; i++)
		bytes_printf(&text,
			"1.2.0.192.in-addr.arpa. PTR h%02d.example.net.\nh%02d.example.net. A 192.0.2.1\n", i,
			i);
	bytes_add_byte(&text, 0);
	zone = arena_strdup(arena, (const char *)text.at);
	bytes_free(&text);
	return zone;
}

/* "all records other than the first 10 MUST be ignored" */
static void section_4_6_4_ptr_names(void **state)
{
	struct arena arena = { 0 };
	struct check check;
	unsigned asked = 0;

	(void)state;
	expect_record(ptr_zone(&arena, 10), "v=spf1 ptr:h09.example.net -all", client, "pass");
	expect_record(ptr_zone(&arena, 30), "v=spf1 ptr:example.net -all", client, "pass");
	check_open(&check, arena_printf(&arena, "%s@ TXT \"v=spf1 ptr -all\"", ptr_zone(&arena, 30)));
	expect_counts(check_expect(&check, client, "example.com", "fail"), 1, 0);
	for (int i = 0; i < 30; i++)
		asked += check_asked(&check, arena_printf(&arena, "h%02d.example.net", i), DNS_TYPE_A);
	assert_int_equal(asked, SPF_PTR_MOST);
	check_close(&check);
	arena_release(&arena);
}

/* "When evaluating the "ptr" mechanism or the %{p} macro, the number of "PTR" resource records queried is included" */
static void section_4_6_4_macro_p_counts(void **state)
{
	struct arena arena = { 0 };
	const char *zone = arena_printf(&arena,
		"%s1.2.0.192.in-addr.arpa. PTR x.example.net.\nx.example.net. A 192.0.2.1\n"
		"x.example.net.example.com. A 127.0.0.2\n"
		"x.example.net.r.example.com. TXT \"v=spf1 +all\"",
		hosts);

	(void)state;
	expect_record(zone,
		repeated(&arena, "v=spf1", "a:hit.example.com", 8, " exists:%{p}.example.com -all"), client,
		"pass");
	expect_record(zone,
		repeated(&arena, "v=spf1", "a:hit.example.com", 9, " exists:%{p}.example.com -all"), client,
		"permerror");
	expect_record(zone,
		repeated(&arena, "v=spf1", "a:hit.example.com", 8, " redirect=%{p}.r.example.com"), client,
		"pass");
	expect_record(zone,
		repeated(&arena, "v=spf1", "a:hit.example.com", 9, " redirect=%{p}.r.example.com"), client,
		"permerror");
	arena_release(&arena);
}

/* "SHOULD limit "void lookups" to two ... Exceeding the limit produces a "permerror" result." */
static void section_4_6_4_third_void_lookup_is_permerror(void **state)
{
	static const struct {
		const char *record, *result;
		unsigned lookups, voids;
	} cases[] = {
		{ "v=spf1 a:v1.example.com mx:v2.example.com ~all", "softfail", 2, 2 },
		{ "v=spf1 a:v1.example.com mx:v2.example.com exists:v3.example.com ~all", "permerror", 3, 3 },
		{ "v=spf1 a:v1.example.com a:v1.example.com a:v1.example.com ~all", "permerror", 3, 3 },
		{ "v=spf1 a:v1.example.com a:v2.example.com ip4:192.0.2.1 a:v3.example.com ~all", "pass", 2,
			2 },
		/* No data and a name that does not exist are the same. */
		{ "v=spf1 a:txt.example.com mx:txt.example.com exists:txt.example.com ~all", "permerror", 3,
			3 },
		/* An answer is not void because the client is not in it. */
		{ "v=spf1 a:hit.example.com mx:hit.example.com a:hit.example.com a:hit.example.com ~all",
			"softfail", 4, 0 },
		{ "v=spf1 a:v1.example.com include:two.example.com ~all", "permerror", 4, 3 },
		{ "v=spf1 include:two.example.com redirect=one.example.com", "permerror", 5, 3 },
		{ "v=spf1 a:v1.example.com redirect=one.example.com", "softfail", 3, 2 },
		{ "v=spf1 ptr a:v1.example.com a:v2.example.com ~all", "permerror", 3, 3 },
		{ "v=spf1 ptr a:v1.example.com ~all", "softfail", 2, 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = { 0 };
		struct check check;
		const struct spf_evaluation *evaluation;

		check_open(&check,
			arena_printf(&arena,
				"@ TXT \"%s\"\n%stxt TXT \"x\"\none TXT \"v=spf1 a:v4.example.com ~all\"\n"
				"two TXT \"v=spf1 a:v5.example.com mx:v6.example.com ~all\"",
				cases[i].record, hosts));
		check.what = cases[i].record;
		evaluation = check_expect(&check, client, "example.com", cases[i].result);
		expect_counts(evaluation, cases[i].lookups, cases[i].voids);
		check_close(&check);
		arena_release(&arena);
	}
}

/* The limit is on "the number of "terms"": an mx with three hosts without addresses is one. */
static void section_4_6_4_void_lookups_are_counted_by_term(void **state)
{
	struct check check;

	(void)state;
	check_open(&check, "@ TXT \"v=spf1 mx -all\"\n@ MX 1 v1\n@ MX 2 v2\n@ MX 3 v3");
	expect_counts(check_expect(&check, client, "example.com", "fail"), 1, 1);
	check_close(&check);
}

/* The family of the client decides what is void: "a positive answer (RCODE 0) with an answer count of 0". */
static void section_4_6_4_addresses_of_the_other_family_are_void(void **state)
{
	struct check check;

	(void)state;
	check_open(
		&check, "@ TXT \"v=spf1 a:four.example.com exists:four.example.com -all\"\nfour A 192.0.2.1");
	expect_counts(check_expect(&check, "2001:db8::1", "example.com", "pass"), 2, 1);
	expect_counts(check_expect(&check, client, "example.com", "pass"), 1, 0);
	check_close(&check);
}

/* The %{p} of a redirect is a look-up of that term as it is of a mechanism. */
static void section_4_6_4_void_macro_p_counts(void **state)
{
	(void)state;
	expect_record("unknown.x A 127.0.0.2",
		"v=spf1 a:v1.example.com a:v2.example.com exists:%{p}.x.example.com -all", client,
		"permerror");
	expect_record("unknown.x A 127.0.0.2", "v=spf1 a:v1.example.com exists:%{p}.x.example.com -all",
		client, "pass");
	expect_record("unknown.r TXT \"v=spf1 +all\"",
		"v=spf1 a:v1.example.com a:v2.example.com redirect=%{p}.r.example.com", client, "permerror");
	expect_record("unknown.r TXT \"v=spf1 +all\"", "v=spf1 a:v1.example.com redirect=%{p}.r.example.com",
		client, "pass");
}

/* An error is neither answer: it is temperror, not void. */
static void section_4_6_4_errors_are_not_void(void **state)
{
	struct check check;

	(void)state;
	check_open(
		&check, "@ TXT \"v=spf1 ptr ptr ptr ?all\"\n; @answer 1.2.0.192.in-addr.arpa. PTR servfail");
	expect_counts(check_expect(&check, client, "example.com", "neutral"), 3, 0);
	check_close(&check);
}

/* "abort processing and return "permerror" as soon as more than two "void lookups" have been encountered" */
static void section_11_1_amplification_by_names_that_do_not_exist(void **state)
{
	struct check check;
	const struct spf_evaluation *evaluation;

	(void)state;
	check_open(&check,
		"@ TXT \"v=spf1 a:x.example.net a:foo.example.net a:bar.example.net a:last.example.net +all\"");
	evaluation = check_expect(&check, client, "example.com", "permerror");
	expect_decided(evaluation, "a:bar.example.net");
	assert_int_equal(evaluation->root->steps[3].outcome, SPF_STEP_NOT_REACHED);
	check_close(&check);
}

/* A fan of includes is cut at the limit, whatever its depth. */
static void section_11_1_many_references_end(void **state)
{
	struct bytes zone = { 0 };
	struct check check;
	const struct spf_evaluation *evaluation;

	(void)state;
	bytes_add_text(&zone, "@ TXT \"v=spf1 include:l0.example.com +all\"\n");
	for (int level = 0; level < 12; level++) {
		bytes_printf(&zone, "l%d TXT \"v=spf1", level);
		for (int i = 0; i < 8; i++)
			bytes_printf(&zone, " include:l%d.example.com", level + 1);
		bytes_add_text(&zone, " -all\"\n");
	}
	bytes_add_byte(&zone, 0);
	check_open(&check, (const char *)zone.at);
	evaluation = check_expect(&check, client, "example.com", "permerror");
	assert_int_equal(evaluation->lookups, SPF_LOOKUPS_MOST + 1);
	assert_true(facts_sent(check.world.facts) <= 12);
	check_close(&check);
	bytes_free(&zone);
}

/* The four records of the example decide alike, at different costs. */
static void section_10_1_1_costs_of_records(void **state)
{
	static const struct {
		const char *record;
		unsigned lookups;
		size_t questions;
	} cases[] = {
		{ "v=spf1 ip4:192.0.2.1 ip4:192.0.2.129 -all", 0, 1 },
		{ "v=spf1 a:authorized-spf.example.com -all", 1, 2 },
		{ "v=spf1 mx:example.com -all", 1, 4 },
	};
	static const char zone[] = "@ MX 10 mx\n@ MX 20 mx2\nmx A 192.0.2.1\nmx2 A 192.0.2.129\n"
				   "authorized-spf A 192.0.2.1\nauthorized-spf A 192.0.2.129\n";

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = { 0 };
		struct check check;

		check_open(&check, arena_printf(&arena, "%s@ TXT \"%s\"", zone, cases[i].record));
		check.what = cases[i].record;
		check_expect(&check, "192.0.2.1", "example.com", "pass");
		check_expect(&check, "192.0.2.129", "example.com", "pass");
		expect_counts(check_expect(&check, "192.0.2.2", "example.com", "fail"), cases[i].lookups, 0);
		assert_int_equal(facts_sent(check.world.facts), cases[i].questions);
		check_close(&check);
		arena_release(&arena);
	}
	/* "Wasteful, bad record": it lets other hosts of the network pass, too. */
	expect_record(zone, "v=spf1 ip4:192.0.2.0/24 mx -all", "192.0.2.2", "pass");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(section_4_6_4_ten_lookups_are_allowed),
		cmocka_unit_test(section_4_6_4_eleventh_lookup_is_permerror),
		cmocka_unit_test(section_4_6_4_redirect_counts),
		cmocka_unit_test(section_4_6_4_terms_without_lookups_do_not_count),
		cmocka_unit_test(sections_4_1_and_4_6_4_limit_is_global),
		cmocka_unit_test(section_4_6_4_loops_end_in_permerror),
		cmocka_unit_test(section_4_6_4_mx_hosts),
		cmocka_unit_test(section_4_6_4_mx_limit_is_per_mechanism),
		cmocka_unit_test(section_4_6_4_ptr_names),
		cmocka_unit_test(section_4_6_4_macro_p_counts),
		cmocka_unit_test(section_4_6_4_third_void_lookup_is_permerror),
		cmocka_unit_test(section_4_6_4_void_lookups_are_counted_by_term),
		cmocka_unit_test(section_4_6_4_addresses_of_the_other_family_are_void),
		cmocka_unit_test(section_4_6_4_void_macro_p_counts),
		cmocka_unit_test(section_4_6_4_errors_are_not_void),
		cmocka_unit_test(section_11_1_amplification_by_names_that_do_not_exist),
		cmocka_unit_test(section_11_1_many_references_end),
		cmocka_unit_test(section_10_1_1_costs_of_records),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
