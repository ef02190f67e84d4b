/*
 * Faults at the cuts of zones: records of mail at and below a delegation, or below a DNAME record, which no server of the zone answers
 * with (RFC 1034 sections 4.2.1 and 4.3.2, RFC 6672 section 2.4), and name servers of a delegation that nobody can find (glue).
 */
#include "dns/zone_store.h"

#include <stdlib.h>
#include <string.h>

enum { CUT_FAULTS_MOST = 1000 };

/* What a hidden record is for; in ascending order of what is lost with it. */
enum mail_use {
	NO_MAIL,
	MAIL_ASIDE, /* without it mail is still sent and received */
	MAIL_LOST,
};

/* A record of mail at or below a delegation. */
struct hidden {
	int32_t cut; /* owner number */
	uint32_t record;
	int32_t owner;
	enum mail_use use;
};

struct hidden_records {
	ARENA_LIST(struct hidden) list;
};

static bool has_type(const struct zone_set *zones, int32_t owner, uint16_t type)
{
	if (owner == ZONE_NONE)
		return false;
	for (int32_t r = zones->owners[owner].first_record; r != ZONE_NONE; r = zones->records[r].next)
		if (zones->records[r].type == type)
			return true;
	return false;
}

static bool is_cut(const struct zone_set *zones, int32_t owner)
{
	return owner != ZONE_NONE && !zones->owners[owner].is_apex && has_type(zones, owner, DNS_TYPE_NS);
}

bool zone_set_find_cut(const struct zone_set *zones, const struct dns_name *name, struct dns_name *ret_cut)
{
	struct dns_name apex;
	bool found = false;

	if (!zone_set_find_apex(zones, name, &apex))
		return false;
	for (struct dns_name at = *name; at.len > apex.len; at = dns_name_parent(&at)) {
		if (!is_cut(zones, zone_find_owner(zones, &at)))
			continue;
		*ret_cut = at; /* the uppermost decides */
		found = true;
	}
	return found;
}

/* All names below a DNAME record are renamed by it (RFC 6672 section 2.4). */
static bool find_dname(const struct zone_set *zones, const struct dns_name *name, struct dns_name *ret_at)
{
	struct dns_name apex;

	if (!zone_set_find_apex(zones, name, &apex))
		return false;
	for (*ret_at = *name; ret_at->len > apex.len;) {
		*ret_at = dns_name_parent(ret_at);
		if (has_type(zones, zone_find_owner(zones, ret_at), DNS_TYPE_DNAME))
			return true;
	}
	return false;
}

/* Whether any name of the zones is delegated or has a DNAME record. */
static bool has_any_cut(const struct zone_set *zones)
{
	for (size_t i = 0; i < zones->owner_count; i++)
		if (zones->owners[i].first_record != ZONE_NONE &&
			(is_cut(zones, (int32_t)i) || has_type(zones, (int32_t)i, DNS_TYPE_DNAME)))
			return true;
	return false;
}

/* A label of the name, below the cut or the cut's own. */
static bool has_label(const struct dns_name *name, const char *label)
{
	size_t length = strlen(label);

	for (size_t at = 0; name->wire[at]; at += name->wire[at] + 1U)
		if (name->wire[at] == length && memcmp(name->wire + at + 1, label, length) == 0)
			return true;
	return false;
}

static bool is_spf(struct zone_set *zones, const struct zone_record *record)
{
	struct arena scratch = { 0 };
	struct dns_record decoded;
	bool is;

	zone_decode(zones, &scratch, record, &decoded);
	is = decoded.data.txt && slice_starts_nocase(decoded.data.txt->joined, "v=spf1");
	arena_release(&scratch);
	return is;
}

/*
 * A policy, or an SPF record or address alone below the cut, may be a remainder. MX records, keys, and what the delegated name itself
 * has were in use; so is what belongs to a domain above the cut.
 */
static enum mail_use mail_use_of(struct zone_set *zones, const struct zone_record *record,
	const struct dns_name *name, const struct dns_name *cut)
{
	bool outside = slice_starts(dns_name_first_label(cut), "_"); /* the domain itself is not delegated */

	if (record->type == DNS_TYPE_MX)
		return MAIL_LOST;
	if (record->type == DNS_TYPE_A || record->type == DNS_TYPE_AAAA)
		return dns_name_equal(name, cut) ? MAIL_LOST : MAIL_ASIDE;
	if (has_label(name, "_domainkey"))
		return MAIL_LOST;
	if (slice_is(dns_name_first_label(name), "_dmarc"))
		return outside ? MAIL_LOST : MAIL_ASIDE;
	if (record->type != DNS_TYPE_TXT || !is_spf(zones, record))
		return NO_MAIL;
	return outside || dns_name_equal(name, cut) ? MAIL_LOST : MAIL_ASIDE;
}

/* A record that the zone above keeps at or below the apex of a zone that is in the files as well. */
static bool is_remainder(const struct zone_set *zones, const struct zone_record *record,
	const struct dns_name *name, struct dns_name *ret_cut)
{
	int32_t zone = zone_setting_of(zones, record)->zone;
	struct dns_name own;

	if (zone == ZONE_NONE || zones->apexes.count < 2 || !zone_set_find_apex(zones, name, ret_cut))
		return false;
	own = zone_owner_name(zones, zone);
	return ret_cut->len > own.len && dns_name_is_under(ret_cut, &own);
}

/* Whether a name is that of a host in an MX or NS record. */
struct hosts {
	uint8_t *uses; /* by owner number */
};

enum { USED_BY_MX = 1, USED_BY_NS = 2 };

static struct hosts find_hosts(struct zone_set *zones, struct arena *arena)
{
	struct hosts hosts = { arena_take_array(arena, zones->owner_count + 1, 1) };
	struct arena scratch = { 0 };

	for (size_t i = 0; i < zones->record_count; i++) {
		const struct zone_record *record = &zones->records[i];
		struct dns_record decoded;
		int32_t owner;

		if (record->type != DNS_TYPE_MX && record->type != DNS_TYPE_NS)
			continue;
		zone_decode(zones, &scratch, record, &decoded);
		owner = zone_find_owner(zones,
			record->type == DNS_TYPE_MX ? &decoded.data.mx->exchange : decoded.data.target);
		if (owner != ZONE_NONE)
			hosts.uses[owner] |= record->type == DNS_TYPE_MX ? USED_BY_MX : USED_BY_NS;
		arena_rewind(&scratch);
	}
	arena_release(&scratch);
	return hosts;
}

static bool may_be_of_mail(uint16_t type, uint8_t uses)
{
	if (type == DNS_TYPE_A || type == DNS_TYPE_AAAA)
		return uses == USED_BY_MX;
	return type == DNS_TYPE_MX || type == DNS_TYPE_TXT || type == DNS_TYPE_CNAME;
}

static void add_hidden(struct zone_set *zones, struct arena *arena, struct hidden_records *hidden,
	int32_t owner, const struct hosts *hosts)
{
	struct dns_name name = zone_owner_name(zones, owner), cut;
	bool below = hosts->uses && (zone_set_find_cut(zones, &name, &cut) || find_dname(zones, &name, &cut));

	for (int32_t r = zones->owners[owner].first_record; r != ZONE_NONE; r = zones->records[r].next) {
		const struct zone_record *record = &zones->records[r];
		struct dns_name at = below ? cut : name;
		enum mail_use use = NO_MAIL;

		if (may_be_of_mail(record->type, hosts->uses ? hosts->uses[owner] : 0) &&
			(below || is_remainder(zones, record, &name, &at)))
			use = mail_use_of(zones, record, &name, &at);
		if (use != NO_MAIL)
			*arena_append(arena, &hidden->list) =
				(struct hidden){ zone_find_owner(zones, &at), (uint32_t)r, owner, use };
	}
}

static int compare_hidden(const void *a, const void *b)
{
	const struct hidden *left = a, *right = b;

	if (left->cut != right->cut)
		return left->cut < right->cut ? -1 : 1;
	return left->record != right->record ? (left->record < right->record ? -1 : 1) : 0;
}

/* All that one delegation hides is one fault, told where the first record of it is. */
static void report_hidden(struct zone_set *zones, const struct hidden *hidden, size_t count)
{
	struct arena *arena = &zones->arena;
	struct dns_name name = zone_owner_name(zones, hidden[0].owner),
			cut = zone_owner_name(zones, hidden[0].cut);
	enum zone_fault_kind kind = ZONE_FAULT_HIDDEN;
	const char *more = "";

	for (size_t i = 0; i < count; i++)
		if (hidden[i].use == MAIL_LOST)
			kind = ZONE_FAULT_HIDDEN_MAIL;
	if (count > 1)
		more = arena_printf(arena, " (and %zu more mail record%s)", count - 1, count > 2 ? "s" : "");
	zone_add_fault(zones, kind, zone_record_place(zones, &zones->records[hidden[0].record]),
		arena_printf(arena, "%s %s is %s the %s of %s%s", dns_name_text(arena, &name),
			dns_type_text(arena, zones->records[hidden[0].record].type),
			dns_name_equal(&name, &cut) ? "at" : "below",
			is_cut(zones, hidden[0].cut) || zones->owners[hidden[0].cut].is_apex ? "delegation"
											     : "DNAME record",
			dns_name_text(arena, &cut), more));
}

static void check_hidden(struct zone_set *zones, size_t owners, bool any_cut)
{
	struct arena arena = { 0 };
	struct hosts hosts = { any_cut ? find_hosts(zones, &arena).uses : NULL };
	struct hidden_records hidden = { 0 };
	size_t faults = 0;

	for (size_t i = 0; i < owners; i++)
		if (zones->owners[i].first_record != ZONE_NONE)
			add_hidden(zones, &arena, &hidden, (int32_t)i, &hosts);
	if (hidden.list.count)
		qsort(hidden.list.at, hidden.list.count, sizeof *hidden.list.at, compare_hidden);
	for (size_t first = 0, end; first < hidden.list.count && faults < CUT_FAULTS_MOST; first = end) {
		for (end = first + 1; end < hidden.list.count; end++)
			if (hidden.list.at[end].cut != hidden.list.at[first].cut)
				break;
		report_hidden(zones, &hidden.list.at[first], end - first);
		faults++;
	}
	arena_release(&arena);
}

/* Any address record at the name, whether the zone answers with it or has it as glue only. */
static bool has_address(const struct zone_set *zones, int32_t owner)
{
	if (owner == ZONE_NONE)
		return false;
	if (zones->owners[owner].unread)
		return true;
	for (int32_t r = zones->owners[owner].first_record; r != ZONE_NONE; r = zones->records[r].next)
		if (zones->records[r].type == DNS_TYPE_A || zones->records[r].type == DNS_TYPE_AAAA)
			return true;
	return false;
}

/* A server at or below the cut can only be found through glue; of one elsewhere in the zone the zone itself has the address. */
static bool lacks_address(struct zone_set *zones, const struct dns_name *server, const struct dns_name *cut)
{
	struct dns_name own, apex, above;
	const struct dns_reply *reply[2];
	struct arena scratch = { 0 };
	bool lacks;

	if (has_address(zones, zone_find_owner(zones, server)))
		return false;
	if (zone_set_find_cut(zones, server, &own))
		return dns_name_equal(&own, cut);
	above = dns_name_parent(cut);
	if (!zone_set_find_apex(zones, server, &apex) || !dns_name_is_under(&above, &apex))
		return false;
	for (int family = 0; family < 2; family++)
		reply[family] = zone_set_answer(zones, &scratch,
			&(struct dns_question){
				.name = *server, .type = family ? DNS_TYPE_AAAA : DNS_TYPE_A });
	lacks = reply[0] && reply[1] && dns_outcome_is_answer(reply[0]->outcome) &&
		dns_outcome_is_answer(reply[1]->outcome) && !reply[0]->records.count &&
		!reply[1]->records.count;
	arena_release(&scratch);
	return lacks;
}

static void check_glue(struct zone_set *zones, int32_t owner)
{
	struct dns_name cut = zone_owner_name(zones, owner);

	for (int32_t r = zones->owners[owner].first_record; r != ZONE_NONE; r = zones->records[r].next) {
		struct dns_record record;

		if (zones->records[r].type != DNS_TYPE_NS)
			continue;
		zone_decode(zones, &zones->arena, &zones->records[r], &record);
		if (record.data.target && lacks_address(zones, record.data.target, &cut))
			zone_add_fault(zones, ZONE_FAULT_GLUE, zone_record_place(zones, &zones->records[r]),
				arena_printf(&zones->arena,
					"%s is delegated to %s, which has no A or AAAA record in the zone",
					dns_name_text(&zones->arena, &cut),
					dns_name_text(&zones->arena, record.data.target)));
	}
}

static void check_cuts(struct zone_set *zones)
{
	size_t owners = zones->owner_count, faults = zones->faults.count;
	bool any = has_any_cut(zones);

	if (any || zones->apexes.count > 1)
		check_hidden(zones, owners, any);
	for (size_t i = 0; any && !zones->gaps.count && i < owners; i++)
		if (zones->faults.count - faults < CUT_FAULTS_MOST && is_cut(zones, (int32_t)i))
			check_glue(zones, (int32_t)i);
}

void zone_set_finish(struct zone_set *zones)
{
	zone_finish_names(zones);
	check_cuts(zones);
}
