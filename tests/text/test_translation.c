/* Text that was made from other text: each byte leads back to the bytes that it was made from. */
#include "support/world.h"

#include "text/translation.h"

static struct text_place place_of(struct text *text, uint32_t first, uint32_t end)
{
	return text_origin((struct text_place){ text, first, end });
}

static void expect_place(
	struct text *text, uint32_t first, uint32_t end, uint32_t expected_first, uint32_t expected_end)
{
	struct text_place place = place_of(text, first, end);

	assert_int_equal(place.first, expected_first);
	assert_int_equal(place.end, expected_end);
}

static void bytes_lead_back_to_their_source(void **state)
{
	struct text source = text_of("paste.txt", slice_of("first line\nx says \\u0026 so"));
	struct arena arena = { 0 };
	struct translation translation = translation_begin(&arena, &source);
	struct text_position position;
	struct text *made;

	(void)state;
	translation_copy(&translation, 11, 12);		      /* x */
	translation_add_text(&translation, ". TXT \"", 12);   /* from nowhere */
	translation_copy(&translation, 13, 18);		      /* "says " */
	translation_add(&translation, slice_of("&"), 18, 24); /* \u0026 */
	translation_copy(&translation, 24, 27);		      /* " so" */
	translation_add_text(&translation, "\"\n", 27);
	made = translation_finish(&translation);
	assert_true(slice_is(made->bytes, "x. TXT \"says & so\"\n"));
	assert_string_equal(made->name, "paste.txt");
	expect_place(made, 0, 1, 11, 12);
	expect_place(made, 0, 0, 11, 11);
	expect_place(made, 3, 5, 12, 12);
	expect_place(made, 8, 12, 13, 17);
	expect_place(made, 13, 14, 18, 24);
	expect_place(made, 8, 17, 13, 27);
	expect_place(made, 19, 19, 27, 27);
	position = text_position(made, 13);
	assert_int_equal(position.line, 2);
	assert_int_equal(position.column, 8);
	text_close(&source);
	arena_release(&arena);
}

static void translations_follow_each_other(void **state)
{
	struct text source = text_of("a", slice_of("0123456789"));
	struct arena arena = { 0 };
	struct translation translation = translation_begin(&arena, &source);
	struct text *middle, *made;

	(void)state;
	translation_copy(&translation, 4, 8);
	middle = translation_finish(&translation);
	translation = translation_begin(&arena, middle);
	translation_add_text(&translation, "--", 1);
	translation_copy(&translation, 1, 3);
	made = translation_finish(&translation);
	assert_true(slice_is(made->bytes, "--56"));
	assert_ptr_equal(place_of(made, 2, 4).text, &source);
	expect_place(made, 2, 4, 5, 7);
	arena_release(&arena);
}

static void a_text_of_nothing_has_a_place(void **state)
{
	struct text source = text_of("a", slice_of("0123456789"));
	struct arena arena = { 0 };
	struct translation translation = translation_begin(&arena, &source);
	struct text *made = translation_finish(&translation);

	(void)state;
	expect_place(made, 0, 0, 0, 0);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_lead_back_to_their_source),
		cmocka_unit_test(translations_follow_each_other),
		cmocka_unit_test(a_text_of_nothing_has_a_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
