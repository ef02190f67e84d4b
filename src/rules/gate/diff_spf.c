/* Two states of a domain: which addresses pass SPF. */
#include "check/claims.h"
#include "check/zone_change.h"

#include "rules/common.h"
#include "rules/families.h"
#include "rules/gate/change_examples.h"
#include "rules/gate/spf_states.h"

#include <string.h>

/* A few servers: 256 IPv4 addresses, or one IPv6 network of a host (RFC 6177). */
enum { FEW_IP4 = 256 };

/* The longest prefix of a network that no sender has for itself. */
enum { TOO_WIDE_IP4 = 8 };

const struct spf_networks *spf_state_networks(const struct domain *domain)
{
	return domain->spf_tree ? &domain->spf_tree->root->networks : NULL;
}

bool spf_state_is_usable(const struct domain *domain)
{
	const struct spf_subject *spf = domain_spf(domain);

	return spf && domain->spf_tree && spf->record->valid && !spf_state_networks(domain)->ended;
}

bool spf_is_first_mail(const struct change *change)
{
	return change_ends_wildcard(change->before->txt, change->after->txt);
}

/* Who passes SPF for sure. False when the record itself is not known. *ret_open: an include was not answered, and may let more pass. */
static bool passing(const struct domain *domain, struct address_set *ret_set, bool *ret_open)
{
	const struct spf_networks *networks = spf_state_networks(domain);

	*ret_set = networks ? networks->by_result[SPF_PASS] : (struct address_set){ 0 };
	*ret_open = networks && !networks->answered;
	return dns_outcome_is_answer(domain->txt->outcome) && (!networks || !networks->cut);
}

/* A term that lets everybody pass, or half the Internet: a mistake, and an error by a rule of its own. */
static bool is_too_wide(const struct spf_record *record, const struct spf_term *term)
{
	return term->qualifier == '+' &&
	       (term->kind == SPF_TERM_ALL ? spf_lets_all_send(record)
					   : term->kind == SPF_TERM_IP4 && term->prefix4 <= TOO_WIDE_IP4);
}

static void add_hosts(struct arena *arena, struct address_set *set, const struct spf_query *query)
{
	for (size_t i = 0; i < query->hosts.count; i++) {
		const struct spf_host *host = &query->hosts.at[i];

		for (size_t k = 0; k < host->ip4->records.count; k++)
			address_set_add(
				arena, set, &host->ip4->records.at[k].data.address, query->term->prefix4);
		for (size_t k = 0; k < host->ip6->records.count; k++)
			address_set_add(
				arena, set, &host->ip6->records.at[k].data.address, query->term->prefix6);
	}
}

/* Who passes by the terms of the record that were not at fault: nobody misses what a wrong one let pass. */
static struct address_set meant_to_pass(struct arena *arena, const struct change *change)
{
	const struct spf_node *root = change->before->spf_tree->root;
	struct address_set set = { 0 };

	for (size_t i = 0; i < root->query_count; i++) {
		const struct spf_query *query = &root->queries[i];

		if (!query->live || query->term->qualifier != '+' || query->term->kind == SPF_TERM_ALL ||
			is_too_wide(root->record, query->term))
			continue;
		if (spf_term_is_network(query->term)) {
			struct dns_address network = spf_term_address(query->term);

			address_set_add(arena, &set, &network, spf_term_prefix(query->term));
		}
		add_hosts(arena, &set, query);
		address_set_sort(&set);
		if (query->child)
			set = address_set_union(arena, &set, &query->child->networks.by_result[SPF_PASS]);
	}
	return set;
}

static bool was_too_wide(const struct change *change)
{
	const struct spf_subject *spf = domain_spf(change->before);

	for (size_t i = 0; spf && change->before->spf_tree && i < spf->record->terms.count; i++)
		if (is_too_wide(spf->record, &spf->record->terms.at[i]))
			return true;
	return false;
}

static struct finding *report_set(
	struct rule_run *run, const struct address_set *set, const char *what, const char *brief, bool open)
{
	const struct spf_subject *spf = domain_spf(run->domain);
	struct finding *finding;

	finding = report_finding(run, spf ? &spf->published : NULL,
		spf ? whole_text(&spf->published) : (struct span){ 0 }, "%s SPF: %s%s", what,
		address_set_text(run->arena, set),
		open ? " (unless an include that was not answered authorizes them)" : "");
	finding->brief = arena_printf(run->arena, "%s %s", address_set_text(run->arena, set), brief);
	if (open)
		finding->confidence = LIKELY;
	return finding;
}

/* Where the text is the same, what changed is elsewhere: NULL then. */
static const struct published *old_record(const struct change *change)
{
	const struct spf_subject *old = domain_spf(change->before), *new = domain_spf(change->after);

	if (!old || (new &&slice_equal(old->published.txt->joined, new->published.txt->joined)))
		return NULL;
	return &old->published;
}

static void spf_lost(struct rule_run *run, const struct change *change)
{
	struct address_set old, new, lost;
	bool old_open, new_open;

	if (spf_is_first_mail(change) || !passing(change->before, &old, &old_open) ||
		!passing(change->after, &new, &new_open))
		return;
	if (was_too_wide(change))
		old = meant_to_pass(run->arena, change);
	lost = address_set_minus(run->arena, &old, &new);
	if (!address_set_is_empty(&lost))
		finding_add_before(run,
			report_set(
				run, &lost, "these addresses no longer pass", "may no longer send", new_open),
			old_record(change));
}

/* So many as a new server or two have: a set of the size of one /64 at most. */
static bool is_few(const struct address_set *set)
{
	uint64_t networks = 0;

	for (size_t i = 0; i < set->ip6.list.count; i++) {
		const struct address_range *range = &set->ip6.list.at[i];

		if (range->last.high != range->first.high)
			return false;
		networks += i == 0 || range->first.high != set->ip6.list.at[i - 1].first.high;
	}
	return networks <= 1 && address_set_count_ip4(set) <= FEW_IP4;
}

const struct spf_node *spf_state_node(const struct spf_node *node, const struct dns_name *name)
{
	if (node->record && dns_name_equal(&node->name, name))
		return node;
	for (size_t i = 0; i < node->child_count; i++) {
		const struct spf_node *found = spf_state_node(node->children[i], name);

		if (found)
			return found;
	}
	return NULL;
}

/* Who passes by a record that a zone file includes, and did not before: the author of the file meant all of it. */
static struct address_set named_anew(
	struct arena *arena, const struct spf_node *node, bool is_of_file, const struct spf_node *before)
{
	struct address_set set = { 0 }, more;

	for (size_t i = 0; i < node->child_count; i++) {
		const struct spf_node *child = node->children[i];

		if (!spf_state_node(before, &child->name))
			more = is_of_file ? child->networks.by_result[SPF_PASS] : (struct address_set){ 0 };
		else
			more = named_anew(arena, child, child->rr && child->rr->place.text, before);
		set = address_set_union(arena, &set, &more);
	}
	return set;
}

/* A record where none was, or none that could be used, is the first mail of the name: it is judged by the other rules. */
static void spf_gained(struct rule_run *run, const struct change *change)
{
	const struct spf_subject *spf = domain_spf(change->after);
	struct address_set old, new, gained, named, rest;
	bool old_open, new_open;

	if (spf_is_first_mail(change) || !spf_state_is_usable(change->before) ||
		!passing(change->before, &old, &old_open) || !passing(change->after, &new, &new_open))
		return;
	gained = address_set_minus(run->arena, &new, &old);
	if (address_set_is_empty(&gained))
		return;
	named = named_anew(run->arena, change->after->spf_tree->root, spf && spf->published.place.text,
		change->before->spf_tree->root);
	rest = address_set_minus(run->arena, &gained, &named);
	report_set(run, &gained, "these addresses now pass", "may now send", old_open)->severity =
		is_few(&rest) ? SEVERITY_INFO : SEVERITY_WARNING;
}

/* A record that let everybody pass or nobody, by mistake, is no loss. */
static bool is_good_riddance(const struct change *change)
{
	const struct spf_subject *spf = domain_spf(change->before);

	return !spf_state_is_usable(change->before) || spf_lets_all_send(spf->record);
}

/* Something is there that was meant as SPF, and a rule says so. */
static bool is_told(const struct change *change)
{
	for (size_t i = 0; change->after->spf.count && i < change->raised->list.count; i++) {
		const struct finding *finding = &change->raised->list.at[i];

		if (finding->severity == SEVERITY_ERROR && strncmp(finding->rule->id, "spf-", 4) == 0 &&
			dns_name_equal(&finding->name, &change->after->name))
			return true;
	}
	return false;
}

/* The CNAME is beside a TXT record in the zone file, which is an error of its own. */
static bool is_beside_text(struct arena *arena, const struct domain *domain)
{
	const struct zone_names *names = domain->options->zone_names;

	return names && zone_names_records(names, arena, &domain->name, DNS_TYPE_TXT);
}

/* The record became a CNAME, and what its target publishes was not answered; NULL for any other change. */
static const struct dns_reply *open_cname(struct arena *arena, const struct change *change)
{
	const struct dns_reply *old = change->before->txt, *new = change->after->txt;

	if (!change->before->spf_selected || old->aliases.count || !new->aliases.count ||
		dns_outcome_is_answer(new->outcome) || dns_outcome_is_loop(new->outcome) ||
		is_beside_text(arena, change->after))
		return NULL;
	return new;
}

static void report_open_cname(struct rule_run *run, const struct dns_reply *now)
{
	struct finding *finding = report_finding(run, NULL, (struct span){ 0 },
		"the SPF record was replaced by a CNAME to %s; which addresses pass SPF there %s",
		dns_name_text(run->arena, &now->aliases.at[now->aliases.count - 1].target),
		not_known_text(now->outcome));

	finding->confidence = LIKELY;
}

static void spf_removed(struct rule_run *run, const struct change *change)
{
	const struct domain *before = change->before;
	const struct dns_reply *cname = open_cname(run->arena, change);
	struct finding *finding;

	if (cname) {
		report_open_cname(run, cname);
		return;
	}
	if (spf_is_first_mail(change) || !before->spf_selected || change->after->spf_selected ||
		!dns_outcome_is_answer(change->after->txt->outcome) || is_told(change))
		return;
	finding = report_finding(run, NULL, (struct span){ 0 }, "the SPF record was removed; %s",
		before->role == ROLE_INCLUDE ? "records that include it or redirect to it end in permerror"
		: domain_lets_nobody_send(before) ? "spoofed mail no longer fails SPF"
						  : "mail from this domain no longer passes SPF");
	finding_add_before(run, finding, old_record(change));
	if (is_good_riddance(change)) {
		finding->severity = SEVERITY_INFO;
		finding->message = "an SPF record that was unusable or authorized everybody was removed";
	}
}

static void spf_lookups(struct rule_run *run, const struct change *change)
{
	const struct spf_subject *spf = domain_spf(change->after);
	const struct spf_tree *old = change->before->spf_tree, *new = change->after->spf_tree;

	if (spf && old && new && old->lookups != new->lookups)
		report_finding(run, &spf->published, whole_text(&spf->published),
			"the SPF record needs %u of %d DNS lookups (before: %u)", new->lookups,
			SPF_LOOKUPS_MOST, old->lookups);
}

static const struct rule rows[] = {
	{
		.id = "diff-spf-removed",
		CHANGE_ROW(ERROR, spf_removed),
		.also = ALSO(INFO),
		.summary = "SPF record was removed, or became a CNAME whose target is not known",
		.why = "Without a record the SPF result is none. Mail of the domain cannot pass SPF, and "
		       "spoofed mail cannot fail it.",
		.help = "Publish the SPF record again; if the domain sends no mail, publish `v=spf1 -all`.",
		.reference = "RFC 7208 section 4.5",
		.bad = OLD_SPF NEW "@ A 11.0.0.9",
		.good = OLD_SPF NEW OLD_SPF,
	},
	{
		.id = "diff-spf-lost",
		CHANGE_ROW(ERROR, spf_lost),
		.follows = "diff-spf-removed",
		.summary = "addresses that passed SPF no longer pass",
		.why = "Mail that is still sent from these addresses does not pass SPF.",
		.help = "Add the addresses to the SPF record again, unless they no longer send mail.",
		.bad = OLD_SPF NEW "@ TXT \"v=spf1 ip4:11.0.0.0/25 -all\"",
		.good = OLD_SPF NEW "@ TXT \"v=spf1 ip4:11.0.0.0/25 ip4:11.0.0.128/25 -all\"",
	},
	{
		.id = "diff-spf-gained",
		CHANGE_ROW(WARNING, spf_gained),
		.also = ALSO(INFO),
		.summary = "addresses that did not pass SPF now pass",
		.why = "Senders at these addresses can send mail in the name of the domain. The severity is warning for more than 256 IPv4 addresses or one IPv6 /64 network, and info for fewer, or if they come from a newly included record.",
		.help = "Remove the added terms, unless these addresses send mail for the domain.",
		.bad = OLD_SPF NEW "@ TXT \"v=spf1 ip4:11.0.0.0/22 -all\"",
		.good = OLD_SPF NEW "@ TXT \"v=spf1 ip4:11.0.0.0/25 ip4:11.0.0.128/25 -all\"",
	},
	{
		.id = "diff-spf-lookups",
		CHANGE_ROW(INFO, spf_lookups),
		.summary = "number of SPF DNS lookups changed",
		.why = "A record that needs more than ten DNS lookups ends in permerror.",
		.reference = "RFC 7208 section 4.6.4",
		.bad = OLD_SPF NEW "@ MX 10 ns\n@ TXT \"v=spf1 mx -all\"",
		.good = OLD_SPF NEW OLD_SPF,
	},
};

RULE_FAMILY(diff_spf_rules, "Changes of SPF", rows);
