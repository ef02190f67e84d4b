/* What a zone has at and below its delegations. */
#include "support/world.h"

#include "dns/zone.h"

#include <string.h>

#define HEAD "$ORIGIN example.com.\n$TTL 300\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 11.0.0.1\n"
#define CHILD "sub NS ns.sub\nns.sub A 11.0.0.2\n"

static const char *letter_of(enum zone_fault_kind kind)
{
	switch (kind) {
	case ZONE_FAULT_HIDDEN_MAIL:
		return "M";
	case ZONE_FAULT_HIDDEN:
		return "r";
	case ZONE_FAULT_GLUE:
		return "g";
	default:
		return "?";
	}
}

/* The kinds of fault, a letter each: M for mail that is hidden, r for another record, g for glue. */
static void expect(const char *lines, const char *wanted)
{
	struct arena arena = { 0 };
	struct text text = text_of("zone", slice_of(arena_printf(&arena, "%s%s", HEAD, lines)));
	struct dns_name origin = dns_name_of("example.com");
	struct zone_set *zones = zone_set_new();
	char found[20] = "";

	zone_set_read(zones, &text, &origin);
	zone_set_finish(zones);
	for (size_t i = 0; i < zone_set_fault_count(zones); i++)
		strcat(found, letter_of(zone_set_fault(zones, i)->kind));
	if (strcmp(found, wanted) != 0)
		fail_msg("found \"%s\" and not \"%s\" in:\n%s", found, wanted, lines);
	zone_set_free(zones);
	text_close(&text);
	arena_release(&arena);
}

static void what_mail_needs_is_lost_below_a_delegation(void **state)
{
	(void)state;
	expect("_domainkey NS ns.example.net.\ns1._domainkey TXT \"v=DKIM1; p=\"", "M");
	expect("_domainkey NS ns.example.net.\ns1._domainkey CNAME s1.example.net.", "M");
	expect("_dmarc NS ns.example.net.\n_dmarc TXT \"v=DMARC1; p=none\"", "M");
	expect("sub NS ns.example.net.\nsub MX 10 ns", "M");
	expect("sub NS ns.example.net.\nsub TXT \"V=SPF1 -all\"", "M");
	expect("sub NS ns.example.net.\na.b.sub MX 10 ns", "M");
	expect(CHILD "s1._domainkey.sub TXT k\n_dmarc.sub TXT \"v=DMARC1; p=none\"\nsub MX 10 ns", "M");
}

static void a_dname_record_hides_what_is_below_it(void **state)
{
	(void)state;
	expect("sub DNAME other.example.net.\nsub MX 10 ns\nsub TXT \"v=spf1 -all\"", "");
	expect("sub DNAME other.example.net.\ns1._domainkey.sub TXT k\n_dmarc.sub TXT x", "M");
	expect("sub DNAME other.example.net.\nwww.sub TXT x", "");
}

static void the_address_of_an_mx_host_may_be_hidden(void **state)
{
	(void)state;
	expect("@ MX 10 in\nin A 11.0.0.5\nin NS ns.example.net.", "M");
	expect("@ MX 10 in.sub\nin.sub A 11.0.0.5\nsub NS ns.example.net.", "r");
	expect("@ MX 10 in.sub\nin.sub A 11.0.0.5\nsub NS in.sub", "");
	expect("in A 11.0.0.5\nin NS ns.example.net.", "");
}

static void what_may_be_left_over_is_less(void **state)
{
	(void)state;
	expect(CHILD "_dmarc.sub TXT \"v=DMARC1; p=none\"", "r");
	expect(CHILD "ns.sub TXT \"v=spf1 -all\"", "r");
	expect(CHILD "_dmarc.sub TXT x\nother NS ns.example.net.\n_dmarc.other TXT x", "rr");
}

static void what_belongs_to_a_delegation_is_none_of_it(void **state)
{
	(void)state;
	expect(CHILD, "");
	expect(CHILD "sub DS 1 13 2 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", "");
	expect(CHILD "sub TXT token\nwww.sub CNAME www", "");
	expect("sub2 MX 10 ns\n" CHILD, "");
}

static void name_servers_of_a_delegation_need_glue(void **state)
{
	(void)state;
	expect("sub NS ns.sub", "g");
	expect("sub NS sub", "g");
	expect("sub NS nowhere", "g");
	expect("sub NS ns\nsub NS ns.example.net.", "");
	expect(CHILD "other NS ns2.sub", ""); /* the address is the other delegation's */
	expect("sub NS ns.sub\nns.sub AAAA 2a00:1::2", "");
	expect("sub NS ns.sub\nns.sub A 11.0.0", "?"); /* a line that cannot be read may be it */
}

/* The child's own zone among the files: its records count, and what the parent has of it does not. */
static void the_child_may_be_in_the_same_files(void **state)
{
	const char *child = "$ORIGIN sub.example.com.\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 11.0.0.2\n"
			    "@ MX 10 ns\n_dmarc TXT \"v=DMARC1; p=none\"\n";
	struct arena arena = { 0 };

	(void)state;
	expect(arena_printf(&arena, "sub NS ns.sub\n%s", child), "");
	expect(arena_printf(&arena, "sub NS ns.sub\nsub MX 10 ns\n%s", child), "M");
	expect(arena_printf(&arena, "sub NS ns.sub\n_dmarc.sub TXT x\n%s", child), "r");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_mail_needs_is_lost_below_a_delegation),
		cmocka_unit_test(a_dname_record_hides_what_is_below_it),
		cmocka_unit_test(the_address_of_an_mx_host_may_be_hidden),
		cmocka_unit_test(what_may_be_left_over_is_less),
		cmocka_unit_test(what_belongs_to_a_delegation_is_none_of_it),
		cmocka_unit_test(name_servers_of_a_delegation_need_glue),
		cmocka_unit_test(the_child_may_be_in_the_same_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
