/* spf_reason(): the term that decided, at the end of includes and redirects. */
#include "support/evaluate.h"

#include "spf/reason.h"

#include <string.h>

static const char client[] = "192.0.2.1";

static void expect_reason(const char *records, const char *result, const char *reason)
{
	struct check check;
	const struct spf_evaluation *evaluation;
	struct arena arena = { 0 };

	check_open(&check, records);
	evaluation = check_expect(&check, client, "example.com", result);
	assert_string_equal(spf_reason(&arena, evaluation), reason);
	arena_release(&arena);
	check_close(&check);
}

static void what_matches(void **state)
{
	(void)state;
	expect_reason("@ TXT \"v=spf1 ip4:192.0.2.0/24 -all\"", "pass",
		"ip4:192.0.2.0/24 in the record of example.com matches");
	expect_reason("@ TXT \"v=spf1 include:a.example.com -all\"\na TXT \"v=spf1 mx ip4:192.0.2.1 -all\"",
		"pass", "include:a.example.com > ip4:192.0.2.1 in the record of a.example.com matches");
	expect_reason("@ TXT \"v=spf1 ip4:192.0.2.9 -all\"", "fail",
		"no mechanism before -all in the record of example.com matches");
	expect_reason("@ TXT \"v=spf1 redirect=r.example.com\"\nr TXT \"v=spf1 ~all\"", "softfail",
		"redirect=r.example.com > no mechanism before ~all in the record of r.example.com matches");
	expect_reason("@ TXT \"v=spf1 ip4:192.0.2.9\"", "neutral",
		"no mechanism of the record of example.com matches");
	expect_reason("@ TXT \"v=spf1 redirect=r.example.com\"\nr TXT \"v=spf1 a:none.example.com\"",
		"neutral", "redirect=r.example.com > no mechanism of the record of r.example.com matches");
}

static void where_there_is_no_record(void **state)
{
	(void)state;
	expect_reason("@ A 192.0.2.1", "none", "example.com has no SPF record");
	expect_reason("@ TXT \"v=spf1 include:x.example.com -all\"\nx A 192.0.2.1", "permerror",
		"include:x.example.com has no SPF record");
	expect_reason("@ TXT \"v=spf1 include:x.example.com -all\"", "permerror",
		"include:x.example.com does not exist");
	expect_reason(
		"@ TXT \"v=spf1 include:a.example.com -all\"\na TXT \"v=spf1 ?include:x.example.com -all\"\nx A 192.0.2.1",
		"permerror", "include:a.example.com > ?include:x.example.com has no SPF record");
	expect_reason("@ TXT \"v=spf1 include:%{d2}.x.example.com -all\"", "permerror",
		"include:%{d2}.x.example.com: example.com.x.example.com does not exist");
}

static void what_is_invalid(void **state)
{
	(void)state;
	expect_reason("@ TXT \"v=spf1 ip4:192.0.2.300 -all\"", "permerror",
		"ip4:192.0.2.300 is not an IPv4 network, in the record of example.com");
	expect_reason(
		"@ TXT \"v=spf1 include:a.example.com -all\"\na TXT \"v=spf1 ip4:192.0.2.9 -ip6:2001::x -all\"",
		"permerror",
		"include:a.example.com > -ip6:2001::x is not an IPv6 network, in the record of a.example.com");
	expect_reason("@ TXT \"v=spf1 foo -all\"", "permerror",
		"foo is not a valid SPF term, in the record of example.com");
	expect_reason("@ TXT \"v=spf1 include: -all\"", "permerror",
		"include: does not name a valid domain, in the record of example.com");
	expect_reason("@ TXT \"v=spf1 redirect=a.example.com redirect=b.example.com\"", "permerror",
		"a modifier occurs twice in the record of example.com");
	expect_reason("@ TXT \"v=spf1 -all\"\n@ TXT \"v=spf1 ~all\"", "permerror",
		"example.com has more than one SPF record");
}

static void what_was_not_answered(void **state)
{
	struct check check;
	struct arena arena = { 0 };
	const char *reason;

	(void)state;
	check_open(
		&check, "@ TXT \"v=spf1 include:a.example.com -all\"\n; @answer a.example.com. TXT servfail");
	reason = spf_reason(&arena, check_expect(&check, client, "example.com", "temperror"));
	assert_ptr_equal(strstr(reason, "include:a.example.com"), reason);
	assert_string_not_equal(reason, "include:a.example.com");
	arena_release(&arena);
	check_close(&check);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_matches),
		cmocka_unit_test(where_there_is_no_record),
		cmocka_unit_test(what_is_invalid),
		cmocka_unit_test(what_was_not_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
