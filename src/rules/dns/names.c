/* DNS: names that exist when they must not, or lead elsewhere: CNAMEs, wildcards, zone names that were appended twice. */
#include "check/claims.h"
#include "dmarc/suffix_list.h"

#include "rules/common.h"
#include "rules/example_text.h"
#include "rules/families.h"

#include <string.h>

static const char *name_text(struct rule_run *run, const struct dns_name *name)
{
	return dns_name_text(run->arena, name);
}

static const struct dns_name *alias_target(const struct domain *domain)
{
	return domain->txt->aliases.count ? dns_reply_owner(domain->txt) : NULL;
}

/* A registered domain is a zone apex, which has SOA and NS records. */
static bool is_apex(const struct domain *domain)
{
	struct dns_name parent = dns_name_parent(&domain->name);

	return dns_name_labels(&parent) == 1 || suffix_list_has(domain->options->suffixes, &parent);
}

static void cname_at_apex(struct rule_run *run)
{
	const struct dns_name *target = alias_target(run->domain);

	if (target && !run->domain->txt->wildcard && is_apex(run->domain))
		report_finding(run, NULL, (struct span){ 0 },
			"%s is a CNAME to %s, which is not allowed at a zone apex",
			name_text(run, &run->domain->name), name_text(run, target));
}

/* It has a DKIM key, at a name that the CNAME does not touch, or the user says that it sends. */
static bool is_sending_name(const struct domain *domain)
{
	for (size_t i = 0; i < domain->selectors.count; i++)
		if (domain->selectors.at[i].keys.count && !domain->selectors.at[i].wildcard)
			return true;
	return domain->options->role == ROLE_SENDS || domain->options->address_count ||
	       (domain_sends(domain) && domain->mx.count);
}

static void cname_with_txt(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct dns_name *target = alias_target(domain);
	struct finding *finding;

	if (!target || !dns_outcome_is_answer(domain->txt->outcome) || domain->txt->wildcard ||
		is_apex(domain) || domain->spf.count || !is_sending_name(domain) ||
		(domain->bounce_domain_unknown && !domain->has_bounce_domain))
		return;
	if (domain->has_bounce_domain) {
		finding = report_finding(run, NULL, (struct span){ 0 },
			"%s is a CNAME to %s; SPF is checked at its bounce domain %s",
			name_text(run, &domain->name), name_text(run, target),
			name_text(run, &domain->bounce_domain));
		finding->severity = SEVERITY_INFO;
	} else {
		report_finding(run, NULL, (struct span){ 0 }, "%s is a CNAME to %s, which has no SPF record",
			name_text(run, &domain->name), name_text(run, target));
	}
}

/* Mail does not depend on it: the records of MTA-STS, TLS-RPT and BIMI, and the host of a policy. */
static bool is_beside_mail(const struct domain *domain, const struct dns_name *name)
{
	for (size_t i = 0; i < TAGGED_KINDS; i++)
		if (dns_name_equal(&domain->tagged[i].name, name))
			return true;
	return slice_is(dns_name_first_label(name), "mta-sts") || slice_is(dns_name_first_label(name), "www");
}

/* Another name of the same circle was told already, or the selector that leads into it is told by a rule of DKIM. */
static bool is_told(const struct domain *domain, const struct dns_reply *reply, size_t before)
{
	for (size_t i = 0; i < domain->selectors.count; i++)
		if (dns_name_equal(&domain->selectors.at[i].name, &reply->question.name))
			return true;
	for (size_t i = 0; i < before; i++) {
		const struct dns_reply *other = facts_view_reply(domain->view, i);

		if (!other || !dns_outcome_is_loop(other->outcome) || facts_view_is_aside(domain->view, i))
			continue;
		if (dns_name_equal(&other->question.name, &reply->question.name))
			return true;
		for (size_t k = 0; k < other->aliases.count && reply->aliases.count; k++)
			if (dns_name_equal(&other->aliases.at[k].target, &reply->aliases.at[0].target))
				return true;
	}
	return false;
}

/* Whatever was asked for the domain: every resolver fails there, and nothing else tells why. */
static void cname_loop(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	for (size_t i = 0; i < domain->view->count; i++) {
		const struct dns_reply *reply = facts_view_reply(domain->view, i);
		struct finding *finding;

		if (!reply || !dns_outcome_is_loop(reply->outcome) || facts_view_is_aside(domain->view, i) ||
			is_told(domain, reply, i))
			continue;
		finding = report_finding(run, NULL, (struct span){ 0 },
			!reply->aliases.count || dns_reply_is_circle(reply)
				? "CNAME loop at %s"
				: "the CNAME chain at %s is longer than 16",
			name_text(run, &reply->question.name));
		finding->name = reply->question.name;
		finding->type = DNS_TYPE_CNAME;
		if (is_beside_mail(domain, &reply->question.name))
			finding->severity = SEVERITY_WARNING;
	}
}

static void cname_target_nxdomain(struct rule_run *run)
{
	const struct dns_name *target = alias_target(run->domain);

	if (target && dns_outcome_has_no_name(run->domain->txt->outcome) && !run->domain->txt->wildcard)
		report_finding(run, NULL, (struct span){ 0 }, "%s is a CNAME to %s, which does not exist",
			name_text(run, &run->domain->name), name_text(run, target));
}

static void wildcard_txt(struct rule_run *run)
{
	const struct dns_reply *reply = run->domain->dns.nobody_txt;
	struct published *published;

	if (!dns_outcome_has_records(reply->outcome) || !run->domain->exists)
		return;
	published = arena_take(run->arena, sizeof *published);
	*published = published_txt(reply, 0);
	report_finding(run, published, whole_text(published),
		"a wildcard publishes this TXT record at every name below %s",
		name_text(run, &run->domain->name));
}

static void wildcard_mx(struct rule_run *run)
{
	const struct dns_reply *reply = run->domain->dns.nobody_mx;
	bool null_mx = dns_reply_is_null_mx(reply);

	if (dns_outcome_has_records(reply->outcome) && !null_mx && run->domain->exists)
		report_finding(run, NULL, (struct span){ 0 },
			"a wildcard publishes an MX record at every name below %s",
			name_text(run, &run->domain->name));
}

/* A wildcard covers no name that exists, whatever it owns (RFC 4592 section 2.2.1). */
static void wildcard_blocked(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	struct dns_name parent = dns_name_parent(&domain->name), nobody;
	const struct dns_reply *reply;

	if (!dns_outcome_has_no_type(domain->txt->outcome) || is_apex(domain) ||
		!dns_name_prepend(DNS_LABEL_OF_NOBODY, &parent, &nobody))
		return;
	reply = facts_get_aside(domain->view, &nobody, DNS_TYPE_TXT);
	for (size_t i = 0; i < reply->records.count; i++)
		if (spf_is_selected(reply->records.at[i].data.txt->joined))
			report_finding(run, NULL, (struct span){ 0 },
				"the wildcard SPF record *.%s does not apply to the existing name %s",
				name_text(run, &parent), name_text(run, &domain->name));
}

static void ent_nxdomain(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	if (!domain->domainkey || !dns_outcome_has_no_name(domain->domainkey->outcome) ||
		domain->domainkey->aliases.count)
		return;
	for (size_t i = 0; i < domain->selectors.count; i++) {
		const struct dkim_selector *selector = &domain->selectors.at[i];

		if (!dns_outcome_has_records(selector->reply->outcome) || selector->reply->from_zone_file)
			continue;
		report_finding(run, NULL, (struct span){ 0 },
			"NXDOMAIN for _domainkey.%s, although %s exists", name_text(run, &domain->name),
			name_text(run, &selector->name));
		return;
	}
}

/* Every name seems to exist, without owning anything: what signed zones answer instead of NXDOMAIN (RFC 9824). */
static bool denies_compactly(const struct domain *domain)
{
	struct dns_name nobody;

	return domain->exists && dns_outcome_has_no_type(domain->dns.nobody_txt->outcome) &&
	       dns_outcome_has_no_type(domain->dns.nobody_mx->outcome) &&
	       !domain->dns.nobody_txt->from_zone_file && !domain->dns.nobody_txt->aliases.count &&
	       dns_name_prepend(DNS_LABEL_OF_NOBODY, &domain->name, &nobody) &&
	       dns_outcome_has_no_type(facts_get_aside(domain->view, &nobody, DNS_TYPE_A)->outcome) &&
	       dns_outcome_has_no_type(facts_get_aside(domain->view, &nobody, DNS_TYPE_AAAA)->outcome);
}

static void compact_denial(struct rule_run *run)
{
	if (domain_is_asked_all(run->domain) && denies_compactly(run->domain))
		report_finding(run, NULL, (struct span){ 0 },
			"names below %s that do not exist return NODATA, not NXDOMAIN",
			name_text(run, &run->domain->name));
}

static void np_no_nxdomain(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag *np = dmarc->record->selected ? dmarc_tag(dmarc->record, "np") : NULL;

	if (np && denies_compactly(run->domain))
		report_finding(run, &dmarc->published, np->span,
			"np= has no effect; names below %s that do not exist get NODATA, not NXDOMAIN",
			name_text(run, &run->domain->name));
}

/* What a zone file has at and below the name with the zone's name twice. */
struct doubled {
	const struct zone_names *names;
	const struct dns_name *domain;
	size_t untold; /* names that no other rule tells */
	size_t lost;   /* of them: those that the zone does not have at the right name */
};

static void look_at_doubled(struct doubled *doubled, const struct dns_name *twice)
{
	const struct zone_names *names = doubled->names;
	size_t count, place;
	const uint32_t *numbers = zone_names_below(names, &names->repeated, twice, &count);

	for (size_t i = 0; i < count; i++) {
		struct dns_name name = zone_set_name(names->zones, numbers[i]), right;

		if (!dns_name_without_second_zone(&name, doubled->domain, &right) ||
			zone_names_is_stray(names, numbers[i])) /* which a rule of its own tells */
			continue;
		doubled->untold++;
		doubled->lost += !zone_set_find_name(names->zones, &right, &place) ||
				 !zone_set_name_exists(names->zones, place);
	}
}

/* Something may be at a wrong name instead. */
static bool lacks_records(const struct domain *domain)
{
	return !domain->spf_selected || !domain->mx.count || !domain_dmarc(domain) ||
	       (domain->options->selector_count && !domain_has_key(domain));
}

static void doubled_zone(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	struct doubled doubled = { .names = domain->options->zone_names, .domain = &domain->name };
	struct dns_name twice;
	const struct dns_reply *reply;
	struct finding *finding;

	if (!dns_outcome_has_no_name(domain->dns.nobody_txt->outcome) || !domain->exists ||
		(!lacks_records(domain) && !domain_is_asked_all(domain)) ||
		!dns_name_join(&domain->name, &domain->name, &twice))
		return;
	reply = facts_get_aside(domain->view, &twice, DNS_TYPE_TXT);
	if (!dns_outcome_has_name(reply->outcome))
		return;
	if (doubled.names)
		look_at_doubled(&doubled, &twice);
	if (doubled.names && !doubled.untold)
		return;
	finding = report_finding(run, NULL, (struct span){ 0 },
		"%s exists; the zone name was appended to a full name", name_text(run, &twice));
	if (doubled.names && !doubled.lost) /* copies of what is where it belongs */
		finding->severity = SEVERITY_WARNING;
	if (!doubled.names &&
		!lacks_records(domain)) /* a run that does not ask for it exits with the same status */
		finding->severity = SEVERITY_INFO;
}

/* Names with a dot in a label, as "\." in a zone file makes one: the first of them is told. */
static void trailing_dot_in_label(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct zone_names *names = domain->options->zone_names;
	const uint32_t *numbers;
	struct dns_name name;
	size_t count, first;

	if (!names || !dns_name_equal(&domain->dns.apex, &domain->name))
		return;
	numbers = zone_names_below(names, &names->dotted, &domain->name, &count);
	if (!count)
		return;
	first = numbers[0];
	for (size_t i = 1; i < count; i++)
		first = numbers[i] < first ? numbers[i] : first;
	name = zone_set_name(names->zones, first);
	report_finding(run, NULL, (struct span){ 0 }, "the name %s has a label that contains a dot",
		name_text(run, &name));
}

static void idn(struct rule_run *run)
{
	const char *unicode = dns_name_unicode(run->arena, &run->domain->name),
		   *ascii = name_text(run, &run->domain->name);

	if (strcmp(unicode, ascii) != 0)
		report_finding(run, NULL, (struct span){ 0 }, "%s is the A-label form of %s", ascii, unicode);
}

/* Name servers and mail hosts of services for domains that are for sale or waiting. */
static bool is_parking(const struct dns_name *host)
{
	static const char *const services[] = { "above.com", "afternic.com", "bodis.com", "dan.com",
		"hugedomains.com", "parkingcrew.net", "parklogic.com", "sedoparking.com",
		"uniregistrymarket.link", "undeveloped.com", "voodoo.com" };

	for (size_t i = 0; i < sizeof services / sizeof *services; i++) {
		struct dns_name service = dns_name_of(services[i]);

		if (dns_name_is_under(host, &service))
			return true;
	}
	return false;
}

static void parked(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	for (size_t i = 0; domain->dns.ns && i < domain->dns.ns->records.count; i++)
		if (is_parking(domain->dns.ns->records.at[i].data.target)) {
			report_finding(run, NULL, (struct span){ 0 },
				"%s uses a parking service: its name server is %s",
				name_text(run, &domain->name),
				name_text(run, domain->dns.ns->records.at[i].data.target));
			return;
		}
	for (size_t i = 0; i < domain->mx.count; i++)
		if (is_parking(&domain->mx.at[i].mx->exchange)) {
			report_finding(run, &domain->mx.at[i].published, domain->mx.at[i].exchange,
				"MX host %s belongs to a parking service",
				name_text(run, &domain->mx.at[i].mx->exchange));
			return;
		}
}

#define OF_NEWS "; domain news.example.com\n"
#define OUTSIDE_ZONE "$ORIGIN example.net.\n@ 60 SOA ns h 1 2 3 4 5\n@ 60 NS ns\nns 60 A 11.0.0.9\n"
#define SENDS "@ TXT \"v=spf1 a -all\"\n@ A 11.0.0.9\n"

static const struct rule rows[] = {
	{
		.id = "dns-cname-at-apex",
		DOMAIN_ROW(ERROR, cname_at_apex),
		.summary = "zone apex is a CNAME",
		.why = "The zone apex has SOA and NS records, and a name with a CNAME record cannot have "
		       "other records. Resolvers answer with one or the other by chance.",
		.help = "Replace the CNAME record with A and AAAA records, or with an ALIAS or ANAME "
			"record (CNAME flattening) if the DNS hosting provider offers it.",
		.reference = "RFC 1034 section 3.6.2 and RFC 2181 section 10.1",
		.bad = "; whole file\n; domain example.com\n$ORIGIN com.\n$TTL 60\n@ SOA ns h 1 2 3 4 5\nexample CNAME web\nweb A "
		       "11.0.0.9",
		.good = SENDS,
	},
	{
		.id = "dns-cname-with-txt",
		DOMAIN_ROW(ERROR, cname_with_txt),
		.also = ALSO(INFO),
		.summary = "sending domain is a CNAME to a name without an SPF record",
		.why = "A name with a CNAME record cannot have TXT or MX records of its own. Resolvers "
		       "take them from the target of the CNAME.",
		.help = "Replace the CNAME record with A and AAAA records, and publish the SPF record at "
			"the same name.",
		.reference = "RFC 1034 section 3.6.2",
		.bad = OF_NEWS
		"news CNAME web\nweb A 11.0.0.9\ns1._domainkey.news TXT \"v=DKIM1; k=ed25519; p=" KEY_ED25519
		"\"",
		.good = OF_NEWS "news CNAME web\nweb A 11.0.0.9\nweb TXT \"v=spf1 a "
				"-all\"\ns1._domainkey.news TXT \"v=DKIM1; k=ed25519; p=" KEY_ED25519 "\"",
	},
	{
		.id = "dns-cname-loop",
		DOMAIN_ROW(ERROR, cname_loop),
		.also = ALSO(WARNING),
		.summary = "CNAME chain is a loop or too long",
		.why = "Resolvers give up, and no record can be found at the name.",
		.help = "Change a CNAME record of the chain so that the chain ends at a name with other "
			"records.",
		.reference = "RFC 1034 section 5.2.2",
		.bad = "_dmarc CNAME a\na CNAME b\nb CNAME a",
		.good = "_dmarc CNAME a\na TXT \"v=DMARC1; p=none; rua=mailto:d@example.com\"",
	},
	{
		.id = "dns-cname-target-nxdomain",
		DOMAIN_ROW(ERROR, cname_target_nxdomain),
		.summary = "domain is a CNAME to a name that does not exist",
		.why = "The domain has no mail records. If the target can be registered, its new owner "
		       "controls the records of the domain.",
		.help = "Correct the target of the CNAME record, or remove the CNAME record.",
		.reference = "RFC 6604 section 3",
		.bad = OF_NEWS "news CNAME gone.example.net.\n" OUTSIDE_ZONE,
		.good = OF_NEWS "news CNAME here.example.net.\n" OUTSIDE_ZONE "here A 11.0.0.9",
	},
	{
		.id = "dns-wildcard-txt",
		DOMAIN_ROW(WARNING, wildcard_txt),
		.summary = "wildcard publishes a TXT record at every name",
		.why = "The wildcard also answers at the names where DMARC, DKIM and other records are "
		       "looked up. It hides which of these records are missing.",
		.help = "Publish the TXT record only at the names that need it, and remove the wildcard.",
		.reference = "RFC 4592 section 2.2.1",
		.bad = SENDS "* TXT \"v=spf1 -all\"",
		.good = SENDS,
	},
	{
		.id = "dns-wildcard-mx",
		DOMAIN_ROW(INFO, wildcard_mx),
		.summary = "wildcard publishes an MX record at every name",
		.why = "Every name below the domain accepts mail, and spoofed subdomains look like "
		       "existing domains.",
		.help = "Publish MX records only at the names that need them.",
		.reference = "RFC 7208 section 3.5",
		.bad = SENDS "* MX 10 ns",
		.good = SENDS,
	},
	{
		.id = "dns-wildcard-blocked",
		.asks = true,
		DOMAIN_ROW(INFO, wildcard_blocked),
		.summary = "SPF record of a wildcard does not apply to an existing name",
		.why = "A wildcard answers only for names that do not exist. A name with any record, or "
		       "with a name below it, gets nothing from the wildcard.",
		.help = "Publish the SPF record at this name, too.",
		.reference = "RFC 4592 section 2.2.1 and RFC 7208 section 3.5",
		.bad = OF_NEWS "* TXT \"v=spf1 -all\"\nnews A 11.0.0.9",
		.good = OF_NEWS "* TXT \"v=spf1 -all\"\nnews A 11.0.0.9\nnews TXT \"v=spf1 -all\"",
	},
	{
		.id = "dns-ent-nxdomain",
		DOMAIN_ROW(WARNING, ent_nxdomain),
		.summary = "NXDOMAIN for a name that has a DKIM key below it",
		.why = "Resolvers may conclude that no name below it exists, and then receivers find no "
		       "DKIM key.",
		.help = "Update the name server software. It must answer NOERROR for a name that has "
			"names below it.",
		.reference = "RFC 8020 section 2 and RFC 4592 section 2.2.2",
		.bad = "; with --selector s1\n; @answer _domainkey.example.com * nxdomain\n; @answer s1._domainkey.example.com TXT "
		       "answer\n"
		       "s1._domainkey TXT \"v=DKIM1; p=\"",
		.good = "s1._domainkey TXT \"v=DKIM1; p=\"",
	},
	{
		.id = "dns-compact-denial",
		.asks = true,
		DOMAIN_ROW(INFO, compact_denial),
		.summary = "zone answers NODATA for names that do not exist",
		.why = "Some signed zones use compact denial of existence and never answer NXDOMAIN. "
		       "Receivers cannot tell whether a subdomain exists, and the DMARC policy of the np "
		       "tag does not apply.",
		.help = NULL,
		.reference = "RFC 9824 section 2",
		.bad = SENDS "; @answer mailauth-check-wildcard.example.com * nodata",
		.good = SENDS,
	},
	{
		.id = "dmarc-np-no-nxdomain",
		.asks = true,
		SUBJECT_ROW(INFO, DMARC, dmarc, np_no_nxdomain),
		.summary = "\"np\" tag in a zone that never answers NXDOMAIN",
		.why = "The np policy applies only to names for which DNS answers NXDOMAIN. This zone answers NODATA for names that do not exist, so the sp or p policy applies to them.",
		.help = "Set the policy for these subdomains with the `sp` tag.",
		.reference = "RFC 9989 section 3.2.13 and RFC 9824 section 2",
		.bad = "; @answer mailauth-check-wildcard.example.com * nodata\n" DMARC_EXAMPLE(
			"v=DMARC1; p=reject; sp=none; np=reject; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; sp=none; np=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dns-doubled-zone",
		.asks = true,
		DOMAIN_ROW(ERROR, doubled_zone),
		.follows = "dkim-name-doubled,dmarc-wrong-name-variants",
		.also = ALSO(WARNING),
		.summary = "name contains the zone name twice",
		.why = "Zone files and the web forms of DNS hosting providers append the zone name to a "
		       "name without a final dot. The record is then not at the name where receivers "
		       "look it up.",
		.help = "Enter the name without the zone name, or with a dot at its end.",
		.reference = "RFC 1035 section 5.1",
		.bad = SENDS "www.example.com A 11.0.0.9",
		.good = SENDS "www A 11.0.0.9",
	},
	{
		.id = "dns-trailing-dot-in-label",
		DOMAIN_ROW(WARNING, trailing_dot_in_label),
		.summary = "label contains a dot",
		.why = "A dot after a backslash is part of the label, so the record is at another name "
		       "than it seems.",
		.help = "Write the dot in the name without a backslash.",
		.reference = "RFC 1035 section 5.1",
		.bad = SENDS "_dmarc\\. TXT \"v=DMARC1; p=none; rua=mailto:d@example.com\"",
		.good = SENDS,
	},
	{
		.id = "dns-idn",
		DOMAIN_ROW(INFO, idn),
		.summary = "domain is an internationalized domain name (IDN)",
		.why = "DNS records use the A-label form (xn--). Users see the U-label form.",
		.help = NULL,
		.reference = "RFC 5890 section 2.3.2",
		.bad = "; domain xn--mnchen-3ya.example\n$ORIGIN example.\n@ SOA ns h 1 2 3 4 "
		       "5\nxn--mnchen-3ya A 11.0.0.9",
		.good = SENDS,
	},
	{
		.id = "dns-parked",
		DOMAIN_ROW(WARNING, parked),
		.summary = "domain is at a parking service",
		.why = "The registration may have expired. The mail records of the domain are then not "
		       "in DNS.",
		.help = "Check the registration of the domain and its name servers at the registrar.",
		.reference = NULL,
		.bad = "; whole file\n$ORIGIN example.com.\n$TTL 60\n@ SOA ns1.sedoparking.com. h 1 2 3 4 "
		       "5\n@ NS ns1.sedoparking.com.",
		.good = SENDS,
	},
};

RULE_FAMILY(dns_name_rules, "DNS: names", rows);
