/* One walk over the names of the zone files marks what each owns and what refers to it; a second makes the lists. */
#include "check/zone_names.h"

#include "dkim/key.h"
#include "spf/record.h"

#include <stdlib.h>
#include <string.h>

/* What is known of a name, by its number. */
enum mark {
	LISTED = 1,    /* among the domains */
	CANDIDATE = 2, /* nothing but TXT is there, with an SPF record */
	TARGET = 4,    /* a record includes it or redirects to it */
	STRAY = 16,    /* a record is there that is looked up elsewhere */
	ALIASED = 8,   /* a CNAME at a name with an underscore leads to it */
};

struct finder {
	struct arena *arena;
	struct arena scratch;
	struct zone_set *zones;
	struct zone_names *names;
	uint8_t *marks;
	size_t marks_size;
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

static uint8_t *mark_of(struct finder *finder, size_t number)
{
	size_t size = finder->marks_size ? finder->marks_size : 1024;

	while (size <= number)
		size *= 2;
	if (size > finder->marks_size) {
		finder->marks = xrealloc(finder->marks, size);
		memset(finder->marks + finder->marks_size, 0, size - finder->marks_size);
		finder->marks_size = size;
	}
	return &finder->marks[number];
}

static void list_name(struct finder *finder, size_t number)
{
	uint8_t *mark = mark_of(finder, number);

	if (*mark & LISTED)
		return;
	*mark |= LISTED;
	*arena_append(finder->arena, &finder->names->domains) = (uint32_t)number;
}

static void list_domain(struct finder *finder, size_t number, const struct dns_name *name)
{
	if (!zone_names_is_underscored(name))
		list_name(finder, number);
}

static size_t add_domain(struct finder *finder, const struct dns_name *name)
{
	size_t number = zone_set_add_name(finder->zones, name);

	list_domain(finder, number, name);
	return number;
}

static void note_targets(struct finder *finder, struct slice text)
{
	static const char *const starts[] = { "include:", "redirect=" };

	for (size_t i = 0; i < 2; i++) {
		for (ptrdiff_t at = 0; (at = slice_find_nocase(text, starts[i], (size_t)at)) >= 0;) {
			size_t first = (size_t)at + strlen(starts[i]), end = first;
			struct dns_name target;
			size_t number;

			while (end < text.len && text.at[end] != ' ')
				end++;
			at = (ptrdiff_t)end;
			if (dns_name_from_text(slice_part(text, first, end), NULL, &target) == DNS_NAME_OK &&
				zone_set_find_name(finder->zones, &target, &number))
				*mark_of(finder, number) |= TARGET;
		}
	}
}

/* What the TXT records at a name are for. */
struct txt_kinds {
	bool spf;
	bool key;
	enum stray_kind stray;
};

/* A key with or without its version. Most TXT records have no p= in them, and that is told fast. */
static bool is_key(struct slice text)
{
	for (ptrdiff_t at = slice_find(text, '=', 1); at > 0; at = slice_find(text, '=', (size_t)at + 1))
		if (text.at[at - 1] == 'p')
			return dkim_looks_like_key(text);
	return false;
}

static struct txt_kinds txt_kinds_at(struct finder *finder, size_t number)
{
	struct txt_kinds kinds = { false, false, STRAY_KINDS };
	struct slice text;
	size_t cursor = 0;

	while (zone_set_next_text(finder->zones, &finder->scratch, number, &cursor, &text)) {
		kinds.spf = kinds.spf || spf_is_selected(text) || spf_is_near_miss(text);
		if (spf_is_selected(text))
			note_targets(finder, text);
		kinds.key = kinds.key || is_key(text);
		if (kinds.stray == STRAY_KINDS)
			kinds.stray = stray_kind_of(text);
	}
	arena_rewind(&finder->scratch);
	return kinds;
}

bool zone_names_has_domain(const struct zone_names *names, const struct dns_name *name)
{
	size_t number;

	return zone_set_find_name(names->zones, name, &number) && number < names->known &&
	       names->is_domain[number];
}

bool zone_names_is_stray(const struct zone_names *names, size_t number)
{
	return number < names->known && names->is_stray[number];
}

/* www.example.com.example.com: any name that ends in another one twice. */
static bool repeats_last_label(const struct dns_name *name)
{
	size_t last = 0, at;

	for (at = 0; name->wire[at]; at += name->wire[at] + 1U)
		last = at;
	for (at = 0; at < last; at += name->wire[at] + 1U)
		if (name->wire[at] == name->wire[last] &&
			memcmp(name->wire + at, name->wire + last, name->wire[last] + 1U) == 0)
			return true;
	return false;
}

/* At or below a name with the zone's name twice: no domain, but a slip. */
static bool is_doubled(const struct finder *finder, const struct dns_name *name)
{
	struct dns_name apex, right;

	return repeats_last_label(name) && zone_set_find_apex(finder->zones, name, &apex) &&
	       dns_name_without_second_zone(name, &apex, &right);
}

/* "s1._domainkey.example.com": notes the selector, which may have several labels. False when the name is none. */
static bool find_selector(struct finder *finder, const struct dns_name *name)
{
	static const uint8_t label[] = "\012_domainkey"; /* with its length octet */
	size_t offset = name->wire[0] ? name->wire[0] + 1U : 0;

	while (name->wire[offset] &&
		(name->wire[offset] != label[0] || memcmp(name->wire + offset, label, sizeof label - 1) != 0))
		offset += name->wire[offset] + 1U;
	if (name->wire[offset]) {
		struct dns_name at = { .len = (uint8_t)(name->len - offset) }, left = *name;
		struct zone_selector *selector;

		memcpy(at.wire, name->wire + offset, at.len);
		left.len = (uint8_t)(name->len - at.len + 1);
		left.wire[left.len - 1] = 0;
		at = dns_name_parent(&at);
		if (is_doubled(finder, &at))
			return false;
		if (slice_is(dns_name_first_label(&left), "*") ||
			slice_is(dns_name_first_label(&left), "_adsp") ||
			slice_is(dns_name_first_label(&left), "_policy") ||
			slice_is(dns_name_first_label(&left), "_dmarc"))
			return true;
		selector = arena_append(finder->arena, &finder->names->selectors);
		selector->selector = dns_name_text(finder->arena, &left);
		selector->domain = (uint32_t)add_domain(finder, &at);
		return true;
	}
	return false;
}

/* A label with a dot in it, as "\." in a zone file makes one. */
static bool has_dot(const struct dns_name *name)
{
	if (!memchr(name->wire, '.', name->len)) /* a length octet may be 46, too */
		return false;
	for (size_t at = 0; name->wire[at]; at += name->wire[at] + 1U)
		if (memchr(name->wire + at + 1, '.', name->wire[at]))
			return true;
	return false;
}

static void visit(
	void *context, size_t number, const struct dns_name *name, const uint16_t *types, size_t count)
{
	struct finder *finder = context;
	struct txt_kinds txt = { false, false, STRAY_KINDS };
	bool mail = false, other = false;

	if (has_dot(name))
		*arena_append(finder->arena, &finder->names->dotted.list) = (uint32_t)number;
	for (size_t i = 0; i < count; i++) {
		mail = mail || types[i] == DNS_TYPE_MX;
		other = other || types[i] != DNS_TYPE_TXT;
		if (types[i] == DNS_TYPE_TXT)
			txt = txt_kinds_at(finder, number);
	}
	if (slice_is(dns_name_first_label(name), "*"))
		return;
	if (slice_is(dns_name_first_label(name), "_dmarc")) {
		struct dns_name domain = dns_name_parent(name);

		if (!is_doubled(finder, &domain))
			add_domain(finder, &domain);
	}
	if (!find_selector(finder, name) && txt.key)
		*arena_append(finder->arena, &finder->names->stray_keys.list) = (uint32_t)number;
	if (txt.stray != STRAY_KINDS)
		*arena_append(finder->arena, &finder->names->strays) =
			(struct zone_stray){ .name = (uint32_t)number, .kind = txt.stray };
	if (txt.spf && mail) {
		struct dns_name above = dns_name_parent(name);

		*arena_append(finder->arena, &finder->names->senders) =
			(struct zone_sender){ (uint32_t)zone_set_add_name(finder->zones, &above),
				(uint32_t)number };
	}
	if (is_doubled(finder, name))
		return;
	if (txt.spf && (!other || zone_names_is_underscored(name)))
		*mark_of(finder, number) |= CANDIDATE;
	else if (mail || txt.spf)
		list_domain(finder, number, name);
}

static void visit_read(
	void *context, size_t number, const struct dns_name *name, const uint16_t *types, size_t count)
{
	struct finder *finder = context;

	if (repeats_last_label(name))
		*arena_append(finder->arena, &finder->names->repeated.list) = (uint32_t)number;
	visit(context, number, name, types, count);
}

/* What could not be read is asked for as well, so that it is told as not known. Names that were visited have their selectors. */
static void visit_unread(
	void *context, size_t number, const struct dns_name *name, const uint16_t *types, size_t count)
{
	struct finder *finder = context;
	struct dns_question question = { .name = *name, .type = DNS_TYPE_TXT };

	if (zone_set_records_of(finder->zones, &finder->scratch, &question, number))
		return;
	visit(context, number, name, types, count);
}

/* A name of another protocol: an SPF record there is at a wrong place, which the report of the domain says. */
static bool is_of_protocol(const struct dns_name *name)
{
	static const char *const labels[] = { "_dmarc", "_domainkey", "_adsp", "_policy", "_report",
		"_mta-sts", "_smtp", "_tls", "_tcp", "_udp", "_bimi", "_acme-challenge" };

	for (struct dns_name at = *name; at.len > 1; at = dns_name_parent(&at))
		for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
			if (slice_is_nocase(dns_name_first_label(&at), labels[i]))
				return true;
	return false;
}

/*
 * A name whose SPF record only serves others sends no mail itself. One that a record of the files refers to is judged with that
 * record; the others are judged for themselves, _spf.example.com as well: whoever includes it may be outside of the files.
 */
static void add_candidates(struct finder *finder)
{
	for (size_t i = 0; i < finder->marks_size; i++) {
		if ((finder->marks[i] & (CANDIDATE | TARGET)) == CANDIDATE) {
			struct dns_name name = zone_set_name(finder->zones, i);

			if (!is_of_protocol(&name))
				list_name(finder, i);
		}
	}
}

/* What the CNAME of a name with an underscore leads to is at home there. */
static void mark_aliased(
	void *context, size_t number, const struct dns_name *name, const uint16_t *types, size_t count)
{
	struct finder *finder = context;
	struct dns_question question = { .name = *name, .type = DNS_TYPE_CNAME };

	for (size_t i = 0; i < count && zone_names_is_underscored(name); i++) {
		const struct dns_reply *reply;
		size_t target;

		if (types[i] != DNS_TYPE_CNAME)
			continue;
		reply = zone_set_records_of(finder->zones, &finder->scratch, &question, number);
		if (reply && zone_set_find_name(finder->zones, reply->records.at[0].data.target, &target))
			*mark_of(finder, target) |= ALIASED;
		arena_rewind(&finder->scratch);
	}
}

static int compare_strays(const void *a, const void *b)
{
	const struct zone_stray *left = a, *right = b;

	if (left->domain != right->domain)
		return left->domain < right->domain ? -1 : 1;
	return left->name != right->name ? (left->name < right->name ? -1 : 1)
					 : (int)left->kind - (int)right->kind;
}

/* Keeps the records that are indeed at a wrong name, each with the domain that it was meant for; with the zone's when that is none. */
static void sort_strays(struct finder *finder)
{
	struct zone_names *names = finder->names;
	size_t kept = 0;

	if (names->strays.count)
		zone_set_each_name(finder->zones, mark_aliased, finder);
	for (size_t i = 0; i < names->strays.count; i++) {
		struct zone_stray stray = names->strays.at[i];
		struct dns_name name = zone_set_name(finder->zones, stray.name), apex;
		struct stray_name meant;
		size_t number;

		if (*mark_of(finder, stray.name) & ALIASED ||
			!zone_set_find_apex(finder->zones, &name, &apex) ||
			!stray_name_of(stray.kind, &name, &apex, finder->zones, &meant))
			continue;
		if (!zone_set_find_name(finder->zones, &meant.domain, &number) ||
			!(*mark_of(finder, number) & LISTED))
			zone_set_find_name(finder->zones, &apex, &number);
		stray.domain = (uint32_t)number;
		names->strays.at[kept++] = stray;
		*mark_of(finder, stray.name) |= STRAY;
	}
	names->strays.count = kept;
	if (kept)
		qsort(names->strays.at, kept, sizeof *names->strays.at, compare_strays);
}

static int compare_selectors(const void *a, const void *b)
{
	const struct zone_selector *left = a, *right = b;

	return left->domain != right->domain ? (left->domain < right->domain ? -1 : 1)
					     : strcmp(left->selector, right->selector);
}

static void note_domains(struct finder *finder)
{
	struct zone_names *names = finder->names;
	bool *is_domain, *is_stray;

	for (size_t i = 0; i < names->stray_keys.list.count; i++)
		*mark_of(finder, names->stray_keys.list.at[i]) |= STRAY;
	is_domain = arena_take_array(finder->arena, finder->marks_size + 1, sizeof *is_domain);
	is_stray = arena_take_array(finder->arena, finder->marks_size + 1, sizeof *is_stray);
	for (size_t i = 0; i < finder->marks_size; i++) {
		is_domain[i] = finder->marks[i] & LISTED;
		is_stray[i] = finder->marks[i] & STRAY;
	}
	names->is_domain = is_domain;
	names->is_stray = is_stray;
	finder->names->known = finder->marks_size;
}

/* So that their faults are told, and nobody takes them for zones that nobody has looked at. */
static void list_zones_without_mail(struct finder *finder)
{
	struct zone_names *names = finder->names;

	names->no_mail = !names->domains.count;
	for (size_t i = 0; names->no_mail && i < zone_set_apex_count(finder->zones); i++) {
		struct dns_name apex = zone_set_apex(finder->zones, i);

		list_name(finder, zone_set_add_name(finder->zones, &apex));
	}
}

static int compare_senders(const void *a, const void *b)
{
	const struct zone_sender *left = a, *right = b;

	if (left->above != right->above)
		return left->above < right->above ? -1 : 1;
	return left->name < right->name ? -1 : 1;
}

/* Each once: several lines of one may be unread. */
static void sort_selectors(struct zone_names *names)
{
	size_t kept = 0;

	if (names->selectors.count)
		qsort(names->selectors.at, names->selectors.count, sizeof *names->selectors.at,
			compare_selectors);
	for (size_t i = 0; i < names->selectors.count; i++)
		if (!kept || compare_selectors(&names->selectors.at[kept - 1], &names->selectors.at[i]) != 0)
			names->selectors.at[kept++] = names->selectors.at[i];
	names->selectors.count = kept;
}

/* What is asked for below one name or another need not be looked for among all names of the files. */
static void sort_names(struct finder *finder)
{
	struct zone_names *names = finder->names;
	struct zone_name_list *const lists[] = { &names->mail_domains, &names->key_domains,
		&names->stray_keys, &names->dotted, &names->repeated };

	for (size_t i = 0; i < names->domains.count; i++)
		*arena_append(finder->arena, &names->mail_domains.list) = names->domains.at[i];
	for (size_t i = 0; i < names->selectors.count; i++)
		if (!i || names->selectors.at[i].domain != names->selectors.at[i - 1].domain)
			*arena_append(finder->arena, &names->key_domains.list) =
				names->selectors.at[i].domain;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		zone_set_sort_names(names->zones, lists[i]->list.at, lists[i]->list.count);
}

struct zone_names *zone_names_find(struct arena *arena, struct zone_set *zones)
{
	struct zone_names *names = arena_take(arena, sizeof *names);
	struct finder finder = { .arena = arena, .zones = zones, .names = names };

	names->zones = zones;
	for (size_t i = 0; i < zone_set_apex_count(zones); i++) {
		struct dns_name apex = zone_set_apex(zones, i);

		if (apex.len > 1) /* the root has no mail; it is the apex of a text without an origin, too */
			add_domain(&finder, &apex);
	}
	/* Domains that own nothing get a number on the way; they are not visited. */
	zone_set_each_name(zones, visit_read, &finder);
	zone_set_each_unread_name(zones, visit_unread, &finder);
	add_candidates(&finder);
	list_zones_without_mail(&finder);
	sort_strays(&finder);
	note_domains(&finder);
	if (names->senders.count)
		qsort(names->senders.at, names->senders.count, sizeof *names->senders.at, compare_senders);
	sort_selectors(names);
	sort_names(&finder);
	names->keys = zone_keys_read(arena, zones, names->selectors.at, names->selectors.count);
	arena_release(&finder.scratch);
	free(finder.marks);
	return names;
}

const uint32_t *zone_names_below(const struct zone_names *names, const struct zone_name_list *list,
	const struct dns_name *name, size_t *ret_count)
{
	return zone_set_names_below(names->zones, list->list.at, list->list.count, name, ret_count);
}

const struct zone_selector *zone_names_selectors(
	const struct zone_names *names, const struct dns_name *domain, size_t *ret_count)
{
	size_t low = 0, high = names->selectors.count, number;

	*ret_count = 0;
	if (!zone_set_find_name(names->zones, domain, &number))
		return NULL;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (names->selectors.at[middle].domain < number)
			low = middle + 1;
		else
			high = middle;
	}
	while (low + *ret_count < names->selectors.count &&
		names->selectors.at[low + *ret_count].domain == number)
		++*ret_count;
	return *ret_count ? &names->selectors.at[low] : NULL;
}

const struct zone_stray *zone_names_strays(
	const struct zone_names *names, const struct dns_name *domain, size_t *ret_count)
{
	size_t low = 0, high = names->strays.count, number;

	*ret_count = 0;
	if (!high || !zone_set_find_name(names->zones, domain, &number))
		return NULL;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (names->strays.at[middle].domain < number)
			low = middle + 1;
		else
			high = middle;
	}
	while (low + *ret_count < names->strays.count && names->strays.at[low + *ret_count].domain == number)
		++*ret_count;
	return *ret_count ? &names->strays.at[low] : NULL;
}

const struct zone_sender *zone_names_senders(
	const struct zone_names *names, const struct dns_name *name, size_t *ret_count)
{
	size_t low = 0, high = names->senders.count, number;

	*ret_count = 0;
	if (!high || !zone_set_find_name(names->zones, name, &number))
		return NULL;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (names->senders.at[middle].above < number)
			low = middle + 1;
		else
			high = middle;
	}
	while (low + *ret_count < names->senders.count && names->senders.at[low + *ret_count].above == number)
		++*ret_count;
	return *ret_count ? &names->senders.at[low] : NULL;
}
