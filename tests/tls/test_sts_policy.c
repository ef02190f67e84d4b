/* MTA-STS policies and the hosts that they allow (RFC 8461). */
#include "support/world.h"

#include "tls/sts_policy.h"

static bool matches(const char *pattern, const char *host)
{
	struct dns_name name = dns_name_of(host);

	return sts_pattern_matches(slice_of(pattern), &name);
}

static void section_4_1_patterns(void **state)
{
	(void)state;
	assert_true(matches("mail.example.com", "mail.example.com"));
	assert_true(matches("Mail.Example.COM", "mail.example.com"));
	assert_false(matches("example.com", "mail.example.com"));
	assert_true(matches("*.example.com", "mx1.example.com"));
	assert_false(matches("*.example.com", "example.com"));
	assert_false(matches("*.example.com", "a.mx1.example.com"));
	assert_false(matches("mx*.example.com", "mx1.example.com"));
	assert_false(matches("*", "com"));
	assert_false(sts_pattern_is_valid(slice_of("m\303\274nchen.example")));
	assert_false(sts_pattern_is_valid(slice_of("mail.example.com.")));
	assert_false(sts_pattern_is_valid(slice_of("*.*.example.com")));
	assert_false(sts_pattern_is_valid(slice_of("")));
}

static void section_3_2_fields(void **state)
{
	struct arena arena = { 0 };
	struct sts_policy *policy = sts_policy_parse(
		&arena, slice_of("version: STSv1\r\nmode:testing\nmx: a.example\r\nmx:\t*.b.example "
				 "\nmax_age: 604800\nfuture: x y\n"));

	(void)state;
	assert_true(policy->version_valid);
	assert_int_equal(policy->mode_value, STS_MODE_TESTING);
	assert_true(policy->max_age_valid);
	assert_int_equal(policy->max_age_value, 604800);
	assert_int_equal(policy->mx_count, 2);
	assert_int_equal(policy->lines.count, 6);
	arena_release(&arena);
}

static void section_3_2_the_first_of_repeated_fields_counts(void **state)
{
	struct arena arena = { 0 };
	struct sts_policy *policy =
		sts_policy_parse(&arena, slice_of("version: STSv1\nmode: none\nmode: enforce\nmax_age: "
						  "31557601\nmax_age: 1\nVersion: STSv1\n"));

	(void)state;
	assert_int_equal(policy->mode_value, STS_MODE_NONE);
	assert_false(policy->max_age_valid);
	assert_int_equal(policy->version->number, 1);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(section_4_1_patterns),
		cmocka_unit_test(section_3_2_fields),
		cmocka_unit_test(section_3_2_the_first_of_repeated_fields_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
