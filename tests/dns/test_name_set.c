/* Names that were seen are known again, however many there are, until all are forgotten. */
#include "dns/name_set.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { MANY = 20000, FEW = 10 };

static struct dns_name numbered(int number)
{
	char text[32];

	snprintf(text, sizeof text, "d%d.example", number);
	return dns_name_of(text);
}

static void test_many_names(void **state)
{
	struct name_set set = { 0 };

	(void)state;
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < MANY; i++) {
			struct dns_name name = numbered(i);

			assert_int_equal(name_set_add(&set, &name), round == 0);
		}
	assert_int_equal(set.count, MANY);
	name_set_free(&set);
}

static void test_no_more_than_the_most(void **state)
{
	struct name_set set = { .most = FEW };

	(void)state;
	for (int i = 0; i < MANY; i++) {
		struct dns_name name = numbered(i);

		assert_true(name_set_add(&set, &name));
		assert_false(name_set_add(&set, &name));
		assert_true(set.count <= FEW);
	}
	name_set_free(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_many_names),
		cmocka_unit_test(test_no_more_than_the_most),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
