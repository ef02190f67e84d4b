/* A hash of bytes, and tables of numbers by it. It is not made to withstand who chooses the bytes: compare what is found. */
#ifndef MAILAUTH_BASE_HASH_H
#define MAILAUTH_BASE_HASH_H

#include "base/arena.h"
#include "base/slice.h"

uint64_t hash_bytes(struct slice bytes);

struct hash_slot {
	uint64_t hash;
	uint32_t number;
	bool used;
};

/* Numbers by hashes, several for one hash perhaps. All zero is an empty table. */
struct hash_table {
	struct hash_slot *slots; /* open addressing; owned by the arena */
	size_t size, count;
};

void hash_table_add(struct arena *arena, struct hash_table *table, uint64_t hash, size_t number);

/*
 * The next number of a hash, in no order. *cursor is 0 for the first one; false when there are no more.
 */
bool hash_table_next(const struct hash_table *table, uint64_t hash, size_t *cursor, size_t *ret_number);

#endif
