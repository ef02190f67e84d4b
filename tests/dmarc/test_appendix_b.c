/* The examples of appendix B of RFC 7489 and of RFC 9989. Those of RFC 9989 B.4 are in test_discover.c. */
#include "support/world.h"

#include "dmarc/discover.h"
#include "dmarc/report_consent.h"

#include <string.h>

#define HEAD \
	"; whole file\n$ORIGIN .\n$TTL 300\n. SOA ns. h. 1 3600 600 86400 300\n. NS ns.\nns. A 11.0.0.1\n"
/* Domains that send and receive, so that only their DMARC records are left to judge. */
#define HOSTS \
	"mail.example.com. A 11.0.0.10\nexample.com. MX 10 mail.example.com.\nexample.com. TXT \"v=spf1 mx " \
	"-all\"\n" \
	"test.example.com. MX 10 mail.example.com.\ntest.example.com. TXT \"v=spf1 mx -all\"\n" \
	"s1._domainkey.example.com. TXT \"v=DKIM1; k=ed25519; " \
	"p=Us9vjYJDCG7FfJSc+i3HlUXbEZ+wWPgtu6oFsDkfe9s=\"\n" \
	"s1._domainkey.test.example.com. TXT \"v=DKIM1; k=ed25519; " \
	"p=Us9vjYJDCG7FfJSc+i3HlUXbEZ+wWPgtu6oFsDkfe9s=\"\n" \
	"thirdparty.example.net. MX 10 mail.example.com.\n"
#define CONSENT(domain) domain "._report._dmarc.thirdparty.example.net. TXT \"v=DMARC1\"\n"

static struct suffix_list *suffixes;

static int open_list(void **state)
{
	const char *fault;

	(void)state;
	suffixes = suffix_list_open(TESTS_FOLDER "/dmarc/suffixes.dat", &fault);
	return suffixes ? 0 : -1;
}

static int close_list(void **state)
{
	(void)state;
	suffix_list_close(suffixes);
	return 0;
}

/* Both rule books, where example.com has a record. */
static void expect_alignment(const char *from, const char *authenticated, enum dmarc_alignment relaxed,
	enum dmarc_alignment strict)
{
	struct dns_name of_from = dns_name_of(from), of_authenticated = dns_name_of(authenticated);
	struct world world;
	struct facts_view view = { 0 };

	world_open(&world, HEAD "_dmarc.example.com. TXT \"v=DMARC1; p=none; rua=mailto:d@example.com\"\n");
	view.facts = world.facts;
	for (int mode = 0; mode < 2; mode++) {
		enum dmarc_alignment found;

		do { /* each pass sends what the one before lacked */
			view.incomplete = false;
			found = dmarc_alignment_rfc9989(
				&world.arena, &view, suffixes, &of_from, &of_authenticated, mode == 1);
			facts_send(world.facts);
		} while (view.incomplete);
		assert_int_equal(found, mode ? strict : relaxed);
		assert_int_equal(dmarc_alignment_rfc7489(suffixes, &of_from, &of_authenticated, mode == 1),
			mode ? strict : relaxed);
	}
	facts_release(&view);
	world.session.view.facts = world.facts;
	world_close(&world);
}

static void b_1_1_spf_alignment(void **state)
{
	(void)state;
	expect_alignment("example.com", "example.com", DMARC_ALIGNED, DMARC_ALIGNED);
	expect_alignment("example.com", "child.example.com", DMARC_ALIGNED, DMARC_NOT_ALIGNED);
	expect_alignment("child.example.com", "example.net", DMARC_NOT_ALIGNED, DMARC_NOT_ALIGNED);
}

static void b_1_2_dkim_alignment(void **state)
{
	(void)state;
	expect_alignment("example.com", "example.com", DMARC_ALIGNED, DMARC_ALIGNED);
	expect_alignment("child.example.com", "example.com", DMARC_ALIGNED, DMARC_NOT_ALIGNED);
	expect_alignment("child.example.com", "sample.net", DMARC_NOT_ALIGNED, DMARC_NOT_ALIGNED);
	expect_alignment("child.example.com", "example.net", DMARC_NOT_ALIGNED, DMARC_NOT_ALIGNED);
}

static void b_3_1_both_identifiers_align(void **state)
{
	(void)state;
	expect_alignment("example.com", "mail.example.com", DMARC_ALIGNED, DMARC_NOT_ALIGNED);
	expect_alignment("example.com", "example.com", DMARC_ALIGNED, DMARC_ALIGNED);
}

/* Judges the domain; none of its DMARC findings is an error, and the policy is as told. */
static const struct report *expect_policy(
	struct world *world, const char *zone, const char *name, const char *rfc7489, const char *rfc9989)
{
	const struct dmarc_discovery *dmarc;
	const struct report *report;
	static const char *const selectors[] = { "s1" };

	world_open(world, zone);
	world->options.suffixes = suffixes;
	world->options.selectors = selectors;
	world->options.selector_count = 1;
	report = world_report(world, name);
	dmarc = report->domain->dmarc;
	assert_string_equal(dmarc_policy_text(dmarc->rfc7489.policy), rfc7489);
	assert_string_equal(dmarc_policy_text(dmarc->rfc9989.policy), rfc9989);
	for (size_t i = 0; i < report->findings.count; i++)
		if (report->findings.at[i].severity == SEVERITY_ERROR)
			fail_msg("%s: %s", report->findings.at[i].rule->id, report->findings.at[i].message);
	return report;
}

static void b_2_1_monitoring_only(void **state)
{
	struct world world;

	(void)state;
	expect_policy(&world,
		HEAD HOSTS "_dmarc.example.com. TXT ( \"v=DMARC1; p=none; \"\n "
			   "\"rua=mailto:dmarc-feedback@example.com\" )\n",
		"example.com", "none", "none");
	world_close(&world);
}

static void b_2_2_per_message_reports(void **state)
{
	struct world world;
	const struct report *report;

	(void)state;
	report = expect_policy(&world,
		HEAD HOSTS "_dmarc.example.com. TXT ( \"v=DMARC1; p=none; \"\n "
			   "\"rua=mailto:dmarc-feedback@example.com; \"\n "
			   "\"ruf=mailto:auth-reports@example.com\" )\n",
		"example.com", "none", "none");
	assert_non_null(report_find(report, "dmarc-ruf-present"));
	world_close(&world);
}

#define TO_THIRD_PARTY \
	"_dmarc.example.com. TXT ( \"v=DMARC1; p=none; \"\n \"rua=mailto:dmarc-feedback@example.com; \"\n " \
	"\"ruf=mailto:auth-reports@thirdparty.example.net\" )\n"

static void b_2_3_reports_to_a_third_party(void **state)
{
	struct world world;
	const struct report *report;

	(void)state;
	expect_policy(
		&world, HEAD HOSTS TO_THIRD_PARTY CONSENT("example.com"), "example.com", "none", "none");
	world_close(&world);
	/* Without its consent. */
	world_open(&world, HEAD HOSTS TO_THIRD_PARTY);
	world.options.suffixes = suffixes;
	report = world_report(&world, "example.com");
	assert_non_null(report_find(report, "dmarc-ruf-external-unauthorised"));
	assert_string_equal(dns_name_text(&world.arena,
				    &report_find(report, "dmarc-ruf-external-unauthorised")->fix_name),
		"example.com._report._dmarc.thirdparty.example.net");
	world_close(&world);
}

static void rfc_9989_b_2_4_overridden_destinations(void **state)
{
	struct world world;
	const struct report *report;

	(void)state;
	report = expect_policy(&world,
		HEAD HOSTS TO_THIRD_PARTY
		"example.com._report._dmarc.thirdparty.example.net. TXT ( \"v=DMARC1; \"\n"
		" \"rua=mailto:aggregate-reports@thirdparty.example.net; \"\n"
		" \"ruf=mailto:failure-reports@thirdparty.example.net\" )\n",
		"example.com", "none", "none");
	assert_non_null(report_find(report, "dmarc-rua-external-override"));
	world_close(&world);
}

static void rfc_7489_b_2_4_subdomain_and_sampling(void **state)
{
	struct world world;
	const struct report *report;

	(void)state;
	report = expect_policy(&world,
		HEAD HOSTS "_dmarc.example.com. TXT \"v=DMARC1; p=none; rua=mailto:d@example.com\"\n"
			   "_dmarc.test.example.com. TXT ( \"v=DMARC1; p=quarantine; \"\n"
			   " \"rua=mailto:dmarc-feedback@example.com,\"\n "
			   "\"mailto:tld-test@thirdparty.example.net!10m; \"\n"
			   " \"pct=25\" )\n" CONSENT("test.example.com"),
		"test.example.com", "quarantine", "quarantine");
	assert_non_null(report_find(report, "dmarc-pct-under-100"));
	assert_non_null(report_find(report, "dmarc-rua-size-suffix"));
	world_close(&world);
}

static void rfc_9989_b_2_5_subdomain_and_testing(void **state)
{
	struct world world;
	const struct report *report;

	(void)state;
	report = expect_policy(&world,
		HEAD HOSTS
		"_dmarc.example.com. TXT \"v=DMARC1; p=none; rua=mailto:d@example.com\"\n"
		"_dmarc.test.example.com. TXT ( \"v=DMARC1; p=quarantine; \"\n"
		" \"rua=mailto:dmarc-feedback@example.com,\"\n \"mailto:tld-test@thirdparty.example.net; \"\n"
		" \"t=y\" )\n" CONSENT("test.example.com"),
		"test.example.com", "quarantine", "none");
	assert_non_null(report_find(report, "dmarc-t-y"));
	world_close(&world);
	expect_policy(&world,
		HEAD HOSTS "_dmarc.example.com. TXT \"v=DMARC1; p=none; rua=mailto:d@example.com\"\n"
			   "_dmarc.test.example.com. TXT ( \"v=DMARC1; p=reject; \"\n"
			   " \"rua=mailto:dmarc-feedback@example.com,\"\n "
			   "\"mailto:tld-test@thirdparty.example.net\" )\n" CONSENT("test.example.com"),
		"test.example.com", "reject", "reject");
	world_close(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_1_1_spf_alignment),
		cmocka_unit_test(b_1_2_dkim_alignment),
		cmocka_unit_test(b_2_1_monitoring_only),
		cmocka_unit_test(b_2_2_per_message_reports),
		cmocka_unit_test(b_2_3_reports_to_a_third_party),
		cmocka_unit_test(rfc_9989_b_2_4_overridden_destinations),
		cmocka_unit_test(rfc_7489_b_2_4_subdomain_and_sampling),
		cmocka_unit_test(rfc_9989_b_2_5_subdomain_and_testing),
		cmocka_unit_test(b_3_1_both_identifiers_align),
	};

	return cmocka_run_group_tests(tests, open_list, close_list);
}
