/*
 * Two states of a domain: what the terms of its SPF record say. Where DNS has not told whom they let pass, the two texts tell who was
 * left out.
 */
#include "base/escape.h"
#include "check/claims.h"
#include "mail/providers.h"
#include "spf/senders.h"

#include "rules/common.h"
#include "rules/families.h"
#include "rules/gate/change_examples.h"
#include "rules/gate/spf_states.h"

/* What is compared: whom both records authorize, by name. */
struct pair {
	struct spf_senders old, new;
};

/* A service that has given up its name sends nothing by it. */
static bool is_of_dead_service(const struct spf_sender *sender)
{
	const struct provider *provider =
		sender->kind == SPF_SENDER_RECORD ? provider_of_include(&sender->name) : NULL;

	return provider && provider->spf >= PROVIDER_SPF_DEAD;
}

/* It passes in one state, and whom it lets pass is not known; nothing of the other state does that too. */
static bool is_only_in(const struct spf_sender *sender, const struct spf_senders *other)
{
	return sender->open && sender->result == SPF_PASS && !is_of_dead_service(sender) &&
	       !spf_senders_pass(other, sender);
}

static bool is_told_before(const struct spf_senders *senders, size_t number)
{
	for (size_t i = 0; i < number; i++)
		if (senders->list.at[i].kind == senders->list.at[number].kind &&
			senders->list.at[i].kind != SPF_SENDER_TERM &&
			dns_name_equal(&senders->list.at[i].name, &senders->list.at[number].name))
			return true;
	return false;
}

static bool is_counted(const struct spf_senders *senders, size_t number, const struct spf_senders *other)
{
	return is_only_in(&senders->list.at[number], other) && !is_told_before(senders, number);
}

/* False where either record is unusable: then its own fault is told. */
static bool pair_of(struct rule_run *run, const struct change *change, struct pair *ret_pair)
{
	struct address_set everybody = address_set_all(run->arena), left;

	*ret_pair = (struct pair){ 0 };
	if (spf_is_first_mail(change) || !spf_state_is_usable(change->before) ||
		!spf_state_is_usable(change->after))
		return false;
	left = address_set_minus(
		run->arena, &everybody, &spf_state_networks(change->after)->by_result[SPF_PASS]);
	if (address_set_is_empty(&left))
		return false;
	ret_pair->old = spf_senders_find(run->arena, change->before->spf_tree);
	ret_pair->new = spf_senders_find(run->arena, change->after->spf_tree);
	return true;
}

/* "include:spf.example.net", "the MX host mail.example.net", "exists:%{i}.example.net". */
static const char *sender_text(struct arena *arena, const struct spf_sender *sender)
{
	struct slice text = slice_span(sender->node->record->text, sender->term->span);

	if (sender->kind == SPF_SENDER_HOST && sender->term->kind == SPF_TERM_MX)
		return arena_printf(arena, "the MX host %s", dns_name_text(arena, &sender->name));
	if (text.len && text.at[0] == '+')
		text = slice_part(text, 1, text.len);
	return escape_visible_copy(arena, text);
}

static const char *why_unknown(const struct spf_sender *sender)
{
	return dns_outcome_is_answer(sender->why) ? "depends on the mail" : not_known_text(sender->why);
}

static const char *result_text(enum spf_result result)
{
	return result == SPF_FAIL	? "fails SPF"
	       : result == SPF_SOFTFAIL ? "softfails SPF"
					: "no longer passes SPF";
}

/* What has become of a term. */
struct fate {
	const struct spf_node *node;
	const struct spf_term *term; /* with the same target; NULL when it is gone */
	bool live;
};

static bool has_same_target(
	const struct spf_sender *sender, const struct spf_record *record, const struct spf_term *term)
{
	struct slice domain = slice_span(sender->node->record->text, sender->term->domain),
		     text = slice_span(record->text, term->span);

	if (term->kind == SPF_TERM_UNKNOWN_MODIFIER)
		return domain.len && text.len > domain.len &&
		       slice_equal_nocase(domain, slice_part(text, text.len - domain.len, text.len));
	return term->kind == sender->term->kind &&
	       slice_equal_nocase(domain, slice_span(record->text, term->domain));
}

static struct fate fate_of(const struct spf_sender *sender, const struct spf_tree *after)
{
	struct fate fate = { .node = spf_state_node(after->root, &sender->node->name) };

	if (!fate.node)
		fate.node = after->root;
	for (size_t i = 0; i < fate.node->query_count && !fate.term; i++) {
		const struct spf_query *query = &fate.node->queries[i];

		if (has_same_target(sender, fate.node->record, query->term)) {
			fate.term = query->term;
			fate.live = query->live;
		}
	}
	return fate;
}

/* The only one of a record that the other state lacks; NULL when there are none or several. */
static const struct spf_sender *only_new(
	const struct spf_senders *senders, const struct spf_senders *other, const struct dns_name *record)
{
	const struct spf_sender *only = NULL;

	for (size_t i = 0; i < senders->list.count; i++) {
		if (!is_counted(senders, i, other) ||
			!dns_name_equal(&senders->list.at[i].node->name, record))
			continue;
		if (only)
			return NULL;
		only = &senders->list.at[i];
	}
	return only;
}

/* One clause: what happened to the term. *ret_result becomes what its clients get now, where the term itself says it. */
static const char *fate_text(struct arena *arena, const struct pair *pair, const struct spf_sender *sender,
	const struct fate *fate, enum spf_result *ret_result)
{
	const char *what = sender_text(arena, sender);
	const struct spf_sender *instead = NULL;

	if (!fate->term || sender->kind == SPF_SENDER_HOST) {
		if (sender->kind == SPF_SENDER_HOST && sender->term->kind == SPF_TERM_MX)
			return arena_printf(arena, "%s is no longer authorized by \"mx\"", what);
		if (only_new(&pair->old, &pair->new, &sender->node->name))
			instead = only_new(&pair->new, &pair->old, &sender->node->name);
		if (instead)
			return arena_printf(
				arena, "%s was replaced by %s", what, sender_text(arena, instead));
		return arena_printf(arena, "%s was removed", what);
	}
	if (fate->term->kind == SPF_TERM_UNKNOWN_MODIFIER)
		return arena_printf(arena, "%s became the unknown modifier %s, which is ignored", what,
			escape_visible_copy(arena, slice_span(fate->node->record->text, fate->term->span)));
	if (!fate->live)
		return arena_printf(arena, "%s now comes after \"all\" and is never evaluated", what);
	if (fate->term->qualifier == '+')
		return arena_printf(arena, "%s was changed", what);
	*ret_result = spf_result_of_qualifier(fate->term->qualifier);
	return arena_printf(arena, "%s now has the qualifier \"%c\"", what, fate->term->qualifier);
}

static void report_lost(struct rule_run *run, const struct change *change, const struct pair *pair,
	const struct spf_sender *sender)
{
	const struct spf_subject *spf = domain_spf(change->after), *old = domain_spf(change->before);
	const struct spf_node *redirect;
	struct fate fate = fate_of(sender, change->after->spf_tree);
	bool in_root = dns_name_equal(&fate.node->name, &spf->published.name);
	struct finding *finding;
	enum spf_result result;
	const char *clause;

	if (!spf_default_result(change->after->spf_tree, &result, &redirect) ||
		change->after->role == ROLE_INCLUDE)
		result = SPF_NONE;
	clause = fate_text(run->arena, pair, sender, &fate, &result);
	if (!in_root)
		clause = arena_printf(run->arena, "in the SPF record of %s, %s",
			dns_name_text(run->arena, &fate.node->name), clause);
	finding = report_finding(run, &spf->published,
		in_root && fate.term ? fate.term->span : whole_text(&spf->published),
		"%s; mail from its addresses %s (the list of these addresses %s)", clause,
		result_text(result), why_unknown(sender));
	if (in_root && !slice_equal(old->published.txt->joined, spf->published.txt->joined))
		finding_add_before(run, finding, &old->published);
	else if (sender->kind == SPF_SENDER_HOST && sender->term->kind == SPF_TERM_MX)
		finding->help =
			"Restore the MX host, or add its addresses to the SPF record, unless it no longer sends mail for the domain.";
}

static void spf_sender_lost(struct rule_run *run, const struct change *change)
{
	struct pair pair;

	if (!pair_of(run, change, &pair))
		return;
	for (size_t i = 0; i < pair.old.list.count; i++)
		if (is_counted(&pair.old, i, &pair.new))
			report_lost(run, change, &pair, &pair.old.list.at[i]);
}

static void spf_sender_added(struct rule_run *run, const struct change *change)
{
	const struct spf_subject *spf = domain_spf(change->after);
	struct pair pair;

	if (!pair_of(run, change, &pair))
		return;
	for (size_t i = 0; i < pair.new.list.count; i++) {
		const struct spf_sender *sender = &pair.new.list.at[i];

		if (is_counted(&pair.new, i, &pair.old))
			report_finding(run, &spf->published,
				sender->node->parent ? whole_text(&spf->published) : sender->term->span,
				"%s may authorize new senders; the list of their addresses %s",
				sender_text(run->arena, sender), why_unknown(sender));
	}
}

/* What senders get that no term matches, in both states. */
struct defaults {
	enum spf_result old, new;
	bool known;			 /* both of them */
	const struct spf_node *redirect; /* decides now; NULL for none */
};

static struct defaults defaults_of(const struct change *change)
{
	struct defaults defaults = { .known = false };
	const struct spf_node *old_redirect;

	if (spf_is_first_mail(change) || !spf_state_is_usable(change->before) ||
		!spf_state_is_usable(change->after) || change->before->role == ROLE_INCLUDE ||
		change->after->role == ROLE_INCLUDE)
		return defaults;
	defaults.known = spf_default_result(change->before->spf_tree, &defaults.old, &old_redirect);
	if (!spf_default_result(change->after->spf_tree, &defaults.new, &defaults.redirect))
		defaults.known = false;
	else
		defaults.redirect = NULL;
	if (old_redirect && defaults.redirect &&
		dns_name_equal(&old_redirect->name, &defaults.redirect->name))
		defaults.redirect = NULL;
	return defaults;
}

static int strictness(enum spf_result result)
{
	static const int of[] = { [SPF_NEUTRAL] = 1, [SPF_SOFTFAIL] = 2, [SPF_FAIL] = 3 };

	return result <= SPF_SOFTFAIL ? of[result] : 0;
}

static struct span span_of_all(const struct spf_subject *spf)
{
	return spf->record->all ? spf->record->all->span : whole_text(&spf->published);
}

static void report_default(struct rule_run *run, const struct change *change, const struct defaults *defaults)
{
	const struct spf_subject *spf = domain_spf(change->after);

	report_finding(run, &spf->published, span_of_all(spf),
		"the SPF result for addresses that the record does not list is now %s (before: %s)",
		spf_result_text(defaults->new), spf_result_text(defaults->old))
		->brief = arena_printf(run->arena, "SPF of all other addresses %s -> %s",
		spf_result_text(defaults->old), spf_result_text(defaults->new));
}

/* "+all" has a rule of its own. */
static void spf_all_weaker(struct rule_run *run, const struct change *change)
{
	struct defaults defaults = defaults_of(change);

	if (defaults.known && defaults.new != SPF_PASS &&strictness(defaults.new) < strictness(defaults.old))
		report_default(run, change, &defaults);
}

static void spf_all_stricter(struct rule_run *run, const struct change *change)
{
	struct defaults defaults = defaults_of(change);

	if (defaults.known && strictness(defaults.new) > strictness(defaults.old))
		report_default(run, change, &defaults);
}

static void spf_redirected(struct rule_run *run, const struct change *change)
{
	const struct spf_subject *spf = domain_spf(change->after);
	struct defaults defaults = defaults_of(change);

	if (defaults.redirect && defaults.redirect->status == SPF_NODE_UNANSWERED)
		report_finding(run, &spf->published, whole_text(&spf->published),
			"the SPF result for addresses that the record does not list now comes from the "
			"record of %s, which is not known",
			dns_name_text(run->arena, &defaults.redirect->name));
}

#define SPF_OF(terms) "@ TXT \"v=spf1 " terms "\""

static const struct rule rows[] = {
	{
		.id = "diff-spf-sender-lost",
		CHANGE_ROW(ERROR, spf_sender_lost),
		.confidence = LIKELY,
		.summary = "include or other SPF term that authorized senders was removed or has no "
			   "effect",
		.why = "Mail from the servers that the term authorized no longer passes SPF. The text of "
		       "the record shows this even if the addresses are not known.",
		.help = "Restore the SPF term, unless these servers no longer send mail for the domain.",
		.reference = "RFC 7208 section 5",
		.bad = SPF_OF("include:spf.example.org ip4:11.0.0.0/24 -all") "\n" NEW OLD_SPF,
		.good = SPF_OF("include:spf.example.org ip4:11.0.0.0/24 -all") "\n" NEW SPF_OF(
			"ip4:11.0.0.0/24 include:spf.example.org -all"),
	},
	{
		.id = "diff-spf-sender-added",
		CHANGE_ROW(INFO, spf_sender_added),
		.summary = "include or other SPF term may authorize new senders",
		.why = "Senders that the term authorizes can send mail in the name of the domain.",
		.reference = "RFC 7208 section 5",
		.bad = OLD_SPF NEW SPF_OF("ip4:11.0.0.0/24 include:spf.example.org -all"),
		.good = OLD_SPF NEW OLD_SPF,
	},
	{
		.id = "diff-spf-all-weaker",
		CHANGE_ROW(WARNING, spf_all_weaker),
		.summary = "SPF result of senders that the record does not list is weaker",
		.why = "Receivers that reject mail by SPF alone accept more spoofed mail.",
		.help = "Restore the old qualifier of \"all\", unless the change is intended.",
		.reference = "RFC 7208 sections 8.2, 8.4 and 8.5",
		.bad = OLD_SPF NEW SPF_OF("ip4:11.0.0.0/24 ~all"),
		.good = OLD_SPF NEW OLD_SPF,
	},
	{
		.id = "diff-spf-all-stricter",
		CHANGE_ROW(INFO, spf_all_stricter),
		.summary = "SPF result of senders that the record does not list is stricter",
		.why = "Receivers are more likely to reject mail of the domain from servers that the record "
		       "does not list.",
		.reference = "RFC 7208 sections 8.2, 8.4 and 8.5",
		.bad = SPF_OF("ip4:11.0.0.0/24 ~all") "\n" NEW OLD_SPF,
		.good = OLD_SPF NEW OLD_SPF,
	},
	{
		.id = "diff-spf-redirected",
		CHANGE_ROW(INFO, spf_redirected),
		.summary = "\"redirect\" now decides the SPF result of senders that no term matches",
		.why = "The \"all\" mechanism of that record applies to these senders.",
		.reference = "RFC 7208 section 6.1",
		.bad = OLD_SPF NEW SPF_OF("ip4:11.0.0.0/24 redirect=spf.example.org"),
		.good = OLD_SPF NEW OLD_SPF,
	},
};

RULE_FAMILY(diff_spf_term_rules, "Changes of SPF terms", rows);
