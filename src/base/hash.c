/* Words of eight octets are multiplied into the hash; tables are at most half full. */
#include "base/hash.h"

#include <string.h>

uint64_t hash_bytes(struct slice bytes)
{
	uint64_t hash = bytes.len, word;

	for (size_t i = 0; i < bytes.len; i += sizeof word) {
		size_t left = bytes.len - i;

		word = 0;
		memcpy(&word, bytes.at + i, left < sizeof word ? left : sizeof word);
		hash = (hash ^ word) * 0x9e3779b97f4a7c15U;
		hash ^= hash >> 32;
	}
	hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccdU;
	return hash ^ hash >> 33;
}

static void put(struct hash_table *table, struct hash_slot slot)
{
	size_t at = slot.hash & (table->size - 1);

	while (table->slots[at].used)
		at = (at + 1) & (table->size - 1);
	table->slots[at] = slot;
}

static void grow(struct arena *arena, struct hash_table *table)
{
	struct hash_table old = *table;

	table->size = old.size ? old.size * 2 : 64;
	table->slots = arena_take_array(arena, table->size, sizeof *table->slots);
	for (size_t i = 0; i < old.size; i++)
		if (old.slots[i].used)
			put(table, old.slots[i]);
}

void hash_table_add(struct arena *arena, struct hash_table *table, uint64_t hash, size_t number)
{
	if (table->count * 2 >= table->size)
		grow(arena, table);
	put(table, (struct hash_slot){ hash, (uint32_t)number, true });
	table->count++;
}

bool hash_table_next(const struct hash_table *table, uint64_t hash, size_t *cursor, size_t *ret_number)
{
	while (*cursor < table->size) {
		const struct hash_slot *slot = &table->slots[(hash + *cursor) & (table->size - 1)];

		if (!slot->used)
			break;
		++*cursor;
		if (slot->hash == hash) {
			*ret_number = slot->number;
			return true;
		}
	}
	return false;
}
