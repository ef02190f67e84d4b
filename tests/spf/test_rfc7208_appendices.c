/* The examples of RFC 7208 section 10 and of its appendices A, C and D. */
#include "support/evaluate.h"

#include <string.h>

/* Appendix A: "These examples are based on the following DNS setup". */
static const char setup[] = "$ORIGIN example.com.\n"
			    "@           MX  10 mail-a\n"
			    "            MX  20 mail-b\n"
			    "            A   192.0.2.10\n"
			    "            A   192.0.2.11\n"
			    "amy         A   192.0.2.65\n"
			    "bob         A   192.0.2.66\n"
			    "mail-a      A   192.0.2.129\n"
			    "mail-b      A   192.0.2.130\n"
			    "www         CNAME example.com.\n"
			    "$ORIGIN example.org.\n"
			    "@           MX  10 mail-c\n"
			    "mail-c      A   192.0.2.140\n"
			    "$ORIGIN 2.0.192.in-addr.arpa.\n"
			    "10          PTR example.com.\n"
			    "11          PTR example.com.\n"
			    "65          PTR amy.example.com.\n"
			    "66          PTR bob.example.com.\n"
			    "129         PTR mail-a.example.com.\n"
			    "130         PTR mail-b.example.com.\n"
			    "140         PTR mail-c.example.org.\n"
			    "$ORIGIN 0.0.10.in-addr.arpa.\n"
			    "4           PTR bob.example.com.\n";

/* Every address that the setup speaks of, its neighbours, and one of each other kind. */
static const char *const clients[] = { "192.0.2.0", "192.0.2.9", "192.0.2.10", "192.0.2.11", "192.0.2.12",
	"192.0.2.64", "192.0.2.65", "192.0.2.66", "192.0.2.127", "192.0.2.128", "192.0.2.129", "192.0.2.130",
	"192.0.2.131", "192.0.2.132", "192.0.2.139", "192.0.2.140", "192.0.2.141", "192.0.2.143",
	"192.0.2.144", "192.0.2.255", "10.0.0.4", "203.0.113.1", "2001:db8::1" };

/* Exactly the clients of a list, separated by blanks, pass; the others fail. */
static void expect_passing(struct check *check, const char *domain, const char *list)
{
	for (size_t i = 0; i < sizeof clients / sizeof *clients; i++) {
		struct arena arena = { 0 };
		bool passes =
			strstr(arena_printf(&arena, " %s ", list), arena_printf(&arena, " %s ", clients[i]));

		check_expect(check, clients[i], domain, passes ? "pass" : "fail");
		arena_release(&arena);
	}
}

static void expect_record_passing(const char *record, const char *list)
{
	struct arena arena = { 0 };
	struct check check;

	check_open(&check, arena_printf(&arena, "%sexample.com. TXT \"%s\"\n", setup, record));
	check.what = record;
	expect_passing(&check, "example.com", list);
	check_close(&check);
	arena_release(&arena);
}

static void appendix_a_1_all(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof clients / sizeof *clients; i++)
		expect_record(setup, "v=spf1 +all", clients[i], "pass");
}

static void appendix_a_1_a(void **state)
{
	(void)state;
	expect_record_passing("v=spf1 a -all", "192.0.2.10 192.0.2.11");
	/* "no sending hosts pass since example.org has no A records" */
	expect_record_passing("v=spf1 a:example.org -all", "");
}

static void appendix_a_1_mx(void **state)
{
	(void)state;
	expect_record_passing("v=spf1 mx -all", "192.0.2.129 192.0.2.130");
	expect_record_passing("v=spf1 mx:example.org -all", "192.0.2.140");
	expect_record_passing("v=spf1 mx mx:example.org -all", "192.0.2.129 192.0.2.130 192.0.2.140");
	/* "any sending host in 192.0.2.128/30 or 192.0.2.140/30 passes" */
	expect_record_passing("v=spf1 mx/30 mx:example.org/30 -all",
		"192.0.2.128 192.0.2.129 192.0.2.130 192.0.2.131 192.0.2.140 192.0.2.141 192.0.2.143");
}

static void appendix_a_1_ptr(void **state)
{
	(void)state;
	expect_record(setup, "v=spf1 ptr -all", "192.0.2.65", "pass");
	expect_record(setup, "v=spf1 ptr -all", "192.0.2.140", "fail");
	expect_record(setup, "v=spf1 ptr -all", "10.0.0.4", "fail");
	expect_record_passing(
		"v=spf1 ptr -all", "192.0.2.10 192.0.2.11 192.0.2.65 192.0.2.66 192.0.2.129 192.0.2.130");
}

static void appendix_a_1_ip4(void **state)
{
	(void)state;
	expect_record(setup, "v=spf1 ip4:192.0.2.128/28 -all", "192.0.2.65", "fail");
	expect_record(setup, "v=spf1 ip4:192.0.2.128/28 -all", "192.0.2.129", "pass");
	expect_record_passing("v=spf1 ip4:192.0.2.128/28 -all",
		"192.0.2.128 192.0.2.129 192.0.2.130 192.0.2.131 192.0.2.132 192.0.2.139 192.0.2.140 "
		"192.0.2.141 192.0.2.143");
}

/* The alias of the setup leads to the two servers at the domain name. */
static void appendix_a_www_is_an_alias(void **state)
{
	(void)state;
	expect_record_passing("v=spf1 a:www.example.com -all", "192.0.2.10 192.0.2.11");
}

static void appendix_a_2_multiple_domains(void **state)
{
	static const char *const names[] = { "example.org", "la.example.org", "ny.example.org",
		"sf.example.org" };
	struct arena arena = { 0 };
	struct check check;

	(void)state;
	check_open(
		&check, arena_printf(&arena,
				"%sexample.org. TXT \"v=spf1 include:example.com include:example.net -all\"\n"
				"la.example.org. TXT \"v=spf1 redirect=example.org\"\n"
				"ny.example.org. TXT \"v=spf1 redirect=example.org\"\n"
				"sf.example.org. TXT \"v=spf1 redirect=example.org\"\n"
				"example.com. TXT \"v=spf1 mx -all\"\nexample.net. TXT \"v=spf1 "
				"ip4:203.0.113.1 -all\"",
				setup));
	/* "the union of example.com's and example.net's designated servers" */
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		expect_passing(&check, names[i], "192.0.2.129 192.0.2.130 203.0.113.1");
	expect_counts(check_run(&check, "203.0.113.1", "example.org"), 3, 0);
	expect_counts(check_run(&check, "203.0.113.1", "la.example.org"), 4, 0);
	check_close(&check);
	arena_release(&arena);
}

static void appendix_a_3_dnsbl_style(void **state)
{
	static const struct {
		const char *sender, *ip, *result, *decided;
	} cases[] = {
		{ "anybody@example.com", "192.0.2.129", "pass", "mx" },
		{ "mary@example.com", "203.0.113.1", "pass", "include:mobile-users._spf.%{d}" },
		{ "fred+list@example.com", "2001:db8::1", "pass", "include:mobile-users._spf.%{d}" },
		{ "joel@example.com", "192.168.15.15", "pass", "include:remote-users._spf.%{d}" },
		{ "joel@example.com", "192.168.15.16", "pass", "include:remote-users._spf.%{d}" },
		{ "joel@example.com", "192.168.15.17", "fail", "-all" },
		{ "mark@example.com", "192.168.15.15", "fail", "-all" },
	};
	struct arena arena = { 0 };
	struct check check;
	const struct spf_evaluation *evaluation;

	(void)state;
	check_open(&check, arena_printf(&arena,
				   "%s$ORIGIN _spf.example.com.\n"
				   "mary.mobile-users                   A 127.0.0.2\n"
				   "fred.mobile-users                   A 127.0.0.2\n"
				   "15.15.168.192.joel.remote-users     A 127.0.0.2\n"
				   "16.15.168.192.joel.remote-users     A 127.0.0.2\n"
				   "example.com. TXT \"v=spf1 mx include:mobile-users._spf.%%{d} \" "
				   "\"include:remote-users._spf.%%{d} -all\"\n"
				   "mobile-users TXT \"v=spf1 exists:%%{l1r+}.%%{d}\"\n"
				   "remote-users TXT \"v=spf1 exists:%%{ir}.%%{l1r+}.%%{d}\"",
				   setup));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		check.sender = cases[i].sender;
		check.what = cases[i].sender;
		expect_decided(
			check_expect(&check, cases[i].ip, "example.com", cases[i].result), cases[i].decided);
	}
	check.sender = "joel@example.com";
	evaluation = check_run(&check, "192.168.15.15", "example.com");
	expect_target(evaluation, 2, "remote-users._spf.example.com");
	/* %{d} of the included record is its own name. */
	assert_true(slice_is(evaluation->root->steps[2].visit->steps[0].target,
		"15.15.168.192.joel.remote-users._spf.example.com"));
	check_close(&check);
	arena_release(&arena);
}

/* The appendix prints type SPF, which section 3.1 has replaced by TXT; "-ptr" names its domain here (see below). */
static void appendix_a_4_multiple_requirements(void **state)
{
	struct arena arena = { 0 };
	struct check check;

	(void)state;
	check_open(&check, arena_printf(&arena,
				   "%sexample.com. TXT ( \"v=spf1 \"\n \"-include:ip4._spf.%%{d} \"\n "
				   "\"-include:ptr._spf.%%{d} \"\n"
				   " \"+all\" )\n"
				   "ip4._spf.example.com.  TXT  \"v=spf1 -ip4:192.0.2.0/24 +all\"\n"
				   "ptr._spf.example.com.  TXT  \"v=spf1 -ptr:example.com +all\"\n"
				   "10.0.0.10.in-addr.arpa. PTR x.example.com.\nx.example.com. A 10.0.0.10",
				   setup));
	/* "both that the IP address is within a certain range and that the reverse DNS for the IP matches" */
	expect_passing(
		&check, "example.com", "192.0.2.10 192.0.2.11 192.0.2.65 192.0.2.66 192.0.2.129 192.0.2.130");
	expect_decided(check_expect(&check, "10.0.0.10", "example.com", "fail"), "-include:ip4._spf.%{d}");
	expect_decided(check_expect(&check, "192.0.2.140", "example.com", "fail"), "-include:ptr._spf.%{d}");
	check_close(&check);
	arena_release(&arena);
}

/* As it is printed, "-ptr" is about names below ptr._spf.example.com, the <domain> of the included record. */
static void appendix_a_4_to_the_letter(void **state)
{
	struct arena arena = { 0 };
	struct check check;

	(void)state;
	check_open(&check, arena_printf(&arena,
				   "%sexample.com. TXT \"v=spf1 \" \"-include:ip4._spf.%%{d} \" "
				   "\"-include:ptr._spf.%%{d} \" \"+all\"\n"
				   "ip4._spf.example.com. TXT \"v=spf1 -ip4:192.0.2.0/24 +all\"\n"
				   "ptr._spf.example.com. TXT \"v=spf1 -ptr +all\"\n"
				   "77.2.0.192.in-addr.arpa. PTR "
				   "h.ptr._spf.example.com.\nh.ptr._spf.example.com. A 192.0.2.77",
				   setup));
	expect_decided(check_expect(&check, "192.0.2.77", "example.com", "pass"), "+all");
	expect_decided(check_expect(&check, "192.0.2.65", "example.com", "fail"), "-include:ptr._spf.%{d}");
	expect_decided(check_expect(&check, "203.0.113.77", "example.com", "fail"), "-include:ip4._spf.%{d}");
	check_close(&check);
	arena_release(&arena);
}

/* Appendix B: "Use of DNS RR type SPF (99) has been removed from the protocol". */
static void appendix_b_type_spf_is_gone(void **state)
{
	(void)state;
	expect_result("@ SPF \"v=spf1 +all\"", "192.0.2.1", "none");
	expect_result("@ SPF \"v=spf1 +all\"\n@ TXT \"v=spf1 -all\"", "192.0.2.1", "fail");
}

/* "ptr ... and the %p macro remain part of the protocol" */
static void appendix_b_ptr_and_p_remain(void **state)
{
	(void)state;
	expect_record(setup, "v=spf1 ptr ~all", "192.0.2.66", "pass");
	expect_record(setup, "v=spf1 a:%{p} ~all", "192.0.2.66", "pass");
	expect_record(setup, "v=spf1 a:%{p} ~all", "10.0.0.4", "softfail");
}

static void appendix_c_tracking_exists(void **state)
{
	struct check check;
	const struct spf_evaluation *evaluation;
	const char *target = "_h.helo.example.net._l.user+x._o.example.com._i.192.0.2.1._spf.example.com";

	(void)state;
	check_open(&check, "@ TXT \"v=spf1 exists:_h.%{h}._l.%{l}._o.%{o}._i.%{i}._spf.%{d} ?all\"");
	check.helo = "helo.example.net";
	check.sender = "user+x@example.com";
	evaluation = check_expect(&check, "192.0.2.1", "example.com", "neutral");
	expect_target(evaluation, 0, target);
	expect_decided(evaluation, "?all");
	assert_true(check_asked(&check, target, DNS_TYPE_A));
	check_close(&check);
}

static void appendix_d_1_whitelist(void **state)
{
	static const char record[] = "v=spf1 mx ?exists:%{ir}.whitelist.example.org -all";
	struct arena arena = { 0 };
	const char *zone = arena_printf(&arena, "%s1.113.0.203.whitelist.example.org. A 127.0.0.2", setup);

	(void)state;
	expect_record(zone, record, "192.0.2.129", "pass");
	expect_record(zone, record, "203.0.113.1", "neutral");
	expect_record(zone, record, "203.0.113.2", "fail");
	arena_release(&arena);
}

/* "an extra DNS lookup ... happens only when the email would otherwise be rejected" */
static void appendix_d_1_signed_local_part(void **state)
{
	struct arena arena = { 0 };
	struct check check;

	(void)state;
	check_open(&check, arena_printf(&arena,
				   "%sexample.com. TXT \"v=spf1 mx exists:%%{l}._spf_verify.%%{d} -all\"\n"
				   "prvs=123456user._spf_verify.example.com. A "
				   "127.0.0.2\n*._spf_verify.example.org. A 127.0.0.2",
				   setup));
	check.sender = "prvs=123456user@example.com";
	expect_counts(check_expect(&check, "203.0.113.1", "example.com", "pass"), 2, 0);
	expect_counts(check_expect(&check, "192.0.2.129", "example.com", "pass"), 1, 0);
	check.sender = "forged@example.com";
	check_expect(&check, "203.0.113.1", "example.com", "fail");
	/* "due to the 63-character limit for domain labels, this approach only works reliably if ..." */
	check.sender = "0123456789012345678901234567890123456789012345678901234567890123@example.com";
	check_expect(&check, "203.0.113.1", "example.com", "fail");
	check_close(&check);
	arena_release(&arena);
}

static void appendix_d_1_rate_limit(void **state)
{
	static const char record[] = "v=spf1 mx exists:%{ir}._spf_rate.%{d} -all";
	struct arena arena = { 0 };
	const char *zone = arena_printf(&arena, "%s1.113.0.203._spf_rate.example.com. A 127.0.0.2", setup);

	(void)state;
	expect_record(zone, record, "192.0.2.130", "pass");
	expect_record(zone, record, "203.0.113.1", "pass");
	expect_record(zone, record, "203.0.113.2", "fail");
	arena_release(&arena);
}

static void appendix_d_1_policy_of_a_user(void **state)
{
	struct arena arena = { 0 };
	struct check check;

	(void)state;
	check_open(&check,
		arena_printf(&arena,
			"%sexample.com. TXT \"v=spf1 mx redirect=%%{l1r+}._at_.%%{o}._spf.%%{d}\"\n"
			"mary._at_.example.com._spf.example.com. TXT \"v=spf1 ip4:203.0.113.1 -all\"\n"
			"*._at_.example.com._spf.example.com. TXT \"v=spf1 ~all\"",
			setup));
	check.sender = "mary+list@example.com";
	expect_target(check_expect(&check, "203.0.113.1", "example.com", "pass"), 1,
		"mary._at_.example.com._spf.example.com");
	check_expect(&check, "203.0.113.2", "example.com", "fail");
	check.sender = "bob@example.com";
	check_expect(&check, "203.0.113.1", "example.com", "softfail");
	check_expect(&check, "192.0.2.129", "example.com", "pass");
	check_close(&check);
	arena_release(&arena);
}

/* "The record for a domain that sends no mail" and "for an individual host". */
static void section_10_1_2_records(void **state)
{
	struct check check;

	(void)state;
	check_open(&check,
		"www TXT \"v=spf1 -all\"\nwww A 192.0.2.1\nrelay TXT \"v=spf1 a -all\"\nrelay A 192.0.2.2");
	check_expect(&check, "192.0.2.1", "www.example.com", "fail");
	check_expect(&check, "2001:db8::1", "www.example.com", "fail");
	check.helo = check.sender = "relay.example.com";
	check_expect(&check, "192.0.2.2", "relay.example.com", "pass");
	check_expect(&check, "192.0.2.1", "relay.example.com", "fail");
	check_close(&check);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(appendix_a_1_all),
		cmocka_unit_test(appendix_a_1_a),
		cmocka_unit_test(appendix_a_1_mx),
		cmocka_unit_test(appendix_a_1_ptr),
		cmocka_unit_test(appendix_a_1_ip4),
		cmocka_unit_test(appendix_a_www_is_an_alias),
		cmocka_unit_test(appendix_a_2_multiple_domains),
		cmocka_unit_test(appendix_a_3_dnsbl_style),
		cmocka_unit_test(appendix_a_4_multiple_requirements),
		cmocka_unit_test(appendix_a_4_to_the_letter),
		cmocka_unit_test(appendix_b_type_spf_is_gone),
		cmocka_unit_test(appendix_b_ptr_and_p_remain),
		cmocka_unit_test(appendix_c_tracking_exists),
		cmocka_unit_test(appendix_d_1_whitelist),
		cmocka_unit_test(appendix_d_1_signed_local_part),
		cmocka_unit_test(appendix_d_1_rate_limit),
		cmocka_unit_test(appendix_d_1_policy_of_a_user),
		cmocka_unit_test(section_10_1_2_records),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
