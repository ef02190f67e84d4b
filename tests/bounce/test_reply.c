/* Codes in the forms that servers, programs and people write them in, and numbers that are none. */
#include "bounce/reply.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct form {
	const char *text;
	unsigned basic;
	const char *enhanced; /* NULL: there is no code */
};

static void forms_of_codes(void **state)
{
	static const struct form forms[] = {
		{ "550 5.7.1 rejected", 550, "5.7.1" },
		{ "550-5.7.26 rejected", 550, "5.7.26" },
		{ "550 #5.7.1 rejected", 550, "5.7.1" },
		{ "#550 rejected", 550, "" },
		{ "550;5.7.1 rejected", 550, "5.7.1" },
		{ "550; 5.7.515 rejected", 550, "5.7.515" },
		{ "550 (5.7.1) rejected", 550, "5.7.1" },
		{ "550\n5.7.1 rejected", 550, "5.7.1" },
		{ "smtp; 550 rejected", 550, "" },
		{ "smtp;550 5.7.1 rejected", 550, "5.7.1" },
		{ "SMTP error 550 SPF check failed", 550, "" },
		{ "SMTP error: 550 rejected", 550, "" },
		{ "server returned 550 rejected", 550, "" },
		{ "554- rejected", 554, "" },
		{ "550 <a@example.org>: rejected", 550, "" },
		{ "550-<a@example.org>: rejected", 550, "" },
		{ "(550, b'5.7.23 rejected')", 550, "5.7.23" },
		{ "(550, b'rejected')", 550, "" },
		{ "domain's/550-5.7.26 DMARC policy", 550, "5.7.26" },
		{ "\xe3\x80\x8c"
		  "550; 5.7.515 \xe3\x82\xa2",
			550, "5.7.515" },
		{ "Error: Message failed: 550-5.7.26 Your email", 550, "5.7.26" },
		{ "rejected (#5.7.1)", 0, "5.7.1" },
		{ "5.7.1 rejected by DMARC policy", 0, "5.7.1" },
		{ "host x said: 552 1 Requested mail action aborted", 552, "" },
	};
	static const char *const none[] = { "port 587 is open", "at 5:50 rejected", "size=550", "10.5.7.1",
		"version 5.7.1", "PHPMailer 5.2.9", "kernel 5.10.0", "192.0.2.550", "v5.7.1",
		"{\"code\":550,\"x\":1}", "id 4.12.1", "in 550 ms" };
	struct reply_code code;

	(void)state;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		if (!reply_next_code(slice_of(forms[i].text), 0, &code))
			fail_msg("no code in: %s", forms[i].text);
		assert_int_equal(code.basic, forms[i].basic);
		assert_string_equal(code.enhanced, forms[i].enhanced);
	}
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		if (reply_next_code(slice_of(none[i]), 0, &code))
			fail_msg("%u %s in: %s", code.basic, code.enhanced, none[i]);
}

static void what_repeats_is_taken_out(void **state)
{
	static const char *const texts[][2] = {
		{ "550-5.7.26 a hard\n550-5.7.26 fail policy\n550 5.7.26 end", "a hard fail policy end" },
		{ "550-5.7.26 a hard/550 5.7.26 fail policy", "a hard fail policy" },
		{ "550 5.7.26 a hard\n5.7.26 fail policy", "a hard fail policy" },
		{ "5.7.26 a hard\n5.7.26 fail policy", "5.7.26 a hard fail policy" },
		{ "550 5.7.1 see 5.7.26", "see 5.7.26" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_string_equal(reply_flatten(&arena, slice_of(texts[i][0]), false), texts[i][1]);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms_of_codes),
		cmocka_unit_test(what_repeats_is_taken_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
