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

static const struct published *type99(struct rule_run *run)
{
	return is_judged(run->domain) ? spf_at(run, &run->domain->name, DNS_TYPE_SPF) : NULL;
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
					     "a record of the obsolete type SPF beside the TXT record"));
}

static void type99_only(struct rule_run *run)
{
	const struct published *record = type99(run);

	if (record && !run->domain->spf_selected)
		finding_fix(report_finding(run, record, whole_text(record),
				    "only a record of type SPF, and no TXT record"),
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
	finding = report_finding(run, record, whole_text(record),
		"the record of type SPF says something else than the TXT record");
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
				    "%s has this record, and %s, which mail is sent from, has none",
				    dns_name_text(run->arena, &name), own),
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

		if (!spf_is_selected(txt->txt->joined) || comes_from_wildcard(run))
			continue;
		finding = report_finding(
			run, txt, whole_text(txt), "an SPF record at the name of the DMARC record");
		finding->severity = domain_dmarc(run->domain) ? SEVERITY_WARNING : SEVERITY_ERROR;
		fix_by_deletion(run, finding);
	}
}

static void wildcard_record(struct rule_run *run)
{
	const struct published *record = wildcard_below(run, &run->domain->name);

	if (record)
		report_finding(run, record, whole_text(record),
			"every name below %s that has no record of its own gets this one",
			dns_name_text(run->arena, &run->domain->name));
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
			"this record may come from the wildcard below %s",
			dns_name_text(run->arena, &parent));
}

/* MX hosts below the domain often say their own name in HELO. */
static void helo_host_missing(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	for (size_t i = 0; i < domain->mx.count && is_judged(domain) && domain->role == ROLE_SENDS; i++) {
		const struct dns_name *host = &domain->mx.at[i].mx->exchange;
		const struct dns_reply *reply;

		if (host->len == 1 || dns_name_equal(host, &domain->name) ||
			!dns_name_is_under(host, &domain->name))
			continue;
		reply = facts_get(domain->view, host, DNS_TYPE_TXT);
		if (dns_outcome_is_answer(reply->outcome) && reply->outcome != DNS_NXDOMAIN &&
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
		domain->bounce_domain_unknown || domain->role != ROLE_SENDS || domain->txt->aliases.count)
		return;
	organizational = suffix_list_organizational_domain(domain->options->suffixes, &domain->name);
	if (dns_name_equal(&organizational, &domain->name))
		return;
	record = spf_at(run, &organizational, DNS_TYPE_TXT);
	if (record)
		finding_relate(run,
			report_finding(run, NULL, (struct span){ 0 },
				"%s has no SPF record of its own, and that of %s does not count for it",
				dns_name_text(run->arena, &domain->name),
				dns_name_text(run->arena, &organizational)),
			record, "the record of the organization");
}

static const struct rule rows[] = {
	{
		.id = "spf-type99-record",
		DOMAIN_ROW(WARNING, type99_record),
		.summary = "a record of the obsolete type SPF (99) is published",
		.why = "Receivers ask for TXT alone. A second copy is forgotten at the next change, and then "
		       "they differ.",
		.help = "Remove the record of type SPF.",
		.reference = "RFC 7208 sections 3.1 and 14.1",
		.bad = "@ TXT \"v=spf1 mx -all\"\n@ SPF \"v=spf1 mx -all\"",
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-type99-only",
		DOMAIN_ROW(ERROR, type99_only),
		.summary = "the only SPF record has the obsolete type SPF (99)",
		.why = "Receivers ask for TXT alone and find no SPF record: the result is none.",
		.help = "Publish the same text as a TXT record.",
		.reference = "RFC 7208 sections 3.1 and 4.4",
		.bad = "@ SPF \"v=spf1 mx -all\"",
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-type99-differs",
		DOMAIN_ROW(WARNING, type99_differs),
		.summary = "the records of type SPF and TXT differ",
		.why = "Receivers read the TXT record; whoever edits the other one wonders why nothing "
		       "changes.",
		.help = "Remove the record of type SPF.",
		.reference = "RFC 7208 section 3.1",
		.bad = "@ TXT \"v=spf1 mx -all\"\n@ SPF \"v=spf1 mx ip4:11.0.0.7 -all\"",
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-at-wrong-name",
		DOMAIN_ROW(WARNING, at_wrong_name),
		.summary = "the SPF record stands at another name, and the domain has none",
		.why = "Receivers look at the domain itself and nowhere else: the result is none.",
		.help = "Publish the record at the domain, or one there that redirects to it.",
		.reference = "RFC 7208 section 3",
		.bad = "_spf TXT \"v=spf1 ip4:11.0.0.7 -all\"",
		.good = "@ TXT \"v=spf1 include:_spf.example.com -all\"\n_spf TXT \"v=spf1 ip4:11.0.0.7 "
			"-all\"",
	},
	{
		.id = "spf-at-dmarc-name",
		DOMAIN_ROW(ERROR, at_dmarc_name),
		.follows = "dns-wildcard-txt",
		.also = ALSO(WARNING),
		.summary = "an SPF record stands at _dmarc",
		.why = "Nobody looks for SPF there. A wildcard or a mix-up of two fields put it where the "
		       "DMARC record belongs.",
		.help = "Remove it, and publish the DMARC record there.",
		.reference = "RFC 7489 section 6.6.3 and RFC 9989 section 4.10",
		.bad = "@ TXT \"v=spf1 mx -all\"\n_dmarc TXT \"v=spf1 mx -all\"",
		.good = "@ TXT \"v=spf1 mx -all\"\n_dmarc TXT \"v=DMARC1; p=none\"",
	},
	{
		.id = "spf-wildcard-record",
		DOMAIN_ROW(WARNING, wildcard_record),
		.follows = "dns-wildcard-txt",
		.summary = "a wildcard answers with an SPF record for every missing name",
		.why = "It does not cover names that own any record, and answers for names such as _dmarc "
		       "and selectors too.",
		.help = "Publish records at the names that send mail.",
		.reference = "RFC 7208 section 3.5 and RFC 4592",
		.bad = "@ TXT \"v=spf1 mx -all\"\n* TXT \"v=spf1 -all\"",
		.good = "@ TXT \"v=spf1 mx -all\"",
	},
	{
		.id = "spf-wildcard-hides-none",
		DOMAIN_ROW(INFO, wildcard_hides_none),
		.confidence = LIKELY,
		.summary = "the SPF record of the name may come from a wildcard",
		.why = "As soon as the name gets a record of any kind the wildcard's record is gone, and SPF "
		       "is none.",
		.help = "Publish the record at the name itself.",
		.reference = "RFC 7208 section 3.5",
		.bad = "; whole file\n; domain news.example.com\n$ORIGIN example.com.\n$TTL 60\n@ SOA ns h 1 "
		       "2 3 4 5\n"
		       "*.example.com. TXT \"v=spf1 -all\"",
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-helo-host-missing",
		DOMAIN_ROW(INFO, helo_host_missing),
		.confidence = LIKELY,
		.summary = "a mail host has no SPF record of its own",
		.why = "Bounces have an empty MAIL FROM: receivers then check the name that the host says in "
		       "HELO.",
		.help = "Publish a record at the host's name that lets its own address pass.",
		.reference = "RFC 7208 sections 2.4 and 10.1.2",
		.bad = "@ TXT \"v=spf1 mx -all\"\n@ MX 10 mail\nmail A 11.0.0.7",
		.good = "@ TXT \"v=spf1 mx -all\"\n@ MX 10 mail\nmail A 11.0.0.7\nmail TXT \"v=spf1 a -all\"",
	},
	{
		.id = "spf-subdomain-not-inherited",
		DOMAIN_ROW(WARNING, subdomain_not_inherited),
		.follows = "spf-none",
		.summary = "a subdomain that sends mail has no SPF record of its own",
		.why = "SPF is not inherited: the record of the domain above says nothing about this one, "
		       "and the result is none.",
		.help = "Publish a record at the subdomain; with redirect= it can be that of the domain "
			"above.",
		.reference = "RFC 7208 sections 4.3 to 4.5",
		.bad = "; domain bounce.example.com\n@ TXT \"v=spf1 mx -all\"\nbounce MX 10 ns",
		.good = "; domain bounce.example.com\n@ TXT \"v=spf1 mx -all\"\nbounce MX 10 ns\nbounce TXT "
			"\"v=spf1 mx -all\"",
	},
};

RULE_FAMILY(spf_placement_rules, "SPF: types and names", rows);
