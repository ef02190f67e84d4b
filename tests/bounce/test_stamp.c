/* Dates and times of any language and order are told by their shape, and other numbers are none. */
#include "base/arena.h"
#include "bounce/stamp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void stamps_are_told(void **state)
{
	static const char *const stamps[] = { "Mar  2 07:31:13", "Mar 12 2026 07:31:13", "Sept 2 07:31:13",
		"M\xc3\xa4r  2 07:31:13", "2. M\xc3\xa4r 07:31:13", "f\xc3\xa9vr. 2 07:31:13",
		"3\xe6\x9c\x88  2 07:31:13",
		"2026\xe5\xb9\xb4"
		"3\xe6\x9c\x88"
		"2\xe6\x97\xa5 07:31:13",
		"Mon Mar  2 07:31:13 2026", "Mon, 2 Mar 2026 07:31:13 +0100", "2026-03-02T07:31:13Z",
		"2026-03-02T07:31:13.123456789+01:00", "2026-03-02 07:31:13,123", "2026-03-02 07:31",
		"2026/03/02 07:31:13", "02.03.2026 07:31:13", "3/2/2026 7:31:13 AM",
		"02/Mar/2026:07:31:13 +0100", "Mar 2, 2026 @ 07:31:13.000", "20260302T073113Z",
		"20260302 07:31:13", "1772350273.123456", "1772350273123", "@4000000065e2d5011d0f3c84",
		"07:31:13.123" };
	static const char *const others[] = { "550 5.7.26 This mail", "550-5.7.26 This mail",
		"Hello 12 friends", "192.0.2.1 said: 550", "1.2.3 10:00 patch",
		"4bG1000001: to=<a@example.com>", "smtp 25 10:00", "12 apples 07:31",
		"@example.com 10:00:00" };

	(void)state;
	for (size_t i = 0; i < sizeof stamps / sizeof *stamps; i++) {
		struct arena arena = { 0 };
		struct slice stamp, line = slice_of(arena_printf(&arena, "%s mx1 says", stamps[i]));

		assert_int_equal(stamp_length(line, &stamp), slice_of(stamps[i]).len + 1);
		assert_true(slice_is(stamp, stamps[i]));
		line = slice_of(arena_printf(&arena, "[%s] mx1 says", stamps[i]));
		assert_int_equal(stamp_length(line, &stamp), slice_of(stamps[i]).len + 3);
		assert_true(slice_is(stamp, stamps[i]));
		assert_int_equal(stamp_length(slice_of(stamps[i]), NULL),
			i < 21 || i == 23 ? slice_of(stamps[i]).len : 0);
		arena_release(&arena);
	}
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_int_equal(stamp_length(slice_of(others[i]), NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stamps_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
