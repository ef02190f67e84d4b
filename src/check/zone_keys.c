/*
 * A table of the keys by a hash of their bytes. Of those of one hash it keeps two, of different domains: whichever domain asks, one
 * of them is of another. The records themselves stay in the zone files and are read again when a key is found.
 */
#include "check/zone_keys.h"

#include "base/base64.h"
#include "base/hash.h"
#include "tags/tags.h"

#include <stdlib.h>
#include <string.h>

struct zone_key {
	uint64_t hash;
	uint32_t selector; /* its number */
};

struct zone_keys {
	struct zone_set *zones;
	const struct zone_selector *selectors;
	size_t count;
	struct zone_key *at; /* sorted by hash; the selectors of one hash in their order */
};

struct key_list {
	size_t count, capacity;
	struct zone_key *at;
};

static bool selector_name(
	const struct zone_set *zones, const struct zone_selector *selector, struct dns_name *ret_name)
{
	struct dns_name domain = zone_set_name(zones, selector->domain), domainkey;

	return dns_name_prepend("_domainkey", &domain, &domainkey) &&
	       dns_name_prepend(selector->selector, &domainkey, ret_name);
}

/* The decoded p= of a TXT record; empty when it has none. */
static struct slice key_in(struct arena *arena, const struct dns_record *record)
{
	struct tag_list tags = tags_split(arena, record->data.txt->joined);
	const struct tag *tag = tags_find(&tags, "p", false);

	return tag ? base64_decode(arena, tags_value(&tags, tag)).bytes : (struct slice){ 0 };
}

static const struct dns_reply *records_of(struct zone_set *zones, struct arena *arena,
	const struct zone_selector *selector, struct dns_name *ret_name)
{
	struct dns_question question = { .type = DNS_TYPE_TXT };

	if (!selector_name(zones, selector, &question.name))
		return NULL;
	*ret_name = question.name;
	return zone_set_records_at(zones, arena, &question);
}

static void add_key(struct key_list *list, uint64_t hash, size_t selector)
{
	if (list->count == list->capacity) {
		list->capacity = list->capacity ? list->capacity * 2 : 64;
		list->at = xrealloc(list->at, list->capacity * sizeof *list->at);
	}
	list->at[list->count++] = (struct zone_key){ hash, (uint32_t)selector };
}

static int compare_keys(const void *a, const void *b)
{
	const struct zone_key *left = a, *right = b;

	if (left->hash != right->hash)
		return left->hash < right->hash ? -1 : 1;
	return left->selector < right->selector ? -1 : left->selector > right->selector;
}

/* The first of each hash, and the first of another domain than that. */
static size_t keep_two(const struct zone_selector *selectors, struct zone_key *keys, size_t count)
{
	size_t kept = 0, first = 0;

	for (size_t i = 0; i < count; i++) {
		bool is_first = !kept || keys[first].hash != keys[i].hash;

		if (is_first)
			first = kept;
		else if (kept - first > 1 ||
			 selectors[keys[first].selector].domain == selectors[keys[i].selector].domain)
			continue;
		keys[kept++] = keys[i];
	}
	return kept;
}

const struct zone_keys *zone_keys_read(struct arena *arena, struct zone_set *zones,
	const struct zone_selector *selectors, size_t selector_count)
{
	struct zone_keys *keys = arena_take(arena, sizeof *keys);
	struct key_list list = { 0 };
	struct arena scratch = { 0 };

	for (size_t i = 0; i < selector_count; i++) {
		struct dns_name name;
		const struct dns_reply *reply = records_of(zones, &scratch, &selectors[i], &name);

		for (size_t k = 0; reply && k < reply->records.count; k++) {
			struct slice key = key_in(&scratch, &reply->records.at[k]);

			if (key.len)
				add_key(&list, hash_bytes(key), i);
		}
		arena_rewind(&scratch);
	}
	arena_release(&scratch);
	if (list.count)
		qsort(list.at, list.count, sizeof *list.at, compare_keys);
	keys->zones = zones;
	keys->selectors = selectors;
	keys->count = keep_two(selectors, list.at, list.count);
	keys->at = arena_take_array(arena, keys->count + 1, sizeof *keys->at);
	if (keys->count)
		memcpy(keys->at, list.at, keys->count * sizeof *keys->at);
	free(list.at);
	return keys;
}

static bool has_key(struct zone_set *zones, const struct zone_selector *selector, struct slice key,
	struct dns_name *ret_name)
{
	struct arena scratch = { 0 };
	const struct dns_reply *reply = records_of(zones, &scratch, selector, ret_name);
	bool has = false;

	for (size_t i = 0; reply && i < reply->records.count && !has; i++)
		has = slice_equal(key_in(&scratch, &reply->records.at[i]), key);
	arena_release(&scratch);
	return has;
}

bool zone_keys_find_other(const struct zone_keys *keys, const struct dns_name *domain, struct slice key,
	struct dns_name *ret_name)
{
	uint64_t hash = hash_bytes(key);
	size_t low = 0, high = keys->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (keys->at[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < keys->count && keys->at[low].hash == hash; low++) {
		const struct zone_selector *selector = &keys->selectors[keys->at[low].selector];
		struct dns_name other = zone_set_name(keys->zones, selector->domain);

		if (!dns_name_equal(&other, domain) && has_key(keys->zones, selector, key, ret_name))
			return true;
	}
	return false;
}
