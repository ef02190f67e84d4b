/*
 * Sets of IP addresses as sorted, disjoint ranges: what a record lets through, whatever the order of its terms.
 */
#ifndef MAILAUTH_SPF_ADDRESS_SET_H
#define MAILAUTH_SPF_ADDRESS_SET_H

#include "dns/reply.h"

/* An address as a number; an IPv4 address has only the lower 32 bits of `low`. */
struct address_number {
	uint64_t high;
	uint64_t low;
};

struct address_range {
	struct address_number first;
	struct address_number last; /* inclusive */
};

struct address_ranges {
	ARENA_LIST(struct address_range)
	list; /* ascending, neither overlapping nor touching, once the set is sorted */
};

struct address_set {
	struct address_ranges ip4;
	struct address_ranges ip6;
};

/* Adds the network address/prefix. The set is not sorted after it: call address_set_sort() before anything else. */
void address_set_add(
	struct arena *arena, struct address_set *set, const struct dns_address *address, unsigned prefix);

/* Sorts and merges, so that the other functions can be used. */
void address_set_sort(struct address_set *set);

/* All addresses of both families. */
struct address_set address_set_all(struct arena *arena);

/* The union of two sorted sets, and the first without the second. */
struct address_set address_set_union(
	struct arena *arena, const struct address_set *a, const struct address_set *b);
struct address_set address_set_minus(
	struct arena *arena, const struct address_set *a, const struct address_set *b);

/* True when every address of the network is in the sorted set. */
bool address_set_covers(const struct address_set *set, const struct dns_address *address, unsigned prefix);

bool address_set_is_empty(const struct address_set *set);

/* How many IPv4 addresses a sorted set has: 0 to 2^32. */
uint64_t address_set_count_ip4(const struct address_set *set);

enum { ADDRESS_SET_SHOWN = 4 }; /* networks of a set that its text names */

/*
 * A sorted set for people: "192.0.2.0/24, 2001:db8::1, 192.0.2.7-192.0.2.9 and 12 more"; IPv4 first, a range that is no network by
 * its first and last address. Empty for the empty set. Owned by the arena.
 */
const char *address_set_text(struct arena *arena, const struct address_set *set);

#endif
