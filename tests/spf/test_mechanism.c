/* The mechanisms of RFC 7208 section 5, evaluated. */
#include "support/evaluate.h"

#include <string.h>

static const char client[] = "192.0.2.1";

struct address_case {
	const char *record, *ip, *result;
};

static void expect_cases(const char *zone, const struct address_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		expect_record(zone, cases[i].record, cases[i].ip, cases[i].result);
}

#define EXPECT_CASES(zone, cases) expect_cases(zone, cases, sizeof cases / sizeof *cases)

/* "only the specified number of high-order bits of <ip> and the IP address are compared for equality" */
static void section_5_prefix_lengths(void **state)
{
	static const char zone[] = "h A 192.0.2.85\nh AAAA 2001:db8:5555::5555\nm MX 0 h\n";
	static const struct address_case cases[] = {
		{ "v=spf1 a:h.example.com -all", "192.0.2.85", "pass" },
		{ "v=spf1 a:h.example.com -all", "192.0.2.84", "fail" },
		{ "v=spf1 a:h.example.com/32 -all", "192.0.2.84", "fail" },
		{ "v=spf1 a:h.example.com/31 -all", "192.0.2.84", "pass" },
		{ "v=spf1 a:h.example.com/31 -all", "192.0.2.86", "fail" },
		{ "v=spf1 a:h.example.com/25 -all", "192.0.2.127", "pass" },
		{ "v=spf1 a:h.example.com/25 -all", "192.0.2.128", "fail" },
		{ "v=spf1 a:h.example.com/24 -all", "192.0.2.255", "pass" },
		{ "v=spf1 a:h.example.com/24 -all", "192.0.3.85", "fail" },
		{ "v=spf1 a:h.example.com/1 -all", "255.255.255.255", "pass" },
		{ "v=spf1 a:h.example.com/1 -all", "127.255.255.255", "fail" },
		{ "v=spf1 a:h.example.com/0 -all", "1.2.3.4", "pass" },
		{ "v=spf1 a:h.example.com -all", "2001:db8:5555::5555", "pass" },
		{ "v=spf1 a:h.example.com -all", "2001:db8:5555::5554", "fail" },
		{ "v=spf1 a:h.example.com/0 -all", "2001:db8:5555::5554", "fail" },
		{ "v=spf1 a:h.example.com//127 -all", "2001:db8:5555::5554", "pass" },
		{ "v=spf1 a:h.example.com//0 -all", "192.0.2.84", "fail" },
		{ "v=spf1 a:h.example.com//0 -all", "::1", "pass" },
		{ "v=spf1 a:h.example.com/24//48 -all", "192.0.2.1", "pass" },
		{ "v=spf1 a:h.example.com/24//48 -all", "2001:db8:5555:ffff::", "pass" },
		{ "v=spf1 a:h.example.com/24//48 -all", "2001:db8:5554::5555", "fail" },
		{ "v=spf1 mx:m.example.com -all", "192.0.2.84", "fail" },
		{ "v=spf1 mx:m.example.com/31 -all", "192.0.2.84", "pass" },
		{ "v=spf1 mx:m.example.com/31 -all", "2001:db8:5555::5554", "fail" },
		{ "v=spf1 mx:m.example.com/31//64 -all", "2001:db8:5555::1", "pass" },
		{ "v=spf1 mx:m.example.com//64 -all", "2001:db8:5555:1::1", "fail" },
	};

	(void)state;
	EXPECT_CASES(zone, cases);
}

/* "when <ip> is an IPv4, "A" records are fetched; when <ip> is an IPv6 address, "AAAA" records are fetched" */
static void section_5_type_of_address(void **state)
{
	struct check check;

	(void)state;
	check_open(&check, "@ TXT \"v=spf1 a mx:m.example.com ?all\"\n@ A 192.0.2.9\n@ AAAA 2001:db8::9\n"
			   "m MX 0 h\nh A 192.0.2.8\nh AAAA 2001:db8::8");
	check_expect(&check, client, "example.com", "neutral");
	assert_true(check_asked(&check, "example.com", DNS_TYPE_A));
	assert_true(check_asked(&check, "h.example.com", DNS_TYPE_A));
	assert_false(check_asked(&check, "example.com", DNS_TYPE_AAAA));
	assert_false(check_asked(&check, "h.example.com", DNS_TYPE_AAAA));
	check_expect(&check, "2001:db8::1", "example.com", "neutral");
	assert_true(check_asked(&check, "example.com", DNS_TYPE_AAAA));
	assert_true(check_asked(&check, "h.example.com", DNS_TYPE_AAAA));
	assert_false(check_asked(&check, "example.com", DNS_TYPE_A));
	assert_false(check_asked(&check, "h.example.com", DNS_TYPE_A));
	check_close(&check);
}

/* "IPv4 <ip> addresses are only listed in an SPF record using the "ip4" mechanism." */
static void section_5_mapped_client_is_ip4(void **state)
{
	static const struct address_case cases[] = {
		{ "v=spf1 ip4:192.0.2.1 -all", "::ffff:192.0.2.1", "pass" },
		{ "v=spf1 ip4:192.0.2.1 -all", "::ffff:192.0.2.2", "fail" },
		{ "v=spf1 a:h.example.com -all", "::ffff:c000:201", "pass" },
		{ "v=spf1 a:six.example.com -all", "::ffff:192.0.2.1", "fail" },
		{ "v=spf1 ip6:::ffff:192.0.2.1 -all", "::ffff:192.0.2.1", "fail" },
		{ "v=spf1 ip6:::/0 -all", "::ffff:192.0.2.1", "fail" },
		{ "v=spf1 exists:%{ir}.%{v}.x.example.com -all", "::ffff:192.0.2.1", "pass" },
		/* Neither compatible nor translated addresses are mapped ones. */
		{ "v=spf1 ip4:192.0.2.1 -all", "::192.0.2.1", "fail" },
		{ "v=spf1 ip4:192.0.2.1 -all", "64:ff9b::192.0.2.1", "fail" },
	};

	(void)state;
	EXPECT_CASES("h A 192.0.2.1\nsix AAAA ::ffff:192.0.2.1\n1.2.0.192.in-addr.x A 127.0.0.2", cases);
}

/* "the mechanism stops and the topmost check_host() returns "temperror"" */
static void section_5_errors_are_temperror(void **state)
{
	static const char *const outcomes[] = { "servfail", "timeout", "refused", "truncated", "malformed",
		"limit", "offline" };
	static const char *const terms[] = { "a:bad.example.com", "mx:bad.example.com",
		"exists:bad.example.com", "include:bad.example.com", "mx:m.example.com",
		"include:in.example.com", "-a:bad.example.com", "redirect=bad.example.com",
		"redirect=in.example.com" };

	(void)state;
	for (size_t o = 0; o < sizeof outcomes / sizeof *outcomes; o++) {
		for (size_t t = 0; t < sizeof terms / sizeof *terms; t++) {
			struct arena arena = { 0 };
			const char *zone = arena_printf(&arena,
				"m MX 0 bad\nin TXT \"v=spf1 include:deep.example.com -all\"\n"
				"deep TXT \"v=spf1 a:bad.example.com -all\"\n; @answer bad.example.com. * %s",
				outcomes[o]);

			expect_record(zone, arena_printf(&arena, "v=spf1 %s", terms[t]), client, "temperror");
			arena_release(&arena);
		}
	}
}

/* "as if the server returned no error (RCODE 0) and zero answer records" */
static void section_5_name_error_is_no_match(void **state)
{
	static const struct address_case cases[] = {
		{ "v=spf1 a:gone.example.com ~all", "192.0.2.1", "softfail" },
		{ "v=spf1 mx:gone.example.com ~all", "192.0.2.1", "softfail" },
		{ "v=spf1 exists:gone.example.com ~all", "192.0.2.1", "softfail" },
		{ "v=spf1 ptr:gone.example.com ~all", "192.0.2.1", "softfail" },
		{ "v=spf1 mx:dead.example.com ~all", "192.0.2.1", "softfail" },
		{ "v=spf1 mx:half.example.com ~all", "192.0.2.1", "pass" },
	};

	(void)state;
	EXPECT_CASES("dead MX 0 gone\nhalf MX 0 gone\nhalf MX 1 h\nh A 192.0.2.1", cases);
}

static void section_5_1_example_and_terms_after_all(void **state)
{
	struct check check;
	const struct spf_evaluation *evaluation;

	(void)state;
	check_open(&check, "@ TXT \"v=spf1 a mx -all\"\n@ A 192.0.2.1\n@ MX 0 mx\nmx A 192.0.2.2\n"
			   "after TXT \"v=spf1 -all a:bad.example.com +all include:gone.example.com\"\n"
			   "; @answer bad.example.com. A servfail");
	check_expect(&check, client, "example.com", "pass");
	check_expect(&check, "192.0.2.2", "example.com", "pass");
	check_expect(&check, "192.0.2.3", "example.com", "fail");
	/* "Mechanisms listed after "all" MUST be ignored." */
	evaluation = check_expect(&check, client, "after.example.com", "fail");
	expect_counts(evaluation, 0, 0);
	for (size_t i = 1; i < 4; i++)
		assert_int_equal(evaluation->root->steps[i].outcome, SPF_STEP_NOT_REACHED);
	assert_false(check_asked(&check, "bad.example.com", DNS_TYPE_A));
	check_close(&check);
}

/* "Any "redirect" modifier MUST be ignored when there is an "all" mechanism ..., regardless of the relative ordering" */
static void sections_5_1_and_6_1_redirect_with_all_is_ignored(void **state)
{
	static const char zone[] = "r TXT \"v=spf1 +all\"";

	(void)state;
	expect_record(zone, "v=spf1 redirect=r.example.com -all", client, "fail");
	expect_record(zone, "v=spf1 -all redirect=r.example.com", client, "fail");
	expect_record(zone, "v=spf1 redirect=gone.example.com ?all", client, "neutral");
	expect_record("", "v=spf1 redirect=r.example.com ~all redirect=r.example.com", client, "permerror");
}

static void section_5_2_example(void **state)
{
	struct check check;
	const struct spf_evaluation *evaluation;

	(void)state;
	check_open(&check,
		"example.net. TXT \"v=spf1 include:example.com include:example.org -all\"\n"
		"@ TXT \"v=spf1 ip4:192.0.2.1 -all\"\nexample.org. TXT \"v=spf1 ip4:192.0.2.2 -all\"");
	evaluation = check_expect(&check, "192.0.2.1", "example.net", "pass");
	expect_decided(evaluation, "include:example.com");
	expect_counts(evaluation, 1, 0);
	assert_int_equal(spf_deciding_step(evaluation)->term->kind, SPF_TERM_IP4);
	evaluation = check_expect(&check, "192.0.2.2", "example.net", "pass");
	expect_decided(evaluation, "include:example.org");
	expect_counts(evaluation, 2, 0);
	expect_decided(check_expect(&check, "192.0.2.3", "example.net", "fail"), "-all");
	check_close(&check);
}

static void section_5_2_table(void **state)
{
	static const char zone[] =
		"pass TXT \"v=spf1 +all\"\nfail TXT \"v=spf1 -all\"\nsoftfail TXT \"v=spf1 ~all\"\n"
		"neutral TXT \"v=spf1 ?all\"\ndefault TXT \"v=spf1\"\n"
		"permerror TXT \"v=spf1 foo\"\ntwo TXT \"v=spf1\"\ntwo TXT \"v=spf1 +all\"\n"
		"nodata A 192.0.2.1\nother TXT \"v=spf10 +all\"\n"
		"; @answer temperror.example.com. TXT timeout\n";
	static const struct {
		const char *name, *result;
	} cases[] = {
		{ "pass", "softfail" },
		{ "fail", "neutral" },
		{ "softfail", "neutral" },
		{ "neutral", "neutral" },
		{ "default", "neutral" },
		{ "temperror", "temperror" },
		{ "permerror", "permerror" },
		{ "two", "permerror" },
		{ "nodata", "permerror" },
		{ "other", "permerror" },
		{ "nxdomain", "permerror" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = { 0 };

		expect_record(zone,
			arena_printf(&arena, "v=spf1 ~include:%s.example.com ?all", cases[i].name), client,
			cases[i].result);
		arena_release(&arena);
	}
}

/* "the appropriate result for the "include" mechanism is used" */
static void section_5_2_qualifier_of_the_include_counts(void **state)
{
	static const char zone[] = "p TXT \"v=spf1 +all\"\nq TXT \"v=spf1 include:p.example.com\"";

	(void)state;
	expect_record(zone, "v=spf1 include:p.example.com -all", client, "pass");
	expect_record(zone, "v=spf1 +include:p.example.com -all", client, "pass");
	expect_record(zone, "v=spf1 -include:p.example.com +all", client, "fail");
	expect_record(zone, "v=spf1 ~include:p.example.com +all", client, "softfail");
	expect_record(zone, "v=spf1 ?include:q.example.com +all", client, "neutral");
}

/* "The <ip> and <sender> arguments remain the same"; <domain> is the included one. */
static void section_5_2_sender_stays_and_domain_changes(void **state)
{
	struct check check;
	const struct spf_visit *inner;

	(void)state;
	check_open(&check, "@ TXT \"v=spf1 include:i.example.com exists:%{d}.x.example.com -all\"\n"
			   "i TXT \"v=spf1 exists:%{s}.%{o}.%{d}.%{i} -all\"");
	inner = check_expect(&check, client, "example.com", "fail")->root->steps[0].visit;
	assert_int_equal(inner->result, SPF_FAIL);
	assert_true(slice_is(inner->steps[0].target, "user@example.com.example.com.i.example.com.192.0.2.1"));
	expect_target(check_run(&check, client, "example.com"), 1, "example.com.x.example.com");
	check_close(&check);
}

/* Section 4.3 gives none for a <domain> that is no name of several labels, and the table makes it permerror. */
static void section_5_2_include_of_no_domain_is_permerror(void **state)
{
	struct check check;

	(void)state;
	expect_record(
		"", "v=spf1 include:%{h} +all", client, "permerror"); /* mail.example.com has no record */
	check_open(&check, "@ TXT \"v=spf1 include:%{h} +all\"\nlocalhost. TXT \"v=spf1 +all\"");
	check.helo = "localhost";
	check_expect(&check, client, "example.com", "permerror");
	check.helo = "a..example.com";
	check_expect(&check, client, "example.com", "permerror");
	check_close(&check);
}

static void section_5_3_a(void **state)
{
	static const char zone[] = "@ A 192.0.2.1\n@ A 192.0.2.2\n@ AAAA 2001:db8::1\nh A 192.0.2.3\n"
				   "www CNAME h\nfar CNAME h.example.net.\nh.example.net. A 192.0.2.4\n";
	static const struct address_case cases[] = {
		{ "v=spf1 a -all", "192.0.2.1", "pass" },
		{ "v=spf1 a -all", "192.0.2.2", "pass" },
		{ "v=spf1 a -all", "192.0.2.3", "fail" },
		{ "v=spf1 a -all", "2001:db8::1", "pass" },
		{ "v=spf1 a -all", "2001:db8::2", "fail" },
		{ "v=spf1 a:h.example.com -all", "192.0.2.3", "pass" },
		{ "v=spf1 a:H.EXAMPLE.COM. -all", "192.0.2.3", "pass" },
		{ "v=spf1 a:h.example.com -all", "192.0.2.1", "fail" },
		{ "v=spf1 a:www.example.com -all", "192.0.2.3", "pass" },
		{ "v=spf1 a:far.example.com -all", "192.0.2.4", "pass" },
	};

	(void)state;
	EXPECT_CASES(zone, cases);
}

static void section_5_4_mx(void **state)
{
	static const char zone[] =
		"@ MX 10 h1\n@ MX 20 h2\n@ A 192.0.2.9\nh1 A 192.0.2.1\nh1 A 192.0.2.11\n"
		"h2 A 192.0.2.2\nh2 AAAA 2001:db8::2\nother MX 0 h1\nalias MX 0 www\nwww CNAME h2\n";
	static const struct address_case cases[] = {
		{ "v=spf1 mx -all", "192.0.2.1", "pass" },
		{ "v=spf1 mx -all", "192.0.2.11", "pass" },
		{ "v=spf1 mx -all", "192.0.2.2", "pass" },
		{ "v=spf1 mx -all", "2001:db8::2", "pass" },
		{ "v=spf1 mx -all", "192.0.2.9", "fail" },
		{ "v=spf1 mx:other.example.com -all", "192.0.2.1", "pass" },
		{ "v=spf1 mx:other.example.com -all", "192.0.2.2", "fail" },
		{ "v=spf1 mx:alias.example.com -all", "192.0.2.2", "pass" },
	};
	struct check check;
	const struct spf_evaluation *evaluation;
	struct dns_name h2 = dns_name_of("h2.example.com");

	(void)state;
	EXPECT_CASES(zone, cases);
	check_open(
		&check, "@ TXT \"v=spf1 mx -all\"\n@ MX 10 h1\n@ MX 20 h2\nh1 A 192.0.2.1\nh2 A 192.0.2.2\n");
	evaluation = check_expect(&check, "192.0.2.2", "example.com", "pass");
	assert_non_null(evaluation->root->decided->host);
	assert_true(dns_name_equal(evaluation->root->decided->host, &h2));
	check_close(&check);
}

/* "MUST NOT apply the implicit MX rules of [RFC5321] by querying for an A or AAAA record for the same name" */
static void section_5_4_no_implicit_mx(void **state)
{
	struct check check;

	(void)state;
	check_open(&check, "@ TXT \"v=spf1 mx -all\"\n@ A 192.0.2.1\n@ AAAA 2001:db8::1");
	expect_counts(check_expect(&check, client, "example.com", "fail"), 1, 1);
	assert_false(check_asked(&check, "example.com", DNS_TYPE_A));
	check_expect(&check, "2001:db8::1", "example.com", "fail");
	assert_false(check_asked(&check, "example.com", DNS_TYPE_AAAA));
	check_close(&check);
}

/* RFC 7505 section 3: a null MX names no host. It is an answer, so the look-up is not void. */
static void section_5_4_null_mx_matches_nothing(void **state)
{
	struct check check;

	(void)state;
	check_open(&check, "@ TXT \"v=spf1 mx/0 -all\"\n@ MX 0 .\n@ A 192.0.2.1\n. A 192.0.2.1");
	expect_counts(check_expect(&check, client, "example.com", "fail"), 1, 0);
	check_close(&check);
}

/* ""mail.example.com" is within the domain "example.com", but "mail.bad-example.com" is not." */
static void section_5_5_ptr(void **state)
{
	static const char zone[] =
		"$ORIGIN 2.0.192.in-addr.arpa.\n"
		"1 PTR mail.example.com.\n2 PTR mail.bad-example.com.\n3 PTR example.com.\n"
		"4 PTR mail.example.com.\n5 PTR gone.example.com.\n6 PTR gone.example.com.\n6 PTR "
		"mail.example.com.\n"
		"7 PTR MAIL.Example.COM.\n8 PTR a.b.mail.example.com.\n"
		"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. PTR "
		"mail.example.com.\n"
		"$ORIGIN example.com.\n"
		"@ A 192.0.2.3\nmail A 192.0.2.1\nmail A 192.0.2.6\nmail A 192.0.2.7\nmail AAAA 2001:db8::1\n"
		"mail.bad-example.com. A 192.0.2.2\na.b.mail A 192.0.2.8\n";
	static const struct address_case cases[] = {
		{ "v=spf1 ptr -all", "192.0.2.1", "pass" },
		{ "v=spf1 ptr:example.com -all", "192.0.2.1", "pass" },
		{ "v=spf1 ptr:mail.example.com -all", "192.0.2.1", "pass" },
		{ "v=spf1 ptr:il.example.com -all", "192.0.2.1", "fail" },
		{ "v=spf1 ptr:other.example.com -all", "192.0.2.1", "fail" },
		{ "v=spf1 ptr:EXAMPLE.com -all", "192.0.2.1", "pass" },
		{ "v=spf1 ptr -all", "192.0.2.2", "fail" },
		{ "v=spf1 ptr:bad-example.com -all", "192.0.2.2", "pass" },
		{ "v=spf1 ptr -all", "192.0.2.3", "pass" },
		/* not among the name's addresses */
		{ "v=spf1 ptr -all", "192.0.2.4", "fail" },
		{ "v=spf1 ptr -all", "192.0.2.5", "fail" },
		/* one of two names is validated */
		{ "v=spf1 ptr -all", "192.0.2.6", "pass" },
		{ "v=spf1 ptr -all", "192.0.2.7", "pass" },
		{ "v=spf1 ptr -all", "192.0.2.8", "pass" },
		/* no PTR record at all */
		{ "v=spf1 ptr -all", "192.0.2.9", "fail" },
		{ "v=spf1 ptr -all", "2001:db8::1", "pass" },
		{ "v=spf1 ptr -all", "2001:db8::2", "fail" },
	};

	(void)state;
	EXPECT_CASES(zone, cases);
}

/* "Check all validated domain names to see if they either match the <target-name> domain or are a subdomain" */
static void section_5_5_target_below_the_validated_name_does_not_match(void **state)
{
	(void)state;
	expect_record("1.2.0.192.in-addr.arpa. PTR example.com.\n@ A 192.0.2.1",
		"v=spf1 ptr:mail.example.com -all", client, "fail");
}

/* The domain name that counts is <target-name>, so the family of the addresses is the client's. */
static void section_5_5_addresses_of_the_client_family(void **state)
{
	struct check check;

	(void)state;
	check_open(&check,
		"@ TXT \"v=spf1 ptr -all\"\n1.2.0.192.in-addr.arpa. PTR m.example.com.\nm A 192.0.2.1");
	check_expect(&check, client, "example.com", "pass");
	assert_true(check_asked(&check, "m.example.com", DNS_TYPE_A));
	assert_false(check_asked(&check, "m.example.com", DNS_TYPE_AAAA));
	check_close(&check);
}

/* "If a DNS error occurs while doing the PTR RR lookup, then this mechanism fails to match." */
static void section_5_5_error_of_ptr_is_no_match(void **state)
{
	(void)state;
	expect_record(
		"; @answer 1.2.0.192.in-addr.arpa. PTR servfail", "v=spf1 ptr ~all", client, "softfail");
	expect_record("; @answer 1.2.0.192.in-addr.arpa. PTR timeout", "v=spf1 -ptr ?all", client, "neutral");
}

/* "If a DNS error occurs while doing an A RR lookup, then that domain name is skipped and the search continues." */
static void section_5_5_error_of_an_address_skips_the_name(void **state)
{
	static const char zone[] =
		"1.2.0.192.in-addr.arpa. PTR a.example.com.\n1.2.0.192.in-addr.arpa. PTR b.example.com.\n"
		"1.2.0.192.in-addr.arpa. PTR c.example.com.\nb A 192.0.2.1\n"
		"; @answer a.example.com. A servfail\n; @answer c.example.com. A timeout\n";

	(void)state;
	expect_record(zone, "v=spf1 ptr -all", client, "pass");
	expect_record(zone, "v=spf1 ptr:a.example.com ~all", client, "softfail");
}

static void section_5_6_networks(void **state)
{
	static const struct address_case cases[] = {
		{ "v=spf1 ip4:192.0.2.1 -all", "192.0.2.1", "pass" },
		{ "v=spf1 ip4:192.0.2.1 -all", "192.0.2.0", "fail" },
		{ "v=spf1 ip4:192.0.2.1/32 -all", "192.0.2.0", "fail" },
		{ "v=spf1 ip4:192.0.2.0/24 -all", "192.0.2.255", "pass" },
		{ "v=spf1 ip4:192.0.2.77/24 -all", "192.0.2.0", "pass" },
		{ "v=spf1 ip4:192.0.2.0/24 -all", "192.0.3.0", "fail" },
		{ "v=spf1 ip4:192.0.2.128/25 -all", "192.0.2.127", "fail" },
		{ "v=spf1 ip4:0.0.0.0/0 -all", "203.0.113.77", "pass" },
		{ "v=spf1 ip4:0.0.0.0/0 -all", "2001:db8::1", "fail" },
		{ "v=spf1 ip6:2001:db8::cd30 -all", "2001:db8::cd30", "pass" },
		{ "v=spf1 ip6:2001:DB8:0:0::CD30 -all", "2001:db8::cd30", "pass" },
		{ "v=spf1 ip6:2001:db8::cd30 -all", "2001:db8::cd31", "fail" },
		{ "v=spf1 ip6:2001:db8::cd30/127 -all", "2001:db8::cd31", "pass" },
		{ "v=spf1 ip6:2001:db8::/32 -all", "2001:db8:ffff::", "pass" },
		{ "v=spf1 ip6:2001:db8::/32 -all", "2001:db9::", "fail" },
		{ "v=spf1 ip6:2001:db8::/33 -all", "2001:db8:8000::", "fail" },
		{ "v=spf1 ip6:::/0 -all", "2001:db8::1", "pass" },
		{ "v=spf1 ip6:::/0 -all", "192.0.2.1", "fail" },
		{ "v=spf1 ip6:64:ff9b::192.0.2.1 -all", "64:ff9b::c000:201", "pass" },
		/* "use 192.0.2.0/24 instead of 192.0.2" */
		{ "v=spf1 ip4:192.0.2 +all", "192.0.2.1", "permerror" },
	};

	(void)state;
	EXPECT_CASES("", cases);
}

static void section_5_6_networks_cause_no_queries(void **state)
{
	struct check check;

	(void)state;
	check_open(&check, "@ TXT \"v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 -all\"");
	expect_counts(check_expect(&check, "203.0.113.1", "example.com", "fail"), 0, 0);
	assert_int_equal(facts_sent(check.world.facts), 1);
	check_close(&check);
}

/* "a DNS A RR lookup (even when the connection type is IPv6). If any A record is returned, this mechanism matches." */
static void section_5_7_exists_asks_for_a_records(void **state)
{
	static const struct address_case cases[] = {
		{ "v=spf1 exists:a.example.com -all", "192.0.2.1", "pass" },
		{ "v=spf1 exists:a.example.com -all", "2001:db8::1", "pass" },
		{ "v=spf1 exists:aaaa.example.com -all", "192.0.2.1", "fail" },
		{ "v=spf1 exists:aaaa.example.com -all", "2001:db8::1", "fail" },
		{ "v=spf1 exists:www.example.com -all", "192.0.2.1", "pass" },
		{ "v=spf1 exists:gone.example.com -all", "192.0.2.1", "fail" },
		{ "v=spf1 -exists:a.example.com +all", "192.0.2.1", "fail" },
	};

	(void)state;
	EXPECT_CASES("a A 127.0.0.2\naaaa AAAA 2001:db8::1\nwww CNAME a", cases);
}

static void section_5_7_example(void **state)
{
	struct check check;

	(void)state;
	check_open(&check, "@ TXT \"v=spf1 exists:%{ir}.%{l1r+-}._spf.%{d} -all\"\n"
			   "1.2.0.192.someuser._spf A 127.0.0.2");
	check.sender = "someuser@example.com";
	expect_target(check_expect(&check, "192.0.2.1", "example.com", "pass"), 0,
		"1.2.0.192.someuser._spf.example.com");
	check.sender = "someuser+tag-more@example.com";
	check_expect(&check, "192.0.2.1", "example.com", "pass");
	check_expect(&check, "192.0.2.2", "example.com", "fail");
	check.sender = "otheruser@example.com";
	check_expect(&check, "192.0.2.1", "example.com", "fail");
	check_close(&check);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(section_5_prefix_lengths),
		cmocka_unit_test(section_5_type_of_address),
		cmocka_unit_test(section_5_mapped_client_is_ip4),
		cmocka_unit_test(section_5_errors_are_temperror),
		cmocka_unit_test(section_5_name_error_is_no_match),
		cmocka_unit_test(section_5_1_example_and_terms_after_all),
		cmocka_unit_test(sections_5_1_and_6_1_redirect_with_all_is_ignored),
		cmocka_unit_test(section_5_2_example),
		cmocka_unit_test(section_5_2_table),
		cmocka_unit_test(section_5_2_qualifier_of_the_include_counts),
		cmocka_unit_test(section_5_2_sender_stays_and_domain_changes),
		cmocka_unit_test(section_5_2_include_of_no_domain_is_permerror),
		cmocka_unit_test(section_5_3_a),
		cmocka_unit_test(section_5_4_mx),
		cmocka_unit_test(section_5_4_no_implicit_mx),
		cmocka_unit_test(section_5_4_null_mx_matches_nothing),
		cmocka_unit_test(section_5_5_ptr),
		cmocka_unit_test(section_5_5_target_below_the_validated_name_does_not_match),
		cmocka_unit_test(section_5_5_addresses_of_the_client_family),
		cmocka_unit_test(section_5_5_error_of_ptr_is_no_match),
		cmocka_unit_test(section_5_5_error_of_an_address_skips_the_name),
		cmocka_unit_test(section_5_6_networks),
		cmocka_unit_test(section_5_6_networks_cause_no_queries),
		cmocka_unit_test(section_5_7_exists_asks_for_a_records),
		cmocka_unit_test(section_5_7_example),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
