/* Sets of IP addresses as sorted ranges: union, difference, membership, and how a set is written for people. */
#include "spf/address_set.h"

#include "base/bytes.h"

#include <stdlib.h>

static int compare_numbers(struct address_number a, struct address_number b)
{
	if (a.high != b.high)
		return a.high < b.high ? -1 : 1;
	return (a.low > b.low) - (a.low < b.low);
}

static struct address_number next(struct address_number a)
{
	a.low++;
	a.high += !a.low;
	return a;
}

static struct address_number previous(struct address_number a)
{
	a.high -= !a.low;
	a.low--;
	return a;
}

static struct address_number largest(bool is_ip6)
{
	return is_ip6 ? (struct address_number){ UINT64_MAX, UINT64_MAX }
		      : (struct address_number){ 0, UINT32_MAX };
}

/* A number whose lower `bits` bits are ones. */
static struct address_number ones(unsigned bits)
{
	return (struct address_number){
		.high = bits <= 64    ? 0
			: bits == 128 ? UINT64_MAX
				      : (1ULL << (bits - 64)) - 1,
		.low = bits >= 64 ? UINT64_MAX : (1ULL << bits) - 1,
	};
}

static struct address_range range_of(const struct dns_address *address, unsigned prefix)
{
	struct address_number number = { 0 }, host = ones((address->is_ip6 ? 128 : 32) - prefix);
	size_t size = address->is_ip6 ? 16 : 4;

	for (size_t i = 0; i < size; i++) {
		number.high = number.high << 8 | number.low >> 56;
		number.low = number.low << 8 | address->bytes[i];
	}
	return (struct address_range){
		.first = { number.high & ~host.high, number.low & ~host.low },
		.last = { number.high | host.high, number.low | host.low },
	};
}

void address_set_add(
	struct arena *arena, struct address_set *set, const struct dns_address *address, unsigned prefix)
{
	*arena_append(arena, &(address->is_ip6 ? &set->ip6 : &set->ip4)->list) = range_of(address, prefix);
}

static int compare_ranges(const void *a, const void *b)
{
	return compare_numbers(
		((const struct address_range *)a)->first, ((const struct address_range *)b)->first);
}

/* Extends the last range of a list, or begins a new one; ranges come in ascending order of their first address. */
static void append(
	struct arena *arena, struct address_ranges *ranges, struct address_range range, bool is_ip6)
{
	struct address_range *last = ranges->list.count ? &ranges->list.at[ranges->list.count - 1] : NULL;

	if (last && (compare_numbers(last->last, largest(is_ip6)) == 0 ||
			    compare_numbers(range.first, next(last->last)) <= 0)) {
		if (compare_numbers(range.last, last->last) > 0)
			last->last = range.last;
		return;
	}
	*arena_append(arena, &ranges->list) = range;
}

static void sort(struct address_ranges *ranges, bool is_ip6)
{
	struct address_ranges merged = *ranges;

	if (ranges->list.count < 2)
		return;
	qsort(ranges->list.at, ranges->list.count, sizeof *ranges->list.at, compare_ranges);
	merged.list.count = 0; /* in place: it never gets longer */
	for (size_t i = 0; i < ranges->list.count; i++)
		append(NULL, &merged, ranges->list.at[i], is_ip6);
	*ranges = merged;
}

void address_set_sort(struct address_set *set)
{
	sort(&set->ip4, false);
	sort(&set->ip6, true);
}

struct address_set address_set_all(struct arena *arena)
{
	struct address_set set = { 0 };

	*arena_append(arena, &set.ip4.list) = (struct address_range){ .last = largest(false) };
	*arena_append(arena, &set.ip6.list) = (struct address_range){ .last = largest(true) };
	return set;
}

static struct address_ranges unite(
	struct arena *arena, const struct address_ranges *a, const struct address_ranges *b, bool is_ip6)
{
	struct address_ranges both = { 0 };
	size_t i = 0, k = 0;

	while (i < a->list.count || k < b->list.count) {
		bool from_a = k == b->list.count || (i < a->list.count && compare_numbers(a->list.at[i].first,
										  b->list.at[k].first) <= 0);

		append(arena, &both, from_a ? a->list.at[i++] : b->list.at[k++], is_ip6);
	}
	return both;
}

struct address_set address_set_union(
	struct arena *arena, const struct address_set *a, const struct address_set *b)
{
	return (struct address_set){ unite(arena, &a->ip4, &b->ip4, false),
		unite(arena, &a->ip6, &b->ip6, true) };
}

static struct address_ranges subtract(
	struct arena *arena, const struct address_ranges *a, const struct address_ranges *b, bool is_ip6)
{
	struct address_ranges rest = { 0 };
	size_t k = 0;

	for (size_t i = 0; i < a->list.count; i++) {
		struct address_range range = a->list.at[i];
		bool left = true;

		while (k < b->list.count && compare_numbers(b->list.at[k].last, range.first) < 0)
			k++;
		for (size_t m = k;
			left && m < b->list.count && compare_numbers(b->list.at[m].first, range.last) <= 0;
			m++) {
			if (compare_numbers(b->list.at[m].first, range.first) > 0)
				*arena_append(arena, &rest.list) =
					(struct address_range){ range.first, previous(b->list.at[m].first) };
			left = compare_numbers(b->list.at[m].last, largest(is_ip6)) != 0 &&
			       compare_numbers(next(b->list.at[m].last), range.last) <= 0;
			if (left)
				range.first = next(b->list.at[m].last);
		}
		if (left)
			*arena_append(arena, &rest.list) = range;
	}
	return rest;
}

struct address_set address_set_minus(
	struct arena *arena, const struct address_set *a, const struct address_set *b)
{
	return (struct address_set){ subtract(arena, &a->ip4, &b->ip4, false),
		subtract(arena, &a->ip6, &b->ip6, true) };
}

bool address_set_covers(const struct address_set *set, const struct dns_address *address, unsigned prefix)
{
	const struct address_ranges *ranges = address->is_ip6 ? &set->ip6 : &set->ip4;
	struct address_range range = range_of(address, prefix);
	size_t low = 0, high = ranges->list.count;

	while (low < high) { /* the first range that ends at or after the start of the network */
		size_t middle = low + (high - low) / 2;

		if (compare_numbers(ranges->list.at[middle].last, range.first) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < ranges->list.count && compare_numbers(ranges->list.at[low].first, range.first) <= 0 &&
	       compare_numbers(ranges->list.at[low].last, range.last) >= 0;
}

bool address_set_is_empty(const struct address_set *set)
{
	return !set->ip4.list.count && !set->ip6.list.count;
}

uint64_t address_set_count_ip4(const struct address_set *set)
{
	uint64_t count = 0;

	for (size_t i = 0; i < set->ip4.list.count; i++)
		count += set->ip4.list.at[i].last.low - set->ip4.list.at[i].first.low + 1;
	return count;
}

static struct dns_address address_of(struct address_number number, bool is_ip6)
{
	struct dns_address address = { .is_ip6 = is_ip6 };

	for (int i = 0; i < (is_ip6 ? 16 : 4); i++) {
		int shift = (is_ip6 ? 15 : 3) - i;

		address.bytes[i] =
			(uint8_t)(shift < 8 ? number.low >> shift * 8 : number.high >> (shift - 8) * 8);
	}
	return address;
}

/* How many leading bits the first and the last address of a range share. */
static unsigned shared_bits(const struct address_range *range, bool is_ip6)
{
	struct address_number differ = { range->first.high ^ range->last.high,
		range->first.low ^ range->last.low };
	unsigned bits = is_ip6 ? 128 : 32, host = 0;

	while (host < bits && compare_numbers(differ, ones(host)) > 0)
		host++;
	return bits - host;
}

static void add_range(struct bytes *out, const struct address_range *range, bool is_ip6)
{
	struct dns_address first = address_of(range->first, is_ip6), last = address_of(range->last, is_ip6);
	unsigned prefix = shared_bits(range, is_ip6);
	struct address_range network = range_of(&first, prefix);
	struct arena scratch = { 0 };

	bytes_add_text(out, dns_address_text(&scratch, &first));
	if (compare_numbers(network.first, range->first) != 0 ||
		compare_numbers(network.last, range->last) != 0)
		bytes_printf(out, "-%s", dns_address_text(&scratch, &last));
	else if (prefix < (is_ip6 ? 128U : 32U))
		bytes_printf(out, "/%u", prefix);
	arena_release(&scratch);
}

const char *address_set_text(struct arena *arena, const struct address_set *set)
{
	size_t shown = 0, total = set->ip4.list.count + set->ip6.list.count;
	struct bytes out = { 0 };
	const char *text;

	for (int family = 0; family < 2; family++) {
		const struct address_ranges *ranges = family ? &set->ip6 : &set->ip4;

		for (size_t i = 0; i < ranges->list.count && shown < ADDRESS_SET_SHOWN; i++, shown++) {
			bytes_add_text(&out, shown ? ", " : "");
			add_range(&out, &ranges->list.at[i], family);
		}
	}
	if (total > shown)
		bytes_printf(&out, " and %zu more", total - shown);
	text = (const char *)arena_copy(arena, bytes_slice(&out)).at;
	bytes_free(&out);
	return text;
}
