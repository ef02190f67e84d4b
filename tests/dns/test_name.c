/* Names from text, their limits, and internationalized ones. */
#include "support/world.h"

#include "dns/name.h"

#include <string.h>

static void expect_text(const char *text, const char *origin, const char *expected)
{
	struct dns_name base = dns_name_of(origin), name;
	struct arena arena = { 0 };

	assert_int_equal(dns_name_from_text(slice_of(text), &base, &name), DNS_NAME_OK);
	assert_string_equal(dns_name_text(&arena, &name), expected);
	arena_release(&arena);
}

static void expect_fault(const char *text, enum dns_name_fault fault)
{
	struct dns_name name;

	assert_int_equal(dns_name_from_text(slice_of(text), NULL, &name), fault);
}

static void rfc_1035_section_5_1_relative_names_get_the_origin(void **state)
{
	(void)state;
	expect_text("mail", "example.com", "mail.example.com");
	expect_text("mail.", "example.com", "mail");
	expect_text("@", "example.com", "example.com");
	expect_text(".", "example.com", ".");
	expect_text("MAIL.Example", ".", "mail.example");
	expect_text("a\\.b", "example", "a\\.b.example");
	expect_text("\\097b\\032", "example", "ab\\032.example");
}

static void rfc_1035_section_2_3_4_limits(void **state)
{
	char label[65], name[260];

	(void)state;
	memset(label, 'a', 64);
	label[64] = 0;
	expect_fault(label, DNS_NAME_LABEL_TOO_LONG);
	label[63] = 0;
	expect_text(label, ".", label);
	memset(name, 'a', sizeof name);
	for (size_t i = 49; i < sizeof name; i += 50)
		name[i] = '.';
	name[253] = 0;
	expect_text(name, ".", name);
	name[253] = 'a';
	name[254] = 0;
	expect_fault(name, DNS_NAME_TOO_LONG);
}

static void malformed_names_are_refused(void **state)
{
	(void)state;
	expect_fault("", DNS_NAME_EMPTY);
	expect_fault("a..b", DNS_NAME_EMPTY_LABEL);
	expect_fault(".a", DNS_NAME_EMPTY_LABEL);
	expect_fault("a..", DNS_NAME_EMPTY_LABEL);
	expect_fault("a\\", DNS_NAME_BAD_ESCAPE);
	expect_fault("a\\25", DNS_NAME_BAD_ESCAPE);
	expect_fault("a\\256", DNS_NAME_BAD_ESCAPE);
}

static void rfc_5891_unicode_becomes_a_labels_and_back(void **state)
{
	struct arena arena = { 0 };
	struct dns_name name;

	(void)state;
	assert_int_equal(dns_name_from_unicode(slice_of("M\xc3\x9cnchen.example"), &name), DNS_NAME_OK);
	assert_string_equal(dns_name_text(&arena, &name), "xn--mnchen-3ya.example");
	assert_string_equal(dns_name_unicode(&arena, &name), "m\xc3\xbcnchen.example");
	/* What libidn2 refuses though it is in use: plain ASCII never reaches it. */
	assert_int_equal(dns_name_from_unicode(slice_of("ab--cd.example"), &name), DNS_NAME_OK);
	assert_int_equal(dns_name_from_unicode(slice_of("_dmarc.example"), &name), DNS_NAME_OK);
	assert_int_equal(dns_name_from_unicode(slice_of("\xff.example"), &name), DNS_NAME_BAD_IDN);
	arena_release(&arena);
}

static void ancestors_and_labels(void **state)
{
	struct dns_name name = dns_name_of("a.b.example.com"), parent = dns_name_of("b.example.com");
	struct dns_name other = dns_name_of("xb.example.com"), two = dns_name_suffix(&name, 2),
			root = dns_name_root();
	struct dns_name example = dns_name_of("example.com");

	(void)state;
	assert_int_equal(dns_name_labels(&name), 4);
	assert_int_equal(dns_name_labels(&root), 0);
	assert_true(dns_name_is_under(&name, &parent));
	assert_true(dns_name_is_under(&name, &name));
	assert_true(dns_name_is_under(&name, &root));
	assert_false(dns_name_is_under(&other, &parent));
	assert_false(dns_name_is_under(&parent, &name));
	assert_true(dns_name_equal(&two, &example));
	two = dns_name_parent(&root);
	assert_true(dns_name_equal(&two, &root));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rfc_1035_section_5_1_relative_names_get_the_origin),
		cmocka_unit_test(rfc_1035_section_2_3_4_limits),
		cmocka_unit_test(malformed_names_are_refused),
		cmocka_unit_test(rfc_5891_unicode_becomes_a_labels_and_back),
		cmocka_unit_test(ancestors_and_labels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
