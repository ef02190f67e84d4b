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

/* Everything on the way to the public suffix answered. That itself may be offline, by the user's own wish. */
static bool is_walked(const struct dmarc_discovery *dmarc, const struct suffix_list *suffixes)
{
	for (size_t i = 0; i < dmarc->walk_count; i++) {
		enum dns_outcome outcome = dmarc->walk[i].reply->outcome;

		if (!dns_outcome_is_answer(outcome) &&
			(outcome != DNS_OFFLINE || (dns_name_labels(&dmarc->walk[i].name) > 1 &&
							   !suffix_list_has(suffixes, &dmarc->walk[i].name))))
			return false;
	}
	return true;
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
		dmarc->rfc7489.found || dmarc->rfc7489.outcome != DNS_ANSWER ||
		!is_walked(dmarc, domain->options->suffixes) || is_at_near_name(run))
		return;
	finding = report_finding(run, NULL, (struct span){ 0 }, "%s has no DMARC policy",
		dns_name_text(run->arena, &domain->name));
	if (dmarc->rfc9989.outcome !=
		DNS_ANSWER) /* the public suffix above was not asked, and could have a policy */
		finding->confidence = LIKELY;
	if (domain->options->volume == VOLUME_BULK)
		finding->severity = SEVERITY_ERROR;
	/* Without mail of its own, only a person knows where reports can go. */
	if (domain->role == ROLE_NO_MAIL) {
		finding->help = "Publish p=reject, because the domain sends no mail.";
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
	const char *text = with_reports(run->arena, domain, kept);

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
				"there are %zu DMARC records", count);
		if (finding)
			finding_relate(run, finding,
				dmarc->published.number == finding->record->number ? &first->published
										   : &dmarc->published,
				"another one");
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
				"an SPF record answers at %s: probably a wildcard covers the name",
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
					     "this TXT record at %s is no DMARC record",
					     dns_name_text(run->arena, &domain->dmarc->walk[0].owner)));
	}
}

static void psd_y_on_own_domain(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	if (dmarc->record->psd == 'y' && dns_name_labels(&run->domain->name) > 1 &&
		!suffix_list_has(run->domain->options->suffixes, &run->domain->name))
		fix_without_named(run,
			report_finding(run, &dmarc->published, span_of(dmarc, "psd"),
				"psd=y says that this is a public suffix"),
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
			"p=none: mail that fails is delivered all the same");
}

static void p_none_no_rua(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	if (dmarc->record->p == DMARC_NONE && !dmarc->record->has_rua && is_in_force(run) &&
		!problem_has(&dmarc->record->problems, DMARC_SEPARATOR_COMMA))
		fix_with_own_reports(run, dmarc,
			report_finding(run, &dmarc->published, span_of(dmarc, "p"),
				"p=none without reports: the record does nothing"));
}

static void sp_weaker(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	if (dmarc->record->sp >= DMARC_NONE && dmarc->record->sp < dmarc->record->p && is_in_force(run) &&
		!dmarc_is_below_organizational_domain(run->domain->dmarc, &run->domain->name))
		fix_without_named(run,
			report_finding(run, &dmarc->published, span_of(dmarc, "sp"),
				"subdomains have a weaker policy than the domain"),
			dmarc, "sp");
}

static void np_weaker(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	enum dmarc_policy subdomains = dmarc->record->sp >= DMARC_NONE ? dmarc->record->sp : dmarc->record->p;

	if (dmarc->record->np >= DMARC_NONE && dmarc->record->np < subdomains && is_in_force(run) &&
		!dmarc_is_below_organizational_domain(run->domain->dmarc, &run->domain->name))
		fix_without_named(run,
			report_finding(run, &dmarc->published, span_of(dmarc, "np"),
				"names that do not exist have a weaker policy than those that do"),
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
				"t=y: RFC 9989 receivers apply one level less than %s=%s", name,
				dmarc_policy_text(policy)),
			dmarc, "t");
}

static void pct_under_100(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	if (dmarc->record->pct > 0 && dmarc->record->pct < 100)
		fix_without_named(run,
			report_finding(run, &dmarc->published, span_of(dmarc, "pct"),
				"pct=%u: RFC 7489 receivers apply the policy to %u%% of the mail, RFC 9989 "
				"receivers to all of it",
				dmarc->record->pct, dmarc->record->pct),
			dmarc, "pct");
}

/* t=y in its place would lower the policy of RFC 9989 receivers, which apply it in full. */
static void pct_0(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	if (dmarc->record->pct == 0)
		fix_without_named(run,
			report_finding(run, &dmarc->published, span_of(dmarc, "pct"),
				"pct=0: RFC 7489 receivers apply nothing, RFC 9989 receivers the full policy"),
			dmarc, "pct");
}

static void aspf_strict(struct rule_run *run, const struct dmarc_subject *dmarc)
{
	if (dmarc->record->strict_spf && run->domain->role != ROLE_NO_MAIL)
		fix_without_named(run,
			report_finding(run, &dmarc->published, span_of(dmarc, "aspf"),
				"aspf=s: SPF counts only when MAIL FROM is exactly the From domain"),
			dmarc, "aspf");
}

static const struct rule rows[] = {
	{
		.id = "dmarc-none",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_DOMAIN,
		.check.domain = none,
		.follows = "dmarc-wrong-name-apex,dmarc-wrong-name-variants,dmarc-cname-dangling",
		.also = ALSO(ERROR),
		.summary = "the domain has no DMARC policy",
		.why = "Gmail, Yahoo, Microsoft and Apple want a DMARC record of bulk senders, and without "
		       "one anybody can use the domain in From.",
		.help = "Start with p=none and reports, and tighten the policy when the reports look right. "
			"Create the mailbox that rua names, or name another one.",
		.reference = "RFC 9989 section 4.10.1 and RFC 7489 section 6.6.3",
		.bad = SPF_EXAMPLE("v=spf1 mx -all"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=none; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-multiple-records",
		.severity = SEVERITY_ERROR,
		.scope = SCOPE_DOMAIN,
		.check.domain = multiple_records,
		.summary = "there is more than one DMARC record",
		.why = "RFC 9989 receivers discard all of them and continue the tree walk above the domain. "
		       "RFC 7489 receivers apply no policy at all.",
		.help = "Keep one DMARC record and delete the others.",
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
		.summary = "an SPF record answers at _dmarc",
		.why = "Conforming receivers ignore it, but it shows that a wildcard TXT record answers for "
		       "every name of the domain.",
		.help = "Replace the wildcard by explicit records.",
		.reference = "RFC 9989 section 4.10 and RFC 4592",
		.bad = "* TXT \"v=spf1 -all\"",
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-unrelated-txt",
		.severity = SEVERITY_INFO,
		.scope = SCOPE_DOMAIN,
		.check.domain = unrelated_txt,
		.summary = "another TXT record stands beside the DMARC record",
		.why = "Receivers ignore it; some checkers and a few receivers take the first record they "
		       "get.",
		.help = "Remove it.",
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
		.summary = "psd=y stands at a domain that is no public suffix",
		.why = "Every subdomain becomes an organizational domain of its own, so relaxed alignment "
		       "between them and the domain breaks.",
		.help = "Remove the tag.",
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
		.summary = "the policy is p=none",
		.why = "It meets the minimum that large receivers ask for, and protects nothing.",
		.help = "Raise it to quarantine when the reports show that own mail passes.",
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
		.summary = "p=none without aggregate reports",
		.why = "The policy changes nothing and nobody is told anything: it is not even monitoring.",
		.help = "Add rua=mailto: and the address of a mailbox that is read; create it if there is none.",
		.reference = "RFC 9989 section 3.2.12",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=none"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=none; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-sp-weaker",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_DMARC,
		.check.dmarc = sp_weaker,
		.summary = "the policy for subdomains is weaker than the policy",
		.why = "Forgers use any subdomain instead of the domain.",
		.help = "Remove sp, so that subdomains have the policy of the domain.",
		.reference = "RFC 9989 section 4.7 and RFC 7489 section 6.3",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; sp=none; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-np-weaker",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_DMARC,
		.check.dmarc = np_weaker,
		.summary = "the policy for names that do not exist is weaker than for those that do",
		.why = "Forgers invent a subdomain.",
		.help = "Write np=reject, or remove the tag.",
		.reference = "RFC 9989 section 4.7",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; np=none; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; np=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-t-y",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_DMARC,
		.check.dmarc = test_mode,
		.summary = "the policy is in test mode",
		.why = "RFC 9989 receivers lower it by one level; RFC 7489 receivers do not know the tag and "
		       "apply it fully.",
		.help = "Remove the tag when the tests are done.",
		.reference = "RFC 9989 section 4.7",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; t=y; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-pct-under-100",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_DMARC,
		.check.dmarc = pct_under_100,
		.summary = "pct is below 100",
		.why = "The two kinds of receivers do different things with it.",
		.help = "Remove the tag, or use t=y to lower the policy.",
		.reference = "RFC 7489 section 6.6.4 and RFC 9989 appendix A.6",
		.bad = DMARC_EXAMPLE("v=DMARC1; p=reject; pct=50; rua=mailto:d@example.com"),
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
	{
		.id = "dmarc-pct-0",
		.severity = SEVERITY_WARNING,
		.scope = SCOPE_DMARC,
		.check.dmarc = pct_0,
		.summary = "pct is 0",
		.why = "RFC 7489 receivers apply the policy to no mail. RFC 9989 receivers ignore pct and apply it to all mail.",
		.help = "Remove the `pct` tag; with t=y beside p=quarantine or p=reject, RFC 9989 receivers apply "
			"one level less.",
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
		.why = "Most providers use a subdomain as MAIL FROM, which does not count then.",
		.help = "Remove the tag unless all mail uses the domain itself as MAIL FROM.",
		.reference = "RFC 9989 section 4.4 and RFC 7489 section 3.1.2",
		.bad = "@ TXT \"v=spf1 mx -all\"\n_dmarc TXT \"v=DMARC1; p=reject; aspf=s; "
		       "rua=mailto:d@example.com\"",
		.good = DMARC_EXAMPLE("v=DMARC1; p=reject; rua=mailto:d@example.com"),
	},
};

RULE_FAMILY(dmarc_policy_rules, "DMARC: the policy", rows);
