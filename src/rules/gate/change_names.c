/* Two states of zone files: zones and domains that are gone, and those that are new. */
#include "base/nearest.h"
#include "check/zone_change.h"

#include "rules/families.h"
#include "rules/gate/change_examples.h"

/* "MX, SPF and DMARC". */
static const char *mail_records_text(struct arena *arena, const struct mail_records *had)
{
	const char *const names[] = { "MX", "SPF", "DKIM", "DMARC" };
	const bool has[] = { had->mx, had->spf, had->dkim, had->dmarc };
	const char *text = "";
	int last = -1;

	for (int i = 0; i < 4; i++)
		last = has[i] ? i : last;
	for (int i = 0; i <= last; i++) {
		const char *delimiter = i == last ? " and " : ", ";

		if (has[i])
			text = arena_printf(arena, "%s%s%s", text, *text ? delimiter : "", names[i]);
	}
	return text;
}

static void report_gone(struct rule_run *run, const struct zone_change *change, const struct dns_name *name)
{
	struct mail_records had = mail_records_of(change->before, name);
	struct finding *finding;

	finding = report_finding(run, NULL, (struct span){ 0 },
		"%s no longer exists; before, it had %s records", dns_name_text(run->arena, name),
		mail_records_text(run->arena, &had));
	finding->name = *name;
	/* It is an MX host then, whose SPF record is for its HELO name (RFC 7208 section 2.3), or nobody was to send. */
	if (mail_records_are_spf_alone(&had))
		finding->severity = SEVERITY_INFO;
}

static void domain_gone(struct rule_run *run, const struct zone_change *change)
{
	const struct zone_names *before = change->before;

	for (size_t i = 0; i < before->domains.count; i++) {
		struct dns_name name = zone_set_name(before->zones, before->domains.at[i]);

		if (!zone_change_lost_zone(change, &name) && zone_change_is_gone(change, &name))
			report_gone(run, change, &name);
	}
}

/* The only zone that is new, or the one whose name is nearest. NULL without one. */
static const char *new_zone_for(struct arena *arena, const struct zone_change *change,
	const struct dns_name *gone, size_t gone_count, bool *ret_near)
{
	struct nearest nearest = { .word = slice_of(dns_name_text(arena, gone)) };
	const char *only = NULL;
	size_t count = 0;

	for (size_t i = 0; i < zone_set_apex_count(change->after->zones); i++) {
		struct dns_name apex = zone_set_apex(change->after->zones, i);

		if (!zone_change_has_new_zone(change, &apex))
			continue;
		only = dns_name_text(arena, &apex);
		nearest_offer(&nearest, only);
		count++;
	}
	*ret_near = nearest.best;
	if (nearest.best)
		return nearest.best;
	return count == 1 && gone_count == 1 ? only : NULL;
}

/* The number of mail domains of each zone, by number of its apex. Owned by the arena. */
static const size_t *count_domains(struct arena *arena, const struct zone_names *names)
{
	size_t *counts = arena_take_array(arena, zone_set_name_count(names->zones) + 1, sizeof *counts);

	for (size_t i = 0; i < names->domains.count; i++) {
		struct dns_name name = zone_set_name(names->zones, names->domains.at[i]), apex;
		size_t number;

		if (zone_set_find_apex(names->zones, &name, &apex) &&
			zone_set_find_name(names->zones, &apex, &number))
			counts[number]++;
	}
	return counts;
}

static size_t count_lost_zones(const struct zone_change *change)
{
	size_t count = 0;

	for (size_t i = 0; i < zone_set_apex_count(change->before->zones); i++) {
		struct dns_name apex = zone_set_apex(change->before->zones, i);

		count += zone_change_lost_zone(change, &apex);
	}
	return count;
}

static void report_lost_zone(struct rule_run *run, const struct zone_change *change,
	const struct dns_name *apex, size_t domains, size_t lost)
{
	const char *question = "", *new;
	struct finding *finding;
	bool near;

	new = new_zone_for(run->arena, change, apex, lost, &near);
	if (new)
		question = arena_printf(run->arena, "; %s is new: %s", new,
			near ? "is its origin ($ORIGIN or file name) misspelled?"
			     : "is it the file of another zone?");
	finding = report_finding(run, NULL, (struct span){ 0 },
		"zone %s is missing after the change, with "
		"%s%s",
		dns_name_text(run->arena, apex),
		domains <= 1 ? "all of its records"
			     : arena_printf(run->arena, "its %zu mail domains", domains),
		question);
	finding->name = *apex;
}

/* The zone above still delegates a zone that the files no longer have: who has it now is not known. */
static void report_lost_child(
	struct rule_run *run, const struct zone_change *change, const struct dns_name *apex)
{
	struct dns_name cut;
	struct finding *finding;

	if (!zone_names_records(change->before, run->arena, apex, DNS_TYPE_SOA) ||
		zone_names_records(change->after, run->arena, apex, DNS_TYPE_SOA) ||
		!zone_set_find_cut(change->after->zones, apex, &cut))
		return;
	finding = report_finding(run, NULL, (struct span){ 0 },
		"zone %s is not in the files after the change, and %s is delegated",
		dns_name_text(run->arena, apex), dns_name_text(run->arena, &cut));
	finding->name = *apex;
	finding->confidence = LIKELY;
}

static void zone_gone(struct rule_run *run, const struct zone_change *change)
{
	const struct zone_set *zones = change->before->zones;
	size_t lost = count_lost_zones(change), number = 0;
	const size_t *domains = lost ? count_domains(run->arena, change->before) : NULL;

	for (size_t i = 0; run->reported <= FINDINGS_OF_A_RULE && i < zone_set_apex_count(zones); i++) {
		struct dns_name apex = zone_set_apex(zones, i);

		if (!zone_change_lost_zone(change, &apex))
			report_lost_child(run, change, &apex);
		else if (zone_set_find_name(zones, &apex, &number))
			report_lost_zone(run, change, &apex, domains[number], lost);
	}
}

static void zone_new(struct rule_run *run, const struct zone_change *change)
{
	for (size_t i = 0; i < zone_set_apex_count(change->after->zones); i++) {
		struct dns_name apex = zone_set_apex(change->after->zones, i);

		if (zone_change_has_new_zone(change, &apex))
			report_finding(run, NULL, (struct span){ 0 },
				"zone %s is new; there is nothing to compare it with",
				dns_name_text(run->arena, &apex))
				->name = apex;
	}
}

static void soa_gone(struct rule_run *run, const struct zone_change *change)
{
	for (size_t i = 0; i < zone_set_apex_count(change->before->zones); i++) {
		struct dns_name apex = zone_set_apex(change->before->zones, i), now;
		struct arena scratch = { 0 };

		if (zone_names_records(change->before, &scratch, &apex, DNS_TYPE_SOA) &&
			zone_set_find_apex(change->after->zones, &apex, &now) &&
			dns_name_equal(&now, &apex) &&
			dns_outcome_has_no_type(
				zone_names_answer(change->after, &scratch, &apex, DNS_TYPE_SOA)->outcome))
			report_finding(run, NULL, (struct span){ 0 }, "the SOA record of %s was removed",
				dns_name_text(run->arena, &apex))
				->name = apex;
		arena_release(&scratch);
	}
}

#define SUB "sub MX 10 ns\nsub TXT \"v=spf1 mx -all\"\n"
#define OTHER_ZONE \
	"; whole file\n$ORIGIN exampel.com.\n$TTL 3600\n@ SOA ns hostmaster 1 3600 600 86400 300\n@ NS ns\nns A " \
	"11.0.0.1\n@ MX 10 ns\n"
#define THIS_ZONE \
	"; whole file\n$ORIGIN example.com.\n$TTL 3600\n@ SOA ns hostmaster 1 3600 600 86400 300\n@ NS ns\nns A " \
	"11.0.0.1\n@ MX 10 ns\n"

static const struct rule rows[] = {
	{
		.id = "diff-zone-gone",
		ZONE_CHANGE_ROW(ERROR, zone_gone),
		.summary = "zone is missing after the change",
		.why = "If the zone is no longer served, mail to all its domains bounces, and many "
		       "receivers reject mail from them.",
		.help = "Correct the origin of the zone file, or restore the zone file.",
		.bad = THIS_ZONE NEW OTHER_ZONE,
		.good = THIS_ZONE NEW THIS_ZONE,
	},
	{
		.id = "diff-domain-gone",
		ZONE_CHANGE_ROW(ERROR, domain_gone),
		.also = ALSO(INFO),
		.summary = "mail domain no longer exists after the change",
		.why = "Mail to the domain bounces, and many receivers reject mail from a domain that does "
		       "not exist.",
		.help = "Restore the records of the domain, unless it is no longer used for mail.",
		.reference = "RFC 5321 section 5.1 and RFC 1034 section 4.3.2",
		.bad = OLD SUB NEW OLD,
		.good = OLD SUB NEW OLD SUB "more MX 10 ns",
	},
	{
		.id = "diff-soa-gone",
		ZONE_CHANGE_ROW(ERROR, soa_gone),
		.summary = "SOA record of a zone was removed",
		.why = "Name servers refuse to load a zone without an SOA record.",
		.help = "Restore the SOA record.",
		.reference = "RFC 1035 section 5.2",
		.bad = THIS_ZONE NEW
		"; whole file\n$ORIGIN example.com.\n$TTL 3600\n@ NS ns\nns A 11.0.0.1\n@ MX "
		"10 ns\n",
		.good = THIS_ZONE NEW THIS_ZONE "sub A 11.0.0.2",
	},
	{
		.id = "diff-zone-new",
		ZONE_CHANGE_ROW(INFO, zone_new),
		.summary = "zone is new",
		.why = "The zone is checked, but there is no earlier state to compare it with.",
		.bad = OTHER_ZONE NEW OTHER_ZONE
		"$ORIGIN example.com.\n@ SOA ns hostmaster 1 3600 600 86400 300\n"
		"@ NS ns\nns A 11.0.0.1",
		.good = THIS_ZONE NEW THIS_ZONE,
	},
};

RULE_FAMILY(diff_name_rules, "Changes", rows);
