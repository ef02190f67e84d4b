/* Which names in reverse DNS look like those of lines, and which like those of mail servers. */
#include "support/world.h"

#include "dmarc/suffix_list.h"

#include <string.h>

static bool is_generic(const char *ip, const char *name)
{
	struct suffix_list *suffixes = suffix_list_open(NULL, NULL);
	struct dns_address address;
	struct arena arena = { 0 };
	struct dns_name reverse;
	struct world world;
	bool found;

	assert_true(dns_address_from_text(slice_of(ip), &address));
	reverse = dns_address_reverse(&address);
	world_open(&world, arena_printf(&arena,
				   "$ORIGIN .\n$TTL 60\n. SOA a. b. 1 2 3 4 5\nexample.com. MX 10 "
				   "mail.example.com.\n%s. PTR %s.\n",
				   dns_name_text(&arena, &reverse), name));
	world.options.suffixes = suffixes;
	world.options.addresses = &address;
	world.options.address_count = 1;
	found = report_find(world_report(&world, "example.com"), "ptr-generic");
	world_close(&world);
	arena_release(&arena);
	suffix_list_close(suffixes);
	return found;
}

static void names_of_mail_servers(void **state)
{
	(void)state;
	assert_false(is_generic("209.85.220.41", "mail-sor-f41.google.com"));
	assert_false(is_generic("2a00:1450:4864:20::62f", "mail-ej1-x62f.google.com"));
	assert_false(is_generic("2607:f8b0:4864:20::132f", "mail-dy1-x132f.google.com"));
	assert_false(is_generic(
		"2a01:111:f400:7e88::611", "mail-dm6nam10on20611.outbound.protection.outlook.com"));
	assert_false(is_generic("2001:db8:1::25", "mailgateway.example.com"));
	assert_false(is_generic("2001:db8:1::25", "outbound-relay.example.com"));
	assert_false(is_generic("54.240.8.31", "a8-31.smtp-out.amazonses.com"));
	assert_false(is_generic("198.2.128.2", "mail128-2.atl41.mandrillapp.com"));
	assert_false(is_generic("193.1.1.1", "mta1.example.com"));
	assert_false(is_generic("11.10.10.10", "mx10.example.com"));
	assert_false(is_generic("212.227.126.130", "mout.kundenserver.de"));
	assert_false(is_generic("11.0.0.25", "mail.dynamic.example"));
}

static void names_of_lines(void **state)
{
	(void)state;
	assert_true(is_generic("54.11.12.13", "ec2-54-11-12-13.compute-1.amazonaws.com"));
	assert_true(is_generic("139.162.1.2", "139-162-1-2.ip.linodeusercontent.com"));
	assert_true(is_generic("51.68.1.2", "ip2.ip-51-68-1.eu"));
	assert_true(is_generic("11.0.0.25", "0b000019.example.com"));
	assert_true(is_generic("11.0.0.25", "host011000000025.example.com"));
	assert_true(is_generic("11.7.8.25", "p25.8.7.11.example.com"));
	assert_true(is_generic("11.0.0.25", "dsl-customer-7.provider.example"));
	assert_true(is_generic("2001:db8:12:34::56", "2001-db8-12-34--56.provider.example"));
	assert_true(is_generic("2001:db8:12:34::56", "h20010db8001200340000000000000056.provider.example"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_of_mail_servers),
		cmocka_unit_test(names_of_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
