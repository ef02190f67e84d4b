/* How wide text is, and where it is broken: in a UTF-8 locale, and in one that knows only ASCII. */
#include "support/world.h"

#include "base/escape.h"
#include "print/style.h"

#include <locale.h>

static void expect_wrapped(struct print *print, const char *text, unsigned indent, const char *expected)
{
	print->out.len = 0;
	style_wrap(print, text, indent);
	bytes_add_byte(&print->out, 0);
	assert_string_equal((const char *)print->out.at, expected);
	bytes_free(&print->out);
	print->out = (struct bytes){ 0 };
}

static void prose_breaks_between_words(void **state)
{
	struct print print = { .width = 40 };

	(void)state;
	expect_wrapped(&print, "Publish exactly one SPF record for this name.", 2,
		"Publish exactly one SPF record for\n  this name.");
	expect_wrapped(&print, "exactly_forty_columns_are_not_too_many__ ok", 0,
		"exactly_forty_columns_are_not_too_many__\nok");
	expect_wrapped(&print, "", 4, "");
}

static void a_long_word_is_left_whole(void **state)
{
	struct print print = { .width = 40 };

	(void)state;
	expect_wrapped(&print, "at selector1._domainkey.mail.department.example.com it is", 0,
		"at\nselector1._domainkey.mail.department.example.com\nit is");
}

static void wide_characters_count_twice(void **state)
{
	struct print print = { .width = 40, .unicode = true };

	(void)state;
	assert_int_equal(style_width(&print, slice_of("\u30e1\u30fc\u30eb")), 6); /* "mail" in katakana */
	assert_int_equal(style_width(&print, slice_of("e\u0301t\u00e9")), 3);	  /* a combining accent */
	assert_int_equal(style_width(&print, slice_of("a\u202eb")), 2 + 12);	  /* escaped */
	assert_int_equal(style_width(&print, slice_of("\xff")), 4);
	print.unicode = false;
	assert_int_equal(style_width(&print, slice_of("\u00e9")), 8);
}

static void east_asian_text_breaks_between_characters(void **state)
{
	struct print print = { .width = 20, .unicode = true };

	(void)state;
	expect_wrapped(&print, "550 \u53d7\u4fe1\u8005\u306e\u30e1\u30fc\u30eb\u30dc\u30c3\u30af\u30b9", 0,
		"550 \u53d7\u4fe1\u8005\u306e\u30e1\u30fc\u30eb\u30dc\n\u30c3\u30af\u30b9");
	print.unicode = false;
	expect_wrapped(&print, "a \u00e9\u00e9\u00e9", 0, "a\n\u00e9\u00e9\u00e9");
}

static void expect_escaped(const char *text, const char *expected)
{
	struct arena arena = { 0 };

	assert_string_equal(escape_copy(&arena, slice_of(text)), expected);
	arena_release(&arena);
}

static void text_of_people_stays_text(void **state)
{
	(void)state;
	expect_escaped("Empf\u00e4nger \u53d7\u4fe1", "Empf\u00e4nger \u53d7\u4fe1");
	expect_escaped("\x1b[31m\x7f", "\\x1B[31m\\x7F");
	expect_escaped("a\u202eb", "a\\xE2\\x80\\xAE"
				   "b");
	expect_escaped("\u3164\u00ad", "\\xE3\\x85\\xA4\\xC2\\xAD");
	expect_escaped("\xe3\x81", "\\xE3\\x81");
	expect_escaped("\xc2\x85", "\\xC2\\x85");
}

static void a_locale_without_unicode_gets_ascii(void **state)
{
	struct bytes text = { 0 };

	(void)state;
	bytes_add_text(&text, "m\u00fcnchen\n");
	escape_to_ascii(&text);
	bytes_add_byte(&text, 0);
	assert_string_equal((const char *)text.at, "m\\xC3\\xBCnchen\n");
	bytes_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prose_breaks_between_words),
		cmocka_unit_test(a_long_word_is_left_whole),
		cmocka_unit_test(wide_characters_count_twice),
		cmocka_unit_test(east_asian_text_breaks_between_characters),
		cmocka_unit_test(text_of_people_stays_text),
		cmocka_unit_test(a_locale_without_unicode_gets_ascii),
	};

	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
