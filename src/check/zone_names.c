#include "mailauth/check/zone_names.h"

#include "mailauth/dkim/key.h"
#include "mailauth/spf/record.h"

#include <stdlib.h>
#include <string.h>

/*
 * Names whose SPF record only serves others: nothing but TXT stands there, and a record of the files includes it or redirects to
 * it. They send no mail themselves.
 */
struct helpers {
	ARENA_LIST(struct dns_name) candidates; /* nothing but TXT, with an SPF record */
	ARENA_LIST(struct dns_name) targets;	/* of includes and redirects */
};

struct finder {
	struct arena *arena;
	struct arena scratch;
	struct zone_set *zones;
	struct zone_names *names;
	struct dns_name *seen; /* hash set of the domains already listed */
	size_t seen_size;
	struct helpers helpers;
};

bool zone_names_is_underscored(const struct dns_name *name)
{
	for (size_t at = 0; name->wire[at]; at += name->wire[at] + 1U)
		if (name->wire[at + 1] == '_')
			return true;
	return false;
}

bool zone_names_owns_txt(const struct zone_names *names, const struct dns_name *name)
{
	struct dns_question question = { .name = *name, .type = DNS_TYPE_TXT };
	struct arena scratch = { 0 };
	bool owns = zone_set_records_at(names->zones, &scratch, &question);

	arena_release(&scratch);
	return owns;
}

static struct dns_name *slot_of(const struct finder *finder, const struct dns_name *name)
{
	size_t slot = dns_name_hash(name) & (finder->seen_size - 1);

	while (finder->seen[slot].len && !dns_name_equal(&finder->seen[slot], name))
		slot = (slot + 1) & (finder->seen_size - 1);
	return &finder->seen[slot];
}

static void grow(struct finder *finder)
{
	finder->seen_size = finder->seen_size ? finder->seen_size * 2 : 64;
	finder->seen = xrealloc(finder->seen, finder->seen_size * sizeof *finder->seen);
	memset(finder->seen, 0, finder->seen_size * sizeof *finder->seen);
	for (size_t i = 0; i < finder->names->domains.count; i++)
		*slot_of(finder, &finder->names->domains.at[i]) = finder->names->domains.at[i];
}

static void add_domain(struct finder *finder, const struct dns_name *name)
{
	struct dns_name *slot;

	if (finder->names->domains.count * 2 >= finder->seen_size)
		grow(finder);
	slot = slot_of(finder, name);
	if (slot->len || zone_names_is_underscored(name))
		return;
	*slot = *name;
	*arena_append(finder->arena, &finder->names->domains) = *name;
}

static void note_targets(struct finder *finder, struct slice text)
{
	static const char *const starts[] = { "include:", "redirect=" };

	for (size_t i = 0; i < 2; i++) {
		for (ptrdiff_t at = 0; (at = slice_find_nocase(text, starts[i], (size_t)at)) >= 0;) {
			size_t first = (size_t)at + strlen(starts[i]), end = first;
			struct dns_name target;

			while (end < text.len && text.at[end] != ' ')
				end++;
			at = (ptrdiff_t)end;
			if (dns_name_from_text(slice_part(text, first, end), NULL, &target) == DNS_NAME_OK)
				*arena_append(finder->arena, &finder->helpers.targets) = target;
		}
	}
}

/* What the TXT records at a name are for. */
struct txt_kinds {
	bool spf;
	bool key;
};

/* A key with or without its version. Most TXT records have no p= in them, and that is told fast. */
static bool is_key(struct slice text)
{
	for (ptrdiff_t at = slice_find(text, '=', 1); at > 0; at = slice_find(text, '=', (size_t)at + 1))
		if (text.at[at - 1] == 'p')
			return dkim_looks_like_key(text);
	return false;
}

static struct txt_kinds txt_kinds_at(struct finder *finder, const struct dns_name *name)
{
	struct dns_question question = { .name = *name, .type = DNS_TYPE_TXT };
	const struct dns_reply *reply = zone_set_records_at(finder->zones, &finder->scratch, &question);
	struct txt_kinds kinds = { false, false };

	for (size_t i = 0; reply && i < reply->records.count; i++) {
		struct slice text = reply->records.at[i].data.txt->joined;

		kinds.spf = kinds.spf || spf_is_selected(text) || spf_is_near_miss(text);
		if (spf_is_selected(text))
			note_targets(finder, text);
		kinds.key = kinds.key || is_key(text);
	}
	arena_release(&finder->scratch);
	return kinds;
}

bool zone_names_is_doubled(const struct dns_name *name, const struct dns_name *apex)
{
	return apex->len > 1 && name->len == 2 * apex->len - 1 && dns_name_is_under(name, apex) &&
	       memcmp(name->wire, apex->wire, apex->len - 1U) == 0;
}

static bool is_doubled(const struct finder *finder, const struct dns_name *name)
{
	for (size_t i = 0; i < zone_set_apex_count(finder->zones); i++) {
		struct dns_name apex = zone_set_apex(finder->zones, i);

		if (zone_names_is_doubled(name, &apex))
			return true;
	}
	return false;
}

/* "s1._domainkey.example.com": notes the selector, which may have several labels. False when the name is none. */
static bool find_selector(struct finder *finder, const struct dns_name *name)
{
	const struct slice domainkey = slice_of("_domainkey");
	struct dns_name at = dns_name_parent(name), left = *name;

	for (; at.len > 1; at = dns_name_parent(&at)) {
		struct zone_selector *selector;

		if (!slice_equal(dns_name_first_label(&at), domainkey))
			continue;
		left.len = (uint8_t)(name->len - at.len + 1);
		left.wire[left.len - 1] = 0;
		at = dns_name_parent(&at);
		if (is_doubled(finder, &at))
			return false;
		if (slice_is(dns_name_first_label(&left), "*") ||
			slice_is(dns_name_first_label(&left), "_adsp") ||
			slice_is(dns_name_first_label(&left), "_policy"))
			return true;
		selector = arena_append(finder->arena, &finder->names->selectors);
		selector->selector = dns_name_text(finder->arena, &left);
		selector->domain = at;
		add_domain(finder, &selector->domain);
		return true;
	}
	return false;
}

static void visit(void *context, const struct dns_name *name, const uint16_t *types, size_t count)
{
	struct finder *finder = context;
	struct txt_kinds txt = { false, false };
	bool mail = false, other = false;

	for (size_t i = 0; i < count; i++) {
		mail = mail || types[i] == DNS_TYPE_MX;
		other = other || types[i] != DNS_TYPE_TXT;
		if (types[i] == DNS_TYPE_TXT && !txt.spf && !txt.key)
			txt = txt_kinds_at(finder, name);
	}
	if (slice_is(dns_name_first_label(name), "*"))
		return;
	if (slice_is(dns_name_first_label(name), "_dmarc")) {
		struct dns_name domain = dns_name_parent(name);

		add_domain(finder, &domain);
	}
	if (!find_selector(finder, name) && txt.key)
		*arena_append(finder->arena, &finder->names->stray_keys) = *name;
	if (is_doubled(finder, name))
		return;
	if (txt.spf && !other)
		*arena_append(finder->arena, &finder->helpers.candidates) = *name;
	else if (mail || txt.spf)
		add_domain(finder, name);
}

static int compare_names(const void *a, const void *b)
{
	const struct dns_name *left = a, *right = b;

	return left->len != right->len ? left->len - right->len : memcmp(left->wire, right->wire, left->len);
}

/* Those candidates that no record refers to are mail domains like others. */
static void add_candidates(struct finder *finder)
{
	struct helpers *helpers = &finder->helpers;

	if (helpers->targets.count)
		qsort(helpers->targets.at, helpers->targets.count, sizeof *helpers->targets.at,
			compare_names);
	for (size_t i = 0; i < helpers->candidates.count; i++)
		if (!helpers->targets.count ||
			!bsearch(&helpers->candidates.at[i], helpers->targets.at, helpers->targets.count,
				sizeof *helpers->targets.at, compare_names))
			add_domain(finder, &helpers->candidates.at[i]);
}

static int compare(const void *a, const void *b)
{
	const struct zone_selector *left = a, *right = b;
	int order = memcmp(&left->domain, &right->domain,
		1U + (left->domain.len < right->domain.len ? left->domain.len : right->domain.len));

	return order ? order : strcmp(left->selector, right->selector);
}

struct zone_names *zone_names_find(struct arena *arena, struct zone_set *zones)
{
	struct zone_names *names = arena_take(arena, sizeof *names);
	struct finder finder = { .arena = arena, .zones = zones, .names = names };

	names->zones = zones;
	for (size_t i = 0; i < zone_set_apex_count(zones); i++) {
		struct dns_name apex = zone_set_apex(zones, i);

		add_domain(&finder, &apex);
	}
	zone_set_each_name(zones, visit, &finder);
	add_candidates(&finder);
	if (names->selectors.count)
		qsort(names->selectors.at, names->selectors.count, sizeof *names->selectors.at, compare);
	free(finder.seen);
	return names;
}

const struct zone_selector *zone_names_selectors(
	const struct zone_names *names, const struct dns_name *domain, size_t *ret_count)
{
	struct zone_selector key = { .domain = *domain, .selector = "" };
	size_t low = 0, high = names->selectors.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&names->selectors.at[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (*ret_count = 0; low + *ret_count < names->selectors.count &&
			     dns_name_equal(&names->selectors.at[low + *ret_count].domain, domain);)
		++*ret_count;
	return *ret_count ? &names->selectors.at[low] : NULL;
}
