/* DMARC: is there one policy, and does it protect anything? */
#include "check/claims.h"
#include "check/rule.h"
#include "rules/common.h"
#include "rules/dmarc/tags.h"
#include "rules/families.h"

static struct span span_of(const struct dmarc_subject *dmarc, const char *tag)
{
	const struct tag *found = dmarc_tag(dmarc->record, tag);

	return found ? found->span : whole_text(&dmarc->published);
}

/* The record without one of its tags. */
static void fix_without_named(
	struct rule_run *run, struct finding *finding, const struct dmarc_subject *dmarc, const char *name)
{
	fix_without_tag(run, finding, &dmarc->record->tags, dmarc_tag(dmarc->record, name));
}

/* A record was published, and is to be moved: which another finding says. */
static bool is_at_near_name(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct strays *strays = strays_of(run->arena, domain, STRAY_DMARC);

	for (size_t i = 0; i < domain->txts.count && !domain->txt->wildcard; i++)
		if (dmarc_is_selected(domain->txts.at[i].txt->joined))
			return true;
	for (size_t i = 0; i < strays->list.count; i++)
		if (strays->list.at[i].near &&
			dns_name_equal(&strays->list.at[i].right, &domain->dmarc->walk[0].owner))
			return true;
	return false;
}

static void none(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct dmarc_discovery *dmarc = domain->dmarc;
	struct finding *finding;

	if (!domain->exists || !domain_has_authors(domain) || domain->dmarcs.count || dmarc->rfc9989.found ||
		dmarc->rfc7489.found || !dns_outcome_is_answer(dmarc->rfc7489.outcome) ||
		!dmarc_is_walked(dmarc, domain->options->suffixes) || is_at_near_name(run))
		return;
	finding = report_finding(run, NULL, (struct span){ 0 }, "%s has no DMARC record",
		dns_name_text(run->arena, &domain->name));
	if (!dns_outcome_is_answer(
		    dmarc->rfc9989
			    .outcome)) /* the public suffix above was not asked, and could have a policy */
		finding->confidence = LIKELY;
	if (domain->options->volume == VOLUME_BULK)
		finding->severity = SEVERITY_ERROR;
	/* Without mail of its own, only a person knows where reports can go. */
	if (domain->role == ROLE_NO_MAIL) {
		finding->help = "Publish a DMARC record with p=reject, because the domain sends no mail.";
		finding_fix(finding, &dmarc->walk[0].owner, DNS_TYPE_TXT, "v=DMARC1; p=reject");
	} else if (own_report_address(run))
		finding_fix(finding, &dmarc->walk[0].owner, DNS_TYPE_TXT,
			arena_printf(run->arena, "v=DMARC1; p=none; rua=%s", own_report_address(run)));
}

/*
 * The one of several records that is kept: the strictest, so that no receiver that takes any of them applies less, and of equal
 * ones one with reports.
 */
static const struct dmarc_subject *kept_record(const struct domain *domain)
{
	const struct dmarc_subject *kept = NULL;

	for (size_t i = 0; i < domain->dmarcs.count; i++) {
		const struct dmarc_subject *dmarc = &domain->dmarcs.at[i];

		if (!dmarc->record->selected)
			continue;
		if (!kept || dmarc->record->p > kept->record->p ||
			(dmarc->record->p == kept->record->p && dmarc->record->has_rua &&
				!kept->record->has_rua))
			kept = dmarc;
	}
	return kept;
}

/* The kept record with the report addresses of another one, when it has none. */
static const char *with_reports(
	struct arena *arena, const struct domain *domain, const struct dmarc_subject *kept)
{
	for (size_t i = 0; i < domain->dmarcs.count; i++) {
		const struct dmarc_record *other = domain->dmarcs.at[i].record;
		const struct tag *rua = other->selected && other->has_rua ? dmarc_tag(other, "rua") : NULL;

		if (rua && !dmarc_tag(kept->record, "rua"))
			return text_with_tag(arena, kept->record, "rua",
				(const char *)arena_copy(arena, tags_value(&other->tags, rua)).at);
	}
	return NULL;
}

static void fix_several(struct rule_run *run, struct finding *finding)
{
	const struct domain *domain = run->domain;
	const struct dmarc_subject *kept = kept_record(domain);
	const char *text = kept ? with_reports(run->arena, domain, kept) : NULL;

	if (text)
		finding_fix_text(finding, text);
	for (size_t i = 0; i < domain->dmarcs.count; i++) {
		const struct dmarc_subject *dmarc = &domain->dmarcs.at[i];
		bool stays = text ? &dmarc->published == finding->record : dmarc == kept;

		if (dmarc->record->selected && !stays)
			*arena_append(run->arena, &finding->deletes) = &dmarc->published;
	}
}

static void multiple_records(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	const struct dmarc_subject *first = NULL;
	struct finding *finding = NULL;
	size_t count = domain_dmarc_count(domain);

	for (size_t i = 0; i < domain->dmarcs.count && count > 1; i++) {
		const struct dmarc_subject *dmarc = &domain->dmarcs.at[i];

		if (!dmarc->record->selected)
			continue;
		if (!first)
			first = dmarc;
		else if (!finding)
			finding = report_finding(run, &dmarc->published, whole_text(&dmarc->published),
				"%zu DMARC records; only one is allowed", count);
		if (finding)
			finding_relate(run, finding,
				dmarc->published.number == finding->record->number ? &first->published
										   : &dmarc->published,
				"another record");
	}
	if (finding)
		fix_several(run, finding);
}

/* SPF text at _dmarc comes from a wildcard: nobody writes it there. */
static void wildcard_answer(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	/* A name without records of its own has all that the wildcard above it says. */
	for (size_t i = 0; !domain->txt->wildcard && i < domain->dmarc_txts.count; i++) {
		const struct published *txt = &domain->dmarc_txts.at[i];

		if (spf_is_selected(txt->txt->joined))
			report_finding(run, txt, whole_text(txt),
				"SPF record at %s, probably from a wildcard",
				dns_name_text(run->arena, &domain->dmarc->walk[0].owner));
	}
}

static void unrelated_txt(struct rule_run *run)
{
	const struct domain *domain = run->domain;

	for (size_t i = 0; i < domain->dmarc_txts.count; i++) {
		const struct published *txt = &domain->dmarc_txts.at[i];
		struct slice text = txt->txt->joined;

		if (!dmarc_is_selected(text) && !dmarc_is_near_miss(text) && !spf_is_selected(text))
			fix_by_deletion(
				run, report_finding(run, txt, whole_text(txt),
					     "TXT record at %s is not a DMARC record",
					     dns_name_text(run->arena, &domain->dmarc->walk[0].owner)));
	}
}

static void psd_y_on_own_domain(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	if (dmarc->record->psd == 'y' && dns_name_labels(&run->domain->name) > 1 &&
		!suffix_list_has(run->domain->options->suffixes, &run->domain->name))
		fix_without_named(run,
			report_finding(run, &dmarc->published, span_of(dmarc, "psd"),
				"psd=y, but the domain is not a public suffix"),
			dmarc, "psd");
}

/* Of several records at one name none is used, so that what they say has no effect. */
static bool is_in_force(const struct rule_run *run)
{
	return domain_dmarc_count(run->domain) <= 1;
}

static void p_none(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	if (dmarc->record->p == DMARC_NONE && dmarc->record->has_rua)
		report_finding(run, &dmarc->published, span_of(dmarc, "p"),
			"p=none: mail that fails DMARC is still delivered");
}

static void p_none_no_rua(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	if (dmarc->record->p == DMARC_NONE && !dmarc->record->has_rua && is_in_force(run) &&
		!problem_has(&dmarc->record->problems, DMARC_SEPARATOR_COMMA))
		fix_with_own_reports(run, dmarc,
			report_finding(run, &dmarc->published, span_of(dmarc, "p"),
				"p=none without rua=: no mail is affected, and nobody gets reports"));
}

static void sp_weaker(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	if (dmarc->record->sp >= DMARC_NONE && dmarc->record->sp < dmarc->record->p && is_in_force(run) &&
		!dmarc_is_below_organizational_domain(run->domain->dmarc, &run->domain->name))
		fix_without_named(run,
			report_finding(run, &dmarc->published, span_of(dmarc, "sp"),
				"sp=%s is weaker than p=%s", dmarc_policy_text(dmarc->record->sp),
				dmarc_policy_text(dmarc->record->p)),
			dmarc, "sp");
}

static void np_weaker(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	enum dmarc_policy subdomains = dmarc->record->sp >= DMARC_NONE ? dmarc->record->sp : dmarc->record->p;

	if (dmarc->record->np >= DMARC_NONE && dmarc->record->np < subdomains && is_in_force(run) &&
		!dmarc_is_below_organizational_domain(run->domain->dmarc, &run->domain->name))
		fix_without_named(run,
			report_finding(run, &dmarc->published, span_of(dmarc, "np"),
				"np=%s is weaker than %s=%s", dmarc_policy_text(dmarc->record->np),
				dmarc->record->sp >= DMARC_NONE ? "sp" : "p", dmarc_policy_text(subdomains)),
			dmarc, "np");
}

/* The strictest of p, sp and np, and its name. */
static enum dmarc_policy strictest(const struct dmarc_record *record, const char **ret_name)
{
	enum dmarc_policy policy = record->p;

	*ret_name = "p";
	if (record->sp > policy) {
		policy = record->sp;
		*ret_name = "sp";
	}
	if (record->np > policy) {
		policy = record->np;
		*ret_name = "np";
	}
	return policy;
}

static void test_mode(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	const char *name;
	enum dmarc_policy policy = strictest(dmarc->record, &name);

	if (dmarc->record->test_mode && policy > DMARC_NONE)
		fix_without_named(run,
			report_finding(run, &dmarc->published, span_of(dmarc, "t"),
				"t=y: RFC 9989 receivers apply %s instead of %s=%s",
				dmarc_policy_text((enum dmarc_policy)(policy - 1)), name,
				dmarc_policy_text(policy)),
			dmarc, "t");
}

/* What pct= does at RFC 7489 receivers. */
static const char *effect_of_pct(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	unsigned pct = dmarc->record->pct;
	const char *name;

	if (strictest(dmarc->record, &name) == DMARC_NONE)
		return arena_printf(run->arena, "pct=%u has no effect with %s=none", pct, name);
	return pct ? arena_printf(run->arena,
			     "pct=%u: RFC 7489 receivers apply the policy to %u%% of failing mail", pct, pct)
		   : "pct=0: RFC 7489 receivers apply the next lower policy";
}

static void report_pct(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	fix_without_named(run,
		report_finding(
			run, &dmarc->published, span_of(dmarc, "pct"), "%s", effect_of_pct(run, dmarc)),
		dmarc, "pct");
}

static void pct_under_100(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	if (dmarc->record->pct > 0 && dmarc->record->pct < 100)
		report_pct(run, dmarc);
}

/* t=y in its place would lower the policy of RFC 9989 receivers, which apply it in full. */
static void pct_0(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	if (dmarc->record->pct == 0)
		report_pct(run, dmarc);
}

static void aspf_strict(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	if (dmarc->record->strict_spf && !domain_may_lack_mail(run->domain))
		fix_without_named(run,
			report_finding(run, &dmarc->published, span_of(dmarc, "aspf"),
				"aspf=s: MAIL FROM must equal the From domain"),
			dmarc, "aspf");
}

static const struct rule rows[] = {
	{
		.id = "dmarc-none",
		.asks = true,
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_DOMAIN,
		.check.domain = none,
		.follows = "dmarc-wrong-name-apex,dmarc-wrong-name-variants,dmarc-cname-dangling",
		.also = ALSO(ERROR),
		.summary = "domain has no DMARC record",
		.why = "Receivers apply no DMARC policy, and anyone can use the domain in the From header field. Gmail, Yahoo, Microsoft and Apple require a DMARC record from bulk senders.",
		.help = "Publish a DMARC record with p=none and a report address that exists. Raise the policy "
			"when the reports show that your own mail passes.",
		.reference = "RFC 9989 section 4.10.1 and RFC 7489 section 6.6.3",
		.bad = SPF_EXAMPLE("v=spf1 mx -all"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=none; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-multiple-records",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_DOMAIN,
		.check.domain = multiple_records,
		.summary = "more than one DMARC record",
		.why = "RFC 9989 receivers discard all of them and continue the tree walk with the parent "
		       "domain. RFC 7489 receivers apply no policy.",
		.help = "Keep one DMARC record, and remove the others.",
		.reference = "RFC 9989 section 4.10 and RFC 7489 section 6.6.3",
		.bad = "_dmarc TXT \"v=DMARC1; p=none; rua=mailto:d@example.com\"\n_dmarc TXT \"v=DMARC1; "
		       "p=reject; rua=mailto:d@example.com\"",
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-wildcard-answer",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_DOMAIN,
		.check.domain = wildcard_answer,
		.follows = "spf-at-dmarc-name,dns-wildcard-txt",
		.summary = "SPF record is published at \"_dmarc\"",
		.why = "DMARC receivers ignore the SPF record, but it shows that a wildcard TXT record "
		       "answers for all names below the domain that have no records.",
		.help = "Replace the wildcard TXT record with a record for each name that needs one.",
		.reference = "RFC 9989 section 4.10 and RFC 4592",
		.bad = "* TXT \"v=spf1 -all\"",
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-unrelated-txt",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_DOMAIN,
		.check.domain = unrelated_txt,
		.summary = "unrelated TXT record at \"_dmarc\"",
		.why = "Receivers must ignore the record. Some checkers and a few receivers use the first "
		       "record of the answer, and find no DMARC record.",
		.help = "Remove the TXT record that is not a DMARC record.",
		.reference = "RFC 9989 section 4.10 and RFC 7489 section 6.6.3",
		.bad = "_dmarc TXT \"v=DMARC1; p=reject; rua=mailto:d@example.com\"\n_dmarc TXT "
		       "\"site-check=1234\"",
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-psd-y-on-own-domain",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_DMARC,
		.check.dmarc = psd_y_on_own_domain,
		.summary = "\"psd=y\" on a domain that is not a public suffix",
		.why = "RFC 9989 receivers treat each name directly below the domain as a separate "
		       "organizational domain. Relaxed alignment between the domain and its subdomains fails.",
		.help = "Remove the `psd` tag.",
		.reference = "RFC 9989 sections 4.7 and 4.10.2",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; psd=y; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-p-none",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_DMARC,
		.check.dmarc = p_none,
		.follows = "dmarc-parked-not-reject",
		.summary = "policy is p=none",
		.why = "The policy meets the minimum that large receivers require, but spoofed mail is still "
		       "delivered.",
		.help = "Raise the policy to `p=quarantine` when the reports show that your own mail passes.",
		.reference = "RFC 9989 section 4.7",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=none; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-p-none-no-rua",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_DMARC,
		.check.dmarc = p_none_no_rua,
		.follows = "dmarc-parked-not-reject,dmarc-rua-*,dmarc-non-ascii",
		.summary = "policy is p=none, and no aggregate reports are requested",
		.why = "The record does not change the delivery of mail, and nobody gets reports.",
		.help = "Add a `rua=mailto:` tag with the address of a mailbox that someone reads.",
		.reference = "RFC 9989 section 3.2.12",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=none"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=none; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-sp-weaker",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_DMARC,
		.check.dmarc = sp_weaker,
		.summary = "policy for subdomains is weaker than the policy of the domain",
		.why = "Spoofers can use a subdomain instead of the domain itself.",
		.help = "Remove the `sp` tag, so that the policy of the domain applies to subdomains.",
		.reference = "RFC 9989 section 4.7 and RFC 7489 section 6.3",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; sp=none; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-np-weaker",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_DMARC,
		.check.dmarc = np_weaker,
		.summary = "policy for non-existent subdomains is weaker than for existing ones",
		.why = "Spoofers can use the name of a subdomain that does not exist.",
		.help = "Remove the `np` tag, or write `np=reject`.",
		.reference = "RFC 9989 section 4.7",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; np=none; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; np=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-t-y",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_DMARC,
		.check.dmarc = test_mode,
		.summary = "policy is in test mode (\"t=y\")",
		.why = "RFC 9989 receivers apply a policy one level lower: quarantine instead of reject, none "
		       "instead of quarantine. RFC 7489 receivers ignore the tag and apply the full policy.",
		.help = "Remove the `t` tag when the test is over.",
		.reference = "RFC 9989 section 4.7",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; t=y; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-pct-under-100",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_DMARC,
		.check.dmarc = pct_under_100,
		.summary = "\"pct\" is below 100",
		.why = "RFC 7489 receivers apply the policy to this percentage of failing mail, and the next "
		       "lower policy to the rest. RFC 9989 receivers ignore pct and apply the policy to all "
		       "failing mail.",
		.help = "Remove the `pct` tag.",
		.reference = "RFC 7489 section 6.6.4 and RFC 9989 appendix A.6",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; pct=50; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-pct-0",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_DMARC,
		.check.dmarc = pct_0,
		.summary = "\"pct\" is 0",
		.why = "RFC 7489 receivers apply the next lower policy: quarantine instead of reject, none "
		       "instead of quarantine. RFC 9989 receivers ignore pct and apply the full policy.",
		.help = "Remove the `pct` tag. To test a policy at RFC 9989 receivers, use `t=y`.",
		.reference = "RFC 7489 section 6.6.4 and RFC 9989 appendix A.6",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; pct=0; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-aspf-strict",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_DMARC,
		.check.dmarc = aspf_strict,
		.summary = "SPF alignment is strict",
		.why = "SPF counts only if the MAIL FROM domain equals the From domain. Many mail services "
		       "use a subdomain in MAIL FROM, which does not count.",
		.help = "Remove the `aspf` tag, unless all mail uses the From domain in MAIL FROM.",
		.reference = "RFC 9989 section 4.4 and RFC 7489 section 3.1.2",
		.bad = "@ TXT \"v=spf1 mx -all\"\n_dmarc TXT \"v=DMARC1; p=reject; aspf=s; "
		       "rua=mailto:d@example.com\"",
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
};

RULE_FAMILY(dmarc_policy_rules, "DMARC: the policy", rows);
