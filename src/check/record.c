/*
 * Tells which kind of record a text is, and makes a domain of it that has this record and nothing else.
 *
 *   input = text / *( DQUOTE string DQUOTE ) / master-file lines (RFC 1035 section 5.1)
 */
#include "check/record.h"

#include "base/ascii.h"

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

static void add_key(struct arena *arena, struct domain *domain, const struct published *published)
{
	struct dkim_selector *selector = arena_append(arena, &domain->selectors);
	struct dkim_subject *key;

	*selector = (struct dkim_selector){
		.selector = "", .name = published->name, .origin = SELECTOR_GIVEN, .reply = &not_asked
	};
	key = arena_append(arena, &selector->keys);
	key->published = *published;
	key->key = dkim_parse(arena, published->txt);
	selector->status = dkim_status_of_key(key->key);
}

static void add_tagged(
	struct arena *arena, struct domain *domain, const struct published *published, enum tagged_kind kind)
{
	struct tagged_set *set = &domain->tagged[kind];
	struct tagged_subject *subject = arena_append(arena, &set->records);

	subject->published = *published;
	subject->record = tagged_parse(arena, kind, published->txt);
	set->name = published->name;
	set->selected_count = subject->record->selected;
	set->selected = subject->record->selected ? subject->record : NULL;
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

struct domain *domain_of_record(struct arena *arena, struct facts_view *view,
	const struct published *published, enum record_kind kind, const struct check_options *options)
{
	struct domain *domain = arena_take(arena, sizeof *domain);
	struct dns_reply *reply = arena_take(arena, sizeof *reply);
	struct dns_record *record = arena_append(arena, &reply->records);

	*record = (struct dns_record){
		.type = published->type, .ttl = published->ttl, .place = published->place
	};
	record->data.txt = published->txt;
	reply->question = (struct dns_question){ .name = published->name, .type = published->type };
	reply->outcome = DNS_OFFLINE;
	domain->name = slice_is(dns_name_first_label(&published->name), "_dmarc")
			       ? dns_name_parent(&published->name)
			       : published->name;
	domain->options = options;
	domain->view = view;
	domain->txt = domain->mx_reply = &not_asked;
	domain->exists = true;
	for (int i = 0; i < TAGGED_KINDS; i++)
		domain->tagged[i].reply = &not_asked;
	domain->dns.soa = domain->dns.nobody_txt = domain->dns.nobody_mx = &not_asked;
	domain->role = options->role == ROLE_AUTO ? ROLE_UNKNOWN : options->role;
	domain->role_reason = options->role == ROLE_AUTO ? "one record does not tell" : "as given";
	domain->dmarc = undiscovered(arena, &domain->name);
	switch (kind) {
	case RECORD_SPF:
		*arena_append(arena, &domain->txts) = *published;
		*arena_append(arena, &domain->spf) = (struct spf_subject){ .published = *published,
			.record = spf_parse(arena, published->txt, &published->name) };
		domain->spf_selected = domain->spf.at[0].record->selected;
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
		domain->adsp = reply;
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
	return domain;
}

/* A bare value: from its first visible byte to its last line end. */
static const struct dns_txt *bare_text(struct arena *arena, struct text *text)
{
	struct slice bytes = text->bytes;
	struct trace *trace = arena_take(arena, sizeof *trace);
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
		trace_add(arena, trace, 0, 0, 1);
	txt->trace = trace;
	return txt;
}

struct text_search {
	struct zone_set *zones;
	struct arena *arena;
	const struct dns_record *found;
	struct dns_name name;
	size_t records;
};

static void find_txt(
	void *context, size_t number, const struct dns_name *name, const uint16_t *types, size_t count)
{
	struct text_search *search = context;

	(void)number;
	for (size_t i = 0; i < count; i++) {
		struct dns_question question = { .name = *name, .type = types[i] };

		search->records++;
		if (types[i] == DNS_TYPE_TXT && !search->found) {
			search->found =
				&zone_set_records_at(search->zones, search->arena, &question)->records.at[0];
			search->name = *name;
		}
	}
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

/* What stands before strings without an owner, so that they are an entry of a master file. */
#define WRAPPING ". TXT ( "

/* Back to the places in the user's text. */
static const struct dns_txt *unwrapped(struct arena *arena, const struct dns_txt *wrapped, struct text *text)
{
	struct dns_txt *txt = arena_take(arena, sizeof *txt);

	*txt = *wrapped;
	txt->trace = trace_moved(arena, wrapped->trace, text, sizeof WRAPPING - 1);
	return txt;
}

enum record_fault record_read(
	struct arena *arena, struct text *text, struct zone_set *zones, struct published *ret_published)
{
	struct dns_name root = dns_name_root();
	struct text_search search = { .zones = zones, .arena = arena };
	struct slice trimmed = slice_trim(text->bytes);
	bool wrapped = false;

	*ret_published = (struct published){ .name = root, .type = DNS_TYPE_TXT, .number = 1, .count = 1 };
	if (text->bytes.len > TEXT_MOST)
		return RECORD_TOO_LONG;
	if (slice_find_nocase(text->bytes, "\n\"v=", 0) > 0 && slice_find_nocase(text->bytes, "v=", 0) < 3)
		return RECORD_SEVERAL;
	if (!trimmed.len)
		return RECORD_EMPTY;
	if (is_zone_text(text->bytes)) {
		struct text *lines = text;

		wrapped = trimmed.at[0] == '"' || trimmed.at[0] == '(';
		if (wrapped) { /* only the strings: give them an owner */
			const char *entry = arena_printf(arena, WRAPPING "%.*s\n)", (int)text->bytes.len,
				(const char *)text->bytes.at);

			lines = arena_take(arena, sizeof *lines);
			*lines = text_of(text->name, slice_of(entry));
			lines->made_from = text; /* its faults are faults of what the user gave */
		}
		zone_set_read(zones, lines, &root);
		zone_set_each_name(zones, find_txt, &search);
	}
	if (search.found) {
		ret_published->name = search.name;
		ret_published->ttl = search.found->ttl;
		ret_published->txt =
			wrapped ? unwrapped(arena, search.found->data.txt, text) : search.found->data.txt;
		ret_published->place = (struct text_place){ text, 0, (uint32_t)text->bytes.len };
		return RECORD_READ;
	}
	ret_published->txt = bare_text(arena, text);
	ret_published->place = (struct text_place){ text, 0, (uint32_t)text->bytes.len };
	return RECORD_READ;
}
