/* A set is a list, and a table of the places in it. */
#include "base/identity.h"

#include <sys/stat.h>

struct identity identity_of(const struct stat *status)
{
	return (struct identity){ status->st_dev, status->st_ino };
}

bool identity_equal(const struct identity *a, const struct identity *b)
{
	return a->device == b->device && a->inode == b->inode;
}

uint64_t identity_hash(const struct identity *identity)
{
	const uint64_t words[] = { (uint64_t)identity->device, (uint64_t)identity->inode };

	return hash_bytes((struct slice){ (const uint8_t *)words, sizeof words });
}

bool identity_set_add(struct arena *arena, struct identity_set *set, struct identity identity)
{
	uint64_t hash = identity_hash(&identity);
	size_t cursor = 0, place;

	while (hash_table_next(&set->table, hash, &cursor, &place))
		if (identity_equal(&set->list.at[place], &identity))
			return false;
	hash_table_add(arena, &set->table, hash, set->list.count);
	*arena_append(arena, &set->list) = identity;
	return true;
}
