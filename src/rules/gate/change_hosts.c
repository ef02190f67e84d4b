/* Two states of zone files: addresses of MX hosts, their TLSA records, and CNAME records that lead bounces to a mail service. */
#include "check/zone_change.h"
#include "dmarc/suffix_list.h"

#include "rules/common.h"
#include "rules/families.h"
#include "rules/gate/change_examples.h"
#include "spf/record.h"

#include <string.h>

static const char *addresses_text(struct arena *arena, const struct dns_reply *reply)
{
	const char *text = "";

	for (size_t i = 0; i < reply->records.count; i++)
		text = arena_printf(arena, "%s%s%s", text, *text ? ", " : "",
			dns_address_text(arena, &reply->records.at[i].data.address));
	return text;
}

/* Mail arrives at the host before and after the change. */
static bool stays_mx_host(const struct zone_change *change, const struct dns_name *name)
{
	return zone_change_had_host(change, HOST_OF_MX, name) &&
	       zone_change_has_host(change, HOST_OF_MX, name);
}

static struct finding *report_host(
	struct rule_run *run, const struct dns_name *name, const struct dns_record *now, const char *message)
{
	struct finding *finding = report_finding(run, NULL, (struct span){ 0 }, "%s", message);

	finding->name = *name;
	if (now) {
		finding->type = now->type;
		finding->place = now->place;
	}
	return finding;
}

/* Senders without the other protocol cannot reach the host; that no address is left is a fault of the state after. */
static void report_family_gone(
	struct rule_run *run, const struct zone_change *change, const struct dns_name *name, uint16_t type)
{
	uint16_t other = type == DNS_TYPE_A ? DNS_TYPE_AAAA : DNS_TYPE_A;
	struct finding *finding;

	if (!zone_names_answer(change->after, run->arena, name, other)->records.count)
		return;
	finding = report_host(run, name, NULL,
		arena_printf(run->arena, "MX host %s no longer has an IPv%s address",
			dns_name_text(run->arena, name), type == DNS_TYPE_A ? "4" : "6"));
	if (type == DNS_TYPE_AAAA)
		finding->severity = SEVERITY_WARNING;
}

static void report_addresses(struct rule_run *run, const struct dns_name *name, const struct dns_reply *old,
	const struct dns_reply *new)
{
	size_t common = rrset_common(new, old);
	struct finding *finding;

	if (common == new->records.count || rrset_common(old, new) == old->records.count)
		return;
	finding = report_host(run, name, &new->records.at[0],
		arena_printf(run->arena, "MX host %s now resolves to %s (before: %s)",
			dns_name_text(run->arena, name), addresses_text(run->arena, new),
			addresses_text(run->arena, old)));
	if (common)
		finding->severity = SEVERITY_WARNING;
}

/* Another host takes the mail, unless the CNAME leads to the old address. */
static void report_cname(struct rule_run *run, const struct zone_change *change, const struct dns_name *name,
	const struct dns_reply *cname)
{
	const struct dns_reply *old[2], *new[2];
	struct finding *finding;
	bool known = true;

	for (int i = 0; i < 2; i++) {
		uint16_t type = i ? DNS_TYPE_AAAA : DNS_TYPE_A;

		old[i] = zone_names_answer(change->before, run->arena, name, type);
		new[i] = zone_names_answer(change->after, run->arena, name, type);
		if (rrset_common(old[i], new[i]))
			return;
		known = known && dns_outcome_is_answer(new[i]->outcome);
	}
	finding = report_host(run, name, &cname->records.at[0],
		arena_printf(run->arena, "MX host %s is now a CNAME to %s%s", dns_name_text(run->arena, name),
			dns_name_text(run->arena, cname->records.at[0].data.target),
			known ? "" : " (its address is not known)"));
	if (!known)
		finding->confidence = LIKELY;
}

static bool is_of_host(const struct zone_difference *difference)
{
	return difference->data &&
	       (difference->type == DNS_TYPE_CNAME ||
		       ((difference->type == DNS_TYPE_A || difference->type == DNS_TYPE_AAAA) &&
			       difference->before));
}

static void host_moved(struct rule_run *run, const struct zone_change *change)
{
	for (size_t i = 0; i < change->differences.count; i++) {
		const struct zone_difference *difference = &change->differences.at[i];
		const struct dns_reply *cname, *old, *new;
		struct dns_name name;

		if (!is_of_host(difference))
			continue;
		name = zone_change_name(change, difference);
		if (!stays_mx_host(change, &name))
			continue;
		cname = zone_names_records(change->after, run->arena, &name, DNS_TYPE_CNAME);
		if (cname && difference->type == DNS_TYPE_CNAME)
			report_cname(run, change, &name, cname);
		if (cname || difference->type == DNS_TYPE_CNAME)
			continue;
		old = zone_names_records(change->before, run->arena, &name, difference->type);
		new = zone_names_answer(change->after, run->arena, &name, difference->type);
		if (new->records.count)
			report_addresses(run, &name, old, new);
		else if (dns_outcome_is_answer(new->outcome))
			report_family_gone(run, change, &name, difference->type);
	}
}

/* The host's own name was meant, and is misspelled: the wildcard is most often that of a web site. */
static void report_wildcard_host(struct rule_run *run, const struct zone_change *change,
	const struct dns_name *name, const struct dns_record *mx)
{
	const struct dns_name *host = &mx->data.mx->exchange;
	const struct dns_reply *address = zone_names_answer(change->after, run->arena, host, DNS_TYPE_A);
	struct finding *finding;

	if (!address->records.count)
		address = zone_names_answer(change->after, run->arena, host, DNS_TYPE_AAAA);
	if (!address->wildcard || !address->records.count)
		return;
	finding = report_host(run, name, mx,
		arena_printf(run->arena,
			"new MX host %s has no records of its own; a wildcard resolves it to %s",
			dns_name_text(run->arena, host),
			dns_address_text(run->arena, &address->records.at[0].data.address)));
	finding->type = DNS_TYPE_MX;
}

static void wildcard_host(struct rule_run *run, const struct zone_change *change)
{
	for (size_t i = 0; i < change->differences.count; i++) {
		const struct zone_difference *difference = &change->differences.at[i];
		const struct dns_reply *new;
		struct dns_name name;

		if (difference->type != DNS_TYPE_MX || !difference->loses || !difference->after)
			continue;
		name = zone_change_name(change, difference);
		new = zone_names_records(change->after, run->arena, &name, DNS_TYPE_MX);
		for (size_t k = 0; k < new->records.count; k++)
			if (!dns_mx_is_null(new->records.at[k].data.mx) &&
				!zone_change_had_host(
					change, HOST_OF_MX, &new->records.at[k].data.mx->exchange))
				report_wildcard_host(run, change, &name, &new->records.at[k]);
	}
}

/* The host of _25._tcp.HOST. */
static bool host_of_tlsa(const struct dns_name *name, struct dns_name *ret_host)
{
	struct dns_name above = dns_name_parent(name);

	*ret_host = dns_name_parent(&above);
	return slice_is(dns_name_first_label(name), "_25") && slice_is(dns_name_first_label(&above), "_tcp");
}

static void tlsa_changed(struct rule_run *run, const struct zone_change *change)
{
	for (size_t i = 0; i < change->differences.count; i++) {
		const struct zone_difference *difference = &change->differences.at[i];
		const struct dns_reply *old, *new;
		struct dns_name name, host;
		struct finding *finding;

		if ((difference->type != DNS_TYPE_TLSA && difference->type != DNS_TYPE_CNAME) ||
			!difference->before || !difference->data)
			continue;
		name = zone_change_name(change, difference);
		if (!host_of_tlsa(&name, &host) || !stays_mx_host(change, &host))
			continue;
		/* Where a CNAME leads is another name's business, but not that it is gone, or new. */
		if (zone_names_records(change->after, run->arena, &name, DNS_TYPE_CNAME))
			continue;
		old = zone_names_records(change->before, run->arena, &name, DNS_TYPE_TLSA);
		new = zone_names_records(change->after, run->arena, &name, DNS_TYPE_TLSA);
		if (rrset_common(old, new) || (!old && new))
			continue;
		finding = report_finding(run, NULL, (struct span){ 0 },
			"the TLSA records of MX host %s were %s", dns_name_text(run->arena, &host),
			new ? "all replaced" : "removed");
		finding->name = name;
		finding->type = DNS_TYPE_TLSA;
		if (new)
			finding->place = new->records.at[0].place;
	}
}

/* The names that CNAME records of DKIM selectors lead to, and all names above these: where services publish keys. */
static void add_services(struct zone_set *services, const struct zone_names *names)
{
	struct arena scratch = { 0 };

	for (size_t i = 0; i < names->selectors.count; i++) {
		struct dns_name domain = zone_set_name(names->zones, names->selectors.at[i].domain), keys,
				name;
		const struct dns_reply *key;

		if (!dns_name_prepend("_domainkey", &domain, &keys) ||
			!dns_name_prepend(names->selectors.at[i].selector, &keys, &name))
			continue;
		key = zone_names_records(names, &scratch, &name, DNS_TYPE_CNAME);
		for (struct dns_name at = key ? *key->records.at[0].data.target : dns_name_root(); at.len > 1;
			at = dns_name_parent(&at))
			zone_set_add_name(services, &at);
		arena_rewind(&scratch);
	}
	arena_release(&scratch);
}

/* Keys of a service are below the target of a CNAME, or below the organizational domain of both. */
struct service {
	bool is_certain, is_likely;
};

static struct service service_of(
	const struct zone_set *services, const struct zone_change *change, const struct dns_name *target)
{
	struct dns_name top = suffix_list_organizational_domain(change->suffixes, target), apex;
	struct service service = { 0 };
	size_t number;

	if (suffix_list_has(change->suffixes, target) ||
		zone_set_find_apex(change->before->zones, target, &apex))
		return service;
	service.is_likely = zone_set_find_name(services, &top, &number);
	service.is_certain = target->len > top.len && zone_set_find_name(services, target, &number);
	return service;
}

/* A CNAME of these names leads to a web site, or to what programs of users ask for. */
static bool is_web_name(const struct dns_name *name)
{
	static const char *const labels[] = { "www", "shop", "store", "blog", "autodiscover", "autoconfig",
		"click", "link", "links", "track", "tracking", "open", "img", "images", "cdn", "app", "web",
		"help", "status", "support" };

	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if (slice_is_nocase(dns_name_first_label(name), labels[i]))
			return true;
	return false;
}

static bool has_own_records(
	const struct zone_change *change, struct arena *arena, const struct dns_name *name)
{
	return zone_names_records(change->after, arena, name, DNS_TYPE_MX) ||
	       zone_names_records(change->after, arena, name, DNS_TYPE_TXT);
}

static void report_return_path(struct rule_run *run, const struct zone_change *change,
	const struct zone_set *services, const struct dns_name *name)
{
	const struct dns_reply *old = zone_names_records(change->before, run->arena, name, DNS_TYPE_CNAME),
			       *new = zone_names_records(change->after, run->arena, name, DNS_TYPE_CNAME);
	const struct dns_name *target = old->records.at[0].data.target;
	struct service service = service_of(services, change, target);
	struct finding *finding;

	if ((!service.is_certain && (!service.is_likely || is_web_name(name))) ||
		has_own_records(change, run->arena, name))
		return;
	finding = report_finding(run, NULL, (struct span){ 0 },
		"%s is no longer a CNAME to %s, a service with DKIM keys in this zone%s",
		dns_name_text(run->arena, name), dns_name_text(run->arena, target),
		new ? arena_printf(run->arena, " (now: %s)",
			      dns_name_text(run->arena, new->records.at[0].data.target))
		    : "");
	finding->name = *name;
	finding->type = DNS_TYPE_CNAME;
	finding_add_before(run, finding, published_cname(run->arena, name, target));
	if (new)
		finding->place = new->records.at[0].place;
	if (!service.is_certain)
		finding->severity = SEVERITY_WARNING;
}

static void return_path_changed(struct rule_run *run, const struct zone_change *change)
{
	struct zone_set *services = zone_set_new();

	add_services(services, change->before);
	for (size_t i = 0; i < change->differences.count && run->reported <= FINDINGS_OF_A_RULE; i++) {
		const struct zone_difference *difference = &change->differences.at[i];
		struct dns_name name;

		if (difference->type != DNS_TYPE_CNAME || !difference->before || !difference->data)
			continue;
		name = zone_change_name(change, difference);
		if (!zone_names_is_underscored(&name) && !slice_is(dns_name_first_label(&name), "*") &&
			!zone_change_lost_zone(change, &name))
			report_return_path(run, change, services, &name);
	}
	zone_set_free(services);
}

#define HOST "@ MX 10 mx\n"
#define TLSA(digit) \
	"_25._tcp.mx TLSA 3 1 1 " digit "cb0fc6c527506a053f4f14c8464bebbd6dede2738d11468dd953d7d6a3021f1\n"
#define SERVICE "s1._domainkey CNAME s1.u77.service.example.net.\n"

static const struct rule rows[] = {
	{
		.id = "diff-mx-address",
		ZONE_CHANGE_ROW(ERROR, host_moved),
		.also = ALSO(WARNING),
		.summary = "address of an MX host changed",
		.why = "Senders deliver mail to the new address, even if it belongs to another organization.",
		.help = "Check the new address of the MX host; if it is intended, add an `accept` line to "
			"the configuration file.",
		.reference = "RFC 5321 section 5.1",
		.bad = HOST "mx A 11.0.0.5" NEW HOST "mx A 11.0.10.5",
		.good = HOST "mx A 11.0.0.5\nwww A 11.0.0.6" NEW HOST
			     "mx A 11.0.0.5\nmx A 11.0.0.7\nwww A 11.0.0.8",
	},
	{
		.id = "diff-mx-wildcard",
		ZONE_CHANGE_ROW(ERROR, wildcard_host),
		.confidence = LIKELY,
		.summary = "new MX host resolves only because of a wildcard",
		.why = "Most often the host name is misspelled and the wildcard leads to a web server, "
		       "which accepts no mail.",
		.help = "Correct the host name in the MX record, or publish an address record for the MX "
			"host.",
		.reference = "RFC 4592 section 2.2.1 and RFC 5321 section 5.1",
		.bad = HOST "mx A 11.0.0.5\n* A 11.0.0.8" NEW "@ MX 10 mail\nmx A 11.0.0.5\n* A 11.0.0.8",
		.good = HOST "mx A 11.0.0.5\n* A 11.0.0.8" NEW "@ MX 10 mail\nmail A 11.0.0.5\n* A 11.0.0.8",
	},
	{
		.id = "diff-tlsa",
		ZONE_CHANGE_ROW(WARNING, tlsa_changed),
		.summary = "TLSA records of an MX host were replaced or removed",
		.why = "Senders that use DANE defer mail if the certificate of the server matches none of "
		       "the new records. Without TLSA records they do not authenticate the server.",
		.help = "Publish the new TLSA record in addition to the old one, and remove the old one "
			"after the certificate has changed.",
		.reference = "RFC 7671 section 8.1",
		.bad = HOST "mx A 11.0.0.5\n" TLSA("8") NEW HOST "mx A 11.0.0.5\n" TLSA("9"),
		.good = HOST "mx A 11.0.0.5\n" TLSA("8") NEW HOST "mx A 11.0.0.5\n" TLSA("8") TLSA("9"),
	},
	{
		.id = "diff-return-path",
		ZONE_CHANGE_ROW(ERROR, return_path_changed),
		.also = ALSO(WARNING),
		.confidence = LIKELY,
		.summary = "CNAME to a mail service was removed or changed",
		.why = "If the service uses this name in MAIL FROM, its mail does not pass SPF and bounces "
		       "do not reach it.",
		.help = "Restore the CNAME record that the service asked for.",
		.reference = "RFC 7208 section 2.4",
		.bad = OLD SERVICE "invoices CNAME u77.service.example.net." NEW OLD SERVICE,
		.good = OLD SERVICE "www CNAME web.example.org." NEW OLD SERVICE,
	},
};

RULE_FAMILY(diff_host_rules, "Changes", rows);
