/* What two states of zone files have of a name. */
#include "check/zone_change.h"

#include "spf/record.h"

struct use {
	size_t number;
	enum host_use use;
};

struct host_finder {
	struct zone_set *zones;
	struct arena scratch, kept;
	ARENA_LIST(struct use) uses;
	bool *wildcard; /* a wildcard with MX or TXT records is among the names */
};

/* A host in the zones that has no records gets a number, too: a wildcard may answer for it. */
static void note_use(struct host_finder *finder, const struct dns_name *host, enum host_use use)
{
	struct dns_name apex;

	if (zone_set_find_apex(finder->zones, host, &apex))
		*arena_append(&finder->kept, &finder->uses) =
			(struct use){ zone_set_add_name(finder->zones, host), use };
}

static void note_records(
	struct host_finder *finder, size_t number, const struct dns_name *name, uint16_t type)
{
	struct dns_question question = { .name = *name, .type = type };
	const struct dns_reply *reply =
		zone_set_records_of(finder->zones, &finder->scratch, &question, number);

	for (size_t i = 0; reply && i < reply->records.count; i++) {
		const struct dns_record *record = &reply->records.at[i];

		if (type == DNS_TYPE_MX)
			note_use(finder, &record->data.mx->exchange, HOST_OF_MX);
		else
			note_use(finder, record->data.target, HOST_OF_NS);
	}
	arena_rewind(&finder->scratch);
}

static void note_hosts(
	void *context, size_t number, const struct dns_name *name, const uint16_t *types, size_t count)
{
	struct host_finder *finder = context;

	for (size_t i = 0; i < count; i++) {
		if (types[i] == DNS_TYPE_MX || types[i] == DNS_TYPE_NS)
			note_records(finder, number, name, types[i]);
		if ((types[i] == DNS_TYPE_MX || types[i] == DNS_TYPE_TXT) &&
			slice_is(dns_name_first_label(name), "*"))
			*finder->wildcard = true;
	}
}

static const uint8_t *find_hosts(
	struct arena *arena, struct zone_set *zones, size_t *ret_known, bool *ret_wildcard)
{
	struct host_finder finder = { .zones = zones, .wildcard = ret_wildcard };
	uint8_t *uses;

	zone_set_each_name(zones, note_hosts, &finder);
	*ret_known = zone_set_name_count(zones);
	uses = arena_take_array(arena, *ret_known + 1, sizeof *uses);
	for (size_t i = 0; i < finder.uses.count; i++)
		uses[finder.uses.at[i].number] |= (uint8_t)finder.uses.at[i].use;
	arena_release(&finder.scratch);
	arena_release(&finder.kept);
	return uses;
}

struct gatherer {
	struct arena *arena;
	struct zone_change *change;
};

static void gather(void *context, const struct zone_difference *difference)
{
	struct gatherer *gatherer = context;

	*arena_append(gatherer->arena, &gatherer->change->differences) = *difference;
}

struct zone_change *zone_change_of(struct arena *arena, const struct zone_names *before,
	const struct zone_names *after, const struct suffix_list *suffixes)
{
	struct zone_change *change = arena_take(arena, sizeof *change);
	struct gatherer gatherer = { arena, change };
	bool has_wildcard;

	change->before = before;
	change->after = after;
	change->suffixes = suffixes;
	change->uses_before =
		find_hosts(arena, before->zones, &change->known_before, &change->had_mail_wildcard);
	for (size_t i = 0; i < change->known_before; i++)
		if (change->uses_before[i] & HOST_OF_MX)
			*arena_append(arena, &change->hosts_before) = (uint32_t)i;
	change->uses_after = find_hosts(arena, after->zones, &change->known_after, &has_wildcard);
	zone_sets_compare(before->zones, after->zones, gather, &gatherer);
	return change;
}

struct dns_name zone_change_name(const struct zone_change *change, const struct zone_difference *difference)
{
	return zone_set_name(
		difference->is_new_name ? change->after->zones : change->before->zones, difference->name);
}

bool zone_change_had_host(const struct zone_change *change, enum host_use use, const struct dns_name *host)
{
	size_t number;

	return zone_set_find_name(change->before->zones, host, &number) && number < change->known_before &&
	       change->uses_before[number] & use;
}

bool zone_change_has_host(const struct zone_change *change, enum host_use use, const struct dns_name *host)
{
	size_t number;

	return zone_set_find_name(change->after->zones, host, &number) && number < change->known_after &&
	       change->uses_after[number] & use;
}

bool zone_change_find_apex(
	const struct zone_change *change, const struct dns_name *name, struct dns_name *ret_apex)
{
	return zone_set_find_apex(change->after->zones, name, ret_apex) ||
	       zone_set_find_apex(change->before->zones, name, ret_apex);
}

bool zone_change_lost_zone(const struct zone_change *change, const struct dns_name *name)
{
	struct dns_name apex;

	return !zone_set_find_apex(change->after->zones, name, &apex);
}

bool zone_change_has_new_zone(const struct zone_change *change, const struct dns_name *name)
{
	struct dns_name apex;

	return !zone_set_find_apex(change->before->zones, name, &apex);
}

static void add_texts(struct mail_records *had, const struct dns_reply *txt)
{
	for (size_t i = 0; txt && i < txt->records.count; i++) {
		struct slice text = txt->records.at[i].data.txt->joined;

		had->spf = had->spf || spf_is_selected(text);
	}
}

struct mail_records mail_records_of(const struct zone_names *names, const struct dns_name *name)
{
	struct arena scratch = { 0 };
	struct mail_records had = { 0 };
	struct dns_name policy;
	size_t selectors;

	add_texts(&had, zone_names_records(names, &scratch, name, DNS_TYPE_TXT));
	zone_names_selectors(names, name, &selectors);
	had.mx = zone_names_records(names, &scratch, name, DNS_TYPE_MX);
	had.dkim = selectors;
	had.dmarc = dns_name_prepend("_dmarc", name, &policy) &&
		    (zone_names_records(names, &scratch, &policy, DNS_TYPE_TXT) ||
			    zone_names_records(names, &scratch, &policy, DNS_TYPE_CNAME));
	arena_release(&scratch);
	return had;
}

bool mail_records_are_spf_alone(const struct mail_records *had)
{
	return had->spf && !had->mx && !had->dkim && !had->dmarc;
}

/* A name that only says that nobody sends in its name misses nothing once it does not exist. */
static bool only_forbids(const struct zone_change *change, const struct dns_name *name)
{
	struct arena scratch = { 0 };
	const struct dns_reply *txt = zone_names_records(change->before, &scratch, name, DNS_TYPE_TXT);
	bool forbids = false;

	for (size_t i = 0; txt && i < txt->records.count; i++)
		forbids = forbids || slice_is_nocase(txt->records.at[i].data.txt->joined, "v=spf1 -all");
	arena_release(&scratch);
	return forbids && !zone_names_is_underscored(name);
}

/* In a zone that is still there. */
static bool counts_as_domain(const struct zone_change *change, const struct dns_name *name)
{
	struct mail_records had;

	if (!zone_names_has_domain(change->before, name))
		return false;
	had = mail_records_of(change->before, name);
	return !mail_records_are_spf_alone(&had) || zone_change_had_host(change, HOST_OF_MX, name) ||
	       only_forbids(change, name);
}

bool zone_change_is_gone(const struct zone_change *change, const struct dns_name *name)
{
	struct dns_question question = { .name = *name, .type = DNS_TYPE_MX };
	const struct dns_reply *reply;
	struct arena scratch = { 0 };
	bool gone;

	if (!zone_change_lost_zone(change, name) && !counts_as_domain(change, name))
		return false;
	reply = zone_set_answer(change->after->zones, &scratch, &question);
	gone = reply ? dns_outcome_has_no_name(reply->outcome) && !reply->aliases.count
		     : zone_change_lost_zone(change, name);
	arena_release(&scratch);
	return gone;
}

const struct dns_reply *zone_names_answer(
	const struct zone_names *names, struct arena *arena, const struct dns_name *name, uint16_t type)
{
	struct dns_question question = { .name = *name, .type = type };
	struct dns_reply *reply = zone_set_answer(names->zones, arena, &question);

	if (!reply) {
		reply = arena_take(arena, sizeof *reply);
		reply->question = question;
		reply->outcome = DNS_PENDING;
	}
	return reply;
}

const struct dns_reply *zone_names_records(
	const struct zone_names *names, struct arena *arena, const struct dns_name *name, uint16_t type)
{
	struct dns_question question = { .name = *name, .type = type };

	return zone_set_records_at(names->zones, arena, &question);
}

size_t rrset_common(const struct dns_reply *reply, const struct dns_reply *other)
{
	size_t common = 0;

	for (size_t i = 0; reply && other && i < reply->records.count; i++)
		for (size_t k = 0; k < other->records.count; k++) {
			if (!dns_record_same_data(&reply->records.at[i], &other->records.at[k]))
				continue;
			common++;
			break;
		}
	return common;
}

void engine_run_zone_change(struct arena *arena, const struct zone_change *change,
	const struct rule_set *rules, struct findings *findings)
{
	const struct dns_name root = dns_name_root();

	for (size_t i = 0; i < rules->count; i++) {
		struct rule_run run = {
			.arena = arena, .name = &root, .rule = rules->rules[i], .findings = findings
		};

		if (run.rule->scope == SCOPE_ZONE_CHANGE)
			run.rule->check.zone_change(&run, change);
	}
}
