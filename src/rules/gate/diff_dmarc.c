/* Two states of a domain: its DMARC policy. */
#include "check/change.h"
#include "check/claims.h"

#include "rules/families.h"
#include "rules/gate/change_examples.h"

/* 0 for no policy at all; -1 while it is not known. */
static int strength(const struct dmarc_reading *reading, bool rfc7489)
{
	enum dmarc_policy policy = rfc7489 ? dmarc_policy_after_pct(reading) : reading->policy;

	return reading->outcome != DNS_ANSWER ? -1
	       : !reading->applies	      ? 0
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

static void report_policy(struct rule_run *run, const struct policy_change *change, const char *receivers)
{
	const struct dmarc_subject *own = run->domain->dmarcs.count ? &run->domain->dmarcs.at[0] : NULL;

	if (change->told)
		report_finding(run, own ? &own->published : NULL,
			own ? whole_text(&own->published) : (struct span){ 0 },
			"%sthe DMARC policy is %s, and was %s", receivers, strength_text(change->new),
			strength_text(change->old));
}

/* The policy that a record has for subdomains: sp or np, and what stands in for them. */
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

		if (was < DMARC_NONE || is < DMARC_NONE || ((int)is - (int)was) * direction <= 0 ||
			((int)new->record->p - (int)old->record->p) * direction > 0)
			continue;
		report_finding(run, &new->published, whole_text(&new->published),
			"for %ssubdomains the DMARC policy is %s, and was %s",
			existing ? "" : "non-existent ", dmarc_policy_text(is), dmarc_policy_text(was));
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
		report_policy(run, &rfc7489, "");
		return;
	}
	report_policy(run, &rfc7489, "for RFC 7489 receivers ");
	report_policy(run, &rfc9989, "for RFC 9989 receivers ");
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

static const struct rule rows[] = {
	{
		.id = "diff-dmarc-weaker",
		CHANGE_ROW(ERROR, dmarc_weaker),
		.summary = "the DMARC policy is weaker than before",
		.why = "Spoofed mail that was rejected or quarantined will be delivered.",
		.help = CHANGE_HELP,
		.reference = "RFC 9989 section 4.7 and RFC 7489 section 6.3",
		.bad = OLD NEW "_dmarc TXT \"v=DMARC1; p=none; rua=mailto:d@example.com\"",
		.good = OLD NEW OLD,
	},
	{
		.id = "diff-dmarc-stronger",
		CHANGE_ROW(INFO, dmarc_stronger),
		.summary = "the DMARC policy is stronger than before",
		.why = "Mail of the domain that passes neither SPF nor DKIM in alignment is no longer "
		       "delivered.",
		.help = CHANGE_HELP,
		.reference = "RFC 9989 section 4.7 and RFC 7489 section 6.3",
		.bad = OLD NEW "_dmarc TXT \"v=DMARC1; p=reject; rua=mailto:d@example.com\"",
		.good = OLD NEW OLD,
	},
};

RULE_FAMILY(diff_dmarc_rules, "Changes of DMARC", rows);
