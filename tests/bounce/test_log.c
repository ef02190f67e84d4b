/* What a line of a mail server's log tells of the server that sent the mail. */
#include "bounce/bounce.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The address that a mail left by, as the line of a delivery that failed has it; NULL for none. */
static const char *address_of(struct arena *arena, const char *interface)
{
	const char *line = arena_printf(arena,
		"2026-11-20 10:00:00 1vM5Xb-000000000Ab-1abc ** user@example.net F=<ann@example.com> R=dnslookup "
		"T=remote_smtp H=mx.example.net [203.0.113.9] I=[%s]: SMTP error from remote mail server after "
		"end of data: 550 5.7.26 This mail is unauthenticated\n",
		interface);
	const struct bounces *bounces = bounces_read(arena, slice_of(line));

	assert_int_equal(bounces->list.count, 1);
	return bounces->list.at[0].ip;
}

static void a_private_interface_is_not_what_the_receiver_saw(void **state)
{
	static const char *const private[] = { "10.0.0.5", "172.16.3.4", "192.168.1.2", "127.0.0.1",
		"100.64.0.5", "169.254.1.1", "fd00::5", "fc00::5", "fe80::5", "::1" };
	static const char *const public[] = { "192.0.2.25", "172.32.0.1", "192.169.0.1", "2001:db8::25",
		"a00::25", "7f00::25" };
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof private / sizeof *private; i++)
		assert_null(address_of(&arena, private[i]));
	for (size_t i = 0; i < sizeof public / sizeof *public; i++)
		assert_string_equal(address_of(&arena, public[i]), public[i]);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_private_interface_is_not_what_the_receiver_saw),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
