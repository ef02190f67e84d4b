/* check_host() of RFC 7208 sections 2 to 4: results, selection of the record, terms in order, and limits. */
#include "support/evaluate.h"

#include <string.h>

static const char client[] = "192.0.2.1";

static void section_2_6_each_result(void **state)
{
	(void)state;
	expect_result("@ A 192.0.2.1", client, "none");
	expect_result("@ TXT \"v=spf1 ?all\"", client, "neutral");
	expect_result("@ TXT \"v=spf1 all\"", client, "pass");
	expect_result("@ TXT \"v=spf1 -all\"", client, "fail");
	expect_result("@ TXT \"v=spf1 ~all\"", client, "softfail");
	expect_result("; @answer example.com. TXT servfail", client, "temperror");
	expect_result("@ TXT \"v=spf1 foo -all\"", client, "permerror");
}

static void section_2_6_words(void **state)
{
	static const char *const words[] = { "none", "neutral", "pass", "fail", "softfail", "temperror",
		"permerror" };

	(void)state;
	for (int i = 0; i < 7; i++)
		assert_string_equal(spf_result_text((enum spf_result)i), words[i]);
}

/* "This SPF check can only be performed when the "HELO" string is a valid, multi-label domain name." */
static void section_2_3_helo_that_is_no_domain_is_none(void **state)
{
	static const char *const names[] = { "", ".", "[192.0.2.1]", "[IPv6:2001:db8::1]", "localhost",
		"com.", "mail..example.com", ".example.com", "example.com..", "@", "user@localhost" };
	struct check check;

	(void)state;
	check_open(&check, "@ TXT \"v=spf1 +all\"\n* TXT \"v=spf1 +all\"\ncom. TXT \"v=spf1 +all\"\n"
			   "localhost. TXT \"v=spf1 +all\"\n*. TXT \"v=spf1 +all\"");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const struct spf_evaluation *evaluation;

		check.helo = check.sender = names[i];
		evaluation = check_expect(&check, client, names[i], "none");
		assert_null(evaluation->root->record);
		expect_counts(evaluation, 0, 0);
		assert_int_equal(facts_sent(check.world.facts), 0);
	}
	check_close(&check);
}

/* A HELO name is checked as <sender>: postmaster at that name. */
static void sections_2_3_and_2_4_helo_and_null_sender_are_postmaster(void **state)
{
	struct check check;

	(void)state;
	check_open(&check, "mail TXT \"v=spf1 exists:%{l}._at_.%{o} -all\"\n"
			   "postmaster._at_.mail A 127.0.0.2");
	check.helo = "mail.example.com";
	check.sender = "mail.example.com";
	expect_target(check_expect(&check, client, "mail.example.com", "pass"), 0,
		"postmaster._at_.mail.example.com");
	check.sender = "postmaster@mail.example.com";
	check_expect(&check, client, "mail.example.com", "pass");
	check_close(&check);
}

static void section_3_example_record(void **state)
{
	static const char zone[] =
		"@ TXT \"v=spf1 +mx a:colo.example.com/28 -all\"\n@ MX 10 mx\nmx A 192.0.2.1\n"
		"colo A 203.0.113.18\n";
	struct check check;
	const struct spf_evaluation *evaluation;

	(void)state;
	check_open(&check, zone);
	evaluation = check_expect(&check, client, "example.com", "pass");
	expect_decided(evaluation, "+mx");
	expect_counts(evaluation, 1, 0);
	evaluation = check_expect(&check, "203.0.113.31", "example.com", "pass");
	expect_decided(evaluation, "a:colo.example.com/28");
	expect_counts(evaluation, 2, 0);
	expect_decided(check_expect(&check, "203.0.113.32", "example.com", "fail"), "-all");
	check_close(&check);
}

/* "placed in the DNS tree at the owner name it pertains to, not in a subdomain under the owner name" */
static void section_3_record_is_at_the_name_itself(void **state)
{
	(void)state;
	expect_result("_spf TXT \"v=spf1 -all\"\ncom. TXT \"v=spf1 -all\"\n@ A 192.0.2.1", client, "none");
}

/* "MUST be published as a DNS TXT (type 16) Resource Record (RR) [RFC1035] only"; "querying for type TXT only" */
static void sections_3_1_and_4_4_type_spf_is_not_read(void **state)
{
	struct check check;

	(void)state;
	check_open(&check, "@ SPF \"v=spf1 -all\"\nboth SPF \"v=spf1 -all\"\nboth TXT \"v=spf1 +all\"");
	check_expect(&check, client, "example.com", "none");
	check_expect(&check, client, "both.example.com", "pass");
	assert_false(check_asked(&check, "both.example.com", DNS_TYPE_SPF));
	check_close(&check);
}

/* "The character content of the record is encoded as [US-ASCII]." */
static void section_3_1_other_bytes_are_syntax_errors(void **state)
{
	(void)state;
	expect_result("@ TXT \"v=spf1 a:m\\195\\188.example.com -all\"", client, "permerror");
	expect_result("@ TXT \"v=spf1 \\128 -all\"", client, "permerror");
	expect_result("@ TXT \"v=spf1 x=\\255 -all\"", client, "permerror");
	expect_result("@ TXT \"v=spf1 \\000 -all\"", client, "permerror");
	expect_result("@ TXT \"v=spf1 x=\\127 -all\"", client, "permerror");
	expect_result("@ TXT \"v=spf1 -all\\000\"", client, "permerror");
	expect_result("@ TXT \"v=spf1\\160-all\"", client, "none");
	expect_result("@ TXT \"v=spf1\\000-all\"", client, "none");
	expect_result("@ TXT \"\\000\\255\" \"\\128\"\n@ TXT \"v=spf1 -all\"", client, "fail");
}

/* "MUST NOT have multiple records that would cause an authorization check to select more than one record" */
static void sections_3_2_and_4_5_two_records_are_permerror(void **state)
{
	(void)state;
	expect_result("@ TXT \"v=spf1 +all\"\n@ TXT \"v=spf1 -all\"", client, "permerror");
	expect_result("@ TXT \"v=spf1\"\n@ TXT \"V=SPF1 foo\"", client, "permerror");
	expect_result("@ TXT \"v=spf1 +all\"\n@ TXT \"v=spf10 -all\"\n@ TXT \"spf2.0/pra -all\"\n"
		      "@ TXT \"other text\"\n@ TXT \"\"",
		client, "pass");
}

/* "concatenated together without adding spaces" */
static void section_3_3_strings_are_joined_without_spaces(void **state)
{
	struct check check;

	(void)state;
	check_open(&check, "@ TXT \"v=spf1 include:first\" \"second.example.com\" \" -all\"\n"
			   "firstsecond TXT \"v=\" \"sp\" \"f1 ip4:192\" \".0.2.1\"\n"
			   "glued TXT \"v=spf1 ip4:192.0.2.1\" \"-all\"\n"
			   "version TXT \"v=spf1\" \"-all\"\nempty TXT \"\" \"v=spf1\" \"\" \" -all\" \"\"");
	expect_target(check_expect(&check, client, "example.com", "pass"), 0, "firstsecond.example.com");
	check_expect(&check, "192.0.2.2", "example.com", "fail");
	check_expect(&check, client, "glued.example.com", "permerror");
	check_expect(&check, client, "version.example.com", "none");
	check_expect(&check, client, "empty.example.com", "fail");
	check_close(&check);
}

static void section_3_4_long_records_are_read(void **state)
{
	struct bytes zone = { 0 };

	(void)state;
	bytes_add_text(&zone, "@ TXT \"v=spf1\"");
	for (int i = 0; i < 250; i++)
		bytes_printf(&zone, " \" ip4:198.51.100.%d\"", i);
	bytes_add_text(&zone, " \" ip4:192.0.2.1 -all\"\n");
	bytes_add_byte(&zone, 0);
	expect_result((const char *)zone.at, client, "pass");
	expect_result((const char *)zone.at, "192.0.2.2", "fail");
	bytes_free(&zone);
}

static void section_3_5_wildcard_example(void **state)
{
	static const char *const names[] = { "example.com", "foo.example.com", "a.b.example.com",
		"a.example.com", "x.a.example.com", "EXAMPLE.COM" };
	struct check check;

	(void)state;
	check_open(&check,
		"EXAMPLE.COM. MX 10 A.EXAMPLE.COM.\nEXAMPLE.COM. TXT \"v=spf1 a:A.EXAMPLE.COM -all\"\n"
		"*.EXAMPLE.COM. MX 10 A.EXAMPLE.COM.\n"
		"*.EXAMPLE.COM. TXT \"v=spf1 a:A.EXAMPLE.COM -all\"\n"
		"A.EXAMPLE.COM. A 203.0.113.1\nA.EXAMPLE.COM. MX 10 A.EXAMPLE.COM.\n"
		"A.EXAMPLE.COM. TXT \"v=spf1 a:A.EXAMPLE.COM -all\"\n"
		"*.A.EXAMPLE.COM. MX 10 A.EXAMPLE.COM.\n"
		"*.A.EXAMPLE.COM. TXT \"v=spf1 a:A.EXAMPLE.COM -all\"");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		check_expect(&check, "203.0.113.1", names[i], "pass");
		check_expect(&check, "203.0.113.2", names[i], "fail");
	}
	check_close(&check);
}

/* "MUST be repeated for any host that has any RR records at all" */
static void section_3_5_wildcard_does_not_cover_a_name_that_exists(void **state)
{
	struct check check;

	(void)state;
	check_open(&check, "* TXT \"v=spf1 -all\"\nhost A 192.0.2.1");
	check_expect(&check, client, "other.example.com", "fail");
	check_expect(&check, client, "host.example.com", "none");
	check_close(&check);
}

#define LABEL_63 "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg"

static void section_4_3_malformed_domain_is_none(void **state)
{
	static const char long_label[] = LABEL_63 "h.example.com";
	static const char full_label[] = LABEL_63 ".example.com";
	/* 4 * 64 - 1 = 255 characters: two more than fit. */
	static const char long_name[] = LABEL_63 "." LABEL_63 "." LABEL_63 "." LABEL_63;
	struct check check;

	(void)state;
	check_open(&check, "*.example.com. TXT \"v=spf1 +all\"\n*. TXT \"v=spf1 +all\"");
	check_expect(&check, client, full_label, "pass");
	check_expect(&check, client, long_label, "none");
	check_expect(&check, client, "foo..example.com", "none");
	check_expect(&check, client, long_name, "none");
	check_expect(&check, client, long_name + 2, "pass"); /* 253 characters */
	check_expect(&check, client, long_name + 1, "none");
	check_close(&check);
}

/* "zero-length label not at the end": a final dot is well-formed. */
static void section_4_3_final_dot_is_well_formed(void **state)
{
	struct check check;

	(void)state;
	check_open(&check, "@ TXT \"v=spf1 +all\"");
	check_expect(&check, client, "example.com.", "pass");
	check_close(&check);
}

static void section_4_3_nxdomain_is_none(void **state)
{
	struct check check;
	const struct spf_evaluation *evaluation;

	(void)state;
	check_open(&check, "@ A 192.0.2.1");
	evaluation = check_expect(&check, client, "gone.example.com", "none");
	expect_counts(evaluation, 0, 0);
	assert_null(evaluation->root->record);
	assert_null(evaluation->root->decided);
	assert_null(spf_deciding_step(evaluation));
	expect_counts(check_expect(&check, client, "example.com", "none"), 0, 0);
	check_close(&check);
}

/* "If the <sender> has no local-part, substitute the string "postmaster" for the local-part." */
static void section_4_3_sender_without_local_part_is_postmaster(void **state)
{
	static const char *const senders[] = { "example.org", "@example.org" };
	struct check check;

	(void)state;
	check_open(&check, "@ TXT \"v=spf1 exists:%{l}.%{s}.%{o}.example.com -all\"");
	for (size_t i = 0; i < 2; i++) {
		check.sender = senders[i];
		expect_target(check_expect(&check, client, "example.com", "fail"), 0,
			"postmaster.postmaster@example.org.example.org.example.com");
	}
	check_close(&check);
}

/* "a server failure (RCODE 2) or some other error (RCODE other than 0 or 3), or if the lookup times out" */
static void section_4_4_errors_are_temperror(void **state)
{
	static const char *const outcomes[] = { "servfail", "timeout", "refused", "truncated", "malformed" };

	(void)state;
	for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++) {
		struct arena arena = { 0 };

		expect_result(arena_printf(&arena, "; @answer example.com. TXT %s", outcomes[i]), client,
			"temperror");
		arena_release(&arena);
	}
	expect_result("; @answer example.com. TXT nxdomain", client, "none");
	expect_result("; @answer example.com. TXT nodata", client, "none");
}

static void section_4_5_version_section(void **state)
{
	(void)state;
	expect_result("@ TXT \"v=spf1\"", client, "neutral");
	expect_result("@ TXT \"v=spf1 \"", client, "neutral");
	expect_result("@ TXT \"V=SpF1 -all\"", client, "fail");
	expect_result("@ TXT \"v=spf10\"", client, "none");
	expect_result("@ TXT \"v=spf1-all\"", client, "none");
	expect_result("@ TXT \" v=spf1 -all\"", client, "none");
	expect_result("@ TXT \"v=spf1\\009-all\"", client, "none");
	expect_result("@ TXT \"v=spf2 -all\"", client, "none");
	expect_result("@ TXT \"v=spf1;-all\"", client, "none");
	expect_result("@ TXT \"\"", client, "none");
}

/* "if there are any syntax errors anywhere in the record, check_host() returns immediately" */
static void section_4_6_syntax_is_checked_first(void **state)
{
	struct check check;
	const struct spf_evaluation *evaluation;

	(void)state;
	check_open(&check, "@ TXT \"v=spf1 a:x.example.com ip4:192.0.2.1 +all foo\"\n"
			   "in TXT \"v=spf1 ip4:192.0.2.1 include:bad.example.com +all\"\n"
			   "out TXT \"v=spf1 include:bad.example.com +all\"\n"
			   "bad TXT \"v=spf1 +all ip4:192.0.2\"");
	evaluation = check_expect(&check, client, "example.com", "permerror");
	expect_counts(evaluation, 0, 0);
	assert_null(evaluation->root->decided);
	assert_false(check_asked(&check, "x.example.com", DNS_TYPE_A));
	/* The syntax of a record that is not fetched does not matter. */
	check_expect(&check, client, "in.example.com", "pass");
	check_expect(&check, client, "out.example.com", "permerror");
	check_close(&check);
}

static void section_4_6_1_names_are_case_insensitive(void **state)
{
	(void)state;
	expect_record("", "v=spf1 IP4:192.0.2.1 -ALL", client, "pass");
	expect_record("", "v=spf1 Ip4:192.0.2.2 -aLL", client, "fail");
	expect_record("r TXT \"v=spf1 ~all\"", "v=spf1 ReDirect=R.example.COM", client, "softfail");
	expect_record("i TXT \"v=spf1 +All\"", "v=spf1 iNCLUDE:i.example.com -all", client, "pass");
}

static void section_4_6_2_left_to_right_and_qualifiers(void **state)
{
	static const struct {
		const char *record, *result, *decided;
	} cases[] = {
		{ "v=spf1 +ip4:192.0.2.1 -all", "pass", "+ip4:192.0.2.1" },
		{ "v=spf1 ip4:192.0.2.1 -all", "pass", "ip4:192.0.2.1" },
		{ "v=spf1 -ip4:192.0.2.1 +all", "fail", "-ip4:192.0.2.1" },
		{ "v=spf1 ~ip4:192.0.2.1 +all", "softfail", "~ip4:192.0.2.1" },
		{ "v=spf1 ?ip4:192.0.2.1 +all", "neutral", "?ip4:192.0.2.1" },
		{ "v=spf1 ~ip4:192.0.2.0/24 ip4:192.0.2.1 -all", "softfail", "~ip4:192.0.2.0/24" },
		{ "v=spf1 -ip4:192.0.2.2 ip4:192.0.2.1 -all", "pass", "ip4:192.0.2.1" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = { 0 };
		const struct spf_evaluation *evaluation;
		struct check check;

		check_open(&check, arena_printf(&arena, "@ TXT \"%s\"", cases[i].record));
		evaluation = check_expect(&check, client, "example.com", cases[i].result);
		expect_decided(evaluation, cases[i].decided);
		assert_ptr_equal(spf_deciding_step(evaluation), evaluation->root->decided);
		assert_int_equal(evaluation->root->decided->outcome, SPF_STEP_MATCH);
		assert_int_equal(evaluation->root->steps[evaluation->root->step_count - 1].outcome,
			SPF_STEP_NOT_REACHED);
		check_close(&check);
		arena_release(&arena);
	}
}

static void section_4_6_3_modifiers_do_not_match(void **state)
{
	(void)state;
	expect_record("", "v=spf1 foo=bar exp=x.example.com", client, "neutral");
	expect_record("", "v=spf1 exp=x.example.com ip4:192.0.2.1 a.b=-all -all", client, "pass");
	/* redirect has an effect "after all the mechanisms", wherever it stands. */
	expect_record("r TXT \"v=spf1 -all\"", "v=spf1 redirect=r.example.com ip4:192.0.2.1", client, "pass");
	expect_record(
		"r TXT \"v=spf1 -all\"", "v=spf1 redirect=r.example.com ip4:192.0.2.1", "192.0.2.2", "fail");
}

static void section_4_7_default_is_neutral(void **state)
{
	struct check check;

	(void)state;
	check_open(&check, "@ TXT \"v=spf1 ip4:192.0.2.9\"\n"
			   "a TXT \"v=spf1 +mx -all\"\na MX 0 mx\nmx A 192.0.2.1\n"
			   "b TXT \"v=spf1 +mx redirect=_spf.example.com\"\nb MX 0 mx\n"
			   "_spf TXT \"v=spf1 ~all\"");
	expect_decided(check_expect(&check, client, "example.com", "neutral"), "");
	assert_null(spf_deciding_step(check_run(&check, client, "example.com")));
	check_expect(&check, client, "a.example.com", "pass");
	check_expect(&check, "192.0.2.2", "a.example.com", "fail");
	check_expect(&check, client, "b.example.com", "pass");
	expect_decided(
		check_expect(&check, "192.0.2.2", "b.example.com", "softfail"), "redirect=_spf.example.com");
	check_close(&check);
}

/* Section 4.8 allows "not-match" and "permerror" for these; none may pass. This program: no match. */
static void section_4_8_malformed_target_matches_nothing(void **state)
{
	static const char *const records[] = { "v=spf1 a:foo..example.com ?all",
		"v=spf1 mx:foo..example.com ?all", "v=spf1 ptr:foo..example.com ?all",
		"v=spf1 exists:foo..example.com ?all", "v=spf1 exists:.example.com ?all",
		"v=spf1 a:" LABEL_63 "h.example.com ?all" };

	(void)state;
	for (size_t i = 0; i < sizeof records / sizeof *records; i++)
		expect_record("* A 192.0.2.1\n* MX 0 @", records[i], client, "neutral");
}

static void section_4_8_target_is_the_domain_of_this_call(void **state)
{
	struct check check;

	(void)state;
	check_open(&check,
		"@ TXT \"v=spf1 include:sub.example.com a -all\"\n@ A 192.0.2.1\n"
		"sub TXT \"v=spf1 a -all\"\nsub A 192.0.2.2\nr TXT \"v=spf1 redirect=sub.example.com\"");
	/* "with the previous value of <domain> restored" (section 5.2) */
	expect_decided(check_expect(&check, client, "example.com", "pass"), "a");
	expect_decided(check_expect(&check, "192.0.2.2", "example.com", "pass"), "include:sub.example.com");
	check_expect(&check, "192.0.2.2", "r.example.com", "pass");
	check_expect(&check, client, "r.example.com", "fail");
	check_close(&check);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(section_2_6_each_result),
		cmocka_unit_test(section_2_6_words),
		cmocka_unit_test(section_2_3_helo_that_is_no_domain_is_none),
		cmocka_unit_test(sections_2_3_and_2_4_helo_and_null_sender_are_postmaster),
		cmocka_unit_test(section_3_example_record),
		cmocka_unit_test(section_3_record_is_at_the_name_itself),
		cmocka_unit_test(sections_3_1_and_4_4_type_spf_is_not_read),
		cmocka_unit_test(section_3_1_other_bytes_are_syntax_errors),
		cmocka_unit_test(sections_3_2_and_4_5_two_records_are_permerror),
		cmocka_unit_test(section_3_3_strings_are_joined_without_spaces),
		cmocka_unit_test(section_3_4_long_records_are_read),
		cmocka_unit_test(section_3_5_wildcard_example),
		cmocka_unit_test(section_3_5_wildcard_does_not_cover_a_name_that_exists),
		cmocka_unit_test(section_4_3_malformed_domain_is_none),
		cmocka_unit_test(section_4_3_final_dot_is_well_formed),
		cmocka_unit_test(section_4_3_nxdomain_is_none),
		cmocka_unit_test(section_4_3_sender_without_local_part_is_postmaster),
		cmocka_unit_test(section_4_4_errors_are_temperror),
		cmocka_unit_test(section_4_5_version_section),
		cmocka_unit_test(section_4_6_syntax_is_checked_first),
		cmocka_unit_test(section_4_6_1_names_are_case_insensitive),
		cmocka_unit_test(section_4_6_2_left_to_right_and_qualifiers),
		cmocka_unit_test(section_4_6_3_modifiers_do_not_match),
		cmocka_unit_test(section_4_7_default_is_neutral),
		cmocka_unit_test(section_4_8_malformed_target_matches_nothing),
		cmocka_unit_test(section_4_8_target_is_the_domain_of_this_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
