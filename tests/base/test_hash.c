/* Tables of numbers by hash, and sets of files. */
#include "support/world.h"

#include "base/identity.h"

static void numbers_of_one_hash_are_all_found(void **state)
{
	struct arena arena = { 0 };
	struct hash_table table = { 0 };
	size_t cursor = 0, number, seen = 0;

	(void)state;
	assert_false(hash_table_next(&table, 7, &cursor, &number));
	for (size_t i = 0; i < 1000; i++)
		hash_table_add(&arena, &table, i % 10, i);
	for (cursor = 0; hash_table_next(&table, 3, &cursor, &number); seen++)
		assert_int_equal(number % 10, 3);
	assert_int_equal(seen, 100);
	cursor = 0;
	assert_false(hash_table_next(&table, 10, &cursor, &number));
	arena_release(&arena);
}

static void bytes_that_differ_have_other_hashes(void **state)
{
	uint8_t zeros[40] = { 0 };

	(void)state;
	assert_true(hash_bytes(slice_of("abcdefgh")) == hash_bytes(slice_of("abcdefgh")));
	assert_true(hash_bytes(slice_of("abcdefgh")) != hash_bytes(slice_of("abcdefgi")));
	for (size_t i = 0; i < sizeof zeros; i++)
		assert_true(
			hash_bytes((struct slice){ zeros, i }) != hash_bytes((struct slice){ zeros, i + 1 }));
}

static void a_file_is_once_in_a_set(void **state)
{
	struct arena arena = { 0 };
	struct identity_set set = { 0 };

	(void)state;
	for (unsigned i = 0; i < 500; i++)
		assert_true(identity_set_add(&arena, &set, (struct identity){ i % 5, i / 5 }));
	for (unsigned i = 0; i < 500; i++)
		assert_false(identity_set_add(&arena, &set, (struct identity){ i % 5, i / 5 }));
	assert_int_equal(set.list.count, 500);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_of_one_hash_are_all_found),
		cmocka_unit_test(bytes_that_differ_have_other_hashes),
		cmocka_unit_test(a_file_is_once_in_a_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
