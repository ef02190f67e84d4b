/* SPF: records of other types and at other names. */
#include "check/claims.h"
#include "dmarc/suffix_list.h"
#include "rules/common.h"
#include "rules/families.h"
#include "rules/spf/walk.h"

/* True when the domain itself was asked and exists: only then other names are worth a question. */
static bool is_judged(const struct domain *domain)
{
	return dns_outcome_is_answer(domain->txt->outcome) && domain->exists;
}

/* The SPF record of an answer as it is published, or NULL. */
static const struct published *spf_in(struct rule_run *run, const struct dns_reply *reply)
{
	for (size_t i = 0; i < reply->records.count; i++) {
		struct published *published;

		if (!spf_is_selected(reply->records.at[i].data.txt->joined))
			continue;
		published = arena_take(run->arena, sizeof *published);
		*published = published_txt(reply, i);
		return published;
	}
	return NULL;
}

static const struct published *spf_at(struct rule_run *run, const struct dns_name *name, uint16_t type)
{
	return spf_in(run, facts_get(run->domain->view, name, type));
}

/* Beside a TXT record nobody reads it. */
static const struct published *type99(struct rule_run *run)
{
	return is_judged(run->domain) && (!run->domain->spf_selected || domain_is_asked_all(run->domain))
		       ? spf_at(run, &run->domain->name, DNS_TYPE_SPF)
		       : NULL;
}

/* True when a TXT record says the same as the record of type SPF. */
static bool has_txt_like(const struct domain *domain, const struct published *record)
{
	for (size_t i = 0; i < domain->spf.count; i++)
		if (slice_equal(domain->spf.at[i].record->text, record->txt->joined))
			return true;
	return false;
}

static void type99_record(struct rule_run *run)
{
	const struct published *record = type99(run);

	if (record && run->domain->spf_selected && has_txt_like(run->domain, record))
		fix_by_deletion(run, report_finding(run, record, whole_text(record),
					     "record of the obsolete type SPF (99) beside the TXT record"));
}

static void type99_only(struct rule_run *run)
{
	const struct published *record = type99(run);

	if (record && !run->domain->spf_selected)
		finding_fix(report_finding(run, record, whole_text(record),
				    "the only SPF record has the obsolete type SPF (99)"),
			&record->name, DNS_TYPE_TXT,
			(const char *)arena_copy(run->arena, record->txt->joined).at);
}

static void type99_differs(struct rule_run *run)
{
	const struct published *record = type99(run);
	const struct spf_subject *spf = domain_spf(run->domain);
	struct finding *finding;

	if (!record || !spf || has_txt_like(run->domain, record))
		return;
	finding = report_finding(
		run, record, whole_text(record), "the record of type SPF differs from the TXT record");
	finding_relate(run, finding, &spf->published, "the TXT record");
	fix_by_deletion(run, finding);
}

static void at_wrong_name(struct rule_run *run)
{
	static const char *const labels[] = { "_spf", "spf", "www" };
	const struct domain *domain = run->domain;

	if (!is_judged(domain) || domain->spf.count)
		return;
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
		const struct published *record;
		struct dns_name name;
		const char *own = dns_name_text(run->arena, &domain->name);

		if (!dns_name_prepend(labels[i], &domain->name, &name))
			continue;
		record = spf_at(run, &name, DNS_TYPE_TXT);
		if (!record || facts_get(domain->view, &name, DNS_TYPE_TXT)->wildcard)
			continue;
		finding_fix(report_finding(run, record, whole_text(record),
				    "the SPF record is at %s; %s has none", dns_name_text(run->arena, &name),
				    own),
			&domain->name, DNS_TYPE_TXT,
			i == 2 ? (const char *)arena_copy(run->arena, record->txt->joined).at
			       : arena_printf(
					 run->arena, "v=spf1 redirect=%s", dns_name_text(run->arena, &name)));
		return;
	}
}

static const struct published *wildcard_below(struct rule_run *run, const struct dns_name *name)
{
	struct dns_name wildcard;

	return is_judged(run->domain) && dns_name_prepend("*", name, &wildcard)
		       ? spf_at(run, &wildcard, DNS_TYPE_TXT)
		       : NULL;
}

/* Whether a wildcard answers for the name was asked, and not answered. */
static bool is_wildcard_open(struct rule_run *run)
{
	struct dns_name parent = dns_name_parent(&run->domain->name), wildcard;

	if (dns_outcome_is_open(run->domain->txt->outcome)) /* what would be compared with it */
		return true;
	return is_judged(run->domain) && dns_name_labels(&run->domain->name) >= 3 &&
	       dns_name_prepend("*", &parent, &wildcard) &&
	       dns_outcome_is_open(facts_get(run->domain->view, &wildcard, DNS_TYPE_TXT)->outcome);
}

/* The name has no record of its own: it is the wildcard that is told, where it is published. Live DNS does not mark its answers. */
static bool comes_from_wildcard(struct rule_run *run)
{
	const struct spf_subject *spf = domain_spf(run->domain);
	struct dns_name parent = dns_name_parent(&run->domain->name);
	const struct published *wildcard;

	if (run->domain->txt->wildcard || !spf || dns_name_labels(&run->domain->name) < 3)
		return run->domain->txt->wildcard;
	wildcard = wildcard_below(run, &parent);
	return wildcard && slice_equal(wildcard->txt->joined, spf->record->text);
}

static void at_dmarc_name(struct rule_run *run)
{
	for (size_t i = 0; i < run->domain->dmarc_txts.count; i++) {
		const struct published *txt = &run->domain->dmarc_txts.at[i];
		struct finding *finding;

		if (!spf_is_selected(txt->txt->joined) || comes_from_wildcard(run) || is_wildcard_open(run))
			continue;
		finding = report_finding(
			run, txt, whole_text(txt), "SPF record at the name of the DMARC record");
		finding->severity = domain_dmarc(run->domain) ? SEVERITY_WARNING : SEVERITY_ERROR;
		fix_by_deletion(run, finding);
	}
}

static void wildcard_record(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct published *record;

	/* A wildcard has answered for the name that nobody has. */
	if (!domain->options->zone_names && !spf_in(run, domain->dns.nobody_txt))
		return;
	record = wildcard_below(run, &domain->name);
	if (record)
		report_finding(run, record, whole_text(record),
			"names below %s that do not exist get this SPF record",
			dns_name_text(run->arena, &domain->name));
}

static void wildcard_hides_none(struct rule_run *run)
{
	const struct spf_subject *spf = domain_spf(run->domain);
	const struct published *wildcard;
	struct dns_name parent;

	if (!spf || dns_name_labels(&run->domain->name) < 3)
		return;
	parent = dns_name_parent(&run->domain->name);
	wildcard = wildcard_below(run, &parent);
	if (wildcard && (run->domain->txt->wildcard || slice_equal(wildcard->txt->joined, spf->record->text)))
		report_finding(run, &spf->published, whole_text(&spf->published),
			"this record may come from the wildcard *.%s", dns_name_text(run->arena, &parent));
}

/* MX hosts below the domain often say their own name in HELO. */
static void helo_host_missing(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	if (!is_judged(domain) || !domain_sends(domain) || !domain_is_asked_all(domain))
		return;
	for (size_t i = 0; i < domain->mx.count; i++) {
		const struct dns_name *host = &domain->mx.at[i].mx->exchange;
		const struct dns_reply *reply;

		if (host->len == 1 || dns_name_equal(host, &domain->name) ||
			!dns_name_is_under(host, &domain->name))
			continue;
		reply = facts_get(domain->view, host, DNS_TYPE_TXT);
		if (dns_outcome_is_answer(reply->outcome) && !dns_outcome_has_no_name(reply->outcome) &&
			!spf_in(run, reply))
			finding_fix(
				report_finding(run, &domain->mx.at[i].published, domain->mx.at[i].exchange,
					"%s has no SPF record", dns_name_text(run->arena, host)),
				dns_reply_owner(reply), DNS_TYPE_TXT, "v=spf1 a -all");
	}
}

static void subdomain_not_inherited(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct published *record;
	struct dns_name organizational;

	if (!is_judged(domain) || domain->spf.count || domain->has_bounce_domain ||
		domain->bounce_domain_unknown || !domain_sends(domain) || domain->txt->aliases.count)
		return;
	organizational = suffix_list_organizational_domain(domain->options->suffixes, &domain->name);
	if (dns_name_equal(&organizational, &domain->name))
		return;
	record = spf_at(run, &organizational, DNS_TYPE_TXT);
	if (record)
		finding_relate(run,
			report_finding(run, NULL, (struct span){ 0 },
				"%s has no SPF record; the record of %s does not apply",
				dns_name_text(run->arena, &domain->name),
				dns_name_text(run->arena, &organizational)),
			record, "the record of the organizational domain");
}

static const struct rule rows[] = {
	{
		.id = "spf-type99-record",
		.asks = true,
		DOMAIN_ROW(WARNING, type99_record),
		.summary = "record of the obsolete type SPF (99) is published",
		.why = "Receivers query only TXT records. The record of type SPF has no effect, and it is "
		       "easily forgotten when the TXT record changes.",
		.help = "Remove the record of type SPF.",
		.reference = "RFC 7208 sections 3.1 and 14.1",
		.bad = "@ TXT \"v=spf1 mx -all\"\n@ SPF \"v=spf1 mx -all\"",
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-type99-only",
		.asks = true,
		DOMAIN_ROW(ERROR, type99_only),
		.summary = "no TXT record, only an SPF record of the obsolete type SPF (99)",
		.why = "Receivers query only TXT records and find no SPF record, so the SPF result is none.",
		.help = "Publish the same text as a TXT record.",
		.reference = "RFC 7208 sections 3.1 and 4.4",
		.bad = "@ SPF \"v=spf1 mx -all\"",
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-type99-differs",
		.asks = true,
		DOMAIN_ROW(WARNING, type99_differs),
		.summary = "records of type SPF and TXT differ",
		.why = "Receivers query only TXT records. Changes to the record of type SPF have no effect.",
		.help = "Remove the record of type SPF.",
		.reference = "RFC 7208 sections 3.1 and 4.4",
		.bad = "@ TXT \"v=spf1 mx -all\"\n@ SPF \"v=spf1 mx ip4:11.0.0.7 -all\"",
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-at-wrong-name",
		.asks = true,
		DOMAIN_ROW(WARNING, at_wrong_name),
		.summary = "SPF record is at another name, and the domain has none",
		.why = "Receivers query only the domain itself and find no SPF record, so the SPF result is "
		       "none.",
		.help = "Publish the record at the domain itself, or redirect from the domain to this name.",
		.reference = "RFC 7208 sections 3 and 4.4",
		.bad = "_spf TXT \"v=spf1 ip4:11.0.0.7 -all\"",
		.good = "@ TXT \"v=spf1 include:_spf.example.com -all\"\n_spf TXT \"v=spf1 ip4:11.0.0.7 "
			"-all\"",
	},
	{
		.id = "spf-at-dmarc-name",
		.asks = true,
		DOMAIN_ROW(ERROR, at_dmarc_name),
		.follows = "dns-wildcard-txt",
		.also = ALSO(WARNING),
		.summary = "SPF record is published at \"_dmarc\"",
		.why = "Receivers do not look for SPF records at _dmarc. The record comes from a wildcard or "
		       "from a mistake in the name, and the DMARC record belongs here.",
		.help = "Remove the SPF record at `_dmarc`, and publish a DMARC record there.",
		.reference = "RFC 7489 section 6.6.3 and RFC 9989 section 4.10",
		.bad = "@ TXT \"v=spf1 mx -all\"\n_dmarc TXT \"v=spf1 mx -all\"",
		.good = "@ TXT \"v=spf1 mx -all\"\n_dmarc TXT \"v=DMARC1; p=none\"",
	},
	{
		.id = "spf-wildcard-record",
		.asks = true,
		DOMAIN_ROW(WARNING, wildcard_record),
		.follows = "dns-wildcard-txt",
		.summary = "wildcard returns an SPF record for every name that does not exist",
		.why = "A wildcard does not apply to names that have any record. For names such as _dmarc "
		       "and DKIM selectors it returns an SPF record, which is wrong there.",
		.help = "Publish SPF records at the names that send mail, instead of a wildcard.",
		.reference = "RFC 7208 section 3.5 and RFC 4592 section 3.3",
		.bad = "@ TXT \"v=spf1 mx -all\"\n* TXT \"v=spf1 -all\"",
		.good = "@ TXT \"v=spf1 mx -all\"",
	},
	{
		.id = "spf-wildcard-hides-none",
		.asks = true,
		DOMAIN_ROW(INFO, wildcard_hides_none),
		.confidence = LIKELY,
		.summary = "SPF record of the name may come from a wildcard",
		.why = "When the name gets any record of its own, the wildcard does not apply to it, and the "
		       "SPF result becomes none.",
		.help = "Publish the SPF record at the name itself.",
		.reference = "RFC 7208 section 3.5",
		.bad = "; whole file\n; domain news.example.com\n$ORIGIN example.com.\n$TTL 60\n@ SOA ns h 1 "
		       "2 3 4 5\n"
		       "*.example.com. TXT \"v=spf1 -all\"",
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-helo-host-missing",
		.asks = true,
		DOMAIN_ROW(INFO, helo_host_missing),
		.confidence = LIKELY,
		.summary = "MX host has no SPF record",
		.why = "Bounces have an empty MAIL FROM, so receivers check the HELO name of the sending "
		       "host. If this host sends bounces, they get the result none.",
		.help = "Publish the TXT record `v=spf1 a -all` at the name of the host.",
		.reference = "RFC 7208 sections 2.4 and 10.1.2",
		.bad = "@ TXT \"v=spf1 mx -all\"\n@ MX 10 mail\nmail A 11.0.0.7",
		.good = "@ TXT \"v=spf1 mx -all\"\n@ MX 10 mail\nmail A 11.0.0.7\nmail TXT \"v=spf1 a -all\"",
	},
	{
		.id = "spf-subdomain-not-inherited",
		.asks = true,
		DOMAIN_ROW(WARNING, subdomain_not_inherited),
		.follows = "spf-none",
		.summary = "subdomain that sends mail has no SPF record",
		.why = "Subdomains do not inherit SPF records. For mail from this subdomain the SPF result "
		       "is none.",
		.help = "Publish an SPF record at the subdomain, for example one with `redirect=` to the "
			"organizational domain.",
		.reference = "RFC 7208 sections 3 and 4.4",
		.bad = "; domain bounce.example.com\n@ TXT \"v=spf1 mx -all\"\nbounce MX 10 ns",
		.good = "; domain bounce.example.com\n@ TXT \"v=spf1 mx -all\"\nbounce MX 10 ns\nbounce TXT "
			"\"v=spf1 mx -all\"",
	},
};

RULE_FAMILY(spf_placement_rules, "SPF: types and names", rows);
