/* Two states of zone files: TTLs of mail records that are very long or 0, and serials (RFC 1982). */
#include "check/zone_change.h"

#include "rules/families.h"
#include "rules/gate/change_examples.h"

#include <string.h>

enum {
	TTL_LONG =
		2 * 24 * 60 *
		60, /* seconds: after a fault senders keep what was wrong for longer than mail is tried again */
	DAY = 24 * 60 * 60,
	SERIAL_UNKEPT = 1, /* such a serial is of nobody's keeping: exports have 0 or 1 */
};

/* What happened in one zone. */
struct tally {
	struct dns_name apex;
	size_t long_count, zero_count;
	const struct zone_difference *long_first, *zero_first;
	bool changed;	 /* records other than the SOA */
	bool mail;	 /* of MX, TXT, CNAME or TLSA among them, or of an MX host */
	bool old_served; /* a record that was there is gone, so that secondaries serve what is wrong */
};

struct tallies {
	ARENA_LIST(struct tally) list;
};

static struct tally *tally_of(struct arena *arena, struct tallies *tallies, const struct dns_name *apex)
{
	struct tally *tally;

	for (size_t i = tallies->list.count; i > 0; i--)
		if (dns_name_equal(&tallies->list.at[i - 1].apex, apex))
			return &tallies->list.at[i - 1];
	tally = arena_append(arena, &tallies->list);
	*tally = (struct tally){ .apex = *apex };
	return tally;
}

static bool is_of_mail(const struct zone_change *change, const struct dns_name *name,
	const struct zone_difference *difference)
{
	switch (difference->type) {
	case DNS_TYPE_MX:
	case DNS_TYPE_TLSA:
		return true;
	case DNS_TYPE_TXT:
		return zone_names_is_underscored(name) || slice_is(dns_name_first_label(name), "*") ||
		       zone_names_has_domain(change->after, name) ||
		       zone_names_has_domain(change->before, name);
	case DNS_TYPE_CNAME:
		return zone_names_is_underscored(name);
	case DNS_TYPE_A:
	case DNS_TYPE_AAAA:
		return zone_change_has_host(change, HOST_OF_MX, name) ||
		       zone_change_had_host(change, HOST_OF_MX, name);
	default:
		return false;
	}
}

static void count_ttl(struct tally *tally, const struct zone_difference *difference)
{
	if (!difference->before || !difference->after)
		return;
	if (difference->ttl_after > TTL_LONG && difference->ttl_before <= TTL_LONG && !tally->long_count++)
		tally->long_first = difference;
	if (!difference->ttl_after && difference->ttl_before && !tally->zero_count++)
		tally->zero_first = difference;
}

static struct tallies count(struct arena *arena, const struct zone_change *change)
{
	struct tallies tallies = { 0 };

	for (size_t i = 0; i < change->differences.count; i++) {
		const struct zone_difference *difference = &change->differences.at[i];
		struct dns_name name = zone_change_name(change, difference), apex;
		struct tally *tally;
		bool mail;

		if (difference->type == DNS_TYPE_SOA || !zone_change_find_apex(change, &name, &apex))
			continue;
		tally = tally_of(arena, &tallies, &apex);
		mail = is_of_mail(change, &name, difference);
		tally->changed = true;
		/* A CNAME may be that of a mail service. */
		tally->mail = tally->mail || mail || difference->type == DNS_TYPE_CNAME;
		tally->old_served = tally->old_served || difference->loses;
		if (mail)
			count_ttl(tally, difference);
	}
	return tallies;
}

static const char *days_text(struct arena *arena, uint32_t seconds)
{
	return seconds >= 2 * DAY ? arena_printf(arena, "%u seconds (%u days)", seconds, seconds / DAY)
				  : arena_printf(arena, "%u seconds", seconds);
}

static void report_ttl(struct rule_run *run, const struct zone_change *change, const struct tally *tally,
	const struct zone_difference *first, size_t number)
{
	struct dns_name name = zone_change_name(change, first);
	const struct dns_reply *now = zone_names_records(change->after, run->arena, &name, first->type);
	struct finding *finding;

	finding = report_finding(run, NULL, (struct span){ 0 },
		"the TTL of %s %s%s is now %s; before, it "
		"was %s",
		dns_name_text(run->arena, &name), dns_type_text(run->arena, first->type),
		number > 1
			? arena_printf(run->arena, " (and %zu more RRset%s)", number - 1, plural(number - 1))
			: "",
		days_text(run->arena, first->ttl_after), days_text(run->arena, first->ttl_before));
	finding->name = number > 1 ? tally->apex : name;
	finding->type = first->type;
	if (now)
		finding->place = now->records.at[0].place;
}

static void ttl_long(struct rule_run *run, const struct zone_change *change)
{
	struct tallies tallies = count(run->arena, change);

	for (size_t i = 0; i < tallies.list.count; i++)
		if (tallies.list.at[i].long_count)
			report_ttl(run, change, &tallies.list.at[i], tallies.list.at[i].long_first,
				tallies.list.at[i].long_count);
}

static void ttl_zero(struct rule_run *run, const struct zone_change *change)
{
	struct tallies tallies = count(run->arena, change);

	for (size_t i = 0; i < tallies.list.count; i++)
		if (tallies.list.at[i].zero_count)
			report_ttl(run, change, &tallies.list.at[i], tallies.list.at[i].zero_first,
				tallies.list.at[i].zero_count);
}

static const struct dns_record *soa_of(
	const struct zone_names *names, struct arena *arena, const struct dns_name *apex)
{
	const struct dns_reply *reply = zone_names_records(names, arena, apex, DNS_TYPE_SOA);

	return reply ? &reply->records.at[0] : NULL;
}

/* RFC 1982 section 3.2: of two serials the one that is reached by adding less than 2^31 is greater. */
static bool is_lower(uint32_t new, uint32_t old)
{
	return (int32_t)(new - old) < 0;
}

static struct finding *report_serial(
	struct rule_run *run, const struct dns_name *apex, const struct dns_record *soa, const char *message)
{
	struct finding *finding = report_finding(run, NULL, (struct span){ 0 }, "%s", message);

	finding->name = *apex;
	finding->type = DNS_TYPE_SOA;
	finding->place = soa->place;
	return finding;
}

/* The DNS hosting provider keeps the serial; what an export has of it means nothing. */
static bool is_kept_by_provider(struct arena *arena, const struct dns_soa *soa)
{
	static const char *const providers[] = { ".ns.cloudflare.com", ".awsdns-", ".azure-dns.",
		".googledomains.com", ".domaincontrol.com", ".ns.hetzner.com", ".ovh.net", ".gandi.net",
		".digitalocean.com", ".dnsimple.com", ".nsone.net", ".ui-dns.", ".registrar-servers.com" };
	const char *primary = dns_name_text(arena, &soa->primary);

	for (size_t i = 0; i < sizeof providers / sizeof *providers; i++)
		if (strstr(primary, providers[i]))
			return true;
	return false;
}

static void serial_lower(struct rule_run *run, const struct zone_change *change)
{
	for (size_t i = 0; i < zone_set_apex_count(change->after->zones); i++) {
		struct dns_name apex = zone_set_apex(change->after->zones, i);
		struct arena scratch = { 0 };
		const struct dns_record *old = soa_of(change->before, &scratch, &apex),
					*new = soa_of(change->after, &scratch, &apex);

		if (old && new &&is_lower(new->data.soa->serial, old->data.soa->serial) &&
			!is_kept_by_provider(&scratch, new->data.soa))
			report_serial(run, &apex, new,
				arena_printf(run->arena, "the serial of %s is now %u; before, it was %u%s",
					dns_name_text(run->arena, &apex), new->data.soa->serial,
					old->data.soa->serial,
					new->data.soa->serial > old->data.soa->serial
						? " (the new serial is lower by RFC 1982)"
						: ""));
		arena_release(&scratch);
	}
}

/*
 * Where mail records change as well, the findings about them are what there is to look at, and many raise the serial only when they
 * publish the zone: then it is a note.
 */
static void serial_same(struct rule_run *run, const struct zone_change *change)
{
	struct tallies tallies = count(run->arena, change);

	for (size_t i = 0; i < tallies.list.count; i++) {
		const struct tally *tally = &tallies.list.at[i];
		const struct dns_record *old = soa_of(change->before, run->arena, &tally->apex),
					*new = soa_of(change->after, run->arena, &tally->apex);
		struct finding *finding;

		if (!old || !new || old->data.soa->serial != new->data.soa->serial ||
			new->data.soa->serial <= SERIAL_UNKEPT ||
			is_kept_by_provider(run->arena, new->data.soa))
			continue;
		finding = report_serial(run, &tally->apex, new,
			arena_printf(run->arena, "records of %s changed, but its serial is still %u",
				dns_name_text(run->arena, &tally->apex), new->data.soa->serial));
		if (tally->mail || !tally->old_served)
			finding->severity = SEVERITY_INFO;
	}
}

#define ZONE(ttl, serial) \
	"; whole file\n$ORIGIN example.com.\n$TTL " ttl "\n@ SOA ns hostmaster " serial \
	" 3600 600 86400 300\n@ NS " \
	"ns\nns A 11.0.0.1\n@ MX 10 ns\n"

static const struct rule rows[] = {
	{
		.id = "diff-ttl-long",
		ZONE_CHANGE_ROW(WARNING, ttl_long),
		.summary = "TTL of mail records was raised to more than two days",
		.why = "Resolvers keep a record for its TTL. A wrong record stays in use for that long "
		       "after it is corrected.",
		.help = "Set the TTL to one day (86400) or less.",
		.reference = "RFC 1035 section 3.2.1",
		.bad = ZONE("3600", "5") NEW ZONE("5w", "6"),
		.good = ZONE("3600", "5") NEW ZONE("1d", "6"),
	},
	{
		.id = "diff-ttl-zero",
		ZONE_CHANGE_ROW(WARNING, ttl_zero),
		.summary = "TTL of mail records was lowered to 0",
		.why = "Resolvers do not cache the record and query the name servers for each mail. While "
		       "the name servers are not reachable, mail is deferred.",
		.help = "Set the TTL to 300 or more.",
		.reference = "RFC 1035 section 3.2.1",
		.bad = ZONE("3600", "5") NEW ZONE("0", "6"),
		.good = ZONE("3600", "5") NEW ZONE("60", "6"),
	},
	{
		.id = "diff-serial-lower",
		ZONE_CHANGE_ROW(WARNING, serial_lower),
		.summary = "serial of a zone is lower than before",
		.why = "Secondary name servers keep the old zone until the serial is higher than theirs.",
		.help = "Set the serial to a higher number than before (RFC 1982).",
		.reference = "RFC 1034 section 4.3.5",
		.bad = ZONE("60", "2026110302") NEW ZONE("60", "2026110201"),
		.good = ZONE("60", "4294967295") NEW ZONE("60", "7"),
	},
	{
		.id = "diff-serial-same",
		ZONE_CHANGE_ROW(WARNING, serial_same),
		.also = ALSO(INFO),
		.summary = "records of a zone changed, but its serial did not",
		.why = "Secondary name servers do not see the change and answer with the old records.",
		.help = "Raise the serial, unless this happens automatically when the zone is published.",
		.reference = "RFC 1034 section 4.3.5",
		.bad = ZONE("60", "2026110302") "www A 11.0.0.4" NEW ZONE(
			"60", "2026110302") "www A 11.0.0.5",
		.good = ZONE("60", "2026110302") "www A 11.0.0.4" NEW ZONE(
			"60", "2026110303") "www A 11.0.0.5",
	},
};

RULE_FAMILY(diff_zone_rules, "Changes", rows);
