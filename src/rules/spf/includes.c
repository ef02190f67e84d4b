/* SPF: what the record hands over to others (RFC 7208 sections 5.2 and 6.1). */
#include "check/claims.h"
#include "dmarc/suffix_list.h"
#include "rules/families.h"
#include "rules/spf/merge.h"
#include "rules/spf/walk.h"

static const char *name_text(struct rule_run *run, const struct dns_name *name)
{
	return dns_name_text(run->arena, name);
}

/* The addresses of --ip as terms of a record; empty without one. */
static const char *given_senders(struct rule_run *run)
{
	const char *terms = "";

	for (size_t i = 0; i < run->domain->senders.count; i++) {
		const struct dns_address *address = &run->domain->senders.at[i].address;

		terms = arena_printf(run->arena, "%s%sip%c:%s", terms, i ? " " : "",
			address->is_ip6 ? '6' : '4', dns_address_text(run->arena, address));
	}
	return terms;
}

/*
 * An include of what does not exist is permerror for all mail that reaches it, so nobody who passes today needs it. Where it is the
 * only sender, those that are given with --ip take its place.
 */
static void fix_dead_include(struct rule_run *run, struct finding *finding, const struct spf_node *node,
	const struct spf_query *query)
{
	const char *senders = given_senders(run);

	if (query->term->kind != SPF_TERM_INCLUDE || fix_as_meant(run, finding, node, query))
		return;
	if (spf_has_other_sender(node->record, query->term))
		fix_without_term(run, finding, node, query->term);
	else if (*senders)
		fix_instead_of_term(run, finding, node, query->term, senders);
}

/* A fault of included records, by the status of the node. */
static void report_status(struct rule_run *run, const struct spf_node *node, const struct spf_query *query,
	enum spf_term_kind kind, enum spf_node_status status, const char *what)
{
	struct finding *finding;

	if (query->term->kind != kind || !query->child || query->child->status != status)
		return;
	finding = report_query(run, node, query->term, "%s %s", name_text(run, &query->target), what);
	if (status == SPF_NODE_NONE || status == SPF_NODE_NXDOMAIN)
		fix_dead_include(run, finding, node, query);
}

static void visit_include_none(
	struct rule_run *run, const struct spf_node *node, const struct spf_query *query)
{
	report_status(run, node, query, SPF_TERM_INCLUDE, SPF_NODE_NONE, "has no SPF record");
}

static void include_none(struct rule_run *run)
{
	spf_walk(run, visit_include_none);
}

static void visit_include_nxdomain(
	struct rule_run *run, const struct spf_node *node, const struct spf_query *query)
{
	report_status(run, node, query, SPF_TERM_INCLUDE, SPF_NODE_NXDOMAIN, "does not exist");
}

static void include_nxdomain(struct rule_run *run)
{
	spf_walk(run, visit_include_nxdomain);
}

static void visit_include_permerror(
	struct rule_run *run, const struct spf_node *node, const struct spf_query *query)
{
	report_status(run, node, query, SPF_TERM_INCLUDE, SPF_NODE_MULTIPLE, "has more than one SPF record");
	if (query->term->kind == SPF_TERM_INCLUDE && query->child && query->child->record &&
		!query->child->record->valid)
		report_query(run, node, query->term, "the SPF record of %s has a syntax error",
			name_text(run, &query->target));
}

static void include_permerror(struct rule_run *run)
{
	spf_walk(run, visit_include_permerror);
}

static void visit_include_temperror(
	struct rule_run *run, const struct spf_node *node, const struct spf_query *query)
{
	const struct dns_reply *reply = query->child ? query->child->reply : NULL;

	if (!reply || !dns_outcome_is_failure(reply->outcome))
		return;
	report_query(run, node, query->term, "the lookup of %s was not answered (%s)",
		name_text(run, &query->target), dns_outcome_word(reply->outcome));
}

static void include_temperror(struct rule_run *run)
{
	spf_walk(run, visit_include_temperror);
}

static void visit_redirect_none(
	struct rule_run *run, const struct spf_node *node, const struct spf_query *query)
{
	const struct spf_node *child = query->child;

	report_status(run, node, query, SPF_TERM_REDIRECT, SPF_NODE_NONE, "has no SPF record");
	report_status(run, node, query, SPF_TERM_REDIRECT, SPF_NODE_NXDOMAIN, "does not exist");
	report_status(run, node, query, SPF_TERM_REDIRECT, SPF_NODE_MULTIPLE, "has more than one SPF record");
	if (query->term->kind == SPF_TERM_REDIRECT && child && child->record && !child->record->valid)
		report_query(run, node, query->term, "the SPF record of %s has a syntax error",
			name_text(run, &query->target));
}

static void redirect_none(struct rule_run *run)
{
	spf_walk(run, visit_redirect_none);
}

/* "a.example > b.example > a.example" */
static const char *circle(struct rule_run *run, const struct spf_node *node, const struct dns_name *target)
{
	const char *text = name_text(run, target);

	for (; node; node = node->parent) {
		text = arena_printf(run->arena, "%s > %s", name_text(run, &node->name), text);
		if (dns_name_equal(&node->name, target))
			break;
	}
	return text;
}

static bool redirects_only(const struct spf_node *node, const struct dns_name *target)
{
	for (; node && !dns_name_equal(&node->name, target); node = node->parent)
		if (node->term && node->term->kind != SPF_TERM_REDIRECT)
			return false;
	return true;
}

/* The circle of one name is spf-include-self's. */
static bool is_circle(const struct spf_node *node, const struct spf_query *query)
{
	return query->child && query->child->status == SPF_NODE_LOOP &&
	       !dns_name_equal(&query->target, &node->name);
}

static void visit_include_loop(
	struct rule_run *run, const struct spf_node *node, const struct spf_query *query)
{
	if (is_circle(node, query) &&
		(query->term->kind == SPF_TERM_INCLUDE || !redirects_only(node, &query->target)))
		report_query(run, node, query->term, "include loop: %s", circle(run, node, &query->target));
}

static void include_loop(struct rule_run *run)
{
	spf_walk(run, visit_include_loop);
}

static void visit_redirect_loop(
	struct rule_run *run, const struct spf_node *node, const struct spf_query *query)
{
	if (is_circle(node, query) && query->term->kind == SPF_TERM_REDIRECT &&
		redirects_only(node, &query->target))
		report_query(run, node, query->term, "redirect loop: %s", circle(run, node, &query->target));
}

static void redirect_loop(struct rule_run *run)
{
	spf_walk(run, visit_redirect_loop);
}

/* The names of the tree in the order in which they are reached. */
struct reached {
	const struct spf_node *node;
	const struct spf_query *query;
};

struct reached_list {
	ARENA_LIST(struct reached) list;
};

static void gather(struct arena *arena, const struct spf_node *node, struct reached_list *reached)
{
	for (size_t i = 0; i < node->query_count; i++) {
		const struct spf_query *query = &node->queries[i];

		if (!query->live || !query->child || !query->known)
			continue;
		*arena_append(arena, &reached->list) = (struct reached){ node, query };
		gather(arena, query->child, reached);
	}
}

static bool is_below(const struct spf_node *node, const struct spf_node *ancestor)
{
	for (; node; node = node->parent)
		if (node == ancestor)
			return true;
	return false;
}

/* The domain's own record gets the text, whichever record the finding is about. */
static void fix_own_record(struct rule_run *run, struct finding *finding, const char *text)
{
	const struct spf_subject *own = domain_spf(run->domain);

	finding_fix(finding, &own->published.name, own->published.type, text);
	if (!finding->record || !dns_name_equal(&finding->record->name, &own->published.name))
		*arena_append(run->arena, &finding->deletes) = &own->published;
}

static void include_duplicate(struct rule_run *run)
{
	const struct spf_node *root = run->domain->spf_tree ? run->domain->spf_tree->root : NULL;
	struct reached_list reached = { 0 };
	struct finding *finding;
	const char *less = NULL;
	bool tried = false;

	if (!root)
		return;
	gather(run->arena, root, &reached);
	for (size_t i = 0; i < reached.list.count; i++) {
		const struct reached *later = &reached.list.at[i];

		for (size_t k = 0; k < i; k++) {
			const struct reached *earlier = &reached.list.at[k];

			if (!dns_name_equal(&later->query->target, &earlier->query->target) ||
				is_below(later->node, earlier->query->child))
				continue;
			/* Below a record that is reached twice everything is: the record itself says it. */
			if (later->node != earlier->node && later->node->term && earlier->node->term &&
				dns_name_equal(&later->node->name, &earlier->node->name))
				break;
			finding = report_query(run, later->node, later->query->term,
				"%s is already included by \"%s\"; %u DNS lookup%s wasted",
				name_text(run, &later->query->target),
				term_text(run, earlier->node->record, earlier->query->term),
				later->query->lookups, plural(later->query->lookups));
			if (!tried && root->record->valid)
				less = spf_without_reached(run, root);
			tried = true;
			if (finding && less)
				fix_own_record(run, finding, less);
			break;
		}
	}
}

static void include_qualifier(struct rule_run *run, const struct spf_subject *spf)
{
	static const char *const meanings[] = { ['-'] = "fail", ['~'] = "softfail", ['?'] = "neutral" };

	for (size_t i = 0; i < spf->record->terms.count; i++) {
		const struct spf_term *term = &spf->record->terms.at[i];

		if (term->kind == SPF_TERM_INCLUDE && term->qualifier != '+')
			report_finding(run, &spf->published, term->span,
				"senders that pass the included record get %s here",
				meanings[term->qualifier]);
	}
}

static bool ends_in_fail(const struct spf_record *record)
{
	const struct spf_term *all = record ? record->all : NULL;

	return all && all->qualifier == '-';
}

static void visit_include_all(
	struct rule_run *run, const struct spf_node *node, const struct spf_query *query)
{
	if (query->term->kind == SPF_TERM_INCLUDE && query->child && spf_node_is_own(run->domain, node) &&
		ends_in_fail(query->child->record) && !ends_in_fail(node->record))
		report_query(run, node, query->term, "\"-all\" in the record of %s does not apply here",
			name_text(run, &query->target));
}

static void include_all_misread(struct rule_run *run)
{
	spf_walk(run, visit_include_all);
}

/* A pass of the included record is a pass of the domain's: all includes on the way have no other qualifier. */
static bool counts_as_pass(const struct spf_node *node, const struct spf_term *term)
{
	for (; term; term = node->term, node = node->parent)
		if (term->kind == SPF_TERM_INCLUDE && term->qualifier != '+')
			return false;
	return true;
}

static void visit_passes_all(struct rule_run *run, const struct spf_node *node, const struct spf_query *query)
{
	const struct dns_address ip4 = { .is_ip6 = false }, ip6 = { .is_ip6 = true };
	const struct address_set *passing;
	bool all4, all6;

	if (!query->child || !query->child->record || !counts_as_pass(node, query->term))
		return;
	passing = &query->child->networks.by_result[SPF_PASS];
	all4 = address_set_covers(passing, &ip4, 0);
	all6 = address_set_covers(passing, &ip6, 0);
	if (all4 || all6)
		report_query(run, node, query->term, "the record of %s authorizes every %saddress",
			name_text(run, &query->target),
			all4 && all6 ? ""
			: all4	     ? "IPv4 "
				     : "IPv6 ");
}

static void include_passes_all(struct rule_run *run)
{
	spf_walk(run, visit_passes_all);
}

/* Whether the target, or the host that an "a" asks for, does not exist. */
static bool is_missing(const struct spf_query *query)
{
	return (query->child && query->child->status == SPF_NODE_NXDOMAIN) ||
	       (query->mx && dns_outcome_has_no_name(query->mx->outcome)) ||
	       (query->exists && dns_outcome_has_no_name(query->exists->outcome)) ||
	       (query->term->kind == SPF_TERM_A && query->hosts.count &&
		       dns_outcome_has_no_name(query->hosts.at[0].ip4->outcome));
}

static struct dns_name organizational(const struct rule_run *run, const struct dns_name *name)
{
	return suffix_list_organizational_domain(run->domain->options->suffixes, name);
}

/* A registered domain has an SOA; NXDOMAIN there means that anybody can register it. */
static void visit_dangling(struct rule_run *run, const struct spf_node *node, const struct spf_query *query)
{
	struct dns_name registered, own;

	/* While the tree is not whole, it may still turn out that the term is never evaluated. */
	if (!run->domain->complete || !query->known || !is_missing(query) || !run->domain->options->suffixes)
		return;
	registered = organizational(run, &query->target);
	own = organizational(run, &run->domain->name);
	if (dns_name_equal(&registered, &own) || dns_name_labels(&registered) < 2 ||
		!dns_outcome_has_no_name(facts_get(run->domain->view, &registered, DNS_TYPE_SOA)->outcome))
		return;
	fix_dead_include(run,
		report_query(run, node, query->term, "%s is not registered; anyone can register it",
			name_text(run, &registered)),
		node, query);
}

static void dangling_registrable(struct rule_run *run)
{
	spf_walk(run, visit_dangling);
}

static void visit_other_admd(struct rule_run *run, const struct spf_node *node, const struct spf_query *query)
{
	struct dns_name target, own;

	if (query->term->kind != SPF_TERM_REDIRECT || !query->known || !run->domain->options->suffixes ||
		!spf_node_is_own(run->domain, node))
		return;
	target = organizational(run, &query->target);
	own = organizational(run, &run->domain->name);
	if (!dns_name_equal(&target, &own))
		report_query(run, node, query->term, "%s decides for all senders that are not listed here",
			name_text(run, &query->target));
}

static void redirect_other_admd(struct rule_run *run)
{
	spf_walk(run, visit_other_admd);
}

static const struct rule rows[] = {
	{
		.id = "spf-include-none",
		.asks = true,
		DOMAIN_ROW(ERROR, include_none),
		.follows = "spf-include-known-dead",
		.at_same_bytes = true,
		.summary = "included domain has no SPF record",
		.why = "Receivers return permerror for all mail that reaches this term.",
		.help = "Remove the include, or use the domain name in the documentation of the provider.",
		.reference = "RFC 7208 section 5.2",
		.bad = "@ TXT \"v=spf1 include:mail.example.com -all\"\nmail A 11.0.0.7",
		.good = "@ TXT \"v=spf1 include:_spf.example.com -all\"\n_spf TXT \"v=spf1 ip4:11.0.0.7 "
			"-all\"",
	},
	{
		.id = "spf-include-permerror",
		.asks = true,
		DOMAIN_ROW(ERROR, include_permerror),
		.summary = "included SPF record is invalid",
		.why = "An error in an included record counts as an error in yours. Receivers return "
		       "permerror for all mail that reaches this term.",
		.help = "Remove the include until its owner has corrected the record.",
		.reference = "RFC 7208 section 5.2",
		.bad = "@ TXT \"v=spf1 include:s.example.com -all\"\ns TXT \"v=spf1 ip4:11.0.0 -all\"",
		.good = "@ TXT \"v=spf1 include:s.example.com -all\"\ns TXT \"v=spf1 ip4:11.0.0.7 -all\"",
	},
	{
		.id = "spf-include-temperror",
		DOMAIN_ROW(INFO, include_temperror),
		.summary = "lookup of an included domain was not answered",
		.why = "Receivers that get no answer return temperror, and some of them defer the mail.",
		.help = "Try again later. If the lookup still fails, ask the owner of that domain to correct its DNS.",
		.reference = "RFC 7208 sections 4.4, 5.2 and 8.6",
		.bad = "@ TXT \"v=spf1 include:s.example.com -all\"\n; @answer s.example.com. TXT servfail",
		.good = "@ TXT \"v=spf1 include:s.example.com -all\"\ns TXT \"v=spf1 ip4:11.0.0.7 -all\"",
	},
	{
		.id = "spf-include-nxdomain",
		.asks = true,
		DOMAIN_ROW(ERROR, include_nxdomain),
		.follows = "spf-dangling-registrable,spf-include-known-dead",
		.at_same_bytes = true,
		.summary = "included domain does not exist",
		.why = "Receivers return permerror for all mail that reaches this term. Anyone who can "
		       "register the name can authorize any sender for your domain.",
		.help = "Remove the `include` of the domain that does not exist.",
		.reference = "RFC 7208 sections 4.3 and 5.2",
		.bad = SPF_EXAMPLE("v=spf1 include:spf.oldvendor.example.com -all"),
		.good = "@ TXT \"v=spf1 include:s.example.com -all\"\ns TXT \"v=spf1 ip4:11.0.0.7 -all\"",
	},
	{
		.id = "spf-include-loop",
		DOMAIN_ROW(ERROR, include_loop),
		.summary = "SPF records include each other in a loop",
		.why = "The evaluation repeats until it exceeds ten DNS lookups, and receivers return "
		       "permerror for all mail that reaches this term.",
		.help = "Remove an include so that no record leads back to itself.",
		.reference = "RFC 7208 section 4.6.4",
		.bad = "@ TXT \"v=spf1 include:s.example.com -all\"\ns TXT \"v=spf1 include:example.com "
		       "-all\"",
		.good = "@ TXT \"v=spf1 include:s.example.com -all\"\ns TXT \"v=spf1 ip4:11.0.0.7 -all\"",
	},
	{
		.id = "spf-include-duplicate",
		DOMAIN_ROW(WARNING, include_duplicate),
		.summary = "same SPF record is included twice",
		.why = "Each include of the record counts toward the limit of ten DNS lookups. The second "
		       "include does not change the result.",
		.help = "Keep only one include of this record.",
		.reference = "RFC 7208 section 4.6.4",
		.bad = "@ TXT \"v=spf1 include:s.example.com include:t.example.com -all\"\n"
		       "s TXT \"v=spf1 ip4:11.0.0.7 -all\"\nt TXT \"v=spf1 include:s.example.com -all\"",
		.good = "@ TXT \"v=spf1 include:s.example.com -all\"\ns TXT \"v=spf1 ip4:11.0.0.7 -all\"",
	},
	{
		.id = "spf-include-qualifier",
		SPF_ROW(INFO, include_qualifier),
		.summary = "\"include\" has a qualifier other than \"+\"",
		.why = "The include matches only if the included record returns pass, and then the qualifier "
		       "gives the result. For example, \"-include\" returns fail for the senders that the "
		       "included record authorizes.",
		.help = "Remove the qualifier of the include, unless you want this result.",
		.reference = "RFC 7208 section 5.2",
		.bad = SPF_EXAMPLE("v=spf1 -include:s.example.com -all"),
		.good = SPF_EXAMPLE("v=spf1 include:_spf.example.net -all"),
	},
	{
		.id = "spf-include-all-misread",
		DOMAIN_ROW(INFO, include_all_misread),
		.summary = "\"-all\" in an included record does not apply to your record",
		.why = "The include matches only if the included record returns pass. After a fail there, "
		       "the evaluation continues with the next term of your record.",
		.help = "End your own record with the `all` that you want for senders that are not listed.",
		.reference = "RFC 7208 section 5.2",
		.bad = "@ TXT \"v=spf1 include:s.example.com ~all\"\ns TXT \"v=spf1 ip4:11.0.0.7 -all\"",
		.good = "@ TXT \"v=spf1 include:s.example.com -all\"\ns TXT \"v=spf1 ip4:11.0.0.7 -all\"",
	},
	{
		.id = "spf-include-passes-all",
		DOMAIN_ROW(ERROR, include_passes_all),
		.summary = "included record authorizes every host on the Internet",
		.why = "Anyone can send mail that passes SPF for this domain, as with \"+all\" in your own "
		       "record.",
		.help = "Remove the include, and tell the owner of the included record.",
		.reference = "RFC 7208 section 5.2",
		.bad = "@ TXT \"v=spf1 include:s.example.com -all\"\ns TXT \"v=spf1 +all\"",
		.good = "@ TXT \"v=spf1 include:s.example.com -all\"\ns TXT \"v=spf1 ip4:11.0.0.7 -all\"",
	},
	{
		.id = "spf-dangling-registrable",
		.asks = true,
		DOMAIN_ROW(ERROR, dangling_registrable),
		.summary = "record names a domain that anyone can register",
		.why = "Anyone who registers the domain can authorize any sender, and mail from there passes SPF for your domain.",
		.help = "Remove the term that names the unregistered domain.",
		.reference = "RFC 7208 sections 5.2 and 6.1",
		.bad = "@ TXT \"v=spf1 include:spf.oldvendor.org -all\"\n; @answer spf.oldvendor.org. * "
		       "nxdomain\n"
		       "; @answer oldvendor.org. * nxdomain",
		.good = "@ TXT \"v=spf1 include:s.example.com -all\"\ns TXT \"v=spf1 ip4:11.0.0.7 -all\"",
	},
	{
		.id = "spf-redirect-none",
		.asks = true,
		DOMAIN_ROW(ERROR, redirect_none),
		.summary = "target of \"redirect\" has no SPF record or an invalid one",
		.why = "Receivers return permerror for every sender that no other term matches.",
		.help = "Correct the domain name after `redirect=`, or replace the redirect with `~all` or "
			"`-all`.",
		.reference = "RFC 7208 section 6.1",
		.bad = SPF_EXAMPLE("v=spf1 redirect=gone.example.com"),
		.good = "@ TXT \"v=spf1 redirect=s.example.com\"\ns TXT \"v=spf1 ip4:11.0.0.7 -all\"",
	},
	{
		.id = "spf-redirect-loop",
		DOMAIN_ROW(ERROR, redirect_loop),
		.summary = "\"redirect\" modifiers form a loop",
		.why = "The evaluation repeats until it exceeds ten DNS lookups, and receivers return "
		       "permerror for every sender that no other term matches.",
		.help = "Replace a `redirect` of the loop with `~all` or `-all`.",
		.reference = "RFC 7208 sections 4.6.4 and 6.1",
		.bad = "@ TXT \"v=spf1 redirect=s.example.com\"\ns TXT \"v=spf1 redirect=example.com\"",
		.good = "@ TXT \"v=spf1 redirect=s.example.com\"\ns TXT \"v=spf1 ip4:11.0.0.7 -all\"",
	},
	{
		.id = "spf-redirect-other-admd",
		DOMAIN_ROW(INFO, redirect_other_admd),
		.summary = "\"redirect\" leads to the SPF record of another organization",
		.why = "The record of the other organization decides about every sender that you do not "
		       "list. To add the senders of a provider to your own, use \"include\".",
		.help = "Use `include:` and an `all` of your own, unless the other organization should decide for all senders.",
		.reference = "RFC 7208 section 6.1",
		.bad = SPF_EXAMPLE("v=spf1 redirect=_spf.example.net"),
		.good = "@ TXT \"v=spf1 redirect=s.example.com\"\ns TXT \"v=spf1 ip4:11.0.0.7 -all\"",
	},
};

RULE_FAMILY(spf_include_rules, "SPF: includes and redirects", rows);
