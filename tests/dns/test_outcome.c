/* What may be concluded from each way in which a question can end. */
#include "dns/outcome.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void each_outcome_is_known_or_has_a_reason(void **state)
{
	(void)state;
	for (int i = 0; i < DNS_OUTCOMES; i++) {
		const struct dns_conclusion *conclusion = dns_conclude((enum dns_outcome)i);
		enum dns_outcome read;

		assert_non_null(conclusion->word);
		assert_int_equal(dns_outcome_from_word(slice_of(conclusion->word), &read), i != DNS_PENDING);
		if (conclusion->knowledge == DNS_NOT_KNOWN)
			assert_non_null(conclusion->reason);
		else
			assert_null(conclusion->reason);
		assert_int_equal(!conclusion->reason, dns_outcome_is_answer((enum dns_outcome)i));
		assert_int_equal(
			!conclusion->fault, dns_outcome_is_answer((enum dns_outcome)i) || i == DNS_PENDING);
	}
}

/* Only two say that something is not there. */
static void only_answers_say_that_it_is_absent(void **state)
{
	(void)state;
	for (int i = 0; i < DNS_OUTCOMES; i++) {
		assert_int_equal(
			dns_outcome_is_void((enum dns_outcome)i), i == DNS_NO_DATA || i == DNS_NXDOMAIN);
		assert_int_equal(dns_outcome_has_records((enum dns_outcome)i), i == DNS_ANSWER);
		assert_int_equal(dns_outcome_has_no_name((enum dns_outcome)i), i == DNS_NXDOMAIN);
		assert_int_equal(dns_outcome_is_open((enum dns_outcome)i), i > DNS_PENDING);
		assert_int_equal(dns_outcome_is_wished((enum dns_outcome)i), i == DNS_OFFLINE);
	}
}

/* A loop is the domain's fault, and the same as SERVFAIL for whoever asks a resolver. */
static void a_loop_is_a_fault_of_the_domain(void **state)
{
	(void)state;
	assert_true(dns_outcome_is_loop(DNS_LOOP));
	assert_string_equal(dns_outcome_reason(DNS_LOOP), dns_outcome_reason(DNS_SERVFAIL));
	assert_true(dns_outcome_is_ours(DNS_LOCAL));
	assert_false(dns_outcome_is_failure(DNS_LOCAL));
	assert_false(dns_outcome_was_asked(DNS_LOCAL));
	assert_true(dns_outcome_is_silence(DNS_TIMEOUT));
	assert_false(dns_outcome_is_silence(DNS_OFFLINE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_outcome_is_known_or_has_a_reason),
		cmocka_unit_test(only_answers_say_that_it_is_absent),
		cmocka_unit_test(a_loop_is_a_fault_of_the_domain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
