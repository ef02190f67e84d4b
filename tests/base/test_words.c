/* Slices, nearest words, escaping and JSON: what every output goes through. */
#include "support/world.h"

#include "base/escape.h"
#include "base/json.h"
#include "base/nearest.h"
#include "base/utf8.h"

static void edits_are_counted_with_swaps(void **state)
{
	(void)state;
	assert_int_equal(edit_distance(slice_of("include"), slice_of("inlcude")), 1);
	assert_int_equal(edit_distance(slice_of("kitten"), slice_of("sitting")), 3);
	assert_int_equal(edit_distance(slice_of(""), slice_of("abc")), 3);
	assert_int_equal(edit_distance(slice_of("Reject"), slice_of("rEJECT")), 0);
}

static void only_near_words_are_offered(void **state)
{
	struct nearest nearest = { .word = slice_of("rejct") };
	struct nearest far = { .word = slice_of("zzz") };

	(void)state;
	nearest_offer(&nearest, "none");
	nearest_offer(&nearest, "reject");
	nearest_offer(&nearest, "quarantine");
	assert_string_equal(nearest.best, "reject");
	nearest_offer(&far, "none");
	assert_null(far.best);
}

static void numbers_are_bounded(void **state)
{
	uint64_t number = 7;

	(void)state;
	assert_true(slice_number(slice_of("255"), 255, &number));
	assert_int_equal(number, 255);
	assert_false(slice_number(slice_of("256"), 255, &number));
	assert_false(slice_number(slice_of(""), 255, &number));
	assert_false(slice_number(slice_of("-1"), 255, &number));
	assert_false(slice_number(slice_of("99999999999999999999999"), UINT64_MAX, &number));
}

static void utf8_refuses_overlong_forms_and_surrogates(void **state)
{
	uint32_t code;

	(void)state;
	assert_int_equal(utf8_decode(slice_of("\xe2\x80\x93"), 0, &code), 3);
	assert_int_equal(code, 0x2013);
	assert_int_equal(utf8_decode(slice_of("\xc0\xaf"), 0, &code), 0);
	assert_int_equal(utf8_decode(slice_of("\xed\xa0\x80"), 0, &code), 0);
	assert_int_equal(utf8_decode(slice_of("\xf4\x90\x80\x80"), 0, &code), 0);
	assert_int_equal(utf8_decode(slice_of("\xe2\x80"), 0, &code), 0);
}

static void hostile_bytes_become_visible(void **state)
{
	struct arena arena = { 0 };
	struct bytes out = { 0 };

	(void)state;
	assert_string_equal(
		escape_copy(&arena, slice_of("a\x1b[31m\xe2\x80\x8b")), "a\\x1B[31m\\xE2\\x80\\x8B");
	escape_text(&out, slice_of("m\xc3\xbcnchen \xe2\x80\xae \xff\n"));
	bytes_add_byte(&out, 0);
	assert_string_equal((const char *)out.at, "m\xc3\xbcnchen \\xE2\\x80\\xAE \\xFF\\x0A");
	bytes_free(&out);
	arena_release(&arena);
}

static void json_is_valid_whatever_the_bytes_are(void **state)
{
	struct bytes out = { 0 };
	struct json json = { .out = &out, .compact = true };

	(void)state;
	json_object_begin(&json);
	json_key(&json, "a");
	json_string(&json, slice_of("\"\\\n\xff\xe2\x80\xae\xc3\xbc"));
	json_key(&json, "b");
	json_array_begin(&json);
	json_number(&json, 1);
	json_null(&json);
	json_bool(&json, true);
	json_array_end(&json);
	json_key(&json, "c");
	json_object_begin(&json);
	json_object_end(&json);
	json_object_end(&json);
	bytes_add_byte(&out, 0);
	assert_string_equal((const char *)out.at,
		"{\"a\":\"\\\"\\\\\\u000a\\\\xFF\\\\xE2\\\\x80\\\\xAE\xc3\xbc\",\"b\":[1,null,true],\"c\":{}}");
	bytes_free(&out);
}

static void what_follows_the_last_byte_is_kept(void **state)
{
	(void)state;
	assert_true(slice_is(slice_after_last(slice_of("\"a@b\"@example.com"), '@'), "example.com"));
	assert_true(slice_is(slice_after_last(slice_of("example.com"), '@'), "example.com"));
	assert_true(slice_is(slice_after_last(slice_of("a@"), '@'), ""));
	assert_true(slice_is(slice_after_last(slice_of(""), '@'), ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edits_are_counted_with_swaps),
		cmocka_unit_test(only_near_words_are_offered),
		cmocka_unit_test(numbers_are_bounded),
		cmocka_unit_test(utf8_refuses_overlong_forms_and_surrogates),
		cmocka_unit_test(what_follows_the_last_byte_is_kept),
		cmocka_unit_test(hostile_bytes_become_visible),
		cmocka_unit_test(json_is_valid_whatever_the_bytes_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
