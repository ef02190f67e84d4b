/* ARC sets: fields are brought together by their instance, and each fault of the structure is named. */
#include "arc/set.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define RESULTS(i) "ARC-Authentication-Results: i=" i "; mx.example.net; spf=pass\r\n"
#define SIGNATURE(i) "ARC-Message-Signature: a=rsa-sha256; i=" i "; b=abcd\r\n"
#define SEAL(i, cv) "ARC-Seal: i=" i "; cv=" cv "; b=abcd\r\n"
#define SET(i, cv) SEAL(i, cv) SIGNATURE(i) RESULTS(i)

static const struct arc_sets *read_sets(struct arena *arena, const char *header)
{
	return arc_sets_read(
		arena, signed_message_read(arena, slice_of(header), (struct slice){ 0 }, NULL, NULL));
}

static void test_faults(void **state)
{
	static const struct {
		const char *header, *fault;
	} cases[] = {
		{ SET("1", "none"), NULL },
		{ SET("1", "none") SET("2", "pass"), NULL },
		{ SET("2", "pass") SET("1", "none"), NULL },
		{ SET("01", "none"), NULL },
		{ SET(" 1 (one) ", "none"), NULL },
		{ SET("1", "pass"), "set 1 has cv=pass instead of cv=none" },
		{ SET("1", "none") SET("2", "none"), "set 2 has cv=none instead of cv=pass" },
		{ SET("1", "None"), "set 1 has cv=invalid instead of cv=none" },
		{ SET("2", "pass"), "set 1 is missing" },
		{ SET("1", "none") SET("3", "pass"), "set 2 is missing" },
		{ RESULTS("1") SIGNATURE("1"), "set 1 has no ARC-Seal field" },
		{ RESULTS("1") SEAL("1", "none"), "set 1 has no ARC-Message-Signature field" },
		{ SEAL("1", "none") SIGNATURE("1"), "set 1 has no ARC-Authentication-Results field" },
		{ SET("1", "none") SEAL("1", "none"), "set 1 has more than one ARC-Seal field" },
		{ SET("1", "none") RESULTS("1"), "set 1 has more than one ARC-Authentication-Results field" },
		{ SET("0", "none"), "an instance (i=) is outside the range 1 to 50" },
		{ SET("1", "none") SEAL("51", "pass"), "an instance (i=) is outside the range 1 to 50" },
		{ SET("99999999999999999999999999999999", "none"),
			"an instance (i=) is outside the range 1 to 50" },
		{ SET("x", "none"), "no ARC field has an instance (i=)" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = { 0 };
		const char *fault = arc_sets_fault(&arena, read_sets(&arena, cases[i].header));

		if (cases[i].fault)
			assert_string_equal(fault, cases[i].fault);
		else
			assert_null(fault);
		arena_release(&arena);
	}
}

static void test_what_is_in_a_set(void **state)
{
	struct arena arena = { 0 };
	const struct arc_sets *sets =
		read_sets(&arena, "Subject: a\r\n" SET("2", "pass") "ARC-Seal: cv=none\r\n" SET("1", "none"));

	(void)state;
	assert_int_equal(sets->list.count, 2);
	assert_int_equal(sets->strays, 1);
	assert_int_equal(sets->list.at[1].instance, 2);
	assert_int_equal(sets->list.at[1].status, ARC_STATUS_PASS);
	assert_true(slice_is(sets->list.at[0].said->authserv_id, "mx.example.net"));
	assert_true(slice_starts(sets->list.at[0].seal.field->whole, "ARC-Seal: i=1"));
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_what_is_in_a_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
