/* A table with open addressing, at most half full. */
#include "dns/name_set.h"

#include <stdlib.h>
#include <string.h>

enum { CAPACITY_FIRST = 1024 };

/* The place of a hash, or of the empty slot where it belongs. */
static uint64_t *find_slot(const struct name_set *set, uint64_t hash)
{
	size_t at = (size_t)(hash ^ hash >> 32) & (set->capacity - 1);

	while (set->slots[at] && set->slots[at] != hash)
		at = (at + 1) & (set->capacity - 1);
	return &set->slots[at];
}

static void set_capacity(struct name_set *set, size_t capacity)
{
	struct name_set before = *set;

	set->slots = xrealloc(NULL, capacity * sizeof *set->slots);
	memset(set->slots, 0, capacity * sizeof *set->slots);
	set->capacity = capacity;
	for (size_t i = 0; i < before.capacity; i++)
		if (before.slots[i])
			*find_slot(set, before.slots[i]) = before.slots[i];
	free(before.slots);
}

bool name_set_add(struct name_set *set, const struct dns_name *name)
{
	uint64_t hash = dns_name_hash(name);

	hash += !hash;
	if (set->capacity && *find_slot(set, hash))
		return false;
	if (set->most && set->count == set->most) {
		memset(set->slots, 0, set->capacity * sizeof *set->slots);
		set->count = 0;
	}
	if (set->count >= set->capacity / 2)
		set_capacity(set, set->capacity ? set->capacity * 2 : CAPACITY_FIRST);
	*find_slot(set, hash) = hash;
	set->count++;
	return true;
}

void name_set_free(struct name_set *set)
{
	free(set->slots);
	*set = (struct name_set){ 0 };
}
