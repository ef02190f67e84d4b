#include "spf/address_set.h"

#include <stdlib.h>

static int compare(struct address_number a, struct address_number b)
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
	return compare(((const struct address_range *)a)->first, ((const struct address_range *)b)->first);
}

/* Extends the last range of a list, or begins a new one; ranges come in ascending order of their first address. */
static void append(
	struct arena *arena, struct address_ranges *ranges, struct address_range range, bool is_ip6)
{
	struct address_range *last = ranges->list.count ? &ranges->list.at[ranges->list.count - 1] : NULL;

	if (last &&
		(compare(last->last, largest(is_ip6)) == 0 || compare(range.first, next(last->last)) <= 0)) {
		if (compare(range.last, last->last) > 0)
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
		bool from_a = k == b->list.count ||
			      (i < a->list.count && compare(a->list.at[i].first, b->list.at[k].first) <= 0);

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

		while (k < b->list.count && compare(b->list.at[k].last, range.first) < 0)
			k++;
		for (size_t m = k; left && m < b->list.count && compare(b->list.at[m].first, range.last) <= 0;
			m++) {
			if (compare(b->list.at[m].first, range.first) > 0)
				*arena_append(arena, &rest.list) =
					(struct address_range){ range.first, previous(b->list.at[m].first) };
			left = compare(b->list.at[m].last, largest(is_ip6)) != 0 &&
			       compare(next(b->list.at[m].last), range.last) <= 0;
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

	while (low < high) { /* the first range that ends at or behind the start of the network */
		size_t middle = low + (high - low) / 2;

		if (compare(ranges->list.at[middle].last, range.first) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < ranges->list.count && compare(ranges->list.at[low].first, range.first) <= 0 &&
	       compare(ranges->list.at[low].last, range.last) >= 0;
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
