/* Organizational domains by a public suffix list (RFC 7489 section 3.2): a small list with every kind of rule. */
#include "support/world.h"

#include "dmarc/discover.h"

#include <string.h>

static struct suffix_list *list;

static int open_list(void **state)
{
	const char *fault;

	(void)state;
	list = suffix_list_open(TESTS_FOLDER "/dmarc/suffixes.dat", &fault);
	return list ? 0 : -1;
}

static int close_list(void **state)
{
	(void)state;
	suffix_list_close(list);
	return 0;
}

static void expect(const char *name, const char *expected)
{
	struct dns_name of = dns_name_of(name), organizational = suffix_list_organizational_domain(list, &of);
	struct arena arena = { 0 };

	assert_string_equal(dns_name_text(&arena, &organizational), expected);
	arena_release(&arena);
}

static void rfc_7489_section_3_2_one_label_more_than_the_suffix(void **state)
{
	(void)state;
	expect("example.com", "example.com");
	expect("a.b.example.com", "example.com");
	expect("mail.example.co.uk", "example.co.uk");
	expect("mail.example.uk", "example.uk");
	expect("MAIL.Example.CO.UK", "example.co.uk");
}

static void a_public_suffix_is_its_own(void **state)
{
	(void)state;
	expect("com", "com");
	expect("co.uk", "co.uk");
	expect("anything.ck", "anything.ck");
}

static void wildcard_labels(void **state)
{
	(void)state;
	expect("shop.anything.ck", "shop.anything.ck");
	expect("mail.shop.anything.ck", "shop.anything.ck");
	expect("a.b.c.kawasaki.jp", "b.c.kawasaki.jp");
}

static void exception_labels(void **state)
{
	(void)state;
	expect("www.ck", "www.ck");
	expect("mail.www.ck", "www.ck");
	expect("mail.city.kawasaki.jp", "city.kawasaki.jp");
	expect("kawasaki.jp", "kawasaki.jp");
}

/* The label "mail.example" is one, and not a name below example.com. */
static void a_dot_within_a_label_is_none_between_labels(void **state)
{
	(void)state;
	expect("mail\\.example.com", "mail\\.example.com");
	expect("a\\.b.example.com", "example.com");
}

static void private_suffixes_count_too(void **state)
{
	(void)state;
	expect("u1.platform.example", "u1.platform.example");
	expect("mail.u1.platform.example", "u1.platform.example");
}

static void a_suffix_that_is_not_listed_has_one_label(void **state)
{
	(void)state;
	expect("mail.example.unlisted", "example.unlisted");
}

static enum dmarc_alignment aligned(const char *from, const char *authenticated, bool strict)
{
	struct dns_name of_from = dns_name_of(from), of_authenticated = dns_name_of(authenticated);

	return dmarc_alignment_rfc7489(list, &of_from, &of_authenticated, strict);
}

static void rfc_7489_section_3_1_alignment_by_the_list(void **state)
{
	(void)state;
	assert_int_equal(aligned("u1.platform.example", "u2.platform.example", false), DMARC_NOT_ALIGNED);
	assert_int_equal(aligned("a.shop.anything.ck", "b.shop.anything.ck", false), DMARC_ALIGNED);
	assert_int_equal(aligned("a.shop.anything.ck", "b.shop.anything.ck", true), DMARC_NOT_ALIGNED);
	assert_int_equal(aligned("example.co.uk", "other.co.uk", false), DMARC_NOT_ALIGNED);
}

/* The platform of the vectors: by the list its customers are apart, by the walk they are one organization. */
static void the_two_readings_of_a_private_suffix(void **state)
{
	struct world world;
	const struct report *report;

	(void)state;
	world_open(&world,
		"; whole file\n$ORIGIN .\n$TTL 300\n. SOA ns. h. 1 3600 600 86400 300\n"
		"u1.platform.example. MX 10 mail.platform.example.\nmail.platform.example. A 11.0.0.9\n"
		"_dmarc.platform.example. TXT \"v=DMARC1; p=none; rua=mailto:d@platform.example\"\n");
	world.options.suffixes = list;
	report = world_report(&world, "u1.platform.example");
	assert_non_null(report_find(report, "dmarc-psl-vs-walk-differ"));
	assert_false(report->domain->dmarc->rfc7489.applies);
	assert_true(report->domain->dmarc->rfc9989.applies);
	world_close(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rfc_7489_section_3_2_one_label_more_than_the_suffix),
		cmocka_unit_test(a_public_suffix_is_its_own),
		cmocka_unit_test(wildcard_labels),
		cmocka_unit_test(exception_labels),
		cmocka_unit_test(a_dot_within_a_label_is_none_between_labels),
		cmocka_unit_test(private_suffixes_count_too),
		cmocka_unit_test(a_suffix_that_is_not_listed_has_one_label),
		cmocka_unit_test(rfc_7489_section_3_1_alignment_by_the_list),
		cmocka_unit_test(the_two_readings_of_a_private_suffix),
	};

	return cmocka_run_group_tests(tests, open_list, close_list);
}
