/* Zone files answer as an authoritative server would. */
#include "support/world.h"

#include "dns/zone.h"

static const char zone[] = "$TTL 300\n"
			   "@ SOA ns hostmaster 1 3600 600 86400 60\n"
			   "@ NS ns\n"
			   "ns A 192.0.2.53\n"
			   "key._domainkey TXT k\n"
			   "*.wild TXT w\n"
			   "host.wild A 192.0.2.1\n"
			   "sub.deep.wild A 192.0.2.2\n"
			   "alias CNAME target\n"
			   "target TXT t\n"
			   "loop1 CNAME loop2\n"
			   "loop2 CNAME loop1\n"
			   "away CNAME host.example.net.\n"
			   "dangling CNAME nowhere\n"
			   "child NS ns.child\n"
			   "ns.child A 192.0.2.54\n"
			   "dn DNAME target\n"
			   "x.target TXT d\n"
			   "twice TXT same\n"
			   "twice TXT same\n";

/* Lines that cannot be read, of names that can. */
static const char broken[] = "$ORIGIN example.com.\n$TTL 60\n@ SOA ns h 1 2 3 4 60\n@ NS ns\n"
			     "host A 11.0.0\n"
			     "host TXT text\n"
			     "any TEXT \"v=spf1 -all\"\n"
			     "any MX 10 host\n"
			     "alias CNAME a..b\n"
			     "child NS a..b\n"
			     "* TXT \"open\n"
			     "below.ent A 11.0.0\n";

static enum dns_outcome ask_of(const char *text_of_zone, const char *name, uint16_t type)
{
	struct text text = text_of("zone", slice_of(text_of_zone));
	struct dns_name origin = dns_name_of("example.com");
	struct dns_question question = { .name = dns_name_of(name), .type = type };
	struct zone_set *zones = zone_set_new();
	struct arena arena = { 0 };
	const struct dns_reply *reply;
	enum dns_outcome outcome;

	zone_set_read(zones, &text, &origin);
	zone_set_finish(zones);
	reply = zone_set_answer(zones, &arena, &question);
	outcome = reply ? reply->outcome : DNS_OFFLINE;
	zone_set_free(zones);
	text_close(&text);
	arena_release(&arena);
	return outcome;
}

static enum dns_outcome ask(const char *name, uint16_t type, size_t *ret_records, bool *ret_wildcard)
{
	struct text text = text_of("zone", slice_of(zone));
	struct dns_name origin = dns_name_of("example.com");
	struct dns_question question = { .name = dns_name_of(name), .type = type };
	struct zone_set *zones = zone_set_new();
	struct arena arena = { 0 };
	const struct dns_reply *reply;
	enum dns_outcome outcome;

	zone_set_read(zones, &text, &origin);
	zone_set_finish(zones);
	reply = zone_set_answer(zones, &arena, &question);
	outcome = reply ? reply->outcome : DNS_OFFLINE; /* none of the zone's business */
	if (ret_records)
		*ret_records = reply ? reply->records.count : 0;
	if (ret_wildcard)
		*ret_wildcard = reply && reply->wildcard;
	if (outcome == DNS_NXDOMAIN || outcome == DNS_NO_DATA)
		assert_int_equal(reply->negative_ttl, 60);
	zone_set_free(zones);
	text_close(&text);
	arena_release(&arena);
	return outcome;
}

static void answers_of(const char *name, uint16_t type, enum dns_outcome outcome, size_t records)
{
	size_t count;

	assert_int_equal(ask(name, type, &count, NULL), outcome);
	assert_int_equal(count, records);
}

static void rfc_2308_section_2_no_data_and_nxdomain(void **state)
{
	(void)state;
	answers_of("ns.example.com", DNS_TYPE_A, DNS_ANSWER, 1);
	answers_of("ns.example.com", DNS_TYPE_TXT, DNS_NO_DATA, 0);
	answers_of("nothing.example.com", DNS_TYPE_TXT, DNS_NXDOMAIN, 0);
}

static void rfc_4592_section_2_2_2_empty_non_terminals_exist(void **state)
{
	(void)state;
	answers_of("_domainkey.example.com", DNS_TYPE_TXT, DNS_NO_DATA, 0);
	answers_of("key._domainkey.example.com", DNS_TYPE_TXT, DNS_ANSWER, 1);
	answers_of("other._domainkey.example.com", DNS_TYPE_TXT, DNS_NXDOMAIN, 0);
}

static void rfc_4592_section_3_3_wildcards_stop_at_the_closest_encloser(void **state)
{
	bool wildcard;

	(void)state;
	assert_int_equal(ask("any.wild.example.com", DNS_TYPE_TXT, NULL, &wildcard), DNS_ANSWER);
	assert_true(wildcard);
	answers_of("a.b.wild.example.com", DNS_TYPE_TXT, DNS_ANSWER, 1);
	answers_of("any.wild.example.com", DNS_TYPE_MX, DNS_NO_DATA, 0);
	answers_of("host.wild.example.com", DNS_TYPE_TXT, DNS_NO_DATA, 0);
	answers_of("x.host.wild.example.com", DNS_TYPE_TXT, DNS_NXDOMAIN, 0);
	answers_of("x.deep.wild.example.com", DNS_TYPE_TXT, DNS_NXDOMAIN, 0);
}

static void rfc_1034_section_3_6_2_aliases(void **state)
{
	(void)state;
	answers_of("alias.example.com", DNS_TYPE_TXT, DNS_ANSWER, 1);
	answers_of("alias.example.com", DNS_TYPE_MX, DNS_NO_DATA, 0);
	answers_of("alias.example.com", DNS_TYPE_CNAME, DNS_ANSWER, 1);
	answers_of("dangling.example.com", DNS_TYPE_TXT, DNS_NXDOMAIN, 0);
	answers_of("loop1.example.com", DNS_TYPE_TXT, DNS_LOOP, 0);
	answers_of("away.example.com", DNS_TYPE_TXT, DNS_PENDING, 0);
}

static void rfc_6672_dname_redirects_what_is_below(void **state)
{
	(void)state;
	answers_of("x.dn.example.com", DNS_TYPE_TXT, DNS_ANSWER, 1);
	answers_of("dn.example.com", DNS_TYPE_TXT, DNS_NO_DATA, 0);
}

static void what_a_broken_line_may_hold_is_not_missing(void **state)
{
	(void)state;
	assert_int_equal(ask_of(broken, "host.example.com", DNS_TYPE_A), DNS_UNREAD);
	assert_int_equal(ask_of(broken, "host.example.com", DNS_TYPE_AAAA), DNS_NO_DATA);
	assert_int_equal(ask_of(broken, "host.example.com", DNS_TYPE_TXT), DNS_ANSWER);
	assert_int_equal(ask_of(broken, "any.example.com", DNS_TYPE_TXT), DNS_UNREAD);
	assert_int_equal(ask_of(broken, "any.example.com", DNS_TYPE_MX), DNS_UNREAD);
	assert_int_equal(ask_of(broken, "alias.example.com", DNS_TYPE_TXT), DNS_UNREAD);
	assert_int_equal(ask_of(broken, "a.child.example.com", DNS_TYPE_TXT), DNS_UNREAD);
	assert_int_equal(ask_of(broken, "wild.example.com", DNS_TYPE_TXT), DNS_UNREAD);
	assert_int_equal(ask_of(broken, "wild.example.com", DNS_TYPE_A), DNS_NO_DATA);
	assert_int_equal(ask_of(broken, "ent.example.com", DNS_TYPE_TXT), DNS_NO_DATA);
	assert_int_equal(ask_of(broken, "example.com", DNS_TYPE_MX), DNS_NO_DATA);
}

static void what_a_gap_may_hold_is_not_missing(void **state)
{
	static const char *const gaps[] = { "$INCLUDE no-such-file\n", "$INCLUDE no-such-file sub\n",
		"a..b A 11.0.0.1\n", "$GENERATE 9-1 h$ A 11.0.0.$\n", "$ORIGN sub.example.com.\n",
		"x TXT ( \"open )\ny TXT y\nz TXT z )\n", "$ORIGIN a..b\n" };
	static const char head[] =
		"$ORIGIN example.com.\n$TTL 60\n@ SOA ns h 1 2 3 4 60\n@ NS ns\n@ TXT token\nspf TXT v=spf1\n";

	(void)state;
	for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++) {
		struct arena arena = { 0 };
		const char *text = arena_printf(&arena,
			"%s%s$ORIGIN example.com.\nhost A 11.0.0.2\n"
			"$ORIGIN example.net.\n@ SOA ns h 1 2 3 4 60\n",
			head, gaps[i]);

		assert_int_equal(ask_of(text, "host.example.com", DNS_TYPE_A), DNS_ANSWER);
		assert_int_equal(ask_of(text, "host.example.com", DNS_TYPE_AAAA), DNS_UNREAD);
		assert_int_equal(ask_of(text, "none.example.com", DNS_TYPE_A), DNS_UNREAD);
		assert_int_equal(ask_of(text, "example.com", DNS_TYPE_NS), DNS_ANSWER);
		assert_int_equal(ask_of(text, "example.com", DNS_TYPE_TXT), DNS_UNREAD);
		assert_int_equal(ask_of(text, "spf.example.com", DNS_TYPE_TXT), DNS_ANSWER);
		assert_int_equal(ask_of(text, "none.example.net", DNS_TYPE_A), DNS_NXDOMAIN);
		arena_release(&arena);
	}
}

static void other_zones_are_left_to_others(void **state)
{
	(void)state;
	answers_of("example.net", DNS_TYPE_TXT, DNS_OFFLINE, 0);
	answers_of("child.example.com", DNS_TYPE_TXT, DNS_OFFLINE, 0);
	answers_of("a.child.example.com", DNS_TYPE_TXT, DNS_OFFLINE, 0);
	answers_of("com", DNS_TYPE_TXT, DNS_OFFLINE, 0);
}

static void rfc_2181_section_5_an_rrset_is_a_set(void **state)
{
	(void)state;
	answers_of("twice.example.com", DNS_TYPE_TXT, DNS_ANSWER, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rfc_2308_section_2_no_data_and_nxdomain),
		cmocka_unit_test(rfc_4592_section_2_2_2_empty_non_terminals_exist),
		cmocka_unit_test(rfc_4592_section_3_3_wildcards_stop_at_the_closest_encloser),
		cmocka_unit_test(rfc_1034_section_3_6_2_aliases),
		cmocka_unit_test(rfc_6672_dname_redirects_what_is_below),
		cmocka_unit_test(what_a_broken_line_may_hold_is_not_missing),
		cmocka_unit_test(what_a_gap_may_hold_is_not_missing),
		cmocka_unit_test(other_zones_are_left_to_others),
		cmocka_unit_test(rfc_2181_section_5_an_rrset_is_a_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
