/*
 * Which RRsets two sets of zone files differ in. Most names of large zones are written in the same way in both: their records are
 * compared as text, and only others are decoded.
 */
#include "dns/zone_store.h"

#include <string.h>

/* Types of one name, and records of one RRset, that are looked at one by one; what has more counts as changed when its text is. */
enum { TYPES_MOST = 64, RRSET_MOST = 4096 };

struct side {
	struct zone_set *zones;
	int32_t owner; /* or ZONE_NONE */
};

struct comparison {
	struct side before, after;
	struct arena scratch;
	zone_differs *differs;
	void *context;
};

static struct slice rdata_text(const struct zone_set *zones, const struct zone_record *record)
{
	return slice_part(
		zones->texts.at[zone_setting_of(zones, record)->text]->bytes, record->rdata, record->end);
}

static bool same_owner(
	const struct zone_set *left, int32_t owner, const struct zone_set *right, int32_t other)
{
	const uint8_t *a = left->names + left->owners[owner].name,
		      *b = right->names + right->owners[other].name;

	return a[0] == b[0] && memcmp(a + 1, b + 1, a[0]) == 0;
}

static bool same_text(const struct comparison *comparison, const struct zone_record *before,
	const struct zone_record *after)
{
	const struct zone_setting *left = zone_setting_of(comparison->before.zones, before),
				  *right = zone_setting_of(comparison->after.zones, after);

	return before->type == after->type && left->ttl == right->ttl && left->depth == right->depth &&
	       same_owner(comparison->before.zones, left->origin, comparison->after.zones, right->origin) &&
	       slice_equal(rdata_text(comparison->before.zones, before),
		       rdata_text(comparison->after.zones, after));
}

static bool all_same_text(const struct comparison *comparison)
{
	const struct zone_set *left = comparison->before.zones, *right = comparison->after.zones;
	int32_t b, a;

	if (comparison->before.owner == ZONE_NONE || comparison->after.owner == ZONE_NONE)
		return false;
	b = left->owners[comparison->before.owner].first_record;
	a = right->owners[comparison->after.owner].first_record;
	for (; b != ZONE_NONE && a != ZONE_NONE; b = left->records[b].next, a = right->records[a].next)
		if (!same_text(comparison, &left->records[b], &right->records[a]))
			return false;
	return b == a; /* both ended */
}

/* Reads data as words: whitespace, parentheses and comments outside quotes are one gap. */
struct word_reader {
	struct slice text;
	size_t at;
	bool quoted;
	bool gap; /* before the last byte */
};

static bool is_layout(uint8_t byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n' || byte == '(' || byte == ')';
}

static void skip_layout(struct word_reader *reader)
{
	bool comment = false;

	for (; reader->at < reader->text.len; reader->at++) {
		uint8_t byte = reader->text.at[reader->at];

		comment = (comment || byte == ';') && byte != '\n';
		if (!comment && !is_layout(byte))
			break;
	}
}

/* The next byte of a word, or -1 at the end. */
static int next_byte(struct word_reader *reader)
{
	size_t before = reader->at;
	uint8_t byte;

	if (!reader->quoted)
		skip_layout(reader);
	reader->gap = before > 0 && reader->at > before && reader->at < reader->text.len;
	if (reader->at == reader->text.len)
		return -1;
	byte = reader->text.at[reader->at++];
	reader->quoted = reader->quoted != (byte == '"');
	return byte;
}

/* Data that is carried along undecoded, in another layout. */
static bool same_words(struct slice left, struct slice right)
{
	struct word_reader a = { .text = left }, b = { .text = right };

	for (;;) {
		int left_byte = next_byte(&a), right_byte = next_byte(&b);

		if (left_byte != right_byte || a.gap != b.gap)
			return false;
		if (left_byte < 0)
			return true;
	}
}

/* A record of an RRset, decoded. */
struct member {
	const struct zone_set *zones;
	const struct zone_record *stored;
	struct dns_record record;
};

struct rrset {
	ARENA_LIST(struct member) list;
};

static bool same_origin(const struct member *a, const struct member *b)
{
	return same_owner(a->zones, zone_setting_of(a->zones, a->stored)->origin, b->zones,
		zone_setting_of(b->zones, b->stored)->origin);
}

static bool same_data(const struct member *a, const struct member *b)
{
	if (!dns_record_is_carried(&a->record))
		return dns_record_same_data(&a->record, &b->record);
	return same_origin(a, b) &&
	       same_words(rdata_text(a->zones, a->stored), rdata_text(b->zones, b->stored));
}

static struct rrset rrset_of(struct comparison *comparison, const struct side *side, uint16_t type)
{
	struct rrset rrset = { 0 };

	if (side->owner == ZONE_NONE)
		return rrset;
	for (int32_t r = side->zones->owners[side->owner].first_record; r != ZONE_NONE;
		r = side->zones->records[r].next) {
		const struct zone_record *stored = &side->zones->records[r];
		struct member *member;

		if (stored->type != type)
			continue;
		member = arena_append(&comparison->scratch, &rrset.list);
		*member = (struct member){ .zones = side->zones, .stored = stored };
		zone_decode(side->zones, &comparison->scratch, stored, &member->record);
	}
	return rrset;
}

/* Each record of the one is among the other: RRsets are sets (RFC 2181 section 5). */
static bool is_within(const struct rrset *rrset, const struct rrset *other)
{
	if (rrset->list.count > RRSET_MOST || other->list.count > RRSET_MOST)
		return false;
	for (size_t i = 0; i < rrset->list.count; i++) {
		bool found = false;

		for (size_t k = 0; k < other->list.count && !found; k++)
			found = same_data(&rrset->list.at[i], &other->list.at[k]);
		if (!found)
			return false;
	}
	return true;
}

static void compare_type(struct comparison *comparison, uint16_t type)
{
	struct rrset before = rrset_of(comparison, &comparison->before, type),
		     after = rrset_of(comparison, &comparison->after, type);
	bool is_new = comparison->before.owner == ZONE_NONE;
	struct zone_difference difference = { .name = (uint32_t)(is_new ? comparison->after.owner
									: comparison->before.owner),
		.is_new_name = is_new,
		.type = type,
		.before = before.list.count,
		.after = after.list.count };

	if (before.list.count)
		difference.ttl_before = before.list.at[0].record.ttl;
	if (after.list.count)
		difference.ttl_after = after.list.at[0].record.ttl;
	difference.loses = !is_within(&before, &after);
	difference.data = difference.loses || !is_within(&after, &before);
	if (difference.data || difference.ttl_before != difference.ttl_after)
		comparison->differs(comparison->context, &difference);
}

static size_t add_types(const struct side *side, uint16_t *types, size_t count)
{
	if (side->owner == ZONE_NONE)
		return count;
	for (int32_t r = side->zones->owners[side->owner].first_record; r != ZONE_NONE;
		r = side->zones->records[r].next) {
		size_t i = 0;

		while (i < count && types[i] != side->zones->records[r].type)
			i++;
		if (i == count && count < TYPES_MOST)
			types[count++] = side->zones->records[r].type;
	}
	return count;
}

static void compare_name(struct comparison *comparison)
{
	uint16_t types[TYPES_MOST];
	size_t count = 0;

	if (all_same_text(comparison))
		return;
	count = add_types(&comparison->before, types, count);
	count = add_types(&comparison->after, types, count);
	for (size_t i = 0; i < count; i++)
		compare_type(comparison, types[i]);
	arena_rewind(&comparison->scratch);
}

void zone_sets_compare(struct zone_set *before, struct zone_set *after, zone_differs *differs, void *context)
{
	struct comparison comparison = {
		.before.zones = before, .after.zones = after, .differs = differs, .context = context
	};

	for (size_t i = 0; i < before->owner_count; i++) {
		struct dns_name name;

		if (before->owners[i].first_record == ZONE_NONE)
			continue;
		name = zone_owner_name(before, (int32_t)i);
		comparison.before.owner = (int32_t)i;
		comparison.after.owner = zone_find_owner(after, &name);
		compare_name(&comparison);
	}
	comparison.before.owner = ZONE_NONE;
	for (size_t i = 0; i < after->owner_count; i++) {
		struct dns_name name;
		int32_t old;

		if (after->owners[i].first_record == ZONE_NONE)
			continue;
		name = zone_owner_name(after, (int32_t)i);
		old = zone_find_owner(before, &name);
		if (old != ZONE_NONE && before->owners[old].first_record != ZONE_NONE)
			continue;
		comparison.after.owner = (int32_t)i;
		compare_name(&comparison);
	}
	arena_release(&comparison.scratch);
}
