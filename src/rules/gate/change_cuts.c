/* Two states of zone files: delegations, and the name servers of zones and delegations. */
#include "check/claims.h"
#include "check/zone_change.h"

#include "rules/families.h"
#include "rules/gate/change_examples.h"

static bool is_apex(const struct zone_names *names, const struct dns_name *name)
{
	struct dns_name apex;

	return zone_set_find_apex(names->zones, name, &apex) && dns_name_equal(&apex, name);
}

/* A delegation of a name that no mail is about: reverse DNS, challenges of certificate authorities and the like. */
static bool is_foreign(const struct dns_name *name)
{
	struct slice label = dns_name_first_label(name);

	return name_is_reverse(name) || (slice_starts(label, "_") && !slice_is(label, "_domainkey") &&
						!slice_is(label, "_dmarc") && !slice_starts(label, "_spf"));
}

/* "ns1.example.net and ns2.example.net", of the records that `other` does not have; "" for none. */
static const char *servers_not_in(
	struct arena *arena, const struct dns_reply *reply, const struct dns_reply *other)
{
	const char *text = "";

	for (size_t i = 0; reply && i < reply->records.count; i++) {
		struct dns_reply one = *reply;

		one.records.at = &reply->records.at[i];
		one.records.count = 1;
		if (!rrset_common(&one, other))
			text = arena_printf(arena, "%s%s%s", text, *text ? ", " : "",
				dns_name_text(arena, reply->records.at[i].data.target));
	}
	return text;
}

static const char *servers(struct arena *arena, const struct dns_reply *reply)
{
	return servers_not_in(arena, reply, NULL);
}

/* What of mail a state has at a name and below it. */
static bool has_mail_below(const struct zone_names *names, const struct dns_name *name)
{
	struct dns_name above = dns_name_parent(name);
	struct arena scratch = { 0 };
	bool has = false;
	size_t count;

	if (slice_is(dns_name_first_label(name), "_domainkey")) {
		zone_names_selectors(names, &above, &count);
		return count;
	}
	if (slice_starts(dns_name_first_label(name), "_")) {
		has = zone_names_records(names, &scratch, name, DNS_TYPE_TXT);
		arena_release(&scratch);
		return has;
	}
	zone_names_below(names, &names->mail_domains, name, &count);
	return count;
}

/* An MX host with an address, at the name or below it. */
static bool had_host_below(const struct zone_change *change, const struct dns_name *name)
{
	const struct zone_names *names = change->before;
	struct arena scratch = { 0 };
	bool had = false;

	for (size_t i = 0; i < change->hosts_before.count && !had; i++) {
		struct dns_name host = zone_set_name(names->zones, change->hosts_before.at[i]);

		had = dns_name_is_under(&host, name) &&
		      (zone_names_records(names, &scratch, &host, DNS_TYPE_A) ||
			      zone_names_records(names, &scratch, &host, DNS_TYPE_AAAA) ||
			      zone_names_records(names, &scratch, &host, DNS_TYPE_CNAME));
	}
	arena_release(&scratch);
	return had;
}

/* What mail needs was at or below a name that is delegated now. What is still written there is a fault of the file, which is told. */
static const char *what_is_delegated(const struct zone_change *change, const struct dns_name *name)
{
	if (has_mail_below(change->before, name))
		return has_mail_below(change->after, name) ? NULL : "mail records";
	return had_host_below(change, name) ? "the addresses of an MX host" : NULL;
}

static struct finding *report_at(
	struct rule_run *run, const struct dns_name *name, const struct dns_reply *now, const char *message)
{
	struct finding *finding = report_finding(run, NULL, (struct span){ 0 }, "%s", message);

	finding->name = *name;
	if (now) {
		finding->type = now->question.type;
		finding->place = now->records.at[0].place;
	}
	return finding;
}

static void cut_added(struct rule_run *run, const struct zone_change *change)
{
	for (size_t i = 0; i < change->differences.count && run->reported <= FINDINGS_OF_A_RULE; i++) {
		const struct zone_difference *difference = &change->differences.at[i];
		struct dns_name name, cut;
		const struct dns_reply *now;
		const char *what;

		if (difference->type != DNS_TYPE_NS || difference->before)
			continue;
		name = zone_change_name(change, difference);
		if (zone_change_has_new_zone(change, &name) || is_apex(change->after, &name) ||
			is_apex(change->before, &name) || is_foreign(&name) ||
			zone_set_find_cut(change->before->zones, &name, &cut))
			continue;
		what = what_is_delegated(change, &name);
		if (!what)
			continue;
		now = zone_names_records(change->after, run->arena, &name, DNS_TYPE_NS);
		report_at(run, &name, now,
			arena_printf(run->arena,
				"%s had %s and is now delegated to %s; whether the delegated zone has these "
				"records is not known",
				dns_name_text(run->arena, &name), what, servers(run->arena, now)));
	}
}

static void cut_removed(struct rule_run *run, const struct zone_change *change)
{
	for (size_t i = 0; i < change->differences.count && run->reported <= FINDINGS_OF_A_RULE; i++) {
		const struct zone_difference *difference = &change->differences.at[i];
		const struct dns_reply *old;
		struct finding *finding;
		struct dns_name name, cut;
		bool served;

		if (difference->type != DNS_TYPE_NS || difference->after)
			continue;
		name = zone_change_name(change, difference);
		if (is_apex(change->after, &name) || is_apex(change->before, &name) || is_foreign(&name) ||
			zone_change_lost_zone(change, &name) ||
			zone_set_find_cut(change->after->zones, &name, &cut))
			continue;
		old = zone_names_records(change->before, run->arena, &name, DNS_TYPE_NS);
		served = has_mail_below(change->after, &name);
		finding = report_at(run, &name, NULL,
			arena_printf(run->arena, "%s is no longer delegated to %s%s",
				dns_name_text(run->arena, &name), servers(run->arena, old),
				served ? "; this zone must have all mail records that those servers had"
				       : "; if it is used for mail, its records are lost"));
		if (served)
			finding->severity = SEVERITY_WARNING;
	}
}

static bool is_related(
	const struct dns_name *server, const struct dns_reply *old, const struct dns_name *apex)
{
	struct dns_name above = dns_name_parent(server);

	if (dns_name_is_under(server, apex))
		return true;
	for (size_t i = 0; i < old->records.count; i++) {
		struct dns_name other = dns_name_parent(old->records.at[i].data.target);

		if (dns_name_equal(&other, &above))
			return true;
	}
	return false;
}

/* One more name server of the same operator is no risk; that of another one serves mail records from now on. */
static bool only_adds(const struct dns_reply *old, const struct dns_reply *new, const struct dns_name *apex,
	bool *ret_related)
{
	*ret_related = true;
	for (size_t i = 0; i < new->records.count; i++)
		*ret_related = *ret_related && is_related(new->records.at[i].data.target, old, apex);
	return rrset_common(old, new) == old->records.count;
}

/* "removed: ns1.example.net; added: ns2.example.net". */
static const char *change_text(struct arena *arena, const char *gone, const char *added)
{
	const char *text = "";

	if (*gone)
		text = arena_printf(arena, "removed: %s", gone);
	if (*added)
		text = arena_printf(arena, "%s%sadded: %s", text, *gone ? "; " : "", added);
	return text;
}

static void report_servers(
	struct rule_run *run, const struct zone_change *change, const struct dns_name *name)
{
	const struct dns_reply *old = zone_names_records(change->before, run->arena, name, DNS_TYPE_NS),
			       *new = zone_names_records(change->after, run->arena, name, DNS_TYPE_NS);
	const char *text = change_text(
		run->arena, servers_not_in(run->arena, old, new), servers_not_in(run->arena, new, old));
	struct finding *finding;
	bool related, adds = only_adds(old, new, name, &related),
		      all = is_apex(change->after, name) && !rrset_common(old, new);

	finding = report_at(run, name, new,
		arena_printf(run->arena, "the name servers of %s changed (%s)",
			dns_name_text(run->arena, name), text));
	if (adds && related)
		finding->severity = SEVERITY_INFO;
	if (all) { /* whether the new ones have the zone is not known */
		finding->severity = SEVERITY_ERROR;
		finding->confidence = LIKELY;
	}
}

static void servers_changed(struct rule_run *run, const struct zone_change *change)
{
	for (size_t i = 0; i < change->differences.count && run->reported <= FINDINGS_OF_A_RULE; i++) {
		const struct zone_difference *difference = &change->differences.at[i];
		struct dns_name name;

		if (difference->type != DNS_TYPE_NS || !difference->before || !difference->after ||
			!difference->data)
			continue;
		name = zone_change_name(change, difference);
		if (!is_foreign(&name))
			report_servers(run, change, &name);
	}
}

/* The zone above has the address of a name server in its own zone, too. */
static void server_moved(struct rule_run *run, const struct zone_change *change)
{
	for (size_t i = 0; i < change->differences.count && run->reported <= FINDINGS_OF_A_RULE; i++) {
		const struct zone_difference *difference = &change->differences.at[i];
		const struct dns_reply *old, *new;
		struct finding *finding;
		struct dns_name name;

		if ((difference->type != DNS_TYPE_A && difference->type != DNS_TYPE_AAAA) ||
			!difference->before || !difference->data)
			continue;
		name = zone_change_name(change, difference);
		if (!zone_change_had_host(change, HOST_OF_NS, &name) ||
			!zone_change_has_host(change, HOST_OF_NS, &name))
			continue;
		old = zone_names_records(change->before, run->arena, &name, difference->type);
		/* Glue is what is written; a name without records may have those of a wildcard. */
		new = difference->after
			      ? zone_names_records(change->after, run->arena, &name, difference->type)
			      : zone_names_answer(change->after, run->arena, &name, difference->type);
		if (!new->records.count || rrset_common(old, new))
			continue;
		finding = report_at(run, &name, new,
			arena_printf(run->arena, "name server %s now has address %s%s; before, it had %s",
				dns_name_text(run->arena, &name),
				dns_address_text(run->arena, &new->records.at[0].data.address),
				new->wildcard ? " from a wildcard" : "",
				dns_address_text(run->arena, &old->records.at[0].data.address)));
		if (!new->wildcard)
			finding->severity = SEVERITY_INFO;
	}
}

#define SUB "sub MX 10 ns\nsub TXT \"v=spf1 mx -all\"\n"
#define CUT "sub NS ns1.example.net.\n"

static const struct rule rows[] = {
	{
		.id = "diff-delegation-added",
		ZONE_CHANGE_ROW(ERROR, cut_added),
		.confidence = LIKELY,
		.summary = "name with mail records is now delegated to other name servers",
		.why = "Resolvers now ask the other name servers for these names. If those servers do not "
		       "have the mail records, mail is lost.",
		.help = "Publish the mail records in the delegated zone before you publish the NS records.",
		.reference = "RFC 1034 section 4.2.1",
		.bad = OLD SUB NEW OLD CUT,
		.good = OLD SUB NEW OLD SUB "other NS ns1.example.net.",
	},
	{
		.id = "diff-delegation-removed",
		ZONE_CHANGE_ROW(ERROR, cut_removed),
		.also = ALSO(WARNING),
		.confidence = LIKELY,
		.summary = "delegation was removed",
		.why = "Resolvers no longer find the records that only the other name servers have, "
		       "including mail records.",
		.help = "Restore the NS records, or publish all records of the delegated zone in this zone.",
		.reference = "RFC 1034 section 4.2.1",
		.bad = OLD CUT NEW OLD,
		.good = OLD CUT NEW OLD CUT "www A 11.0.0.4",
	},
	{
		.id = "diff-ns-changed",
		ZONE_CHANGE_ROW(WARNING, servers_changed),
		.also = ALSO(ERROR) | ALSO(INFO),
		.summary = "name servers of a zone or a delegation changed",
		.why = "Resolvers ask other servers for the mail records. If a server does not have the "
		       "zone, mail to and from the domain fails.",
		.help = "Check that each name server has the zone, and that the parent zone lists the same "
			"name servers.",
		.reference = "RFC 1034 section 4.2.2",
		.bad = OLD CUT NEW OLD "sub NS ns1.example.org.",
		.good = OLD CUT "sub NS ns2.example.net." NEW OLD "sub NS ns2.example.net.\n" CUT,
	},
	{
		.id = "diff-ns-address",
		ZONE_CHANGE_ROW(WARNING, server_moved),
		.also = ALSO(INFO),
		.summary = "address of a name server changed",
		.why = "If no server answers at the new address, resolvers cannot reach the zone there. The "
		       "parent zone has a copy of the address (glue).",
		.help = "Check the new address of the name server, and change it in the parent zone too.",
		.reference = "RFC 1034 section 4.2.1",
		.bad = OLD CUT "sub NS ns.sub\nns.sub A 11.0.0.7" NEW OLD CUT
			       "sub NS ns.sub\nns.sub A 11.0.0.8",
		.good = OLD CUT "sub NS ns.sub\nns.sub A 11.0.0.7" NEW OLD CUT
				"sub NS ns.sub\nns.sub A 11.0.0.7\nns.sub A 11.0.0.8",
	},
};

RULE_FAMILY(diff_cut_rules, "Changes", rows);
