/* The zone that the name of a file tells. */
#include "support/world.h"

#include "dns/zone.h"

static void expect_origin(const char *path, const char *expected)
{
	struct dns_name origin, name = dns_name_of(expected);

	assert_true(zone_origin_of_path(path, &origin));
	assert_true(dns_name_equal(&origin, &name));
}

static void prefixes_and_suffixes_are_no_labels(void **state)
{
	(void)state;
	expect_origin("db.example.com", "example.com");
	expect_origin("/etc/bind/example.com.zone", "example.com");
	expect_origin("zones/named.example.com.zone.signed", "example.com.zone");
	expect_origin("example.com", "example.com");
}

static void copies_are_of_the_same_zone(void **state)
{
	(void)state;
	expect_origin("db.example.com.old", "example.com");
	expect_origin("example.com.zone.orig", "example.com");
	expect_origin("db.example.com.bak", "example.com");
	expect_origin("example.com.zone.2026", "example.com");
	expect_origin("example.com-2026-11-30.txt", "example.com");
	expect_origin("example.com_20261130", "example.com");
	expect_origin("example.com (1).zone", "example.com");
}

static void networks_are_reverse_zones(void **state)
{
	struct dns_name origin;

	(void)state;
	expect_origin("db.192.0.2", "2.0.192.in-addr.arpa");
	expect_origin("/etc/bind/db.127", "127.in-addr.arpa");
	expect_origin("192.0.rev", "0.192.in-addr.arpa");
	expect_origin("db.2.0.192.in-addr.arpa", "2.0.192.in-addr.arpa");
	assert_false(zone_origin_of_path("db.256.0.2", &origin));
	assert_false(zone_origin_of_path("db.", &origin));
}

static void other_names_tell_nothing(void **state)
{
	struct dns_name origin;

	(void)state;
	assert_false(zone_origin_of_path("zone", &origin));
	assert_false(zone_origin_of_path("example.com.zone~", &origin));
	assert_false(zone_origin_of_path("-", &origin));
	assert_false(zone_origin_of_path("backup.v2", &origin));
	assert_false(zone_origin_of_path("dump.2026", &origin));
	assert_false(zone_origin_of_path("example.com.zone.bak2", &origin));
	assert_false(zone_origin_of_path("my.zone.file", &origin));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prefixes_and_suffixes_are_no_labels),
		cmocka_unit_test(copies_are_of_the_same_zone),
		cmocka_unit_test(networks_are_reverse_zones),
		cmocka_unit_test(other_names_tell_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
