/* Two states of a domain: who passes SPF, and what the SPF record says to those who do not. */
#include "check/change.h"
#include "check/claims.h"

#include "rules/families.h"
#include "rules/gate/change_examples.h"

/* Who passes SPF for sure. False when the record itself is not known. *ret_open: an include was not answered, and may let more pass. */
static bool passing(const struct domain *domain, struct address_set *ret_set, bool *ret_open)
{
	const struct spf_networks *networks = domain->spf_tree ? &domain->spf_tree->root->networks : NULL;

	*ret_set = networks ? networks->by_result[SPF_PASS] : (struct address_set){ 0 };
	*ret_open = networks && !networks->answered;
	return dns_outcome_is_answer(domain->txt->outcome) && (!networks || !networks->cut);
}

static void report_set(struct rule_run *run, const struct address_set *set, const char *what, bool open)
{
	const struct spf_subject *spf = domain_spf(run->domain);
	struct finding *finding;

	if (address_set_is_empty(set))
		return;
	finding = report_finding(run, spf ? &spf->published : NULL,
		spf ? whole_text(&spf->published) : (struct span){ 0 }, "%s SPF: %s%s", what,
		address_set_text(run->arena, set),
		open ? ", unless an include that was not answered lets them pass" : "");
	if (open)
		finding->confidence = LIKELY;
}

static void spf_lost(struct rule_run *run, const struct change *change)
{
	struct address_set old, new, lost;
	bool old_open, new_open;

	if (!passing(change->before, &old, &old_open) || !passing(change->after, &new, &new_open))
		return;
	lost = address_set_minus(run->arena, &old, &new);
	report_set(run, &lost, "these addresses no longer pass", new_open);
}

static void spf_gained(struct rule_run *run, const struct change *change)
{
	struct address_set old, new, gained;
	bool old_open, new_open;

	if (!passing(change->before, &old, &old_open) || !passing(change->after, &new, &new_open))
		return;
	gained = address_set_minus(run->arena, &new, &old);
	report_set(run, &gained, "these addresses now pass", old_open);
}

static void spf_lookups(struct rule_run *run, const struct change *change)
{
	const struct spf_subject *spf = domain_spf(change->after);
	const struct spf_tree *old = change->before->spf_tree, *new = change->after->spf_tree;

	if (spf && old && new && old->lookups != new->lookups)
		report_finding(run, &spf->published, whole_text(&spf->published),
			"%u SPF DNS lookups of %d, %u before", new->lookups, SPF_LOOKUPS_MOST, old->lookups);
}

static const struct rule rows[] = {
	{
		.id = "diff-spf-lost",
		CHANGE_ROW(ERROR, spf_lost),
		.summary = "addresses that passed SPF no longer pass",
		.why = "Mail that is still sent from them fails SPF.",
		.help = "Add the addresses to the SPF record again, unless they no longer send mail.",
		.bad = OLD_SPF NEW "@ TXT \"v=spf1 ip4:11.0.0.0/25 -all\"",
		.good = OLD_SPF NEW "@ TXT \"v=spf1 ip4:11.0.0.0/25 ip4:11.0.0.128/25 -all\"",
	},
	{
		.id = "diff-spf-gained",
		CHANGE_ROW(WARNING, spf_gained),
		.summary = "addresses pass SPF that did not before",
		.why = "Senders at these addresses can send mail in the domain's name.",
		.help = CHANGE_HELP,
		.bad = OLD_SPF NEW "@ TXT \"v=spf1 ip4:11.0.0.0/23 -all\"",
		.good = OLD_SPF NEW "@ TXT \"v=spf1 ip4:11.0.0.0/25 ip4:11.0.0.128/25 -all\"",
	},
	{
		.id = "diff-spf-lookups",
		CHANGE_ROW(INFO, spf_lookups),
		.summary = "the number of SPF DNS lookups changed",
		.why = "More than ten make the record end in permerror.",
		.help = CHANGE_HELP,
		.reference = "RFC 7208 section 4.6.4",
		.bad = OLD_SPF NEW "@ MX 10 ns\n@ TXT \"v=spf1 mx -all\"",
		.good = OLD_SPF NEW OLD_SPF,
	},
};

RULE_FAMILY(diff_spf_rules, "Changes of SPF", rows);
