/* The hash table of owner names, and the records of each owner in the order of the files. */
#include "dns/zone_store.h"

#include "dns/zone_rdata.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_TABLE = 64 };

void zone_set_keep_within(struct zone_set *zones, const struct text_roots *roots)
{
	zones->roots = roots;
}

void zone_set_include_nothing(struct zone_set *zones)
{
	zones->includes_nothing = true;
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
	free(zones->settings);
	free(zones->table);
	arena_release(&zones->arena);
	free(zones);
}

static bool owner_is(const struct zone_set *zones, int32_t owner, const struct dns_name *name)
{
	const uint8_t *stored = zones->names + zones->owners[owner].name;

	return stored[0] == name->len && memcmp(stored + 1, name->wire, name->len) == 0;
}

/* The slot where a name is, or where it would go. */
static struct zone_slot *slot_of(const struct zone_set *zones, const struct dns_name *name, uint32_t hash)
{
	size_t mask = zones->table_size - 1, at = hash & mask;

	while (zones->table[at].owner != ZONE_NONE &&
		(zones->table[at].hash != hash || !owner_is(zones, zones->table[at].owner, name)))
		at = (at + 1) & mask;
	return &zones->table[at];
}

int32_t zone_find_owner(const struct zone_set *zones, const struct dns_name *name)
{
	return slot_of(zones, name, (uint32_t)dns_name_hash(name))->owner;
}

struct dns_name zone_owner_name(const struct zone_set *zones, int32_t owner)
{
	const uint8_t *stored = zones->names + zones->owners[owner].name;
	struct dns_name name;

	name.len = stored[0]; /* what comes after it is undefined */
	memcpy(name.wire, stored + 1, name.len);
	return name;
}

static struct zone_slot *new_table(size_t size)
{
	struct zone_slot *table = xrealloc(NULL, size * sizeof *table);

	for (size_t i = 0; i < size; i++)
		table[i].owner = ZONE_NONE;
	return table;
}

struct zone_set *zone_set_new(void)
{
	struct zone_set *zones = xrealloc(NULL, sizeof *zones);

	*zones = (struct zone_set){ .table_size = FIRST_TABLE, .first_origin = ZONE_NONE };
	zones->table = new_table(FIRST_TABLE);
	return zones;
}

static void grow_table(struct zone_set *zones)
{
	struct zone_slot *old = zones->table;
	size_t mask = zones->table_size * 2 - 1;

	zones->table = new_table(mask + 1);
	for (size_t i = 0; i < zones->table_size; i++) {
		size_t at = old[i].hash & mask;

		if (old[i].owner == ZONE_NONE)
			continue;
		while (zones->table[at].owner != ZONE_NONE)
			at = (at + 1) & mask;
		zones->table[at] = old[i];
	}
	zones->table_size = mask + 1;
	free(old);
}

static void *grow(void *at, size_t *capacity, size_t count, size_t size)
{
	if (count < *capacity)
		return at;
	*capacity = *capacity ? *capacity + *capacity / 2 : 64;
	return xrealloc(at, *capacity * size);
}

uint32_t zone_expect_owner(const struct zone_set *zones, const struct dns_name *name)
{
	uint32_t hash = (uint32_t)dns_name_hash(name);

	__builtin_prefetch(&zones->table[hash & (zones->table_size - 1)]);
	return hash;
}

int32_t zone_make_owner(struct zone_set *zones, const struct dns_name *name)
{
	return zone_make_expected(zones, name, (uint32_t)dns_name_hash(name));
}

int32_t zone_make_expected(struct zone_set *zones, const struct dns_name *name, uint32_t hash)
{
	struct zone_slot *slot = slot_of(zones, name, hash);

	if (slot->owner != ZONE_NONE)
		return slot->owner;
	if (zones->owner_count >= zones->table_size / 4 * 3) {
		grow_table(zones);
		slot = slot_of(zones, name, hash);
	}
	while (zones->names_capacity - zones->names_len < name->len + 1U)
		zones->names = grow(zones->names, &zones->names_capacity, zones->names_capacity, 1);
	zones->owners =
		grow(zones->owners, &zones->owner_capacity, zones->owner_count, sizeof *zones->owners);
	zones->owners[zones->owner_count] = (struct zone_owner){
		.name = (uint32_t)zones->names_len,
		.first_record = ZONE_NONE,
		.last_record = ZONE_NONE,
	};
	zones->names[zones->names_len] = name->len;
	memcpy(zones->names + zones->names_len + 1, name->wire, name->len);
	zones->names_len += name->len + 1U;
	*slot = (struct zone_slot){ hash, (int32_t)zones->owner_count };
	return (int32_t)zones->owner_count++;
}

static bool is_same_setting(const struct zone_setting *a, const struct zone_setting *b)
{
	return a->text == b->text && a->origin == b->origin && a->zone == b->zone && a->ttl == b->ttl &&
	       a->depth == b->depth;
}

void zone_add_record(struct zone_set *zones, int32_t owner, const struct zone_record *record,
	const struct zone_setting *setting)
{
	int32_t number = (int32_t)zones->record_count;

	if (!zones->setting_count || !is_same_setting(&zones->settings[zones->setting_count - 1], setting)) {
		zones->settings = grow(zones->settings, &zones->setting_capacity, zones->setting_count,
			sizeof *zones->settings);
		zones->settings[zones->setting_count++] = *setting;
	}

	zones->records =
		grow(zones->records, &zones->record_capacity, zones->record_count, sizeof *zones->records);
	zones->records[zones->record_count++] = *record;
	zones->records[number].next = ZONE_NONE;
	zones->records[number].setting = (uint32_t)zones->setting_count - 1;
	if (zones->owners[owner].last_record == ZONE_NONE)
		zones->owners[owner].first_record = number;
	else
		zones->records[zones->owners[owner].last_record].next = number;
	zones->owners[owner].last_record = number;
	zones->owners[owner].exists = true;
}

const struct zone_setting *zone_setting_of(const struct zone_set *zones, const struct zone_record *record)
{
	return &zones->settings[record->setting];
}

const struct zone_dialect *zone_dialect_of(const struct zone_set *zones, const struct zone_record *record)
{
	return zones->dialects.at[zone_setting_of(zones, record)->text];
}

void zone_add_apex(struct zone_set *zones, int32_t owner)
{
	if (zones->owners[owner].is_apex)
		return;
	zones->owners[owner].is_apex = true;
	*arena_append(&zones->arena, &zones->apexes) = owner;
}

void zone_add_unread(struct zone_set *zones, int32_t owner, uint16_t type)
{
	zones->owners[owner].exists = zones->owners[owner].unread = true;
	*arena_append(&zones->arena, &zones->unread) = (struct zone_unread){ owner, type };
}

void zone_add_gap(struct zone_set *zones, int32_t zone, int32_t origin)
{
	const struct zone_gap *last = zones->gaps.count ? &zones->gaps.at[zones->gaps.count - 1] : NULL;

	if (!last || last->zone != zone || last->origin != origin)
		*arena_append(&zones->arena, &zones->gaps) = (struct zone_gap){ zone, origin };
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
	const struct zone_setting *setting = zone_setting_of(zones, record);
	struct text *text = zones->texts.at[setting->text];
	struct zone_lexer lexer = { .text = text, .at = record->rdata, .depth = setting->depth };
	struct dns_name origin = zone_owner_name(zones, setting->origin);
	struct zone_rdata_fault fault = { 0 };

	*ret = (struct dns_record){
		.type = record->type,
		.ttl = setting->ttl,
		.place = { text, record->first, record->end },
	};
	zone_read_rdata(
		arena, &lexer, record->type, &origin, zone_dialect_of(zones, record), true, ret, &fault);
}

bool zone_set_next_text(
	struct zone_set *zones, struct arena *arena, size_t number, size_t *cursor, struct slice *ret_text)
{
	int32_t r = *cursor ? zones->records[*cursor - 1].next : zones->owners[number].first_record;
	const struct zone_setting *setting;
	struct zone_lexer lexer;
	struct dns_record record;

	while (r != ZONE_NONE && zones->records[r].type != DNS_TYPE_TXT)
		r = zones->records[r].next;
	if (r == ZONE_NONE)
		return false;
	*cursor = (size_t)r + 1;
	setting = zone_setting_of(zones, &zones->records[r]);
	lexer = (struct zone_lexer){
		.text = zones->texts.at[setting->text], .at = zones->records[r].rdata, .depth = setting->depth
	};
	if (zone_plain_text(&lexer, ret_text))
		return true;
	zone_decode(zones, arena, &zones->records[r], &record);
	*ret_text = record.data.txt->joined;
	return true;
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

size_t zone_set_name_count(const struct zone_set *zones)
{
	return zones->owner_count;
}

struct dns_name zone_set_name(const struct zone_set *zones, size_t number)
{
	return zone_owner_name(zones, (int32_t)number);
}

bool zone_set_name_exists(const struct zone_set *zones, size_t number)
{
	return zones->owners[number].exists;
}

bool zone_set_find_name(const struct zone_set *zones, const struct dns_name *name, size_t *ret_number)
{
	int32_t owner = zone_find_owner(zones, name);

	*ret_number = (size_t)owner;
	return owner != ZONE_NONE;
}

size_t zone_set_add_name(struct zone_set *zones, const struct dns_name *name)
{
	return (size_t)zone_make_owner(zones, name);
}

static size_t add_type(uint16_t *types, size_t count, size_t most, uint16_t type)
{
	for (size_t i = 0; i < count; i++)
		if (types[i] == type)
			return count;
	if (count < most)
		types[count++] = type;
	return count;
}

void zone_set_each_name(const struct zone_set *zones, zone_visit *visit, void *context)
{
	enum { TYPES_MOST = 64, NAMES_BETWEEN = 65536 };
	uint16_t types[TYPES_MOST];

	for (size_t i = 0; i < zones->owner_count; i++) {
		size_t count = 0;

		if (i % NAMES_BETWEEN == 0) /* the visitor may read the records */
			for (size_t t = 0; t < zones->texts.count; t++)
				text_forget(zones->texts.at[t]);

		for (int32_t r = zones->owners[i].first_record; r != ZONE_NONE && count < TYPES_MOST;
			r = zones->records[r].next)
			count = add_type(types, count, TYPES_MOST, zones->records[r].type);
		if (count) {
			struct dns_name name = zone_owner_name(zones, (int32_t)i);

			visit(context, i, &name, types, count);
		}
	}
}

void zone_set_each_unread_name(const struct zone_set *zones, zone_visit *visit, void *context)
{
	for (size_t i = 0; i < zones->unread.count; i++) {
		const struct zone_unread *unread = &zones->unread.at[i];
		struct dns_name name = zone_owner_name(zones, unread->owner);

		visit(context, (size_t)unread->owner, &name, &unread->type, unread->type ? 1 : 0);
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

struct text_place zone_record_place(const struct zone_set *zones, const struct zone_record *record)
{
	return (struct text_place){ zones->texts.at[zone_setting_of(zones, record)->text], record->first,
		record->end };
}
