/* Reading JSON: every kind of value, texts that are none, and where they stop being it. */
#include "support/world.h"

#include "base/json_read.h"

#include <string.h>

static const struct json_value *read_json(struct arena *arena, const char *text)
{
	size_t fault;
	const struct json_value *value = json_read(arena, slice_of(text), &fault);

	if (!value)
		fail_msg("%s: fault at %zu", text, fault);
	return value;
}

static void expect_fault(const char *text, size_t expected)
{
	struct arena arena = { 0 };
	size_t fault;

	if (json_read(&arena, slice_of(text), &fault))
		fail_msg("%s was read", text);
	if (fault != expected)
		fail_msg("%s: fault at %zu, not at %zu", text, fault, expected);
	arena_release(&arena);
}

static void every_kind_of_value_is_read(void **state)
{
	struct arena arena = { 0 };
	const struct json_value *value = read_json(&arena,
		" { \"null\" : null, \"yes\": true, \"no\":false, \"n\": 18, \"less\": -1.5e+3, \"list\": [ 1 , [ ] , { } ],\n"
		"\"text\": \"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00fc\\u20ac\\ud83d\\ude00\xc3\xbc\" } ");

	(void)state;
	assert_int_equal(value->kind, JSON_OBJECT);
	assert_int_equal(value->items.count, 7);
	assert_int_equal(json_member(value, "null")->kind, JSON_NULL);
	assert_true(json_member(value, "yes")->truth);
	assert_false(json_member(value, "no")->truth);
	assert_int_equal(json_member(value, "n")->number, 18);
	assert_int_equal(json_member(value, "less")->number, 0);
	assert_true(slice_is(json_member(value, "less")->text, "-1.5e+3"));
	assert_int_equal(json_member(value, "list")->items.count, 3);
	assert_int_equal(json_member(value, "list")->items.at[2].kind, JSON_OBJECT);
	assert_string_equal((const char *)json_member(value, "text")->text.at,
		"a\"\\/\b\f\n\r\t\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80\xc3\xbc");
	assert_null(json_member(value, "other"));
	assert_null(json_member(json_member(value, "list"), "x"));
	assert_null(json_member(NULL, "x"));
	arena_release(&arena);
}

static void rfc_8259_what_is_no_json_is_refused(void **state)
{
	(void)state;
	expect_fault("", 0);
	expect_fault("nul", 0);
	expect_fault("[1,]", 3);
	expect_fault("[1 2]", 3);
	expect_fault("{\"a\":1,}", 7);
	expect_fault("{a:1}", 1);
	expect_fault("{\"a\" 1}", 5);
	expect_fault("01", 1);
	expect_fault("1.", 2);
	expect_fault("-", 1);
	expect_fault("1e", 2);
	expect_fault("\"a", 2);
	expect_fault("\"\\x\"", 2);
	expect_fault("\"\\ud83d\"", 7);
	expect_fault("\"\\udc00\"", 7);
	expect_fault("\"\\u12g4\"", 5);
	expect_fault("\"\n\"", 1);
	expect_fault("\"\xff\"", 1);
	expect_fault("1 2", 2);
	expect_fault("[", 1);
}

static void deep_nesting_ends(void **state)
{
	char text[2 * JSON_DEPTH_MOST + 3];
	struct arena arena = { 0 };
	size_t fault;

	(void)state;
	memset(text, '[', JSON_DEPTH_MOST);
	memset(text + JSON_DEPTH_MOST, ']', JSON_DEPTH_MOST);
	text[2 * JSON_DEPTH_MOST] = 0;
	assert_non_null(json_read(&arena, slice_of(text), &fault));
	memset(text, '[', JSON_DEPTH_MOST + 1);
	memset(text + JSON_DEPTH_MOST + 1, ']', JSON_DEPTH_MOST + 1);
	text[2 * JSON_DEPTH_MOST + 2] = 0;
	assert_null(json_read(&arena, slice_of(text), &fault));
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_value_is_read),
		cmocka_unit_test(rfc_8259_what_is_no_json_is_refused),
		cmocka_unit_test(deep_nesting_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
