/* Dates of messages (RFC 5322 sections 3.3 and 4.3). */
#include "mail/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void expect(const char *text, uint64_t seconds)
{
	uint64_t found = 0;

	if (!mail_date_read(slice_of(text), &found) || found != seconds)
		fail_msg("\"%s\" is %llu and not %llu", text, (unsigned long long)found,
			(unsigned long long)seconds);
}

static void section_3_3_dates(void **unused)
{
	(void)unused;
	expect("Thu, 01 Jan 1970 00:00:00 +0000", 0);
	expect("Fri, 21 Nov 1997 09:55:06 -0600", 880127706);
	expect("Mon, 30 Nov 2026 15:00:05 +0000 (UTC)", 1796050805);
	expect(" Mon, 30 Nov 2026 07:00:05 -0800 (PST)", 1796050805);
	expect("30 Nov 2026 20:30:05 +0530", 1796050805);
	expect("Tue, 29 Feb 2000 23:59:60 +0000", 951868800);
	expect("1 Mar 2000 00:00 +0000", 951868800);
	expect("Fri, 1 Mar 2100 00:00:00 +0000", 4107542400);
}

static void section_4_3_obsolete_dates(void **unused)
{
	(void)unused;
	expect("21 Nov 97 09:55:06 GMT", 880106106);
	expect("21 Nov 97 04:55:06 EST", 880106106);
	expect("Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", 880127706);
	expect("Mon, 30 Nov 26 16:00:05 CET", 1796050805);
	expect("Mon, 30 Nov 2026 15:00:05 Z", 1796050805);
}

static void what_is_no_date(void **unused)
{
	static const char *const texts[] = { "", "Mon", "30 Nov", "30 Nov 2026", "30 Nov 2026 15:00:05",
		"32 Nov 2026 15:00:05 +0000", "30 Foo 2026 15:00:05 +0000", "30 Nov 2026 25:00:05 +0000",
		"30 Nov 2026 15:00:05 +00", "0 Nov 2026 15:00:05 +0000", "2026-11-30T15:00:05Z",
		"30 Nov 1969 15:00:05 +0000", "now" };
	uint64_t seconds;

	(void)unused;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (mail_date_read(slice_of(texts[i]), &seconds))
			fail_msg("\"%s\" is read as a date", texts[i]);
}

static void received_fields(void **unused)
{
	uint64_t seconds = 0;

	(void)unused;
	assert_true(mail_received_date(
		slice_of("from a (b; c) by d with ESMTP;\r\n\tMon, 30 Nov 2026 15:00:05 +0000"), &seconds));
	assert_int_equal(seconds, 1796050805);
	assert_false(mail_received_date(slice_of("from a by d"), &seconds));
	assert_false(mail_received_date(slice_of("from a by d; now"), &seconds));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(section_3_3_dates),
		cmocka_unit_test(section_4_3_obsolete_dates),
		cmocka_unit_test(what_is_no_date),
		cmocka_unit_test(received_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
