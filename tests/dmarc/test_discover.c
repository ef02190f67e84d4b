/* Policy discovery by RFC 7489 section 6.6.3 and RFC 9989 sections 4.10 to 4.10.2. */
#include "support/world.h"

#include "dmarc/discover.h"

#include <string.h>

/* A world without zones: every name is its own, so that top-level domains can have records too. */
#define WORLD "; whole file\n$ORIGIN .\n$TTL 300\n. SOA ns. hostmaster. 1 3600 600 86400 300\n"
#define RECORD(name, text) "_dmarc." name " TXT \"v=DMARC1; " text "\"\n"

static const struct dmarc_discovery *discover(struct world *world, const char *zone, const char *name)
{
	world_open(world, zone);
	return world_report(world, name)->domain->dmarc;
}

static void expect_organizational(const char *records, const char *name, const char *expected)
{
	struct dns_name organizational = dns_name_of(expected);
	struct arena arena = { 0 };
	struct world world;
	const struct dmarc_discovery *found =
		discover(&world, arena_printf(&arena, "%s%s", WORLD, records), name);

	if (!dns_name_equal(&found->rfc9989.organizational_domain, &organizational))
		fail_msg("%s: organizational domain %s, not %s", name,
			dns_name_text(&arena, &found->rfc9989.organizational_domain), expected);
	world_close(&world);
	arena_release(&arena);
}

static void rfc_9989_section_4_10_2_organizational_domain(void **state)
{
	static const char bank[] =
		RECORD("bank.example", "p=reject; psd=y") RECORD("giant.bank.example", "p=none");

	(void)state;
	/* Appendix B.4.1 to B.4.3. */
	expect_organizational(RECORD("example.com", "p=none") RECORD("signing.example.com", "p=none"),
		"signing.example.com", "example.com");
	expect_organizational(
		RECORD("example.com", "p=none"), "a.b.c.d.e.f.g.h.i.j.k.example.com", "example.com");
	expect_organizational(bank, "mail.giant.bank.example", "giant.bank.example");
	expect_organizational(bank, "mail.mega.bank.example", "mega.bank.example");
	expect_organizational(RECORD("mail.example.com", "p=none") RECORD("example.com", "p=none"),
		"a.mail.example.com", "example.com");
	expect_organizational(RECORD("mail.example.com", "p=none; psd=n") RECORD("example.com", "p=none"),
		"a.mail.example.com", "mail.example.com");
	expect_organizational(RECORD("com", "p=none; psd=y"), "a.mail.example.com", "example.com");
	expect_organizational("", "a.mail.example.com", "a.mail.example.com");
	expect_organizational(RECORD("mail.example.com", "p=none"), "mail.example.com", "mail.example.com");
	expect_organizational(RECORD("mail.example.com", "p=none"), "example.com", "example.com");
	expect_organizational(RECORD("bank.example", "p=none; psd=y"), "bank.example", "bank.example");
	expect_organizational(
		RECORD("platform.example", "p=none"), "u1.platform.example", "platform.example");
	expect_organizational(RECORD("example.com", "p=none") RECORD("example.com", "p=reject")
				      RECORD("com", "p=none; psd=y"),
		"www.example.com", "example.com");
	/* Section 5.1.8: a record between eight labels and the whole name is never seen. */
	expect_organizational(RECORD("b.c.d.e.f.g.example.com", "p=none; psd=n")
				      RECORD("example.com", "p=none"),
		"mail.a.b.c.d.e.f.g.example.com", "example.com");
	expect_organizational(RECORD("b.c.d.e.f.example.com", "p=none"), "a.b.c.d.e.f.example.com",
		"b.c.d.e.f.example.com");
}

static void section_4_10_the_walk_asks_at_most_eight_names(void **state)
{
	struct world world;
	const struct dmarc_discovery *found = discover(&world, WORLD, "a.b.c.d.e.f.g.h.i.j.mail.example.com");
	struct dns_name second = dns_name_of("g.h.i.j.mail.example.com"), last = dns_name_of("com");

	(void)state;
	assert_int_equal(found->walk_count, 8);
	assert_true(dns_name_equal(&found->walk[1].name, &second));
	assert_true(dns_name_equal(&found->walk[7].name, &last));
	world_close(&world);
}

static void expect_policy(const char *records, const char *name, const char *rfc7489, const char *rfc9989)
{
	struct suffix_list *suffixes = suffix_list_open(NULL, NULL);
	struct arena arena = { 0 };
	struct world world;
	const struct dmarc_discovery *found;

	assert_non_null(suffixes);
	world_open(&world, arena_printf(&arena, "%s%s", WORLD, records));
	world.options.suffixes = suffixes;
	found = world_report(&world, name)->domain->dmarc;
	assert_string_equal(
		found->rfc7489.applies ? dmarc_policy_text(found->rfc7489.policy) : "nothing", rfc7489);
	assert_string_equal(
		found->rfc9989.applies ? dmarc_policy_text(found->rfc9989.policy) : "nothing", rfc9989);
	world_close(&world);
	suffix_list_close(suffixes);
	arena_release(&arena);
}

static void section_4_10_1_which_policy_applies(void **state)
{
	(void)state;
	expect_policy("example.com A 192.0.2.1\n" RECORD("example.com", "p=reject; sp=none"), "example.com",
		"reject", "reject");
	expect_policy("a.example.com A 192.0.2.1\n" RECORD("example.com", "p=reject; sp=none"),
		"a.example.com", "none", "none");
	/* The name does not exist: np counts for RFC 9989, and RFC 7489 does not know it. */
	expect_policy(RECORD("example.com", "p=none; sp=quarantine; np=reject"), "no.example.com",
		"quarantine", "reject");
	expect_policy("example.com A 192.0.2.1\n" RECORD("example.com", "p=reject; t=y"), "example.com",
		"reject", "quarantine");
	/* A record in between is not used. */
	expect_policy("a.mail.example.com A 192.0.2.1\n" RECORD("mail.example.com", "p=reject")
			      RECORD("example.com", "p=none"),
		"a.mail.example.com", "none", "none");
	/* A bad policy is none with a report address, and nothing without. */
	expect_policy("example.com A 192.0.2.1\n" RECORD("example.com", "p=foo; rua=mailto:d@example.com"),
		"example.com", "none", "none");
	expect_policy("example.com A 192.0.2.1\n" RECORD("example.com", "p=foo"), "example.com", "nothing",
		"nothing");
	expect_policy("example.com A 192.0.2.1\n" RECORD("example.com", "p=reject; sp=foo"), "example.com",
		"nothing", "nothing");
	/* Two records are none; RFC 7489 stops there, RFC 9989 goes on. */
	expect_policy("a.example.com A 192.0.2.1\n" RECORD("a.example.com", "p=none")
			      RECORD("a.example.com", "p=reject") RECORD("example.com", "p=quarantine"),
		"a.example.com", "nothing", "quarantine");
	/* The public suffix has a record, the domain has none. */
	expect_policy("example.com A 192.0.2.1\n" RECORD("com", "p=reject; psd=y"), "example.com", "nothing",
		"reject");
	expect_policy("", "example.com", "nothing", "nothing");
}

static void what_does_not_answer_is_not_known(void **state)
{
	struct world world;
	const struct dmarc_discovery *found = discover(&world,
		WORLD "; @answer _dmarc.example.com. TXT timeout\nexample.com. A 192.0.2.1\n", "example.com");

	(void)state;
	assert_int_equal(found->rfc7489.outcome, DNS_TIMEOUT);
	assert_int_equal(found->rfc9989.outcome, DNS_TIMEOUT);
	assert_null(report_find(world.session.report, "dmarc-none"));
	assert_int_equal(world.session.report->unanswered.count, 1);
	world_close(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rfc_9989_section_4_10_2_organizational_domain),
		cmocka_unit_test(section_4_10_the_walk_asks_at_most_eight_names),
		cmocka_unit_test(section_4_10_1_which_policy_applies),
		cmocka_unit_test(what_does_not_answer_is_not_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
