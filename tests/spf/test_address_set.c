/* Sets of addresses: ranges stay sorted and disjoint, and first match decides what a record lets through. */
#include "support/world.h"

#include "spf/address_set.h"

#include <stdio.h>
#include <string.h>

/* "192.0.2.0/24 2001:db8::/32" */
static struct address_set set_of(struct arena *arena, const char *text)
{
	struct address_set set = { 0 };
	struct slice rest = slice_of(text);

	while (rest.len) {
		ptrdiff_t blank = slice_find(rest, ' ', 0), bar = slice_find(rest, '/', 0);
		struct slice word = slice_part(rest, 0, blank < 0 ? rest.len : (size_t)blank);
		struct dns_address address;
		uint64_t prefix;

		assert_true(dns_address_from_text(slice_part(word, 0, (size_t)bar), &address));
		assert_true(slice_number(slice_part(word, (size_t)bar + 1, word.len), 128, &prefix));
		address_set_add(arena, &set, &address, (unsigned)prefix);
		rest = slice_part(rest, word.len + 1, rest.len);
	}
	address_set_sort(&set);
	return set;
}

static bool covers(const struct address_set *set, const char *ip, unsigned prefix)
{
	struct dns_address address;

	assert_true(dns_address_from_text(slice_of(ip), &address));
	return address_set_covers(set, &address, prefix);
}

static void touching_and_overlapping_ranges_merge(void **state)
{
	struct arena arena = { 0 };
	struct address_set set = set_of(&arena,
		"192.0.2.128/25 192.0.2.0/25 192.0.2.64/26 198.51.100.7/32 2001:db8::/33 2001:db8:8000::/33");

	(void)state;
	assert_int_equal(set.ip4.list.count, 2);
	assert_int_equal(set.ip6.list.count, 1);
	assert_int_equal(address_set_count_ip4(&set), 257);
	assert_true(covers(&set, "192.0.2.0", 24));
	assert_false(covers(&set, "192.0.2.0", 23));
	assert_true(covers(&set, "2001:db8::", 32));
	assert_false(covers(&set, "2001:db9::1", 128));
	arena_release(&arena);
}

static void the_ends_of_the_space_hold(void **state)
{
	struct arena arena = { 0 };
	struct address_set
		all = address_set_all(&arena),
		ends = set_of(&arena,
			"0.0.0.0/32 255.255.255.255/32 ::/128 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128");
	struct address_set zero = set_of(&arena, "10.0.0.0/0 ::/0"), middle, none;

	(void)state;
	assert_true(address_set_count_ip4(&all) == 1ULL << 32);
	assert_true(address_set_count_ip4(&zero) == 1ULL << 32);
	assert_true(covers(&zero, "ffff::", 0));
	middle = address_set_minus(&arena, &all, &ends);
	assert_true(address_set_count_ip4(&middle) == (1ULL << 32) - 2);
	assert_false(covers(&middle, "0.0.0.0", 32));
	assert_false(covers(&middle, "255.255.255.255", 32));
	assert_true(covers(&middle, "0.0.0.1", 32));
	assert_false(covers(&middle, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 128));
	none = address_set_minus(&arena, &ends, &all);
	assert_true(address_set_is_empty(&none));
	arena_release(&arena);
}

static void union_and_difference(void **state)
{
	struct arena arena = { 0 };
	struct address_set a = set_of(&arena, "192.0.2.0/24 198.51.100.0/24"),
			   b = set_of(&arena, "192.0.2.64/26 198.51.100.0/25 203.0.113.0/24");
	struct address_set both = address_set_union(&arena, &a, &b), left = address_set_minus(&arena, &a, &b);

	(void)state;
	assert_int_equal(address_set_count_ip4(&both), 768);
	assert_int_equal(both.ip4.list.count, 3);
	assert_int_equal(address_set_count_ip4(&left), 512 - 64 - 128);
	assert_int_equal(left.ip4.list.count, 3);
	assert_true(covers(&left, "192.0.2.0", 26));
	assert_false(covers(&left, "192.0.2.64", 32));
	assert_true(covers(&left, "192.0.2.128", 25));
	assert_true(covers(&left, "198.51.100.128", 25));
	arena_release(&arena);
}

/* Every combination of small ranges, beside a bit map. */
static void sets_agree_with_a_bit_map(void **state)
{
	uint32_t random = 7208;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		struct arena arena = { 0 };
		struct address_set sets[2], both, left;
		bool bits[2][256] = { { false } };
		size_t count = 0, rest = 0;

		memset(sets, 0, sizeof sets);
		for (int s = 0; s < 2; s++) {
			for (int i = 0; i < 6; i++) {
				struct dns_address address = { false, { 192, 0, 2, 0 } };
				unsigned prefix;

				random = random * 1664525 + 1013904223;
				address.bytes[3] = (uint8_t)(random >> 24);
				prefix = 26 + (random >> 16) % 7;
				address_set_add(&arena, &sets[s], &address, prefix);
				for (unsigned k = 0; k < 256; k++)
					bits[s][k] = bits[s][k] ||
						     k >> (32 - prefix) ==
							     (unsigned)address.bytes[3] >> (32 - prefix);
			}
			address_set_sort(&sets[s]);
		}
		both = address_set_union(&arena, &sets[0], &sets[1]);
		left = address_set_minus(&arena, &sets[0], &sets[1]);
		for (unsigned k = 0; k < 256; k++) {
			struct dns_address address = { false, { 192, 0, 2, (uint8_t)k } };

			count += bits[0][k] || bits[1][k];
			rest += bits[0][k] && !bits[1][k];
			assert_int_equal(address_set_covers(&both, &address, 32), bits[0][k] || bits[1][k]);
			assert_int_equal(address_set_covers(&left, &address, 32), bits[0][k] && !bits[1][k]);
		}
		assert_int_equal(address_set_count_ip4(&both), count);
		assert_int_equal(address_set_count_ip4(&left), rest);
		arena_release(&arena);
	}
}

static const struct spf_networks *networks_of(struct world *world, const char *zone)
{
	struct arena scratch = { 0 };
	const struct report *report;

	world_open(world, world_with_apex(&scratch, zone));
	world->arena = scratch;
	report = world_report(world, "example.com");
	assert_non_null(report->domain->spf_tree);
	return &report->domain->spf_tree->root->networks;
}

static void section_4_6_2_the_first_match_decides(void **state)
{
	struct world world;
	const struct spf_networks *networks =
		networks_of(&world, "@ TXT \"v=spf1 -ip4:192.0.2.64/26 ip4:192.0.2.0/24 ?ip4:192.0.2.0/23 "
				    "ip6:2001:db8::/32 ~all\"");

	(void)state;
	assert_true(networks->complete);
	assert_int_equal(address_set_count_ip4(&networks->by_result[SPF_FAIL]), 64);
	assert_int_equal(address_set_count_ip4(&networks->by_result[SPF_PASS]), 192);
	assert_int_equal(address_set_count_ip4(&networks->by_result[SPF_NEUTRAL]), 256);
	assert_true(address_set_count_ip4(&networks->by_result[SPF_SOFTFAIL]) == (1ULL << 32) - 512);
	assert_true(covers(&networks->by_result[SPF_PASS], "2001:db8::", 32));
	world_close(&world);
}

static void sections_5_2_and_6_1_includes_and_redirects(void **state)
{
	struct world world;
	const struct spf_networks *networks = networks_of(&world,
		"@ TXT \"v=spf1 include:i.example.com ?a:h.example.com/30 redirect=r.example.com\"\n"
		"i TXT \"v=spf1 -ip4:192.0.2.1 ip4:192.0.2.0/28 -all\"\nh A 198.51.100.5\n"
		"r TXT \"v=spf1 mx:m.example.com -all\"\nm MX 10 x\nm MX 20 h\nx A 203.0.113.1\nx AAAA "
		"2001:db8::1");

	(void)state;
	assert_true(networks->complete);
	assert_int_equal(address_set_count_ip4(&networks->by_result[SPF_PASS]), 15 + 1);
	assert_false(covers(&networks->by_result[SPF_PASS], "192.0.2.1", 32));
	assert_true(covers(&networks->by_result[SPF_NEUTRAL], "198.51.100.4", 30));
	assert_true(covers(&networks->by_result[SPF_PASS], "2001:db8::1", 128));
	assert_true(covers(&networks->by_result[SPF_FAIL], "192.0.2.1", 32));
	world_close(&world);
}

static void what_depends_on_the_mail_is_not_complete(void **state)
{
	static const char *const terms[] = { "exists:%{i}.x.example.com", "ptr", "a:%{h}",
		"include:%{d}.x.example.com" };

	(void)state;
	for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
		struct arena arena = { 0 };
		struct world world;

		assert_false(networks_of(
			&world, arena_printf(&arena, "@ TXT \"v=spf1 ip4:192.0.2.1 %s -all\"", terms[i]))
				     ->complete);
		world_close(&world);
		arena_release(&arena);
	}
}

static void assert_text(const char *networks, const char *expected)
{
	struct arena arena = { 0 };
	struct address_set set = set_of(&arena, networks);

	assert_string_equal(address_set_text(&arena, &set), expected);
	arena_release(&arena);
}

static void sets_are_written_as_networks_or_by_their_ends(void **state)
{
	(void)state;
	assert_text("", "");
	assert_text("0.0.0.0/0 ::/0", "0.0.0.0/0, ::/0");
	assert_text("192.0.2.7/32 2001:db8::1/128", "192.0.2.7, 2001:db8::1");
	assert_text("192.0.2.0/25 192.0.2.128/25 2001:db8::/61", "192.0.2.0/24, 2001:db8::/61");
	assert_text("192.0.2.7/32 192.0.2.8/31", "192.0.2.7-192.0.2.9");
	assert_text("192.0.2.0/32 192.0.2.2/32 192.0.2.4/32 2001:db8::1/128 2001:db8::3/128 2001:db8::5/128",
		"192.0.2.0, 192.0.2.2, 192.0.2.4, 2001:db8::1 and 2 more");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(touching_and_overlapping_ranges_merge),
		cmocka_unit_test(the_ends_of_the_space_hold),
		cmocka_unit_test(union_and_difference),
		cmocka_unit_test(sets_agree_with_a_bit_map),
		cmocka_unit_test(section_4_6_2_the_first_match_decides),
		cmocka_unit_test(sections_5_2_and_6_1_includes_and_redirects),
		cmocka_unit_test(what_depends_on_the_mail_is_not_complete),
		cmocka_unit_test(sets_are_written_as_networks_or_by_their_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
