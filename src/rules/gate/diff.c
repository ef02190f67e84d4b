/* Two states of a domain: what a change does to its mail. */
#include "base/bytes.h"
#include "base/escape.h"
#include "check/change.h"
#include "check/claims.h"

#include "rules/families.h"

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

static bool has_exchange(const struct domain *domain, const struct dns_mx *mx)
{
	for (size_t i = 0; i < domain->mx.count; i++)
		if (dns_name_equal(&domain->mx.at[i].mx->exchange, &mx->exchange) &&
			domain->mx.at[i].mx->preference == mx->preference)
			return true;
	return false;
}

static const char *exchanges_not_in(
	struct arena *arena, const struct domain *domain, const struct domain *other)
{
	struct bytes text = { 0 };
	const char *copy;

	for (size_t i = 0; i < domain->mx.count; i++)
		if (!has_exchange(other, domain->mx.at[i].mx))
			bytes_printf(&text, "%s%u %s", text.len ? ", " : "", domain->mx.at[i].mx->preference,
				dns_name_text(arena, &domain->mx.at[i].mx->exchange));
	copy = (const char *)arena_copy(arena, bytes_slice(&text)).at;
	bytes_free(&text);
	return copy;
}

static bool mx_known(const struct change *change)
{
	return dns_outcome_is_answer(change->before->mx_reply->outcome) &&
	       dns_outcome_is_answer(change->after->mx_reply->outcome);
}

static bool stops_receiving(const struct change *change)
{
	return domain_receives(change->before) && !domain_receives(change->after);
}

static void mx_changed(struct rule_run *run, const struct change *change)
{
	const struct domain *before = change->before, *now = change->after;
	const struct published *first = now->mx.count ? &now->mx.at[0].published : NULL;
	const char *gone, *added;

	if (!mx_known(change) || stops_receiving(change))
		return;
	gone = exchanges_not_in(run->arena, before, now);
	added = exchanges_not_in(run->arena, now, before);
	if (*gone)
		gone = arena_printf(run->arena, "without %s", gone);
	if (*added)
		added = arena_printf(run->arena, "%swith %s", *gone ? ", and " : "", added);
	if (*gone || *added)
		report_finding(run, first, (struct span){ 0 }, "mail goes elsewhere: %s%s", gone, added);
}

static void mx_removed(struct rule_run *run, const struct change *change)
{
	if (mx_known(change) && stops_receiving(change))
		report_finding(run, NULL, (struct span){ 0 }, "%s received mail before and no longer does",
			dns_name_text(run->arena, &change->after->name));
}

/* The file before has it and live DNS has not: it was entered where nobody asks. */
static void not_published(struct rule_run *run, const struct change *change)
{
	const struct domain *before = change->before, *now = change->after;
	const char *missing = "";

	if (!before->txt->from_zone_file || now->txt->from_zone_file)
		return;
	if (domain_spf(before) && dns_outcome_is_answer(now->txt->outcome) && !now->spf.count)
		missing = "SPF";
	if (before->dmarcs.count && dns_outcome_is_answer(now->dmarc->walk[0].reply->outcome) &&
		!now->dmarcs.count)
		missing = arena_printf(run->arena, "%s%s", *missing ? "SPF and " : "", "DMARC");
	if (*missing)
		report_finding(run, NULL, (struct span){ 0 },
			"the %s record of the file is not in public DNS: is %s served by another DNS hosting "
			"provider?",
			missing, dns_name_text(run->arena, &now->name));
}

static bool is_there(const struct findings *findings, const struct finding *old)
{
	for (size_t i = 0; i < findings->list.count; i++) {
		const struct finding *new = &findings->list.at[i];

		if (new->rule == old->rule && dns_name_equal(&new->name, &old->name))
			return true;
	}
	return false;
}

/* What was not answered is no reason for a finding to be gone. */
static bool is_answered(const struct domain *domain)
{
	return dns_outcome_is_answer(domain->txt->outcome) &&
	       dns_outcome_is_answer(domain->mx_reply->outcome) &&
	       dns_outcome_is_answer(domain->dmarc->walk[0].reply->outcome);
}

static void finding_gone(struct rule_run *run, const struct change *change)
{
	const struct report *before = change->report_before;

	if (!is_answered(change->after))
		return;
	for (size_t i = 0; i < before->findings.count; i++) {
		const struct finding *old = &before->findings.at[i];

		/* Faults of the file are no rules' findings: they come in later. */
		if (old->severity > SEVERITY_INFO && old->rule->scope != SCOPE_ZONE &&
			!is_there(change->raised, old))
			report_finding(
				run, NULL, (struct span){ 0 }, "gone: %s: %s", old->rule->id, old->message)
				->name = old->name;
	}
}

#define WHY "It is what the change does to the domain's mail."
#define HELP "Check that the change is intended."
#define OLD \
	"@ TXT \"v=spf1 ip4:11.0.0.0/24 -all\"\n@ MX 10 ns\n_dmarc TXT \"v=DMARC1; p=quarantine; " \
	"rua=mailto:d@example.com\"\n"
#define OLD_SPF "@ TXT \"v=spf1 ip4:11.0.0.0/24 -all\"\n"
#define KEY "s1._domainkey TXT \"v=DKIM1; k=ed25519; p=Us9vjYJDCG7FfJSc+i3HlUXbEZ+wWPgtu6oFsDkfe9s=\"\n"
#define OTHER_KEY "s1._domainkey TXT \"v=DKIM1; k=ed25519; p=mL8oI7xLLSUa+mrZqaySPp9Ej+sNXvF5EDD2pKHJylg=\"\n"
#define NEW EXAMPLE_AFTER

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
		.help = HELP,
		.bad = OLD_SPF NEW "@ TXT \"v=spf1 ip4:11.0.0.0/23 -all\"",
		.good = OLD_SPF NEW "@ TXT \"v=spf1 ip4:11.0.0.0/25 ip4:11.0.0.128/25 -all\"",
	},
	{
		.id = "diff-spf-lookups",
		CHANGE_ROW(INFO, spf_lookups),
		.summary = "the number of SPF DNS lookups changed",
		.why = "More than ten make the record end in permerror.",
		.help = HELP,
		.reference = "RFC 7208 section 4.6.4",
		.bad = OLD_SPF NEW "@ MX 10 ns\n@ TXT \"v=spf1 mx -all\"",
		.good = OLD_SPF NEW OLD_SPF,
	},
	{
		.id = "diff-dmarc-weaker",
		CHANGE_ROW(ERROR, dmarc_weaker),
		.summary = "the DMARC policy is weaker than before",
		.why = "Spoofed mail that was rejected or quarantined will be delivered.",
		.help = HELP,
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
		.help = HELP,
		.reference = "RFC 9989 section 4.7 and RFC 7489 section 6.3",
		.bad = OLD NEW "_dmarc TXT \"v=DMARC1; p=reject; rua=mailto:d@example.com\"",
		.good = OLD NEW OLD,
	},
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
		.why = WHY,
		.help = HELP,
		.bad = OLD NEW OLD KEY,
		.good = OLD KEY NEW OLD KEY,
	},
	{
		.id = "diff-mx-changed",
		CHANGE_ROW(WARNING, mx_changed),
		.summary = "mail for the domain goes to other hosts than before",
		.why = WHY,
		.help = "Let the old MX host accept mail until the TTL of the old records has passed.",
		.reference = "RFC 5321 section 5.1",
		.bad = OLD NEW "@ MX 10 other\nother A 11.0.0.9",
		.good = OLD NEW OLD,
	},
	{
		.id = "diff-mx-removed",
		CHANGE_ROW(ERROR, mx_removed),
		.summary = "the domain received mail before and no longer does",
		.why = "Mail to the domain bounces, and some receivers reject mail from it.",
		.help = HELP,
		.reference = "RFC 5321 section 5.1 and RFC 7505 section 3",
		.bad = OLD NEW "@ MX 0 .",
		.good = OLD NEW OLD,
	},
	{
		.id = "diff-not-published",
		CHANGE_ROW(ERROR, not_published),
		.summary = "a record of the zone file is not in DNS",
		.why = "Usually the domain was moved to another DNS hosting provider, and this zone file is "
		       "no longer the one that is served.",
		.help = "Publish the record at the DNS hosting provider to which the domain is delegated.",
		.reference = "RFC 1034 section 4.2.1",
		.bad = "; before from a file\n" OLD NEW "@ A 11.0.0.9",
		.good = OLD NEW OLD,
	},
	{
		.id = "diff-finding-gone",
		CHANGE_ROW(INFO, finding_gone),
		.summary = "a finding of the state before is gone",
		.why = WHY,
		.help = "No change is needed.",
		.bad = "@ TXT \"v=spf1 +all\"\n" NEW "@ TXT \"v=spf1 -all\"",
		.good = OLD NEW OLD,
	},
};

RULE_FAMILY(diff_rules, "Changes", rows);
