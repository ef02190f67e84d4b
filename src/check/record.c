/*
 * Tells which kind of record a text is, and makes a domain of it that has this record and nothing else.
 *
 *   input = text / *( DQUOTE string DQUOTE ) / master-file lines (RFC 1035 section 5.1)
 */
#include "check/record.h"

#include "base/ascii.h"
#include "input/bare_lines.h"
#include "text/translation.h"

#include <string.h>

enum record_kind record_kind_of(struct slice text)
{
	struct slice trimmed = slice_trim(text);

	if (slice_starts_nocase(trimmed, "version:"))
		return RECORD_STS_POLICY;
	if (spf_is_selected(text))
		return RECORD_SPF;
	if (dmarc_is_selected(text))
		return RECORD_DMARC;
	if (slice_find_nocase(text, "PRIVATE KEY-----", 0) >= 0)
		return RECORD_DKIM;
	for (int tagged = 0; tagged < TAGGED_KINDS; tagged++)
		if (tagged_is_selected((enum tagged_kind)tagged, text) ||
			tagged_is_near_miss((enum tagged_kind)tagged, text))
			return RECORD_MTA_STS + (enum record_kind)tagged;
	if (slice_starts_nocase(trimmed, "dkim=")) /* RFC 5617 section 4.2.1 */
		return RECORD_ADSP;
	if (dmarc_is_near_miss(text))
		return RECORD_DMARC;
	if (spf_is_near_miss(text))
		return RECORD_SPF;
	if (dkim_looks_like_key(text) || dkim_is_base64_only(trimmed) ||
		slice_find_nocase(text, "DKIM-Signature", 0) >= 0)
		return RECORD_DKIM;
	return RECORD_UNKNOWN;
}

static const struct dns_reply not_asked = { .outcome = DNS_OFFLINE };

/* "s1" of s1._domainkey.example.com. */
static const char *selector_text(struct arena *arena, const struct dns_name *name)
{
	struct slice label = dns_name_first_label(name);

	return label.len ? (const char *)arena_copy(arena, label).at : "(not named)";
}

/* Keys of one name are of one selector. Of which name they are is often not known: then a key is one of its own, and what is no key is a part of it. */
static void add_key(struct arena *arena, struct domain *domain, const struct published *published)
{
	const struct dkim_key *parsed = dkim_parse(arena, published->txt);
	struct dkim_selector *selector = NULL;
	struct dkim_subject *key;

	for (size_t i = 0; i < domain->selectors.count; i++)
		if (dns_name_equal(&domain->selectors.at[i].name, &published->name) &&
			(published->name.len > 1 || !parsed->is_key))
			selector = &domain->selectors.at[i];
	if (!selector) {
		selector = arena_append(arena, &domain->selectors);
		*selector = (struct dkim_selector){
			.selector = "", .name = published->name, .origin = SELECTOR_GIVEN, .reply = &not_asked
		};
		selector->status = dkim_status_of_key(parsed);
	}
	key = arena_append(arena, &selector->keys);
	key->published = *published;
	key->key = parsed;
	if (selector->keys.count > 1) {
		selector->status = DKIM_STATUS_INVALID;
		selector->selector = selector_text(arena, &published->name);
	}
}

static void add_tagged(
	struct arena *arena, struct domain *domain, const struct published *published, enum tagged_kind kind)
{
	struct tagged_set *set = &domain->tagged[kind];
	struct tagged_subject *subject = arena_append(arena, &set->records);

	subject->published = *published;
	subject->record = tagged_parse(arena, kind, published->txt);
	set->name = published->name;
	set->selected_count += subject->record->selected;
	set->selected = set->selected_count == 1 && subject->record->selected ? subject->record : NULL;
}

static void add_spf(struct arena *arena, struct domain *domain, const struct published *published)
{
	const struct spf_record *record = spf_parse(arena, published->txt, &published->name);

	*arena_append(arena, &domain->txts) = *published;
	*arena_append(arena, &domain->spf) =
		(struct spf_subject){ .published = *published, .record = record };
	domain->spf_selected += record->selected;
}

static void add_adsp(struct arena *arena, struct domain *domain, const struct published *published)
{
	struct dns_reply *reply = arena_take(arena, sizeof *reply);
	struct dns_record *record = arena_append(arena, &reply->records);

	*record = (struct dns_record){
		.type = published->type, .ttl = published->ttl, .place = published->place
	};
	record->data.txt = published->txt;
	reply->question = (struct dns_question){ .name = published->name, .type = published->type };
	reply->outcome = DNS_OFFLINE;
	domain->adsp = reply;
}

static struct dmarc_discovery *undiscovered(struct arena *arena, const struct dns_name *name)
{
	struct dmarc_discovery *discovery = arena_take(arena, sizeof *discovery);

	discovery->walk_count = 1;
	discovery->walk[0] = (struct dmarc_answer){ .name = *name, .owner = *name, .reply = &not_asked };
	discovery->rfc7489.outcome = discovery->rfc9989.outcome = DNS_OFFLINE;
	discovery->rfc7489.organizational_domain = discovery->rfc9989.organizational_domain = *name;
	return discovery;
}

struct dns_name record_domain(const struct published *published)
{
	return slice_is(dns_name_first_label(&published->name), "_dmarc") ? dns_name_parent(&published->name)
									  : published->name;
}

static void add_record(
	struct arena *arena, struct domain *domain, const struct published *published, enum record_kind kind)
{
	switch (kind) {
	case RECORD_SPF:
		add_spf(arena, domain, published);
		break;
	case RECORD_DKIM:
		add_key(arena, domain, published);
		break;
	case RECORD_DMARC:
		*arena_append(arena, &domain->dmarc_txts) = *published;
		*arena_append(arena, &domain->dmarcs) =
			(struct dmarc_subject){ *published, dmarc_parse(arena, published->txt) };
		break;
	case RECORD_ADSP:
		add_adsp(arena, domain, published);
		break;
	case RECORD_MTA_STS:
	case RECORD_TLS_RPT:
	case RECORD_BIMI:
		add_tagged(arena, domain, published, (enum tagged_kind)(kind - RECORD_MTA_STS));
		break;
	case RECORD_STS_POLICY:
		domain->sts_host.name = published->name;
		domain->sts_host.policy = sts_policy_parse(arena, published->txt->joined);
		domain->sts_host.source = published->place.text;
		break;
	case RECORD_UNKNOWN:
		break;
	}
}

struct domain *domain_unasked(struct arena *arena, struct facts_view *view, const struct dns_name *name,
	const struct check_options *options)
{
	struct domain *domain = arena_take(arena, sizeof *domain);

	domain->name = *name;
	domain->options = options;
	domain->view = view;
	domain->txt = domain->mx_reply = &not_asked;
	domain->exists = true;
	for (int i = 0; i < TAGGED_KINDS; i++)
		domain->tagged[i].reply = &not_asked;
	domain->dns.soa = domain->dns.nobody_txt = domain->dns.nobody_mx = &not_asked;
	domain->role = options->role == ROLE_AUTO ? ROLE_UNKNOWN : options->role;
	domain->role_reason =
		options->role == ROLE_AUTO ? "a single record does not show it" : "set by the role option";
	domain->dmarc = undiscovered(arena, &domain->name);
	return domain;
}

struct domain *domain_of_records(struct arena *arena, struct facts_view *view,
	const struct pasted_record *records, size_t count, const struct check_options *options)
{
	struct dns_name name = record_domain(&records[0].published);
	struct domain *domain = domain_unasked(arena, view, &name, options);

	for (size_t i = 0; i < count; i++)
		add_record(arena, domain, &records[i].published, records[i].kind);
	return domain;
}

/* A bare value: from its first visible byte to its last line end. `value` is a part of the text. */
static const struct dns_txt *bare_text(struct arena *arena, struct text *text, struct slice value)
{
	struct trace *trace = arena_take(arena, sizeof *trace);
	struct slice bytes = value;
	struct dns_txt *txt;

	while (bytes.len && (bytes.at[bytes.len - 1] == '\n' || bytes.at[bytes.len - 1] == '\r'))
		bytes.len--;
	txt = arena_take(arena, sizeof *txt);
	txt->joined = bytes;
	for (size_t end = DNS_STRING_MOST; end < bytes.len;
		end += DNS_STRING_MOST) /* where strings end is not known: as if well cut */
		*arena_append(arena, &txt->ends) = (uint32_t)end;
	*arena_append(arena, &txt->ends) = (uint32_t)bytes.len;
	trace->text = text;
	if (bytes.len)
		trace_add(arena, trace, 0, (uint32_t)(value.at - text->bytes.at), 1);
	txt->trace = trace;
	return txt;
}

/* TXT records in the order in which their names come; at the end those of one domain are put together. */
struct record_search {
	struct zone_set *zones;
	struct arena *arena;
	struct pasted_records *records;
};

static void add_found(struct arena *arena, struct pasted_records *records, const struct published *published)
{
	enum record_kind kind = record_kind_of(published->txt->joined);

	records->too_long = records->too_long || published->txt->joined.len > DNS_RDATA_MOST;
	if (kind != RECORD_UNKNOWN) {
		*arena_append(arena, &records->list) = (struct pasted_record){ *published, kind };
		return;
	}
	records->foreign = records->foreign ? records->foreign : published->txt;
	records->foreign_count++;
}

static void find_texts(
	void *context, size_t number, const struct dns_name *name, const uint16_t *types, size_t count)
{
	struct record_search *search = context;

	for (size_t i = 0; i < count; i++) {
		struct dns_question question = { .name = *name, .type = types[i] };
		const struct dns_reply *reply =
			zone_set_records_of(search->zones, search->arena, &question, number);

		search->records->cut =
			search->records->cut || (reply && reply->records.count >= ZONE_RRSET_MOST);
		for (size_t k = 0; reply && k < reply->records.count; k++) {
			struct published published;

			if (types[i] != DNS_TYPE_TXT) {
				search->records->other_count++;
				continue;
			}
			published = published_txt(reply, k);
			published.name = *name;
			add_found(search->arena, search->records, &published);
		}
	}
}

size_t records_of_domain(const struct pasted_record *records, size_t count)
{
	struct dns_name first, name;
	size_t same = 0;

	if (count)
		first = record_domain(&records[0].published);
	while (same < count) {
		name = record_domain(&records[same].published);
		if (!dns_name_equal(&name, &first))
			break;
		same++;
	}
	return same;
}

/* Puts the records of one domain together; domains stay in the order of their first records. */
static void gather_domains(struct arena *arena, struct pasted_records *records)
{
	const size_t count = records->list.count;
	struct pasted_record *gathered = arena_take_array(arena, count + 1, sizeof *gathered);
	size_t *domains = arena_take_array(arena, count + 1, sizeof *domains), *lasts, done = 0;
	size_t *next = arena_take_array(arena, count + 1, sizeof *next);
	struct zone_set *names = zone_set_new();

	for (size_t i = 0; i < count; i++) {
		struct dns_name domain = record_domain(&records->list.at[i].published);

		domains[i] = zone_set_add_name(names, &domain);
	}
	/* Numbers from 1, 0 for none: the last record of each domain so far, and the next one of the same domain. */
	lasts = arena_take_array(arena, zone_set_name_count(names) + 1, sizeof *lasts);
	for (size_t i = 0; i < count; i++) {
		if (lasts[domains[i]])
			next[lasts[domains[i]] - 1] = i + 1;
		lasts[domains[i]] = i + 1;
	}
	for (size_t i = 0; i < count; i++) {
		if (!lasts[domains[i]])
			continue;
		lasts[domains[i]] = 0;
		for (size_t k = i + 1; k; k = next[k - 1])
			gathered[done++] = records->list.at[k - 1];
	}
	records->list.at = gathered;
	zone_set_free(names);
}

void records_take(struct arena *arena, struct zone_set *zones, struct pasted_records *ret_records)
{
	struct record_search search = { zones, arena, ret_records };

	*ret_records = (struct pasted_records){ 0 };
	zone_set_each_name(zones, find_texts, &search);
	gather_domains(arena, ret_records);
}

/* Does the text look like master-file form: "TXT" as a word, or a first character that is a quote or parenthesis? */
static bool is_zone_text(struct slice text)
{
	struct slice trimmed = slice_trim(text);
	ptrdiff_t txt = slice_find_nocase(text, "TXT", 0);

	if (slice_starts(trimmed, "\"") || slice_starts(trimmed, "("))
		return slice_find(trimmed, '"', 1) > 0;
	return txt > 0 && ascii_is_space(text.at[txt - 1]) && (size_t)txt + 3 < text.len &&
	       ascii_is_space(text.at[txt + 3]) && slice_find(text, '"', (size_t)txt) > 0;
}

/* RDATA has at most 65535 octets; quotes, escapes and line ends of a zone file may make it four times as long. */
enum { TEXT_MOST = DNS_RDATA_MOST * 4 + 1024 };

/* What is written around strings without an owner, so that they are an entry of a master file. */
static const char wrapping[] = ". TXT ( ";

static size_t next_line(struct slice text, size_t at)
{
	ptrdiff_t end = slice_find(text, '\n', at);

	return end < 0 ? text.len : (size_t)end + 1;
}

/*
 * Strings without an owner get the root for one: each line is a record, as dig +short prints them; what is in parentheses, or is opened
 * on a line and closed on another, is one.
 */
static struct text *wrapped(struct arena *arena, struct text *text)
{
	struct translation lines = translation_begin(arena, text);
	const struct slice bytes = text->bytes;
	bool whole = slice_starts(slice_trim(bytes), "(");

	for (size_t at = 0, end; at < bytes.len; at = end) {
		struct slice line;

		end = whole ? bytes.len : next_line(bytes, at);
		line = slice_trim(slice_part(bytes, at, end));
		if (line.len && line.at[0] != ';') {
			translation_add_text(&lines, wrapping, (uint32_t)at);
			translation_copy(&lines, (uint32_t)at, (uint32_t)end);
			translation_add_text(&lines, "\n)\n", (uint32_t)end);
		}
	}
	return translation_finish(&lines);
}

static void add_bare(struct arena *arena, struct text *text, struct slice value, struct slice name,
	struct pasted_records *records)
{
	uint32_t first = (uint32_t)(value.at - text->bytes.at);
	struct dns_name root = dns_name_root();
	struct published published = { .name = root,
		.type = DNS_TYPE_TXT,
		.number = 1,
		.count = 1,
		.txt = bare_text(arena, text, value),
		.place = { text, first, first + (uint32_t)value.len } };

	if (name.len)
		dns_name_from_text(name, &root, &published.name);
	add_found(arena, records, &published);
}

static void read_entries(
	struct arena *arena, struct text *text, struct zone_set *zones, struct pasted_records *records)
{
	struct slice trimmed = slice_trim(text->bytes);
	bool bare = slice_starts(trimmed, "\"") || slice_starts(trimmed, "(");
	struct dns_name root = dns_name_root();
	struct record_search search = { zones, arena, records };

	zone_set_read(zones, bare ? wrapped(arena, text) : text, &root);
	zone_set_each_name(zones, find_texts, &search);
}

enum record_fault records_read(
	struct arena *arena, struct text *text, struct zone_set *zones, struct pasted_records *ret_records)
{
	bool has_entries = is_zone_text(text->bytes);
	struct bare_lines lines;

	*ret_records = (struct pasted_records){ 0 };
	if (text->bytes.len > TEXT_MOST)
		return RECORD_TOO_LONG;
	if (!slice_trim(text->bytes).len)
		return RECORD_EMPTY;
	bare_lines_find(arena, text, has_entries, &lines);
	if (has_entries)
		read_entries(arena, lines.rest, zones, ret_records);
	ret_records->cut = ret_records->cut || lines.list.count > ZONE_RRSET_MOST;
	for (size_t i = 0; i < lines.list.count && i < ZONE_RRSET_MOST; i++)
		add_bare(arena, text, lines.list.at[i].value, lines.list.at[i].name, ret_records);
	if (!ret_records->list.count && !ret_records->foreign_count)
		add_bare(arena, text, text->bytes, (struct slice){ 0 }, ret_records);
	if (ret_records->too_long)
		return RECORD_TOO_LONG;
	gather_domains(arena, ret_records);
	return RECORD_READ;
}
