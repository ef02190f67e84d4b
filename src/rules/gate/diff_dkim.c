/* Two states of a domain: its DKIM selectors and their keys. */
#include "base/escape.h"
#include "check/change.h"
#include "check/claims.h"

#include "rules/families.h"
#include "rules/gate/change_examples.h"

static bool is_revoked(const struct domain *domain, const char *name)
{
	const struct dkim_selector *selector = domain_selector(domain, name);

	return selector && selector->status == DKIM_STATUS_REVOKED;
}

/* What stands at the selector in this state, asked for when it was not looked at. NULL while it is not answered. */
static const struct dns_reply *answer_at(struct rule_run *run, const struct dkim_selector *selector)
{
	struct dns_name domainkey, name;
	const struct dns_reply *reply;

	if (!dns_name_prepend("_domainkey", &run->domain->name, &domainkey) ||
		!dns_name_prepend(selector->selector, &domainkey, &name))
		return NULL;
	reply = facts_get(run->domain->view, &name, DNS_TYPE_TXT);
	return dns_outcome_is_answer(reply->outcome) ? reply : NULL;
}

static bool has_key_like(const struct dns_reply *reply, const struct dkim_subject *key)
{
	for (size_t i = 0; i < reply->records.count; i++)
		if (slice_equal(reply->records.at[i].data.txt->joined, key->published.txt->joined))
			return true;
	return false;
}

/* A CNAME of which it is not known where it leads: most are of a service that signs. */
static bool is_open_alias(const struct dkim_selector *selector)
{
	return selector->status == DKIM_STATUS_UNANSWERED && selector->reply->aliases.count;
}

static void dkim_removed(struct rule_run *run, const struct change *change)
{
	const struct domain *before = change->before;

	for (size_t i = 0; i < before->selectors.count; i++) {
		const struct dkim_selector *old = &before->selectors.at[i];
		bool could_work = (dkim_selector_works(old) || is_open_alias(old)) && !old->wildcard;
		const struct dns_reply *now = could_work ? answer_at(run, old) : NULL;
		struct finding *finding;

		if (!now || (now->records.count && !is_revoked(change->after, old->selector)))
			continue;
		finding = report_finding(run, NULL, (struct span){ 0 },
			"the DKIM key of the selector %s is %s: what it has signed no longer verifies",
			escape_copy(run->arena, slice_of(old->selector)),
			now->records.count ? "revoked" : "gone");
		finding->name = old->name;
		if (!dkim_selector_works(old))
			finding->confidence = LIKELY;
	}
}

static void dkim_changed(struct rule_run *run, const struct change *change)
{
	const struct domain *before = change->before;

	for (size_t i = 0; i < before->selectors.count; i++) {
		const struct dkim_selector *old = &before->selectors.at[i];
		const struct dns_reply *now =
			dkim_selector_works(old) && !old->wildcard ? answer_at(run, old) : NULL;

		if (now && now->records.count && !has_key_like(now, &old->keys.at[0]) &&
			!is_revoked(change->after, old->selector))
			report_finding(run, NULL, (struct span){ 0 },
				"the DKIM key of the selector %s was replaced",
				escape_copy(run->arena, slice_of(old->selector)))
				->name = old->name;
	}
}

static void dkim_added(struct rule_run *run, const struct change *change)
{
	const struct domain *before = change->before;

	for (size_t i = 0; i < change->after->selectors.count; i++) {
		const struct dkim_selector *new = &change->after->selectors.at[i];

		if (dkim_selector_works(new) && !new->wildcard &&
			!dkim_selector_works(domain_selector(before, new->selector)))
			report_finding(run, &new->keys.at[0].published,
				whole_text(&new->keys.at[0].published), "the selector %s has a DKIM key now",
				escape_copy(run->arena, slice_of(new->selector)));
	}
}

static const struct rule rows[] = {
	{
		.id = "diff-dkim-removed",
		CHANGE_ROW(ERROR, dkim_removed),
		.summary = "a DKIM key was removed or revoked",
		.why = "Mail on its way, and mail that is still signed with the selector, does not verify.",
		.help = "Remove the key a week after the last mail was signed with it.",
		.reference = "RFC 6376 section 3.1",
		.bad = OLD KEY NEW OLD,
		.good = OLD KEY NEW OLD KEY,
	},
	{
		.id = "diff-dkim-changed",
		CHANGE_ROW(WARNING, dkim_changed),
		.summary = "the DKIM key of a selector was replaced",
		.why = "Mail that was signed with the old key does not verify.",
		.help = "Publish a new key at a new selector, and keep the old one for a week.",
		.reference = "RFC 6376 section 3.1",
		.bad = OLD KEY NEW OLD OTHER_KEY,
		.good = OLD KEY NEW OLD KEY,
	},
	{
		.id = "diff-dkim-added",
		CHANGE_ROW(INFO, dkim_added),
		.summary = "a selector has a DKIM key that had none before",
		.why = CHANGE_WHY,
		.help = CHANGE_HELP,
		.bad = OLD NEW OLD KEY,
		.good = OLD KEY NEW OLD KEY,
	},
};

RULE_FAMILY(diff_dkim_rules, "Changes of DKIM", rows);
