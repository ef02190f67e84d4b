/* Addresses to which nobody on the Internet connects, in each of the forms in which a record can hide them. */
#include "dns/special_address.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char *place_of(const char *text)
{
	struct dns_address address;

	assert_true(dns_address_from_text(slice_of(text), &address));
	return unreachable_network_of(&address);
}

static void test_unreachable(void **state)
{
	static const char *const addresses[] = { "127.0.0.1", "127.255.255.255", "10.0.0.1", "172.16.0.1",
		"172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200",
		"0.0.0.0", "0.1.2.3", "224.0.0.251", "239.255.255.255", "240.0.0.1", "255.255.255.255",
		"192.0.2.1", "198.51.100.1", "203.0.113.1", "198.18.0.1", "198.19.255.255", "192.0.0.192",
		"192.88.99.1", "168.63.129.16", "::", "::1", "fc00::1", "fd00:ec2::254", "fe80::1", "febf::1",
		"fec0::1", "ff02::1", "2001:db8::1", "3fff::1", "100::1", "2001:2::1", "5f00::1",
		"64:ff9b:1::1",
		/* what carries them */
		"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1",
		"::ffff:0:127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::1",
		"2002:a00:1::", "2001:0:1:2::80ff:fffe" /* Teredo, 127.0.0.1 inverted */ };

	(void)state;
	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++)
		if (!place_of(addresses[i]))
			fail_msg("%s is taken for reachable", addresses[i]);
}

static void test_reachable(void **state)
{
	static const char *const addresses[] = { "11.0.0.10", "9.255.255.255", "172.15.255.255", "172.32.0.1",
		"192.167.255.255", "100.63.255.255", "100.128.0.1", "169.253.0.1", "198.17.255.255",
		"198.20.0.1", "223.255.255.255", "8.8.8.8", "168.63.129.17", "2600::1", "2a00:1450::1",
		"2001:4860::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1" };

	(void)state;
	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++)
		if (place_of(addresses[i]))
			fail_msg("%s: %s", addresses[i], place_of(addresses[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_unreachable),
		cmocka_unit_test(test_reachable) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
