/* The modifiers of RFC 7208 section 6, evaluated. */
#include "support/evaluate.h"

#include <string.h>

static const char client[] = "192.0.2.1";

/* "MUST NOT appear in a record more than once each. If they do, then check_host() exits with ... "permerror"" */
static void section_6_twice_is_permerror(void **state)
{
	static const char *const records[] = { "v=spf1 redirect=r.example.com redirect=r.example.com",
		"v=spf1 redirect=r.example.com +all REDIRECT=r.example.com",
		"v=spf1 exp=r.example.com +all exp=r.example.com",
		"v=spf1 Exp=r.example.com exp=s.example.com +all",
		"v=spf1 +all exp=r.example.com foo=bar exp=%{d}" };

	(void)state;
	for (size_t i = 0; i < sizeof records / sizeof *records; i++)
		expect_record("r TXT \"v=spf1 +all\"", records[i], client, "permerror");
}

/* "Ordering of these two modifiers does not matter." */
static void section_6_order_does_not_matter(void **state)
{
	static const char *const records[] = { "v=spf1 redirect=r.example.com exp=e.example.com",
		"v=spf1 exp=e.example.com redirect=r.example.com",
		"v=spf1 exp=e.example.com ip4:192.0.2.9 redirect=r.example.com",
		"v=spf1 redirect=r.example.com ip4:192.0.2.9" };

	(void)state;
	for (size_t i = 0; i < sizeof records / sizeof *records; i++)
		expect_record("r TXT \"v=spf1 ~all\"", records[i], client, "softfail");
}

/* "Unrecognized modifiers MUST be ignored no matter where, or how often, they appear in a record." */
static void section_6_unknown_modifiers_are_ignored(void **state)
{
	static const char *const records[] = { "v=spf1 x=y x=y ip4:192.0.2.1 x=y -all x=y",
		"v=spf1 x= ip4:192.0.2.1",
		"v=spf1 a=x.example.com ip4:192.0.2.1 include=x ip4=192.0.2.2 all=no -all",
		"v=spf1 match_subdomains=yes ip4:192.0.2.1 ra=postmaster rp=100 rr=e -all",
		"v=spf1 x.y-z_1=a/b:c=d ip4:192.0.2.1 -all",
		"v=spf1 x=%{s}%{c}%{r}%{t}%% ip4:192.0.2.1 -all" };
	struct check check;

	(void)state;
	for (size_t i = 0; i < sizeof records / sizeof *records; i++)
		expect_record("", records[i], client, "pass");
	check_open(&check, "@ TXT \"v=spf1 x=%{p} -all\"");
	expect_counts(check_expect(&check, client, "example.com", "fail"), 0, 0);
	assert_int_equal(facts_sent(check.world.facts), 1);
	check_close(&check);
}

static void section_6_1_example(void **state)
{
	static const char *const names[] = { "la.example.com", "ny.example.com", "sf.example.com" };
	struct check check;

	(void)state;
	check_open(&check,
		"la TXT \"v=spf1 redirect=_spf.example.com\"\nny TXT \"v=spf1 redirect=_spf.example.com\"\n"
		"sf TXT \"v=spf1 redirect=_spf.example.com\"\n_spf TXT \"v=spf1 mx:example.com -all\"\n"
		"@ MX 10 mx\nmx A 192.0.2.1");
	for (size_t i = 0; i < 3; i++) {
		const struct spf_evaluation *evaluation = check_expect(&check, client, names[i], "pass");

		expect_decided(evaluation, "redirect=_spf.example.com");
		expect_counts(evaluation, 2, 0);
		assert_int_equal(spf_deciding_step(evaluation)->term->kind, SPF_TERM_MX);
		check_expect(&check, "192.0.2.2", names[i], "fail");
	}
	check_close(&check);
}

/* "The result of this new evaluation of check_host() is then considered the result of the current evaluation" */
static void section_6_1_result_is_the_other_records(void **state)
{
	static const char zone[] =
		"pass TXT \"v=spf1 +all\"\nfail TXT \"v=spf1 -all\"\nsoftfail TXT \"v=spf1 ~all\"\n"
		"neutral TXT \"v=spf1 ?all\"\ndefault TXT \"v=spf1\"\npermerror TXT \"v=spf1 foo\"\n"
		"two TXT \"v=spf1\"\ntwo TXT \"v=spf1 -all\"\nnodata A 192.0.2.1\n"
		"far TXT \"v=spf1 redirect=far2.example.com\"\nfar2 TXT \"v=spf1 "
		"redirect=fail.example.com\"\n"
		"lost TXT \"v=spf1 redirect=gone.example.com\"\n"
		"; @answer temperror.example.com. TXT servfail\n";
	static const struct {
		const char *name, *result;
	} cases[] = {
		{ "pass.example.com", "pass" },
		{ "fail.example.com", "fail" },
		{ "softfail.example.com", "softfail" },
		{ "neutral.example.com", "neutral" },
		{ "default.example.com", "neutral" },
		{ "permerror.example.com", "permerror" },
		{ "two.example.com", "permerror" },
		{ "temperror.example.com", "temperror" },
		/* "the newly queried domain can itself specify redirect processing" */
		{ "far.example.com", "fail" },
		/* "if no SPF record is found, or if the <target-name> is malformed, the result is a "permerror"" */
		{ "nodata.example.com", "permerror" },
		{ "nxdomain.example.com", "permerror" },
		{ "lost.example.com", "permerror" },
		{ "foo..example.com", "permerror" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = { 0 };

		expect_record(zone, arena_printf(&arena, "v=spf1 ip4:192.0.2.9 redirect=%s", cases[i].name),
			client, cases[i].result);
		arena_release(&arena);
	}
}

static void section_6_1_malformed_target_is_permerror(void **state)
{
	struct check check;

	(void)state;
	check_open(&check, "@ TXT \"v=spf1 redirect=%{h}\"\nlocalhost. TXT \"v=spf1 +all\"");
	check.helo = "localhost";
	check_expect(&check, client, "example.com", "permerror");
	check.helo = "[192.0.2.1]";
	check_expect(&check, client, "example.com", "permerror");
	check.helo = "a..b";
	check_expect(&check, client, "example.com", "permerror");
	check_close(&check);
}

/* <domain> changes, "The <ip> and <sender> arguments remain the same". */
static void section_6_1_sender_stays_and_domain_changes(void **state)
{
	struct check check;
	const struct spf_visit *inner;

	(void)state;
	check_open(&check, "@ TXT \"v=spf1 redirect=r.%{d}\"\nr TXT \"v=spf1 exists:%{s}.%{i}.%{d} -all\"");
	inner = check_expect(&check, client, "example.com", "fail")->root->steps[0].visit;
	assert_true(slice_is(inner->domain, "r.example.com"));
	assert_true(slice_is(inner->steps[0].target, "user@example.com.192.0.2.1.r.example.com"));
	check_close(&check);
}

/* A redirect inside of an include gives the include's result, which only a pass turns into a match. */
static void sections_5_2_and_6_1_redirect_in_an_include(void **state)
{
	static const char zone[] =
		"i TXT \"v=spf1 redirect=r.example.com\"\nr TXT \"v=spf1 ip4:192.0.2.1 -all\"\n"
		"n TXT \"v=spf1 redirect=gone.example.com\"";

	(void)state;
	expect_record(zone, "v=spf1 ~include:i.example.com ?all", client, "softfail");
	expect_record(zone, "v=spf1 ~include:i.example.com ?all", "192.0.2.2", "neutral");
	expect_record(zone, "v=spf1 include:n.example.com ?all", client, "permerror");
}

static void expect_exp(const char *zone, const char *explanation)
{
	struct check check;

	check_open(&check, zone);
	expect_explanation(check_expect(&check, client, "example.com", "fail"), explanation);
	check_close(&check);
}

#define EXAMPLE "@ TXT \"v=spf1 mx -all exp=explain._spf.%{d}\"\n@ MX 0 mx\nmx A 203.0.113.1\n"

static void section_6_2_examples(void **state)
{
	(void)state;
	expect_exp(EXAMPLE
		"explain._spf TXT \"Mail from example.com should only be sent by its own servers.\"",
		"Mail from example.com should only be sent by its own servers.");
	expect_exp(EXAMPLE "explain._spf TXT \"%{i} is not one of %{d}'s designated mail servers.\"",
		"192.0.2.1 is not one of example.com's designated mail servers.");
	expect_exp(EXAMPLE "explain._spf TXT \"See http://%{d}/why.html?s=%{S}&i=%{I}\"",
		"See http://example.com/why.html?s=user%40example.com&i=192.0.2.1");
}

/* "concatenated with no spaces" */
static void section_6_2_strings_are_joined(void **state)
{
	(void)state;
	expect_exp(EXAMPLE "explain._spf TXT \"not \" \"from %\" \"{i\" \"}\" \"!\"", "not from 192.0.2.1!");
	expect_exp(EXAMPLE "explain._spf CNAME why.example.net.\nwhy.example.net. TXT \"v=spf1 is no text\"",
		"v=spf1 is no text");
	expect_exp(EXAMPLE "explain._spf TXT \"\"", "");
}

/* "any RCODE other than 0", "no records", "more than one record", "syntax errors in the explanation string" */
static void section_6_2_faults_are_as_if_there_were_no_exp(void **state)
{
	static const char *const zones[] = { EXAMPLE, EXAMPLE "explain._spf A 192.0.2.1",
		EXAMPLE "explain._spf TXT \"one\"\nexplain._spf TXT \"two\"",
		EXAMPLE "; @answer explain._spf.example.com. TXT servfail",
		EXAMPLE "; @answer explain._spf.example.com. TXT timeout",
		EXAMPLE "; @answer explain._spf.example.com. TXT refused",
		EXAMPLE "; @answer explain._spf.example.com. TXT nxdomain",
		EXAMPLE "explain._spf TXT \"100%\"", EXAMPLE "explain._spf TXT \"%(i)\"",
		EXAMPLE "explain._spf TXT \"%{i\"", EXAMPLE "explain._spf TXT \"%{z}\"",
		EXAMPLE "explain._spf TXT \"%{i }\"", EXAMPLE "explain._spf TXT \"%{d0}\"",
		EXAMPLE "explain._spf TXT \"a % b\"", EXAMPLE "explain._spf TXT \"tab\\009\"",
		EXAMPLE "explain._spf TXT \"m\\195\\188nchen\"", EXAMPLE "explain._spf TXT \"nul\\000\"",
		EXAMPLE "explain._spf TXT \"a\\013\\010b\"", EXAMPLE "explain._spf TXT \"\\127\"",
		"@ TXT \"v=spf1 -all exp=foo..example.com\"", "@ TXT \"v=spf1 -all\"" };

	(void)state;
	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
		expect_exp(zones[i], "");
}

/* "If check_host() results in a "fail" due to a mechanism match": not for any other result. */
static void section_6_2_only_a_fail_is_explained(void **state)
{
	static const struct {
		const char *record, *result;
	} cases[] = {
		{ "v=spf1 +all exp=e.example.com", "pass" },
		{ "v=spf1 ~all exp=e.example.com", "softfail" },
		{ "v=spf1 ?all exp=e.example.com", "neutral" },
		{ "v=spf1 exp=e.example.com", "neutral" },
		{ "v=spf1 include:gone.example.com exp=e.example.com", "permerror" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = { 0 };
		struct check check;

		check_open(&check, arena_printf(&arena, "@ TXT \"%s\"\ne TXT \"why\"", cases[i].record));
		expect_explanation(check_expect(&check, client, "example.com", cases[i].result), "");
		assert_false(check_asked(&check, "e.example.com", DNS_TYPE_TXT));
		check_close(&check);
		arena_release(&arena);
	}
	expect_exp("@ TXT \"v=spf1 exp=e.example.com -ip4:192.0.2.1 +all\"\ne TXT \"why\"", "why");
}

/* "an "exp" modifier from the <target-name> MUST NOT be used" */
static void section_6_2_exp_of_an_include_is_not_used(void **state)
{
	(void)state;
	expect_exp("@ TXT \"v=spf1 -include:i.example.com\"\ni TXT \"v=spf1 +all exp=inner.example.com\"\n"
		   "inner TXT \"inner\"",
		"");
	expect_exp("@ TXT \"v=spf1 include:i.example.com -all exp=outer.example.com\"\n"
		   "i TXT \"v=spf1 -all exp=inner.example.com\"\ninner TXT \"inner\"\nouter TXT \"outer of "
		   "%{d}\"",
		"outer of example.com");
	expect_exp("@ TXT \"v=spf1 -include:i.example.com exp=outer.example.com\"\n"
		   "i TXT \"v=spf1 redirect=r.example.com\"\nr TXT \"v=spf1 +all exp=inner.example.com\"\n"
		   "inner TXT \"inner\"\nouter TXT \"outer of %{d}\"",
		"outer of example.com");
	expect_exp(
		"@ TXT \"v=spf1 include:i.example.com -all\"\ni TXT \"v=spf1 -all exp=inner.example.com\"\n"
		"inner TXT \"inner\"",
		"");
}

/* "when executing a "redirect" modifier, an "exp" modifier from the original domain MUST NOT be used" */
static void section_6_2_exp_of_a_redirect_is_used(void **state)
{
	static const char zone[] = "outer TXT \"outer\"\ninner TXT \"inner of %{d} for %{o}\"\n";
	struct arena arena = { 0 };

	(void)state;
	expect_exp(arena_printf(&arena,
			   "%s@ TXT \"v=spf1 exp=outer.example.com redirect=r.example.com\"\n"
			   "r TXT \"v=spf1 -all exp=inner.example.com\"",
			   zone),
		"inner of r.example.com for example.com");
	expect_exp(arena_printf(&arena,
			   "%s@ TXT \"v=spf1 exp=outer.example.com redirect=r.example.com\"\nr TXT \"v=spf1 "
			   "-all\"",
			   zone),
		"");
	expect_exp(arena_printf(&arena,
			   "%s@ TXT \"v=spf1 redirect=r.example.com\"\nr TXT \"v=spf1 redirect=s.%%{d}\"\n"
			   "s.r TXT \"v=spf1 -all exp=inner.example.com\"",
			   zone),
		"inner of s.r.example.com for example.com");
	arena_release(&arena);
}

/* "the explanation string MUST be limited to [US-ASCII]", whatever the macros bring into it */
static void section_6_2_explanation_is_us_ascii(void **state)
{
	static const char *const texts[] = { "%{s} may not", "%{l} may not", "%{h} may not" };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct arena arena = { 0 };
		struct check check;
		const struct spf_evaluation *evaluation;

		check_open(&check, arena_printf(&arena, "%sexplain._spf TXT \"%s\"", EXAMPLE, texts[i]));
		check.sender = "m\xc3\xbcller@example.com";
		check.helo = "m\xc3\xbcller.example.com";
		evaluation = check_expect(&check, client, "example.com", "fail");
		for (size_t at = 0; at < evaluation->explanation.len; at++)
			if (evaluation->explanation.at[at] >= 0x80)
				fail_msg("\"%s\" becomes \"%.*s\"", texts[i],
					(int)evaluation->explanation.len,
					(const char *)evaluation->explanation.at);
		check_close(&check);
		arena_release(&arena);
	}
}

/* Escaped it may stand there. */
static void section_6_2_escaped_bytes_are_us_ascii(void **state)
{
	struct check check;

	(void)state;
	check_open(&check, EXAMPLE "explain._spf TXT \"http://%{d}/?s=%{S}\"");
	check.sender = "m\xc3\xbcller@example.com";
	expect_explanation(check_expect(&check, client, "example.com", "fail"),
		"http://example.com/?s=m%C3%BCller%40example.com");
	check_close(&check);
}

/* Section 8.4: "The check_host() function will return either a default explanation string or one from the domain" */
static void section_8_4_example(void **state)
{
	(void)state;
	expect_exp(EXAMPLE "explain._spf TXT \"Please see http://www.example.com/mailpolicy.html\"",
		"Please see http://www.example.com/mailpolicy.html");
	expect_exp(EXAMPLE "explain._spf TXT \"%{o} explains: no\"", "example.com explains: no");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(section_6_twice_is_permerror),
		cmocka_unit_test(section_6_order_does_not_matter),
		cmocka_unit_test(section_6_unknown_modifiers_are_ignored),
		cmocka_unit_test(section_6_1_example),
		cmocka_unit_test(section_6_1_result_is_the_other_records),
		cmocka_unit_test(section_6_1_malformed_target_is_permerror),
		cmocka_unit_test(section_6_1_sender_stays_and_domain_changes),
		cmocka_unit_test(sections_5_2_and_6_1_redirect_in_an_include),
		cmocka_unit_test(section_6_2_examples),
		cmocka_unit_test(section_6_2_strings_are_joined),
		cmocka_unit_test(section_6_2_faults_are_as_if_there_were_no_exp),
		cmocka_unit_test(section_6_2_only_a_fail_is_explained),
		cmocka_unit_test(section_6_2_exp_of_an_include_is_not_used),
		cmocka_unit_test(section_6_2_exp_of_a_redirect_is_used),
		cmocka_unit_test(section_6_2_explanation_is_us_ascii),
		cmocka_unit_test(section_6_2_escaped_bytes_are_us_ascii),
		cmocka_unit_test(section_8_4_example),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
