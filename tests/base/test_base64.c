/* Decoding: the vectors of RFC 4648, blanks, and where a fault is seen. */
#include "support/world.h"

#include "base/base64.h"

static struct base64 decode(struct arena *arena, const char *text)
{
	return base64_decode(arena, slice_of(text));
}

/* RFC 4648 section 10. */
static void vectors_of_rfc_4648_section_10(void **state)
{
	static const char *const vectors[][2] = { { "", "" }, { "Zg==", "f" }, { "Zm8=", "fo" },
		{ "Zm9v", "foo" }, { "Zm9vYg==", "foob" }, { "Zm9vYmE=", "fooba" },
		{ "Zm9vYmFy", "foobar" } };
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
		struct base64 result = decode(&arena, vectors[i][0]);

		assert_true(result.valid);
		assert_true(slice_is(result.bytes, vectors[i][1]));
	}
	arena_release(&arena);
}

static void blanks_may_stand_anywhere(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	assert_true(slice_is(decode(&arena, " Z m9v\r\n\tYg = =").bytes, "foob"));
	arena_release(&arena);
}

static void the_first_bad_byte_is_named(void **state)
{
	struct arena arena = { 0 };
	struct base64 result;

	(void)state;
	result = decode(&arena, "Zm9_Yg==");
	assert_false(result.valid);
	assert_int_equal(result.fault, 3);
	assert_int_equal(decode(&arena, "Zg==Zg==").fault, 4);
	assert_int_equal(decode(&arena, "=").fault, 0);
	assert_int_equal(decode(&arena, "Zm9v=").fault, 4);
	assert_int_equal(decode(&arena, "Zm9vY===").fault, 5);
	arena_release(&arena);
}

static void missing_padding_is_a_fault_at_the_end(void **state)
{
	struct arena arena = { 0 };
	struct base64 result;

	(void)state;
	result = decode(&arena, "Zm9vYg");
	assert_false(result.valid);
	assert_int_equal(result.fault, 6);
	assert_true(slice_is(result.bytes, "foob"));
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors_of_rfc_4648_section_10),
		cmocka_unit_test(blanks_may_stand_anywhere),
		cmocka_unit_test(the_first_bad_byte_is_named),
		cmocka_unit_test(missing_padding_is_a_fault_at_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
