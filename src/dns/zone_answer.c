/*
 * Answers from zone files as an authoritative server gives them (RFC 1034 section 4.3.2; wildcards: RFC 4592; DNAME:
 * RFC 6672), and the faults that only the whole set shows.
 */
#include "dns/zone_store.h"

#include "base/escape.h"

#include <string.h>

/* That are found when all is read; nobody reads more. */
enum { FAULTS_MOST = 1000 };

/* A record of another zone of the same files: a parent's left-over below its delegation. */
static bool is_of_zone(const struct zone_set *zones, const struct zone_record *record, int32_t zone)
{
	int32_t of = zone_setting_of(zones, record)->zone;
	struct dns_name own, asked;

	if (zone == ZONE_NONE || of == ZONE_NONE || of == zone)
		return true;
	own = zone_owner_name(zones, of);
	asked = zone_owner_name(zones, zone);
	return !dns_name_is_under(&asked, &own);
}

static const struct zone_record *first_of_type(const struct zone_set *zones, int32_t owner, uint16_t type)
{
	if (owner == ZONE_NONE)
		return NULL;
	for (int32_t r = zones->owners[owner].first_record; r != ZONE_NONE; r = zones->records[r].next)
		if (zones->records[r].type == type)
			return &zones->records[r];
	return NULL;
}

bool zone_set_find_apex(const struct zone_set *zones, const struct dns_name *name, struct dns_name *ret_apex)
{
	struct dns_name at = *name;

	if (zones->apexes.count == 1) { /* most often there is nothing to look for */
		*ret_apex = zone_owner_name(zones, zones->apexes.at[0]);
		return dns_name_is_under(name, ret_apex);
	}
	for (;; at = dns_name_parent(&at)) {
		int32_t owner = zone_find_owner(zones, &at);

		if (owner != ZONE_NONE && zones->owners[owner].is_apex) {
			*ret_apex = at;
			return true;
		}
		if (at.len == 1)
			return false;
	}
}

/* A delegation strictly below the apex, at the name or above it: what is there is another zone's business. */
static bool is_delegated(
	const struct zone_set *zones, const struct dns_name *name, const struct dns_name *apex)
{
	for (struct dns_name at = *name; at.len > apex->len; at = dns_name_parent(&at))
		if (first_of_type(zones, zone_find_owner(zones, &at), DNS_TYPE_NS))
			return true;
	return false;
}

/* RFC 2181 section 5: an RRset is a set. A record that is in it already is kept beside its first copy, as edits change both. */
static bool add_copy(struct arena *arena, struct dns_reply *reply, const struct dns_record *record)
{
	for (size_t i = 0; i < reply->records.count; i++) {
		struct dns_record *first = &reply->records.at[i], *copy;

		if (!dns_record_same_data(first, record))
			continue;
		copy = arena_take(arena, sizeof *copy);
		*copy = *record;
		copy->copy = first->copy;
		first->copy = copy;
		return true;
	}
	return false;
}

static void add_records(
	struct zone_set *zones, struct arena *arena, struct dns_reply *reply, int32_t owner, int32_t zone)
{
	for (int32_t r = zones->owners[owner].first_record; r != ZONE_NONE; r = zones->records[r].next) {
		struct dns_record record;

		if (zones->records[r].type != reply->question.type ||
			!is_of_zone(zones, &zones->records[r], zone))
			continue;
		if (reply->records.count == ZONE_RRSET_MOST) {
			reply->outcome = DNS_MALFORMED;
			return;
		}
		zone_decode(zones, arena, &zones->records[r], &record);
		if (!add_copy(arena, reply, &record))
			*arena_append(arena, &reply->records) = record;
	}
}

/* A line of the owner that was not read may be of this type. An SOA that was read is the only one. */
static bool has_unread(const struct zone_set *zones, int32_t owner, uint16_t type)
{
	if (owner == ZONE_NONE || !zones->owners[owner].unread)
		return false;
	for (size_t i = 0; i < zones->unread.count; i++) {
		const struct zone_unread *unread = &zones->unread.at[i];

		if (unread->owner == owner &&
			(unread->type == type || (!unread->type && type != DNS_TYPE_SOA) ||
				unread->type == DNS_TYPE_CNAME || unread->type == DNS_TYPE_DNAME))
			return true;
	}
	return false;
}

/* An NS or DNAME line that was not read, at the name or above it: what is below is no longer this zone's. */
static bool has_unread_cut(
	const struct zone_set *zones, const struct dns_name *name, const struct dns_name *apex)
{
	for (struct dns_name at = *name; zones->unread.count && at.len >= apex->len;
		at = dns_name_parent(&at)) {
		int32_t owner = zone_find_owner(zones, &at);

		for (size_t i = 0;
			owner != ZONE_NONE && zones->owners[owner].unread && i < zones->unread.count; i++)
			if (zones->unread.at[i].owner == owner &&
				((zones->unread.at[i].type == DNS_TYPE_NS && at.len > apex->len) ||
					(zones->unread.at[i].type == DNS_TYPE_DNAME && at.len < name->len)))
				return true;
		if (at.len == 1)
			break;
	}
	return false;
}

/* Lines of this zone that were not read may hold anything. */
static bool has_gap(const struct zone_set *zones, const struct dns_name *apex)
{
	for (size_t i = 0; i < zones->gaps.count; i++) {
		const struct zone_gap *gap = &zones->gaps.at[i];
		struct dns_name origin = zone_owner_name(zones, gap->origin);

		if (gap->zone != ZONE_NONE)
			origin = zone_owner_name(zones, gap->zone);
		if (dns_name_equal(&origin, apex) ||
			(gap->zone == ZONE_NONE &&
				(dns_name_is_under(&origin, apex) || dns_name_is_under(apex, &origin))))
			return true;
	}
	return false;
}

/*
 * An RRset of which some records were read is taken for whole beside a gap. Not so text that says nothing of what it is for: a
 * record of mail begins with a tag of one letter, such as v=, and may be among those that were not read.
 */
static bool is_whole(const struct dns_reply *reply)
{
	if (reply->question.type != DNS_TYPE_TXT)
		return reply->records.count;
	for (size_t i = 0; i < reply->records.count; i++) {
		struct slice text = reply->records.at[i].data.txt->joined;

		if (text.len > 1 && text.at[1] == '=')
			return true;
	}
	return false;
}

/* Nothing that may have been in lines that were not read is called missing. */
static void allow_for_unread(
	const struct zone_set *zones, struct dns_reply *reply, int32_t owner, const struct dns_name *apex)
{
	if (has_unread(zones, owner, reply->question.type) ||
		has_unread_cut(zones, dns_reply_owner(reply), apex) ||
		(has_gap(zones, apex) && !is_whole(reply)))
		reply->outcome = DNS_UNREAD;
}

static void add_alias(struct arena *arena, struct dns_reply *reply, const struct dns_record *record,
	const struct dns_name *target)
{
	*arena_append(arena, &reply->aliases) =
		(struct dns_alias){ .target = *target, .ttl = record->ttl, .place = record->place };
}

/* What a denial carries: the zone that it comes from, and how long it may be kept. */
static void describe_denial(
	struct zone_set *zones, struct arena *arena, struct dns_reply *reply, const struct dns_name *apex)
{
	const struct zone_record *stored = first_of_type(zones, zone_find_owner(zones, apex), DNS_TYPE_SOA);
	struct dns_name *zone;
	struct dns_record soa;

	if (!stored)
		return;
	zone = arena_take(arena, sizeof *zone);
	*zone = *apex;
	reply->zone = zone;
	zone_decode(zones, arena, stored, &soa);
	if (soa.data.soa)
		reply->negative_ttl = soa.ttl < soa.data.soa->minimum ? soa.ttl : soa.data.soa->minimum;
}

/* The owner entry of a name that exists. */
static int32_t find_existing(const struct zone_set *zones, const struct dns_name *name)
{
	int32_t owner = zone_find_owner(zones, name);

	return owner != ZONE_NONE && zones->owners[owner].exists ? owner : ZONE_NONE;
}

/* The alias that a DNAME strictly above the name makes. */
static bool follow_dname(
	struct zone_set *zones, struct arena *arena, struct dns_reply *reply, const struct dns_name *apex)
{
	const struct dns_name name = *dns_reply_owner(reply);

	for (struct dns_name at = dns_name_parent(&name); at.len >= apex->len; at = dns_name_parent(&at)) {
		const struct zone_record *stored =
			first_of_type(zones, zone_find_owner(zones, &at), DNS_TYPE_DNAME);

		if (stored) {
			struct dns_name left = name, target;
			struct dns_record record;

			zone_decode(zones, arena, stored, &record);
			left.len = (uint8_t)(name.len - at.len + 1);
			left.wire[left.len - 1] = 0;
			if (!dns_name_join(&left, record.data.target, &target)) {
				reply->outcome = DNS_SERVFAIL; /* YXDOMAIN, RFC 6672 section 2.2 */
				return false;
			}
			add_alias(arena, reply, &record, &target);
			return true;
		}
		if (at.len == 1)
			break;
	}
	return false;
}

/* A question for the CNAME itself: the one that the DNAME makes is the answer (RFC 6672 section 2.2). */
static void take_alias_as_record(struct arena *arena, struct dns_reply *reply)
{
	const struct dns_alias *alias = &reply->aliases.at[--reply->aliases.count];
	struct dns_record *record = arena_append(arena, &reply->records);

	*record = (struct dns_record){ .type = DNS_TYPE_CNAME, .ttl = alias->ttl, .place = alias->place };
	record->data.target = &alias->target;
	reply->outcome = DNS_ANSWER;
}

/* The owner that answers for a name: itself, else the wildcard at its closest encloser, else ZONE_NONE. */
static int32_t owner_for(const struct zone_set *zones, const struct dns_name *name, bool *ret_wildcard)
{
	int32_t owner = find_existing(zones, name);
	struct dns_name at = *name, wildcard;

	*ret_wildcard = false;
	if (owner != ZONE_NONE)
		return owner;
	do
		at = dns_name_parent(&at);
	while (at.len > 1 && find_existing(zones, &at) == ZONE_NONE);
	*ret_wildcard = true;
	return dns_name_prepend("*", &at, &wildcard) ? find_existing(zones, &wildcard) : ZONE_NONE;
}

/* One step at the reply's current owner. True when an alias was followed and the search goes on. */
static bool step(
	struct zone_set *zones, struct arena *arena, struct dns_reply *reply, const struct dns_name *apex)
{
	const struct dns_name name = *dns_reply_owner(reply);
	bool wildcard;
	int32_t owner = owner_for(zones, &name, &wildcard);
	const struct zone_record *alias;

	if (follow_dname(zones, arena, reply, apex)) {
		if (reply->question.type != DNS_TYPE_CNAME)
			return true;
		take_alias_as_record(arena, reply);
		return false;
	}
	if (reply->outcome == DNS_SERVFAIL)
		return false;
	if (owner == ZONE_NONE) {
		reply->outcome = DNS_NXDOMAIN;
		describe_denial(zones, arena, reply, apex);
		allow_for_unread(zones, reply, owner, apex);
		return false;
	}
	reply->wildcard = reply->wildcard || wildcard;
	alias = first_of_type(zones, owner, DNS_TYPE_CNAME);
	if (alias && is_of_zone(zones, alias, zone_find_owner(zones, apex)) &&
		reply->question.type != DNS_TYPE_CNAME) {
		struct dns_record record;

		zone_decode(zones, arena, alias, &record);
		add_alias(arena, reply, &record, record.data.target);
		return true;
	}
	reply->outcome = DNS_ANSWER;
	add_records(zones, arena, reply, owner, zone_find_owner(zones, apex));
	if (!reply->records.count)
		reply->outcome = DNS_NO_DATA;
	if (!reply->records.count)
		describe_denial(zones, arena, reply, apex);
	if (reply->outcome != DNS_MALFORMED)
		allow_for_unread(zones, reply, owner, apex);
	return false;
}

struct dns_reply *zone_set_answer(
	struct zone_set *zones, struct arena *arena, const struct dns_question *question)
{
	struct dns_reply *reply = arena_take(arena, sizeof *reply);
	struct dns_name apex;

	reply->question = *question;
	for (;;) {
		const struct dns_name *name = dns_reply_owner(reply);

		if (!zone_set_find_apex(zones, name, &apex) || is_delegated(zones, name, &apex)) {
			reply->outcome = DNS_PENDING;
			return reply->aliases.count ? reply : NULL;
		}
		if (!step(zones, arena, reply, &apex))
			return reply;
		if (reply->aliases.count > DNS_ALIASES_MOST) {
			reply->outcome = DNS_LOOP;
			return reply;
		}
	}
}

struct dns_reply *zone_set_records_at(
	struct zone_set *zones, struct arena *arena, const struct dns_question *question)
{
	return zone_set_records_of(zones, arena, question, (size_t)zone_find_owner(zones, &question->name));
}

struct dns_reply *zone_set_records_of(
	struct zone_set *zones, struct arena *arena, const struct dns_question *question, size_t number)
{
	int32_t owner = (int32_t)number;
	struct dns_reply *reply;

	if (!first_of_type(zones, owner, question->type))
		return NULL;
	reply = arena_take(arena, sizeof *reply);
	reply->question = *question;
	reply->outcome = DNS_ANSWER;
	add_records(zones, arena, reply, owner, ZONE_NONE);
	return reply;
}

/* A zone transfer ends in the SOA that it began with (RFC 5936 section 2.2). */
static bool is_same(struct zone_set *zones, const struct zone_record *left, const struct zone_record *right)
{
	struct arena scratch = { 0 };
	struct dns_record a, b;
	bool same;

	zone_decode(zones, &scratch, left, &a);
	zone_decode(zones, &scratch, right, &b);
	same = dns_record_same_data(&a, &b);
	arena_release(&scratch);
	return same;
}

/* Among the lines that could not be read. */
static bool may_have_soa(const struct zone_set *zones)
{
	for (size_t i = 0; i < zones->unread.count; i++)
		if (zones->unread.at[i].type == DNS_TYPE_SOA || !zones->unread.at[i].type)
			return true;
	return zones->gaps.count;
}

static void find_apexes(struct zone_set *zones)
{
	for (size_t i = 0; i < zones->apexes.count; i++) {
		const struct zone_record *soa = first_of_type(zones, zones->apexes.at[i], DNS_TYPE_SOA);

		for (int32_t r = soa ? soa->next : ZONE_NONE; r != ZONE_NONE; r = zones->records[r].next)
			if (zones->records[r].type == DNS_TYPE_SOA &&
				!is_same(zones, soa, &zones->records[r]))
				zone_add_fault(zones, ZONE_FAULT_SOA,
					zone_record_place(zones, &zones->records[r]),
					"duplicate SOA record of the zone");
	}
	if (zones->apexes.count || zones->first_origin == ZONE_NONE)
		return;
	zones->owners[zones->first_origin].is_apex = zones->owners[zones->first_origin].exists = true;
	*arena_append(&zones->arena, &zones->apexes) = zones->first_origin;
	if (!may_have_soa(zones) && !(zones->dialects.at[0] && zones->dialects.at[0]->is_export))
		zone_add_fault(zones, ZONE_FAULT_NO_SOA, (struct text_place){ zones->texts.at[0], 0, 0 },
			"no SOA record; the first origin is taken as the zone apex");
}

/*
 * Neighbours in a file have most often the same parent: what was done for it need not be done again. False when *parent is the
 * parent already, and for the root; else it becomes that.
 */
static bool parent_differs(const struct zone_set *zones, int32_t owner, struct dns_name *parent)
{
	const uint8_t *stored = zones->names + zones->owners[owner].name;
	uint8_t label = stored[1], len = (uint8_t)(stored[0] - label - 1);

	if (!label || (parent->len == len && memcmp(parent->wire, stored + 2 + label, len) == 0))
		return false;
	parent->len = len;
	memcpy(parent->wire, stored + 2 + label, len);
	return true;
}

/* The names between a name and its apex exist because something lies below them (RFC 4592 section 2.2.2). */
static void make_empty_non_terminals(
	struct zone_set *zones, const struct dns_name *parent, const struct dns_name *apex)
{
	for (struct dns_name at = *parent; at.len > apex->len; at = dns_name_parent(&at)) {
		int32_t owner = zone_make_owner(zones, &at);

		if (zones->owners[owner].exists)
			break;
		zones->owners[owner].exists = true;
	}
}

static void add_outside(struct zone_set *zones, int32_t owner)
{
	struct dns_name name = zone_owner_name(zones, owner);

	zone_add_fault(zones, ZONE_FAULT_OUTSIDE,
		zone_record_place(zones, &zones->records[zones->owners[owner].first_record]),
		arena_printf(&zones->arena, "%s is outside the zones of the files",
			dns_name_text(&zones->arena, &name)));
}

/* CNAME may be together with the types of DNSSEC only (RFC 2181 section 10.1, RFC 4034). */
static bool may_be_with_cname(uint16_t type)
{
	return type == DNS_TYPE_CNAME || type == DNS_TYPE_RRSIG || type == DNS_TYPE_NSEC ||
	       type == DNS_TYPE_NSEC3 || type == DNS_TYPE_SIG || type == DNS_TYPE_KEY;
}

static void check_alias(struct zone_set *zones, int32_t owner)
{
	const struct zone_record *alias = first_of_type(zones, owner, DNS_TYPE_CNAME);
	struct dns_name name;

	if (!alias)
		return;
	name = zone_owner_name(zones, owner);
	for (int32_t r = zones->owners[owner].first_record; r != ZONE_NONE; r = zones->records[r].next) {
		struct dns_name target[2];
		struct dns_record record;

		if (!may_be_with_cname(zones->records[r].type)) {
			zone_add_fault(zones, ZONE_FAULT_CNAME, zone_record_place(zones, alias),
				arena_printf(&zones->arena,
					"%s has a CNAME record together with other records (%s)",
					dns_name_text(&zones->arena, &name),
					dns_type_text(&zones->arena, zones->records[r].type)));
			return;
		}
		if (zones->records[r].type != DNS_TYPE_CNAME || &zones->records[r] == alias)
			continue;
		zone_decode(zones, &zones->arena, alias, &record);
		target[0] = *record.data.target;
		zone_decode(zones, &zones->arena, &zones->records[r], &record);
		target[1] = *record.data.target;
		if (!dns_name_equal(&target[0], &target[1])) {
			zone_add_fault(zones, ZONE_FAULT_CNAME, zone_record_place(zones, &zones->records[r]),
				arena_printf(&zones->arena, "%s has two different CNAME records",
					dns_name_text(&zones->arena, &name)));
			return;
		}
	}
}

/* A name server within the zones needs an address there, and must not be a CNAME (RFC 1034 section 4.2.2, RFC 2181 section 10.3). */
static void check_name_server(
	struct zone_set *zones, const struct zone_record *stored, const struct dns_name *apex)
{
	struct arena scratch = { 0 };
	bool found = false, known, alias = false;
	struct dns_question question = { 0 };
	struct dns_record record;
	struct dns_name own;

	zone_decode(zones, &scratch, stored, &record);
	question.name = *record.data.target;
	known = zone_set_find_apex(zones, &question.name, &own) && dns_name_equal(&own, apex);
	for (size_t family = 0; known && family < 2; family++) {
		const struct dns_reply *reply;

		question.type = family ? DNS_TYPE_AAAA : DNS_TYPE_A;
		/* Glue below a delegation is an address, too. */
		reply = zone_set_records_at(zones, &scratch, &question);
		found = found || reply;
		reply = zone_set_answer(zones, &scratch, &question);
		known = known && reply && dns_outcome_is_answer(reply->outcome);
		alias = alias || (reply && reply->aliases.count);
		found = found || (reply && reply->records.count);
	}
	if (alias)
		zone_add_fault(zones, ZONE_FAULT_NS_ADDRESS, zone_record_place(zones, stored),
			arena_printf(&zones->arena, "the name server %s is a CNAME",
				dns_name_text(&scratch, &question.name)));
	else if (known && !found)
		zone_add_fault(zones, ZONE_FAULT_NS_ADDRESS, zone_record_place(zones, stored),
			arena_printf(&zones->arena, "the name server %s has no A or AAAA record",
				dns_name_text(&scratch, &question.name)));
	arena_release(&scratch);
}

/* What has no SOA is part of a zone, and the NS records may be in another part. */
static void check_name_servers(struct zone_set *zones, int32_t owner)
{
	const struct zone_record *soa = first_of_type(zones, owner, DNS_TYPE_SOA);
	struct dns_name apex = zone_owner_name(zones, owner);

	if (!soa || (zone_dialect_of(zones, soa) && zone_dialect_of(zones, soa)->is_export))
		return;
	if (!first_of_type(zones, owner, DNS_TYPE_NS) && !has_unread(zones, owner, DNS_TYPE_NS) &&
		!has_gap(zones, &apex))
		zone_add_fault(zones, ZONE_FAULT_NO_NS, zone_record_place(zones, soa),
			arena_printf(&zones->arena, "the zone %s has no NS record",
				dns_name_text(&zones->arena, &apex)));
	for (int32_t r = zones->owners[owner].first_record; r != ZONE_NONE; r = zones->records[r].next)
		if (zones->records[r].type == DNS_TYPE_NS)
			check_name_server(zones, &zones->records[r], &apex);
}

void zone_finish_names(struct zone_set *zones)
{
	struct dns_name parent = { 0 }, apex;
	size_t owners = zones->owner_count, faults;
	bool inside = false;

	find_apexes(zones);
	faults = zones->faults.count;
	for (size_t i = 0; i < owners; i++) {
		bool many = zones->faults.count - faults >= FAULTS_MOST;

		if (zones->owners[i].first_record == ZONE_NONE && !zones->owners[i].unread)
			continue;
		if (parent_differs(zones, (int32_t)i, &parent)) {
			inside = zone_set_find_apex(zones, &parent, &apex);
			if (inside)
				make_empty_non_terminals(zones, &parent, &apex);
		}
		if (!inside && zones->owners[i].first_record != ZONE_NONE && !zones->owners[i].is_apex &&
			zones->apexes.count && !many)
			add_outside(zones, (int32_t)i);
		if (!many)
			check_alias(zones, (int32_t)i);
	}
	for (size_t i = 0; i < zones->apexes.count && zones->faults.count - faults < FAULTS_MOST; i++)
		check_name_servers(zones, zones->apexes.at[i]);
}
