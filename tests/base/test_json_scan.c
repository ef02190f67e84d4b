/* Scanning JSON: tokens, their places, strings with escapes, and texts that are none. */
#include "support/world.h"

#include "base/json_scan.h"

#include <string.h>

static void expect_character(
	struct json_characters *characters, const char *expected, uint32_t first, uint32_t end)
{
	uint32_t at, behind;
	uint8_t bytes[4];
	size_t length = json_next_character(characters, bytes, &at, &behind);

	assert_int_equal(length, strlen(expected));
	assert_memory_equal(bytes, expected, length);
	assert_int_equal(at, first);
	assert_int_equal(behind, end);
}

static void members_and_items_are_found(void **state)
{
	struct slice text = slice_of(
		" { \"Status\" : 0, \"TC\":false, \"\\u0041nswer\": [ { \"type\": 16 }, [], \"x\" ], \"n\": -1.5e+3 } ");
	struct json_tokens tokens = { 0 };
	uint32_t answer, at = 0, name, value;
	struct arena arena = { 0 };
	size_t end = 0;

	(void)state;
	assert_true(json_scan(&tokens, text, &end));
	assert_int_equal(end, text.len);
	assert_int_equal(json_token_number(&tokens, json_find_kind(&tokens, 0, "Status", JSON_NUMBER)), 0);
	assert_int_equal(json_find_kind(&tokens, 0, "Status", JSON_STRING), JSON_NO_TOKEN);
	assert_int_equal(tokens.at[json_find(&tokens, 0, "TC")].kind, JSON_BOOLEAN);
	assert_true(slice_is(json_token_text(&arena, &tokens, json_find(&tokens, 0, "n")), "-1.5e+3"));
	assert_int_equal(json_find(&tokens, 0, "type"), JSON_NO_TOKEN);
	answer = json_find_kind(&tokens, 0, "Answer", JSON_ARRAY);
	assert_int_not_equal(answer, JSON_NO_TOKEN);
	assert_true(json_next(&tokens, answer, &at, &name, &value));
	assert_int_equal(name, JSON_NO_TOKEN);
	assert_int_equal(json_token_number(&tokens, json_find(&tokens, value, "type")), 16);
	assert_true(json_next(&tokens, answer, &at, &name, &value));
	assert_int_equal(tokens.at[value].kind, JSON_ARRAY);
	assert_true(json_next(&tokens, answer, &at, &name, &value));
	assert_true(json_token_is(&tokens, value, "x"));
	assert_false(json_next(&tokens, answer, &at, &name, &value));
	json_tokens_free(&tokens);
	arena_release(&arena);
}

static void each_byte_of_a_string_leads_back_to_where_it_was_written(void **state)
{
	struct slice text = slice_of("[\"a\\\"\\u0026\\ud83d\\ude00\xc3\xbc\\u0000z\"]");
	struct json_tokens tokens = { 0 };
	struct json_characters characters;
	uint32_t first, behind;
	uint8_t bytes[4];
	size_t end = 0;

	(void)state;
	assert_true(json_scan(&tokens, text, &end));
	characters = json_characters_of(&tokens, 1);
	expect_character(&characters, "a", 2, 3);
	expect_character(&characters, "\"", 3, 5);
	expect_character(&characters, "&", 5, 11);
	expect_character(&characters, "\xf0\x9f\x98\x80", 11, 23);
	expect_character(&characters, "\xc3\xbc", 23, 25);
	assert_int_equal(json_next_character(&characters, bytes, &first, &behind), 1);
	assert_int_equal(bytes[0], 0);
	expect_character(&characters, "z", 31, 32);
	assert_int_equal(json_next_character(&characters, bytes, &first, &behind), 0);
	assert_false(json_token_is(&tokens, 1, "a\"&\xf0\x9f\x98\x80\xc3\xbc"));
	json_tokens_free(&tokens);
}

static void several_values_are_read_one_after_the_other(void **state)
{
	struct slice text = slice_of("{\"a\":1}\n{\"a\":2}\n");
	struct json_tokens tokens = { 0 };
	size_t end = 0;

	(void)state;
	for (uint64_t number = 1; number <= 2; number++) {
		assert_true(json_scan(&tokens, text, &end));
		assert_int_equal(json_token_number(&tokens, json_find(&tokens, 0, "a")), number);
	}
	assert_int_equal(end, text.len);
	assert_false(json_scan(&tokens, text, &end));
	json_tokens_free(&tokens);
}

static void rfc_8259_what_is_no_json_is_refused_where_it_ends(void **state)
{
	static const struct {
		const char *text;
		size_t fault;
	} rows[] = { { "", 0 }, { "nul", 0 }, { "[1,]", 3 }, { "{\"a\":1,}", 7 }, { "{\"a\" 1}", 5 },
		{ "[1 2]", 3 }, { "\"a\nb\"", 2 }, { "\"\\x\"", 2 }, { "\"\\ud800\"", 7 },
		{ "\"\\udc00\\ud800\"", 7 }, { "\"\xff\"", 1 }, { "01", 1 }, { "[", 1 }, { "\"abc", 4 },
		{ "'a'", 0 }, { "1.", 2 }, { "[1}", 2 }, { "\"\\u12\"", 5 } };
	struct json_tokens tokens = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct slice text = slice_of(rows[i].text);
		size_t at = 0;
		bool good = json_scan(&tokens, text, &at);

		if ((good && at == text.len) || at != rows[i].fault)
			fail_msg("%s: %s, ends at %zu", rows[i].text, good ? "read" : "refused", at);
	}
	json_tokens_free(&tokens);
}

static void depth_is_bounded(void **state)
{
	char text[2 * JSON_DEPTH_MOST + 2];
	struct json_tokens tokens = { 0 };
	size_t at = 0;

	(void)state;
	memset(text, '[', JSON_DEPTH_MOST);
	memset(text + JSON_DEPTH_MOST, ']', JSON_DEPTH_MOST);
	assert_true(json_scan(&tokens, (struct slice){ (const uint8_t *)text, sizeof text - 2 }, &at));
	memset(text, '[', JSON_DEPTH_MOST + 1);
	memset(text + JSON_DEPTH_MOST + 1, ']', JSON_DEPTH_MOST + 1);
	at = 0;
	assert_false(json_scan(&tokens, (struct slice){ (const uint8_t *)text, sizeof text }, &at));
	json_tokens_free(&tokens);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_and_items_are_found),
		cmocka_unit_test(each_byte_of_a_string_leads_back_to_where_it_was_written),
		cmocka_unit_test(several_values_are_read_one_after_the_other),
		cmocka_unit_test(rfc_8259_what_is_no_json_is_refused_where_it_ends),
		cmocka_unit_test(depth_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
