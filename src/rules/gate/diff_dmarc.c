/* Two states of a domain: its DMARC policy, what is aligned, and who gets the reports. */
#include "check/change.h"
#include "check/claims.h"
#include "dmarc/report_consent.h"

#include "rules/common.h"
#include "rules/families.h"
#include "rules/gate/change_examples.h"

/* 0 for no policy at all; -1 while it is not known. */
static int strength(const struct dmarc_reading *reading, bool rfc7489)
{
	enum dmarc_policy policy = rfc7489 ? dmarc_policy_after_pct(reading) : reading->policy;

	return !dns_outcome_is_answer(reading->outcome) ? -1
	       : !reading->applies			? 0
							: (int)policy - (int)DMARC_NONE + 1;
}

static const char *strength_text(int value)
{
	static const char *const texts[] = { "no policy", "none", "quarantine", "reject" };

	return texts[value];
}

struct policy_change {
	int old, new;
	bool told; /* it is a change in the wanted direction */
};

static struct policy_change change_of(
	const struct dmarc_reading *old, const struct dmarc_reading *new, int direction, bool rfc7489)
{
	struct policy_change change = { strength(old, rfc7489), strength(new, rfc7489), false };

	change.told = change.old >= 0 && change.new >= 0 && (change.new - change.old) * direction > 0;
	return change;
}

static void report_policy(struct rule_run *run, const struct change *change,
	const struct policy_change *policy, const char *receivers)
{
	const struct dmarc_subject *own = run->domain->dmarcs.count ? &run->domain->dmarcs.at[0] : NULL,
				   *old = domain_dmarc(change->before);
	struct finding *finding;

	if (!policy->told)
		return;
	finding = report_finding(run, own ? &own->published : NULL,
		own ? whole_text(&own->published) : (struct span){ 0 }, "%s%s (before: %s)", receivers,
		policy->new
			? arena_printf(run->arena, "the DMARC policy is now %s", strength_text(policy->new))
			: "there is no DMARC policy now",
		strength_text(policy->old));
	finding->brief = arena_printf(run->arena, "%sDMARC %s -> %s", receivers, strength_text(policy->old),
		strength_text(policy->new));
	if (policy->new < policy->old)
		finding_add_before(run, finding, old ? &old->published : NULL);
}

/* The policy that a record has for subdomains: sp or np, and what they default to. */
static enum dmarc_policy policy_below(const struct dmarc_record *record, bool existing)
{
	enum dmarc_policy policy = existing || record->np < DMARC_NONE ? record->sp : record->np;

	return policy < DMARC_NONE ? record->p : policy;
}

/* Subdomains without a record of their own follow that of the domain. */
static void compare_below(struct rule_run *run, const struct change *change, int direction)
{
	const struct dmarc_subject *old = domain_dmarc(change->before), *new = domain_dmarc(change->after);

	for (int existing = 1; old && new &&existing >= 0; existing--) {
		enum dmarc_policy was = policy_below(old->record, existing),
				  is = policy_below(new->record, existing);
		struct finding *finding;

		if (was < DMARC_NONE || is < DMARC_NONE || ((int)is - (int)was) * direction <= 0 ||
			((int)new->record->p - (int)old->record->p) * direction > 0)
			continue;
		finding = report_finding(run, &new->published, whole_text(&new->published),
			"the DMARC policy for %ssubdomains is now %s (before: %s)",
			existing ? "" : "non-existent ", dmarc_policy_text(is), dmarc_policy_text(was));
		finding->brief = arena_printf(run->arena, "DMARC of %ssubdomains %s -> %s",
			existing ? "" : "non-existent ", dmarc_policy_text(was), dmarc_policy_text(is));
		if (is < was)
			finding_add_before(run, finding, &old->published);
		return;
	}
}

/* One finding when receivers of both kinds see the same change. */
static void compare_policies(struct rule_run *run, const struct change *change, int direction)
{
	const struct dmarc_discovery *old = change->before->dmarc, *new = change->after->dmarc;
	struct policy_change rfc7489 = change_of(&old->rfc7489, &new->rfc7489, direction, true),
			     rfc9989 = change_of(&old->rfc9989, &new->rfc9989, direction, false);

	if (rfc7489.told && rfc7489.old == rfc9989.old && rfc7489.new == rfc9989.new) {
		report_policy(run, change, &rfc7489, "");
		return;
	}
	report_policy(run, change, &rfc7489, "for RFC 7489 receivers, ");
	report_policy(run, change, &rfc9989, "for RFC 9989 receivers, ");
	compare_below(run, change, direction);
}

static void dmarc_weaker(struct rule_run *run, const struct change *change)
{
	compare_policies(run, change, -1);
}

static void dmarc_stronger(struct rule_run *run, const struct change *change)
{
	compare_policies(run, change, 1);
}

/* The target of a CNAME at _dmarc of which it is not known where it leads; NULL for any other answer. */
static const struct dns_name *open_target(const struct domain *domain)
{
	const struct dns_reply *reply = domain->dmarc->walk[0].reply;

	if (dns_outcome_is_answer(reply->outcome) || dns_outcome_is_loop(reply->outcome) ||
		!reply->aliases.count)
		return NULL;
	return &reply->aliases.at[reply->aliases.count - 1].target;
}

/* The stronger of what receivers of both kinds apply; 0 for no policy, -1 while it is not known. */
static int strongest(const struct domain *domain)
{
	int rfc7489 = strength(&domain->dmarc->rfc7489, true),
	    rfc9989 = strength(&domain->dmarc->rfc9989, false);

	return rfc7489 > rfc9989 ? rfc7489 : rfc9989;
}

static void report_open(struct rule_run *run, const struct domain *domain, bool weak, const char *what)
{
	const struct dns_reply *reply = domain->dmarc->walk[0].reply;
	struct finding *finding =
		report_finding(run, NULL, (struct span){ 0 }, "%s %s", what, not_known_text(reply->outcome));

	finding->name = domain->dmarc->walk[0].owner;
	finding->severity = weak ? SEVERITY_WARNING : SEVERITY_ERROR;
}

/* The policy is, or was, what another name has, and that is not known. */
static void dmarc_not_known(struct rule_run *run, const struct change *change)
{
	const struct dns_name *old = open_target(change->before), *new = open_target(change->after);
	int was = strongest(change->before), is = strongest(change->after);

	if (old && new && !dns_name_equal(old, new))
		report_open(run, change->after, false,
			arena_printf(run->arena,
				"the CNAME now leads to %s instead of %s; the DMARC policy at that name",
				dns_name_text(run->arena, new), dns_name_text(run->arena, old)));
	else if (!old && new &&was > 0 &&
		 dns_outcome_is_answer(change->before->dmarc->walk[0].reply->outcome))
		report_open(run, change->after, was == 1,
			arena_printf(run->arena,
				"the DMARC policy was %s and is now at the CNAME target %s; the policy at that name",
				strength_text(was), dns_name_text(run->arena, new)));
	else if (old && !new && (is == 0 || is == 1))
		report_open(run, change->before, is == 1,
			arena_printf(run->arena,
				"the DMARC policy is %s; before, it was at the CNAME target %s, and the policy at that name",
				is ? "now none" : "gone", dns_name_text(run->arena, old)));
}

static const struct dmarc_record *record_of(const struct domain *domain)
{
	const struct dmarc_subject *dmarc = domain_dmarc(domain);

	return dmarc ? dmarc->record : NULL;
}

static void report_strict(
	struct rule_run *run, const struct dmarc_subject *dmarc, const char *tag_name, const char *what)
{
	const struct tag *tag = dmarc_tag(dmarc->record, tag_name);

	report_finding(run, &dmarc->published, tag ? tag->span : whole_text(&dmarc->published),
		"%s=s: %s no longer aligned", tag_name, what)
		->severity = dmarc->record->p == DMARC_NONE ? SEVERITY_INFO : SEVERITY_WARNING;
}

/* Relaxed alignment became strict (RFC 9989 section 4.4). */
static void dmarc_stricter_alignment(struct rule_run *run, const struct change *change)
{
	const struct dmarc_subject *now = domain_dmarc(change->after);
	const struct dmarc_record *old = record_of(change->before);

	if (!old || !now)
		return;
	if (now->record->strict_dkim && !old->strict_dkim)
		report_strict(run, now, "adkim", "a DKIM signature of a subdomain or parent domain is");
	if (now->record->strict_spf && !old->strict_spf)
		report_strict(run, now, "aspf", "a subdomain in MAIL FROM is");
}

static bool is_rua(const struct dmarc_uri *uri)
{
	return !uri->of_ruf && uri->is_mailto && uri->has_host;
}

static bool has_rua_host(const struct dmarc_record *record, const struct dns_name *host)
{
	for (size_t i = 0; i < record->uris.count; i++)
		if (is_rua(&record->uris.at[i]) && dns_name_equal(&record->uris.at[i].host, host))
			return true;
	return false;
}

/* It is known to take the reports, or took them before; what it is known to refuse has a finding of its own. */
static bool is_known_host(struct rule_run *run, const struct dmarc_record *old, const struct dns_name *host)
{
	const struct domain *domain = run->domain;
	struct report_consent consent =
		report_consent(run->arena, domain->view, domain->options->suffixes, &domain->name, host);

	return has_rua_host(old, host) || !consent.reply || dns_outcome_is_answer(consent.reply->outcome);
}

/* Reports went to somebody, and go to nobody now, or to hosts of others of which it is not known whether they agree. */
static void dmarc_reports(struct rule_run *run, const struct change *change)
{
	const struct dmarc_subject *now = domain_dmarc(change->after);
	const struct dmarc_record *old = record_of(change->before);
	const struct dmarc_uri *foreign = NULL;

	if (!old || !now || !old->has_rua)
		return;
	for (size_t i = 0; i < now->record->uris.count; i++) {
		const struct dmarc_uri *uri = &now->record->uris.at[i];

		if (!uri->of_ruf && (!is_rua(uri) || is_known_host(run, old, &uri->host)))
			return;
		foreign = uri->of_ruf || foreign ? foreign : uri;
	}
	if (!foreign)
		report_finding(run, &now->published, whole_text(&now->published),
			"the rua tag was removed; no aggregate reports are sent");
	else
		report_finding(run, &now->published, foreign->span,
			"aggregate reports now go to %s; whether it accepts reports for this domain is not "
			"known",
			dns_name_text(run->arena, &foreign->host))
			->confidence = LIKELY;
}

static const struct rule rows[] = {
	{
		.id = "diff-dmarc-weaker",
		CHANGE_ROW(ERROR, dmarc_weaker),
		.summary = "DMARC policy is weaker than before",
		.why = "Spoofed mail that was rejected or quarantined will be delivered.",
		.help = "Restore the stronger DMARC policy, unless the change is intended.",
		.reference = "RFC 9989 section 4.7 and RFC 7489 section 6.3",
		.bad = OLD NEW "_dmarc TXT \"v=DMARC1; p=none; rua=mailto:d@example.com\"",
		.good = OLD NEW OLD,
	},
	{
		.id = "diff-dmarc-not-known",
		CHANGE_ROW(ERROR, dmarc_not_known),
		.also = ALSO(WARNING),
		.confidence = LIKELY,
		.summary = "DMARC policy is, or was, at a CNAME whose target is not known",
		.why = "If the target has no DMARC record, or one with a weaker policy, spoofed mail will "
		       "be delivered.",
		.help = "Look up the TXT record at the target of the CNAME before you publish the change.",
		.reference = "RFC 9989 section 4.10 and RFC 1034 section 3.6.2",
		.bad = OLD NEW OLD_SPF "@ MX 10 ns\n_dmarc CNAME example.com.dmarc.example.net.",
		.good = OLD NEW OLD,
	},
	{
		.id = "diff-dmarc-stronger",
		CHANGE_ROW(INFO, dmarc_stronger),
		.summary = "DMARC policy is stronger than before",
		.why = "Receivers quarantine or reject mail of the domain that passes neither SPF nor DKIM "
		       "with alignment.",
		.reference = "RFC 9989 section 4.7 and RFC 7489 section 6.3",
		.bad = OLD NEW "_dmarc TXT \"v=DMARC1; p=reject; rua=mailto:d@example.com\"",
		.good = OLD NEW OLD,
	},
	{
		.id = "diff-dmarc-alignment",
		CHANGE_ROW(WARNING, dmarc_stricter_alignment),
		.also = ALSO(INFO),
		.summary = "DMARC alignment changed from relaxed to strict",
		.why = "Mail whose signature or MAIL FROM is of a subdomain no longer passes DMARC. "
		       "Newsletter and invoice services often use a subdomain.",
		.help = "Remove the `adkim` or `aspf` tag, unless the aggregate reports show that all mail "
			"is aligned in strict mode.",
		.reference = "RFC 9989 section 4.4 and RFC 7489 section 3.1",
		.bad = OLD NEW OLD_SPF "@ MX 10 ns\n_dmarc TXT \"v=DMARC1; p=quarantine; adkim=s; "
				       "rua=mailto:d@example.com\"",
		.good = OLD NEW OLD_SPF "@ MX 10 ns\n_dmarc TXT \"v=DMARC1; p=quarantine; adkim=r; aspf=r; "
					"rua=mailto:d@example.com\"",
	},
	{
		.id = "diff-dmarc-reports",
		CHANGE_ROW(WARNING, dmarc_reports),
		.follows = "dmarc-rua-*",
		.summary = "aggregate reports are no longer sent, or go to a host that may not accept them",
		.why = "Without reports you do not see who sends mail in the name of the domain, or that "
		       "your own mail fails.",
		.help = "Restore the old `rua` address, or ask the owner of the new host to publish the "
			"record that accepts reports for this domain.",
		.reference = "RFC 9990 section 4 and RFC 7489 section 7.1",
		.bad = OLD NEW OLD_SPF
		"@ MX 10 ns\n_dmarc TXT \"v=DMARC1; p=quarantine; rua=mailto:d@example.org\"",
		.good = OLD NEW OLD_SPF "@ MX 10 ns\n_dmarc TXT \"v=DMARC1; p=quarantine; "
					"rua=mailto:d@example.com,mailto:d@example.org\"",
	},
};

RULE_FAMILY(diff_dmarc_rules, "Changes of DMARC", rows);
