/* The table of mails keeps the latest ones, whatever their number. */
#include "bounce/log_mails.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static struct slice id_of(size_t number, char text[32])
{
	snprintf(text, 32, "4b%zX", number);
	return slice_of(text);
}

static void the_oldest_make_room(void **state)
{
	enum { EXTRA = 1000 };
	struct log_mails mails = { 0 };
	char text[32];

	(void)state;
	for (size_t i = 0; i < LOG_MAILS_MOST + EXTRA; i++) {
		struct log_mail *mail = log_mails_note(&mails, id_of(i, text));

		assert_non_null(mail);
		assert_null(mail->sender);
		log_mail_set(&mail->sender, slice_of(text));
		assert_ptr_equal(log_mails_note(&mails, slice_of(text)), mail);
	}
	assert_int_equal(mails.forgotten, EXTRA);
	for (size_t i = 0; i < LOG_MAILS_MOST + EXTRA; i++) {
		const struct log_mail *mail = log_mails_find(&mails, id_of(i, text));

		if (i < EXTRA)
			assert_null(mail);
		else
			assert_string_equal(mail->sender, text);
	}
	log_mails_close(&mails);
}

static void ids_are_bounded(void **state)
{
	struct log_mails mails = { 0 };

	(void)state;
	assert_null(log_mails_find(&mails, slice_of("4b1")));
	assert_null(log_mails_note(&mails, slice_of("")));
	assert_null(log_mails_note(&mails, slice_of("123456789012345678901234567890123456789012345678")));
	assert_non_null(log_mails_note(&mails, slice_of("12345678901234567890123456789012345678901234567")));
	log_mails_close(&mails);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_oldest_make_room),
		cmocka_unit_test(ids_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
