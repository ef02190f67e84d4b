/* Servers that are given by name. Nothing is resolved but what the hosts file has. */
#include "support/world.h"

#include "dns/server_name.h"

static void names_with_and_without_a_port(void **state)
{
	static const char *const names[] = { "localhost", "ns.example.net", "ns.example.net.",
		"localhost:5353", "ns-1.example.net:53" };
	static const char *const others[] = { "", ":53", "192.0.2.53", "192.0.2.53:99999", "2001:db8::53",
		"[2001:db8::53]:53", "no where", "ns..example.net", "ns:", "ns:0", "ns:65536", "ns:53:53",
		"ns;example", "\x1b[0m" };

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		assert_true(dns_server_name_is(slice_of(names[i])));
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_false(dns_server_name_is(slice_of(others[i])));
}

static void localhost_is_resolved_with_its_port(void **state)
{
	struct arena arena = { 0 };
	const char *servers[4];
	size_t count;

	(void)state;
	assert_null(dns_server_resolve(&arena, "localhost:5353", servers, 4, &count));
	assert_true(count >= 1 && count <= 4);
	for (size_t i = 0; i < count; i++)
		assert_true(slice_is(slice_of(servers[i]), "127.0.0.1:5353") ||
			    slice_is(slice_of(servers[i]), "[::1]:5353"));
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_with_and_without_a_port),
		cmocka_unit_test(localhost_is_resolved_with_its_port),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
