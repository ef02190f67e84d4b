#include "dns/zone_store.h"

#include "dns/zone_rdata.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_TABLE = 64 };

struct zone_set *zone_set_new(void)
{
	struct zone_set *zones = xrealloc(NULL, sizeof *zones);

	*zones = (struct zone_set){ .table_size = FIRST_TABLE, .first_origin = ZONE_NONE };
	zones->table = xrealloc(NULL, FIRST_TABLE * sizeof *zones->table);
	memset(zones->table, 0xff, FIRST_TABLE * sizeof *zones->table);
	return zones;
}

void zone_set_free(struct zone_set *zones)
{
	if (!zones)
		return;
	for (size_t i = 0; i < zones->texts.count; i++)
		if (zones->texts.at[i]->made_from)
			text_close(zones->texts.at[i]);
	for (size_t i = 0; i < zones->opened.count; i++)
		text_close(zones->opened.at[i]);
	free(zones->names);
	free(zones->owners);
	free(zones->records);
	free(zones->table);
	arena_release(&zones->arena);
	free(zones);
}

static bool owner_is(const struct zone_set *zones, int32_t owner, const struct dns_name *name, uint32_t hash)
{
	const uint8_t *stored = zones->names + zones->owners[owner].name;

	return zones->owners[owner].hash == hash && stored[0] == name->len &&
	       memcmp(stored + 1, name->wire, name->len) == 0;
}

/* The slot where a name is, or where it would go. */
static size_t slot_of(const struct zone_set *zones, const struct dns_name *name, uint64_t hash)
{
	size_t slot = (hash >> 32) & (zones->table_size - 1);

	while (zones->table[slot] != ZONE_NONE && !owner_is(zones, zones->table[slot], name, (uint32_t)hash))
		slot = (slot + 1) & (zones->table_size - 1);
	return slot;
}

int32_t zone_find_owner(const struct zone_set *zones, const struct dns_name *name)
{
	return zones->table[slot_of(zones, name, dns_name_hash(name))];
}

struct dns_name zone_owner_name(const struct zone_set *zones, int32_t owner)
{
	const uint8_t *stored = zones->names + zones->owners[owner].name;
	struct dns_name name = { .len = stored[0] };

	memcpy(name.wire, stored + 1, name.len);
	return name;
}

static void grow_table(struct zone_set *zones)
{
	zones->table_size *= 2;
	zones->table = xrealloc(zones->table, zones->table_size * sizeof *zones->table);
	memset(zones->table, 0xff, zones->table_size * sizeof *zones->table);
	for (size_t i = 0; i < zones->owner_count; i++) {
		struct dns_name name = zone_owner_name(zones, (int32_t)i);

		zones->table[slot_of(zones, &name, dns_name_hash(&name))] = (int32_t)i;
	}
}

static void *grow(void *at, size_t *capacity, size_t count, size_t size)
{
	if (count < *capacity)
		return at;
	*capacity = *capacity ? *capacity + *capacity / 2 : 64;
	return xrealloc(at, *capacity * size);
}

int32_t zone_make_owner(struct zone_set *zones, const struct dns_name *name)
{
	uint64_t hash = dns_name_hash(name);
	size_t slot = slot_of(zones, name, hash);

	if (zones->table[slot] != ZONE_NONE)
		return zones->table[slot];
	if (zones->owner_count * 2 >= zones->table_size) {
		grow_table(zones);
		slot = slot_of(zones, name, hash);
	}
	while (zones->names_capacity - zones->names_len < name->len + 1U)
		zones->names = grow(zones->names, &zones->names_capacity, zones->names_capacity, 1);
	zones->owners =
		grow(zones->owners, &zones->owner_capacity, zones->owner_count, sizeof *zones->owners);
	zones->owners[zones->owner_count] = (struct zone_owner){
		.name = (uint32_t)zones->names_len,
		.hash = (uint32_t)hash,
		.first_record = ZONE_NONE,
		.last_record = ZONE_NONE,
	};
	zones->names[zones->names_len] = name->len;
	memcpy(zones->names + zones->names_len + 1, name->wire, name->len);
	zones->names_len += name->len + 1U;
	zones->table[slot] = (int32_t)zones->owner_count;
	return (int32_t)zones->owner_count++;
}

void zone_add_record(struct zone_set *zones, int32_t owner, const struct zone_record *record)
{
	int32_t number = (int32_t)zones->record_count;

	zones->records =
		grow(zones->records, &zones->record_capacity, zones->record_count, sizeof *zones->records);
	zones->records[zones->record_count++] = *record;
	zones->records[number].next = ZONE_NONE;
	if (zones->owners[owner].last_record == ZONE_NONE)
		zones->owners[owner].first_record = number;
	else
		zones->records[zones->owners[owner].last_record].next = number;
	zones->owners[owner].last_record = number;
	zones->owners[owner].exists = true;
}

void zone_add_fault(
	struct zone_set *zones, enum zone_fault_kind kind, struct text_place place, const char *message)
{
	*arena_append(&zones->arena, &zones->faults) =
		(struct zone_fault){ .kind = kind, .place = place, .message = message };
}

void zone_decode(
	struct zone_set *zones, struct arena *arena, const struct zone_record *record, struct dns_record *ret)
{
	struct text *text = zones->texts.at[record->text];
	struct zone_lexer lexer = { .text = text, .at = record->rdata, .depth = record->depth };
	struct dns_name origin = zone_owner_name(zones, record->origin);
	struct zone_rdata_fault fault = { 0 };

	*ret = (struct dns_record){
		.type = record->type,
		.ttl = record->ttl,
		.place = { text, record->first, record->end },
	};
	zone_read_rdata(arena, &lexer, record->type, &origin, true, ret, &fault);
}

size_t zone_set_fault_count(const struct zone_set *zones)
{
	return zones->faults.count;
}

const struct zone_fault *zone_set_fault(const struct zone_set *zones, size_t number)
{
	return &zones->faults.at[number];
}

size_t zone_set_record_count(const struct zone_set *zones)
{
	return zones->record_count;
}

size_t zone_set_apex_count(const struct zone_set *zones)
{
	return zones->apexes.count;
}

struct dns_name zone_set_apex(const struct zone_set *zones, size_t number)
{
	return zone_owner_name(zones, zones->apexes.at[number]);
}

void zone_set_each_name(const struct zone_set *zones, zone_visit *visit, void *context)
{
	enum { TYPES_MOST = 64 };
	uint16_t types[TYPES_MOST];

	for (size_t i = 0; i < zones->owner_count; i++) {
		struct dns_name name;
		size_t count = 0;

		for (int32_t r = zones->owners[i].first_record; r != ZONE_NONE && count < TYPES_MOST;
			r = zones->records[r].next) {
			size_t known = 0;

			while (known < count && types[known] != zones->records[r].type)
				known++;
			if (known == count)
				types[count++] = zones->records[r].type;
		}
		if (!count)
			continue;
		name = zone_owner_name(zones, (int32_t)i);
		visit(context, &name, types, count);
	}
}

size_t zone_set_text_count(const struct zone_set *zones)
{
	return zones->texts.count;
}

struct text *zone_set_text(const struct zone_set *zones, size_t number)
{
	return zones->texts.at[number];
}
