/* DMARC: what RFC 7489 and RFC 9989 receivers read in the same records, and whether any mail can pass. */
#include "check/claims.h"
#include "check/rule.h"
#include "rules/common.h"
#include "rules/dmarc/tags.h"
#include "rules/families.h"

static bool both_known(const struct dmarc_discovery *dmarc)
{
	return dns_outcome_is_answer(dmarc->rfc7489.outcome) && dns_outcome_is_answer(dmarc->rfc9989.outcome);
}

/* What is at _dmarc.NAME, if any receiver asks for it. */
static const struct dmarc_answer *answer_at(const struct dmarc_discovery *dmarc, const struct dns_name *name)
{
	for (size_t i = 0; i < dmarc->walk_count; i++)
		if (dns_name_equal(&dmarc->walk[i].name, name))
			return &dmarc->walk[i];
	return dmarc->organizational.reply && dns_name_equal(&dmarc->organizational.name, name)
		       ? &dmarc->organizational
		       : NULL;
}

/* Nothing is there that the one record to publish could meet. */
static bool is_free(const struct dmarc_answer *answer)
{
	if (!answer || !dns_outcome_is_answer(answer->reply->outcome) || answer->count)
		return false;
	for (size_t i = 0; i < answer->reply->records.count; i++)
		if (dmarc_is_near_miss(answer->reply->records.at[i].data.txt->joined))
			return false;
	return true;
}

static const struct dmarc_answer *found_by_any(const struct dmarc_discovery *dmarc)
{
	return dmarc->rfc9989.found ? dmarc->rfc9989.found : dmarc->rfc7489.found;
}

static const char *with_psd_n(struct arena *arena, const struct dmarc_record *record)
{
	return arena_printf(arena, "%.*s%s psd=n", (int)record->text.len, (const char *)record->text.at,
		record->tags.ends_in_semicolon ? "" : ";");
}

static void psl_vs_walk_differ(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct dmarc_discovery *dmarc = domain->dmarc;
	const struct dns_name *by_list = &dmarc->rfc7489.organizational_domain,
			      *by_walk = &dmarc->rfc9989.organizational_domain;
	const struct dmarc_answer *at_list = answer_at(dmarc, by_list);
	struct finding *finding;

	if (!domain->exists || !both_known(dmarc) || !dmarc->rfc9989.organizational_known ||
		!found_by_any(dmarc) || dns_name_equal(by_list, by_walk))
		return;
	finding = report_finding(run, NULL, (struct span){ 0 },
		"the organizational domain is %s (RFC 7489) or %s (RFC 9989)",
		dns_name_text(run->arena, by_list), dns_name_text(run->arena, by_walk));
	/* A record at the one that the list tells makes the walk end there, too, unless psd=n stops it before. */
	if (dns_name_is_under(by_walk, by_list) && dmarc->rfc9989.found &&
		dmarc->rfc9989.found->record->psd != 'n' && is_free(at_list)) {
		finding_fix(finding, &at_list->owner, DNS_TYPE_TXT,
			arena_printf(run->arena, "v=DMARC1; p=none; rua=" OWN_REPORT_MAILBOX "%s",
				dns_name_text(run->arena, by_list)));
	} else if (dns_name_is_under(by_list, by_walk) && at_list && at_list->record &&
		   !dmarc_tag(at_list->record, "psd")) {
		finding->help = arena_printf(run->arena, "Add `psd=n` to the DMARC record of %s.",
			dns_name_text(run->arena, by_list));
		finding_fix(finding, &at_list->owner, DNS_TYPE_TXT, with_psd_n(run->arena, at_list->record));
	}
}

static void intermediate_ignored(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct dmarc_discovery *dmarc = domain->dmarc;
	const struct dmarc_answer *found = dmarc->rfc9989.found;

	if (!domain->exists || !domain_has_authors(domain) || !found || found == &dmarc->walk[0])
		return;
	for (size_t i = 1; i < dmarc->walk_count; i++) {
		const struct dmarc_answer *at = &dmarc->walk[i];

		if (at->record && at != found && dns_name_is_under(&at->name, &found->name))
			report_finding(run, NULL, (struct span){ 0 }, "%s gets the policy of %s, not of %s",
				dns_name_text(run->arena, &domain->name),
				dns_name_text(run->arena, &found->name),
				dns_name_text(run->arena, &at->name));
	}
}

static void over_eight_labels(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	if (domain->exists && domain_has_authors(domain) &&
		dns_name_labels(&domain->name) > DMARC_WALK_MOST &&
		dns_outcome_is_answer(domain->dmarc->walk[0].reply->outcome) && !domain->dmarc->walk[0].count)
		report_finding(run, NULL, (struct span){ 0 },
			"%u labels and no DMARC record; the tree walk continues with the last %d labels",
			dns_name_labels(&domain->name), DMARC_WALK_MOST - 1);
}

static void orgdomain_no_record(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct dmarc_discovery *dmarc = domain->dmarc;

	if (domain->exists && both_known(dmarc) && !found_by_any(dmarc) && !domain->dmarcs.count &&
		!dns_name_equal(&dmarc->rfc7489.organizational_domain, &domain->name))
		report_finding(run, NULL, (struct span){ 0 },
			"%s and %s are not aligned for RFC 9989 receivers",
			dns_name_text(run->arena, &domain->name),
			dns_name_text(run->arena, &dmarc->rfc7489.organizational_domain));
}

static void psd_record(struct rule_run *run)
{
	const struct dmarc_discovery *dmarc = run->domain->dmarc;

	for (size_t i = 1; run->domain->exists && i < dmarc->walk_count; i++)
		if (dmarc->walk[i].record && dmarc->walk[i].record->psd == 'y')
			report_finding(run, NULL, (struct span){ 0 },
				"%s is a public suffix with a DMARC record (psd=y)",
				dns_name_text(run->arena, &dmarc->walk[i].name));
}

static void parked_not_reject(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const struct tag *p = dmarc_tag(dmarc->record, "p");

	if (run->domain->role == ROLE_NO_MAIL && domain_spf(run->domain) &&
		!domain_may_have_key(run->domain) && dmarc->record->selected && p &&
		dmarc->record->p >= DMARC_NONE && dmarc->record->p < DMARC_REJECT)
		report_replaced(run, &dmarc->published, p->span, p->value, "reject",
			arena_printf(run->arena, "%s sends no mail, but its policy is p=%s",
				dns_name_text(run->arena, &run->domain->name),
				dmarc_policy_text(dmarc->record->p)));
}

/*
 * Another name of the list is of the same organization, so that its keys or its MAIL FROM are aligned in relaxed mode (RFC 9989
 * section 4.4). All such names are at or below the organizational domain.
 */
static bool has_relative(const struct domain *domain, const struct zone_name_list *list)
{
	const struct zone_names *names = domain->options->zone_names;
	size_t count;
	const uint32_t *numbers =
		zone_names_below(names, list, &domain->dmarc->rfc7489.organizational_domain, &count);

	for (size_t i = 0; i < count; i++) {
		struct dns_name other = zone_set_name(names->zones, numbers[i]);

		if (!dns_name_equal(&other, &domain->name) &&
			dmarc_alignment_rfc7489(domain->options->suffixes, &domain->name, &other, false) ==
				DMARC_ALIGNED)
			return true;
	}
	return false;
}

/* Above it in DNS, or elsewhere in the zone files, there may be a key with which its mail is signed. */
static bool relatives_may_have_keys(const struct domain *domain)
{
	const struct dns_name *top = &domain->dmarc->rfc7489.organizational_domain;
	const struct zone_names *names = domain->options->zone_names;

	for (struct dns_name at = domain->name; !dns_name_equal(&at, top) && dns_name_is_under(&at, top);) {
		struct dns_name domainkey;

		at = dns_name_parent(&at);
		if (dns_name_prepend("_domainkey", &at, &domainkey) &&
			!dns_outcome_has_no_name(facts_get(domain->view, &domainkey, DNS_TYPE_TXT)->outcome))
			return true;
	}
	return names && has_relative(domain, &names->key_domains);
}

/* A MAIL FROM below the domain, as sending services have it. */
static bool relatives_may_have_spf(const struct domain *domain)
{
	const struct zone_names *names = domain->options->zone_names;

	return names && has_relative(domain, &names->mail_domains);
}

/* Nothing exists below _domainkey, so no selector does (RFC 8020), unless the server that says so is wrong. */
static bool is_without_keys(const struct domain *domain, const struct dmarc_record *record)
{
	return domain_sends(domain) && domain->dmarc->walk[0].count <= 1 && domain->domainkey &&
	       dns_outcome_has_no_name(domain->domainkey->outcome) && !domain_has_key(domain) &&
	       (record->strict_dkim || !relatives_may_have_keys(domain));
}

static void p_reject_no_dkim(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	if (dmarc->record->selected && dmarc->record->p == DMARC_REJECT &&
		is_without_keys(run->domain, dmarc->record) && run->domain->spf.count)
		report_finding(run, &dmarc->published, dmarc_tag(dmarc->record, "p")->span,
			"p=reject, but no DKIM key was found");
}

static void spf_only(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	if (dmarc->record->selected && dmarc->record->p == DMARC_QUARANTINE &&
		is_without_keys(run->domain, dmarc->record) && run->domain->spf.count)
		report_finding(run, &dmarc->published, dmarc_tag(dmarc->record, "p")->span,
			"p=quarantine, but no DKIM key was found");
}

static void alignment_infeasible(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	if (dmarc->record->selected && dmarc->record->p > DMARC_NONE &&
		is_without_keys(run->domain, dmarc->record) &&
		dns_outcome_is_answer(run->domain->txt->outcome) && !run->domain->spf.count &&
		(dmarc->record->strict_spf || !relatives_may_have_spf(run->domain)))
		report_finding(run, &dmarc->published, dmarc_tag(dmarc->record, "p")->span,
			"p=%s, but neither an SPF record nor a DKIM key was found",
			dmarc_policy_text(dmarc->record->p));
}

#define OF_NEWS "; domain news.example.com\nnews A 11.0.0.5\nnews TXT \"v=spf1 ip4:11.0.0.5 -all\"\n"

static const struct rule rows[] = {
	{
		.id = "dmarc-psl-vs-walk-differ",
		DOMAIN_ROW(WARNING, psl_vs_walk_differ),
		.summary = "RFC 7489 and RFC 9989 receivers find different organizational domains",
		.why = "The organizational domain determines relaxed alignment and the policy of subdomains. "
		       "Mail that passes DMARC at one receiver can fail at another.",
		.help = "Publish a DMARC record at the organizational domain. If a subdomain must be separate, use exactly its name in d= and in MAIL FROM.",
		.reference = "RFC 9989 section 4.10.2 and RFC 7489 section 3.2",
		.bad = OF_NEWS "_dmarc.news TXT \"v=DMARC1; p=none; rua=mailto:d@news.example.com\"",
		.good = OF_NEWS "_dmarc.news TXT \"v=DMARC1; p=none; rua=mailto:d@news.example.com\"\n_dmarc "
				"TXT \"v=DMARC1; p=none; rua=mailto:d@example.com\"\nnews A 11.0.0.9\n@ A "
				"11.0.0.9",
	},
	{
		.id = "dmarc-inherited-intermediate-ignored",
		DOMAIN_ROW(WARNING, intermediate_ignored),
		.summary = "DMARC record of a parent domain does not apply",
		.why = "A name without its own DMARC record gets the policy of its organizational domain, not "
		       "of the nearest parent domain.",
		.help = "Publish a DMARC record at the name itself, or add `psd=n` to the record of the parent "
			"domain.",
		.reference = "RFC 9989 section 4.10.1 and RFC 7489 section 6.6.3",
		.bad = "; domain a.news.example.com\na.news TXT \"v=spf1 ip4:11.0.0.5 -all\"\n_dmarc.news "
		       "TXT \"v=DMARC1; p=none; rua=mailto:d@example.com\"\n_dmarc TXT \"v=DMARC1; p=reject; "
		       "rua=mailto:d@example.com\"",
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-over-eight-labels",
		DOMAIN_ROW(WARNING, over_eight_labels),
		.summary = "name with more than 8 labels has no DMARC record",
		.why = "The tree walk makes at most 8 DNS queries. After the name itself it continues with "
		       "the last 7 labels and skips the names between.",
		.help = "Publish a DMARC record at the name itself.",
		.reference = "RFC 9989 sections 4.10 and 5.1.8",
		.bad = "; domain a.b.c.d.e.f.g.example.com\na.b.c.d.e.f.g TXT \"v=spf1 ip4:11.0.0.5 -all\"",
		.good = "; domain b.c.d.e.f.g.example.com\nb.c.d.e.f.g A 11.0.0.5\nb.c.d.e.f.g TXT \"v=spf1 ip4:11.0.0.5 "
			"-all\"\n_dmarc TXT \"v=DMARC1; p=none; rua=mailto:d@example.com\"",
	},
	{
		.id = "dmarc-orgdomain-no-record",
		DOMAIN_ROW(INFO, orgdomain_no_record),
		.follows = "dmarc-none",
		.summary = "domain and its subdomains are not aligned, because no DMARC record exists",
		.why = "For RFC 9989 receivers a domain and its subdomains are not in relaxed alignment until "
		       "the domain has a DMARC record.",
		.help = "Publish a DMARC record at the organizational domain.",
		.reference = "RFC 9989 section 4.10.2",
		.bad = OF_NEWS "$ORIGIN com.\n@ 60 SOA ns h 1 2 3 4 5\n@ 60 NS ns",
		.good = OF_NEWS "_dmarc TXT \"v=DMARC1; p=none; rua=mailto:d@example.com\"",
	},
	{
		.id = "dmarc-psd-record",
		DOMAIN_ROW(INFO, psd_record),
		.summary = "public suffix has a DMARC record",
		.why = "The record applies to the domains below the public suffix that have no DMARC record "
		       "of their own.",
		.help = NULL,
		.reference = "RFC 9989 section 4.10.1",
		.bad = SPF_EXAMPLE(
			"v=spf1 mx -all") "\n$ORIGIN com.\n@ 60 SOA ns h 1 2 3 4 5\n@ 60 NS ns\n"
					  "_dmarc 60 TXT \"v=DMARC1; p=reject; psd=y; rua=mailto:d@com\"",
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-parked-not-reject",
		SUBJECT_ROW(WARNING, DMARC, dmarc, parked_not_reject),
		.summary = "domain sends no mail, but its policy is not p=reject",
		.why = "The domain has no mail of its own that could be rejected. Every message with this "
		       "domain in the From header field is spoofed.",
		.help = "Change the policy to `p=reject`.",
		.reference = "RFC 9989 section 4.7",
		.bad = "@ TXT \"v=spf1 -all\"\n@ MX 0 .\n_dmarc TXT \"v=DMARC1; p=none; "
		       "rua=mailto:d@example.com\"",
		.good = "@ TXT \"v=spf1 -all\"\n@ MX 0 .\n_dmarc TXT \"v=DMARC1; p=reject\"",
	},
	{
		.id = "dmarc-p-reject-no-dkim",
		.asks = true,
		SUBJECT_ROW(WARNING, DMARC, dmarc, p_reject_no_dkim),
		.confidence = LIKELY,
		.summary = "policy is p=reject, but no DKIM key was found",
		.why = "SPF does not survive forwarding. If the mail of the domain has no DKIM signature, "
		       "receivers reject it when it is forwarded or goes through a mailing list. A domain "
		       "with p=reject must not rely on SPF alone.",
		.help = "Sign all mail with DKIM and publish the key, or lower the policy.",
		.reference = "RFC 9989 sections 7.4 and 8",
		.bad = "@ TXT \"v=spf1 mx -all\"\n_dmarc TXT \"v=DMARC1; p=reject; "
		       "rua=mailto:d@example.com\"\n; with --probe all\n; @answer _domainkey.example.com * nxdomain",
		.good = "@ TXT \"v=spf1 mx -all\"\n_dmarc TXT \"v=DMARC1; p=none; "
			"rua=mailto:d@example.com\"\n@ A 11.0.0.9",
	},
	{
		.id = "dmarc-spf-only",
		.asks = true,
		SUBJECT_ROW(WARNING, DMARC, dmarc, spf_only),
		.confidence = LIKELY,
		.summary = "policy is p=quarantine, but no DKIM key was found",
		.why = "SPF does not survive forwarding. If the mail of the domain has no DKIM signature, it "
		       "goes to the spam folder when it is forwarded or goes through a mailing list.",
		.help = "Sign all mail with DKIM and publish the key.",
		.reference = "RFC 9989 section 8",
		.bad = "@ TXT \"v=spf1 mx -all\"\n_dmarc TXT \"v=DMARC1; p=quarantine; "
		       "rua=mailto:d@example.com\"\n; with --probe all\n; @answer _domainkey.example.com * nxdomain",
		.good = "@ TXT \"v=spf1 mx -all\"\n_dmarc TXT \"v=DMARC1; p=none; "
			"rua=mailto:d@example.com\"\n@ A 11.0.0.9",
	},
	{
		.id = "dmarc-alignment-infeasible",
		.asks = true,
		SUBJECT_ROW(ERROR, DMARC, dmarc, alignment_infeasible),
		.confidence = LIKELY,
		.summary = "policy without an SPF record and without a DKIM key",
		.why = "If the domain sends mail, all of it fails DMARC, unless a subdomain in MAIL FROM has "
		       "an SPF record of its own.",
		.help = "Publish an SPF record and a DKIM key, and use `p=none` until then.",
		.reference = "RFC 9989 section 4.4",
		.bad = "@ MX 10 mail.example.com.\n_dmarc TXT \"v=DMARC1; p=reject; "
		       "rua=mailto:d@example.com\"\n; with --probe all\n; @answer _domainkey.example.com * nxdomain",
		.good = "@ TXT \"v=spf1 mx -all\"\n_dmarc TXT \"v=DMARC1; p=none; "
			"rua=mailto:d@example.com\"\n@ A 11.0.0.9",
	},
};

RULE_FAMILY(dmarc_reading_rules, "DMARC: RFC 7489 and RFC 9989 receivers", rows);
