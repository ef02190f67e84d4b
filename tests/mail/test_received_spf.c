/* Received-SPF fields as servers write them. */
#include "mail/received_spf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct form {
	const char *text, *result, *address, *helo, *receiver,
		*sender; /* sender is NULL where it is not told */
} forms[] = {
	{ "pass (google.com: domain of ann@example.com designates 192.0.2.10 as permitted sender) client-ip=192.0.2.10;",
		"pass", "192.0.2.10", "", "", NULL },
	{ "softfail (google.com: domain of transitioning a@example.com does not designate 2001:db8::1 as permitted sender)",
		"softfail", "2001:db8::1", "", "", NULL },
	{ "neutral (google.com: 192.0.2.10 is neither permitted nor denied by domain of a@example.com)",
		"neutral", "192.0.2.10", "", "", NULL },
	{ "Pass (protection.outlook.com: domain of example.com designates 192.0.2.10 as permitted sender) "
	  "receiver=protection.outlook.com; client-ip=192.0.2.10; helo=mail.example.com; pr=C",
		"Pass", "192.0.2.10", "mail.example.com", "protection.outlook.com", NULL },
	{ "Pass (mailfrom) identity=mailfrom; client-ip=192.0.2.10; helo=mail.example.com; "
	  "envelope-from=ann@example.com; receiver=<UNKNOWN>",
		"Pass", "192.0.2.10", "mail.example.com", "UNKNOWN", "ann@example.com" },
	{ "fail (nested (a (b)) comment) client-ip=192.0.2.10; envelope-from=\"ann@example.com\"; helo=x;",
		"fail", "192.0.2.10", "x", "", "ann@example.com" },
	{ "none client-ip = 192.0.2.10 ; envelope-from=<> ; helo=mail.example.com", "none", "192.0.2.10",
		"mail.example.com", "", "" },
	{ "pass (client-ip=203.0.113.1) client-ip=192.0.2.10", "pass", "192.0.2.10", "", "", NULL },
	{ "none", "none", "", "", "", NULL },
	{ "", "", "", "", "", NULL },
	{ "pass (never closed client-ip=192.0.2.10", "pass", "192.0.2.10", "", "", NULL },
	{ "=;=;;= client-ip", "", "", "", "", NULL },
};

static void each_form(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		const struct form *form = &forms[i];
		const struct received_spf found = received_spf_read(slice_of(form->text));
		const char *address = found.has_address ? dns_address_text(&arena, &found.address) : "";

		assert_true(slice_is(found.result, form->result));
		assert_string_equal(address, form->address);
		assert_true(slice_is(found.helo, form->helo));
		assert_true(slice_is(found.receiver, form->receiver));
		assert_int_equal(found.has_sender, form->sender != NULL);
		assert_true(slice_is(found.sender, form->sender ? form->sender : ""));
	}
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
