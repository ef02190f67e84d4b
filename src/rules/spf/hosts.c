/* SPF: the hosts that a, mx, exists and exp name. */
#include "base/ascii.h"
#include "check/claims.h"
#include "dmarc/suffix_list.h"
#include "dns/special_address.h"
#include "rules/families.h"
#include "rules/spf/walk.h"

enum { COMPARED_MOST = 1000 }; /* terms of one record that are compared with each other */

/* A term that matches nobody becomes what was meant, or can go. */
static void offer_without(struct rule_run *run, struct finding *finding, const struct spf_node *node,
	const struct spf_query *query)
{
	if (!fix_as_meant(run, finding, node, query))
		fix_without_term(run, finding, node, query->term);
}

static void visit_a_no_address(
	struct rule_run *run, const struct spf_node *node, const struct spf_query *query)
{
	if (query->term->kind == SPF_TERM_A && query->void_ip4 && query->void_ip6)
		offer_without(run,
			report_query(run, node, query->term, "%s has no A or AAAA record",
				dns_name_text(run->arena, &query->target)),
			node, query);
}

static void a_no_address(struct rule_run *run)
{
	spf_walk(run, visit_a_no_address);
}

static void visit_mx_no_mx(struct rule_run *run, const struct spf_node *node, const struct spf_query *query)
{
	if (query->mx && dns_outcome_is_void(query->mx->outcome))
		offer_without(run,
			report_query(run, node, query->term, "%s has no MX record",
				dns_name_text(run->arena, &query->target)),
			node, query);
}

static void mx_no_mx(struct rule_run *run)
{
	spf_walk(run, visit_mx_no_mx);
}

static void visit_mx_null(struct rule_run *run, const struct spf_node *node, const struct spf_query *query)
{
	if (query->mx && dns_reply_is_null_mx(query->mx))
		offer_without(run,
			report_query(run, node, query->term, "%s has a null MX, so no sender matches",
				dns_name_text(run->arena, &query->target)),
			node, query);
}

static void mx_null(struct rule_run *run)
{
	spf_walk(run, visit_mx_null);
}

static const char *cdn_of_reply(const struct dns_reply *reply)
{
	const char *name = NULL;

	for (size_t i = 0; i < reply->records.count && !name; i++)
		name = web_proxy_of(&reply->records.at[i].data.address);
	return name;
}

static void visit_a_is_cdn(struct rule_run *run, const struct spf_node *node, const struct spf_query *query)
{
	const char *name = NULL;

	if (query->term->kind != SPF_TERM_A)
		return;
	for (size_t i = 0; i < query->hosts.count && !name; i++) {
		name = cdn_of_reply(query->hosts.at[i].ip4);
		name = name ? name : cdn_of_reply(query->hosts.at[i].ip6);
	}
	if (name)
		report_query(run, node, query->term, "%s has addresses of %s, a CDN",
			dns_name_text(run->arena, &query->target), name);
}

static void a_is_cdn(struct rule_run *run)
{
	spf_walk(run, visit_a_is_cdn);
}

static void visit_mx_not_outbound(
	struct rule_run *run, const struct spf_node *node, const struct spf_query *query)
{
	const struct suffix_list *suffixes = run->domain->options->suffixes;
	struct dns_name own;

	if (!query->mx || !spf_node_is_own(run->domain, node))
		return;
	own = suffix_list_organizational_domain(suffixes, &run->domain->name);
	for (size_t i = 0; i < query->hosts.count; i++) {
		if (dns_name_is_under(query->hosts.at[i].name, &own))
			continue;
		report_query(run, node, query->term,
			"%s is outside your domain and perhaps only receives mail",
			dns_name_text(run->arena, query->hosts.at[i].name));
		return;
	}
}

static void mx_not_outbound(struct rule_run *run)
{
	spf_walk(run, visit_mx_not_outbound);
}

/*
 * The networks that let senders pass whatever becomes of the term: those before any other outcome, on both sides of
 * it.
 */
static struct address_set listed_networks(
	struct rule_run *run, const struct spf_node *node, const struct spf_query *query)
{
	struct address_set set = { 0 };

	for (size_t i = 0; i < node->query_count; i++) {
		const struct spf_term *term = node->queries[i].term;
		struct dns_address network = spf_term_address(term);

		if (term->kind < SPF_TERM_REDIRECT && term->qualifier != '+') {
			if (&node->queries[i] > query)
				break;
			set = (struct address_set){ 0 }; /* it may take addresses away before the term */
		} else if (node->queries[i].live && spf_term_is_network(term)) {
			address_set_add(run->arena, &set, &network, spf_term_prefix(term));
		}
	}
	address_set_sort(&set);
	return set;
}

static bool covers_reply(const struct address_set *set, const struct dns_reply *reply, unsigned prefix)
{
	for (size_t i = 0; i < reply->records.count; i++)
		if (!address_set_covers(set, &reply->records.at[i].data.address, prefix))
			return false;
	return dns_outcome_is_answer(reply->outcome);
}

static void visit_redundant(struct rule_run *run, const struct spf_node *node, const struct spf_query *query)
{
	struct address_set listed;
	bool covered =
		query->hosts.count && query->term->qualifier == '+' && spf_node_is_own(run->domain, node);
	size_t addresses = 0;
	struct finding *finding;

	if (!covered || (query->mx && query->mx->records.count > SPF_MX_MOST) ||
		run->reported > FINDINGS_OF_A_RULE || node->query_count > COMPARED_MOST)
		return;
	listed = listed_networks(run, node, query);
	for (size_t i = 0; i < query->hosts.count && covered; i++) {
		const struct spf_host *host = &query->hosts.at[i];

		covered = covers_reply(&listed, host->ip4, query->term->prefix4) &&
			  covers_reply(&listed, host->ip6, query->term->prefix6);
		addresses += host->ip4->records.count + host->ip6->records.count;
	}
	if (!covered || !addresses)
		return;
	finding = report_query(run, node, query->term,
		"\"ip4\" and \"ip6\" already cover all addresses of \"%s\"",
		term_text(run, node->record, query->term));
	if (finding && node->record->valid)
		finding_fix_text(finding, without_term(run, node->record, query->term));
}

static void redundant_a_mx(struct rule_run *run)
{
	spf_walk(run, visit_redundant);
}

static bool is_ascii(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] != ' ' && !ascii_is_visible(text.at[i]))
			return false;
	return true;
}

static void exp_target(struct rule_run *run)
{
	const struct spf_node *root = run->domain->spf_tree ? run->domain->spf_tree->root : NULL;

	for (size_t i = 0; root && i < root->query_count; i++) {
		const struct spf_query *query = &root->queries[i];
		const struct dns_reply *reply = query->exists;
		const char *what = NULL;
		struct finding *finding;
		uint32_t macros = 0;

		if (query->term->kind != SPF_TERM_EXP || !reply)
			continue;
		if (dns_outcome_is_void(reply->outcome))
			what = "has no TXT record";
		else if (reply->records.count > 1)
			what = "has more than one TXT record";
		else if (reply->records.count && !is_ascii(reply->records.at[0].data.txt->joined))
			what = "contains characters that are not ASCII";
		else if (reply->records.count &&
			 !spf_is_explain_string(reply->records.at[0].data.txt->joined, &macros))
			what = "has an invalid macro (write %% for a percent sign)";
		if (!what)
			continue;
		finding = report_query(
			run, root, query->term, "%s %s", dns_name_text(run->arena, &query->target), what);
		if (finding && root->record->valid && !spf_term_has_problem(root->record, query->term))
			finding_fix_text(finding, without_term(run, root->record, query->term));
	}
}

static void exists_unneeded(struct rule_run *run, const struct spf_subject *spf)
{
	for (size_t i = 0; i < spf->record->terms.count; i++) {
		const struct spf_term *term = &spf->record->terms.at[i];

		if (term->kind == SPF_TERM_EXISTS && term->macros)
			report_finding(run, &spf->published, term->span,
				"the DNS query of this term contains data about the message");
	}
}

static const struct rule rows[] = {
	{
		.id = "spf-a-no-address",
		.asks = true,
		DOMAIN_ROW(WARNING, a_no_address),
		.summary = "\"a\" mechanism resolves to no A or AAAA record",
		.why = "The term authorizes no sender. It is also a void lookup, and with more than two of "
		       "them receivers return permerror.",
		.help = "Remove the `a` mechanism, or correct its domain name.",
		.reference = "RFC 7208 sections 4.6.4 and 5.3",
		.bad = SPF_EXAMPLE("v=spf1 a:old.example.com -all"),
		.good = SPF_EXAMPLE("v=spf1 a:ns.example.com -all"),
	},
	{
		.id = "spf-mx-no-mx",
		.asks = true,
		DOMAIN_ROW(WARNING, mx_no_mx),
		.summary = "\"mx\" names a domain without MX records",
		.why = "Receivers do not use the A or AAAA records of the name instead. The term authorizes no sender and is a void lookup.",
		.help = "Write `a:` before a host name, or remove the `mx` mechanism.",
		.reference = "RFC 7208 sections 4.6.4 and 5.4",
		.bad = SPF_EXAMPLE("v=spf1 mx:ns.example.com -all"),
		.good = "@ TXT \"v=spf1 mx -all\"\n@ MX 10 ns",
	},
	{
		.id = "spf-mx-null",
		.asks = true,
		DOMAIN_ROW(WARNING, mx_null),
		.summary = "\"mx\" names a domain with a null MX",
		.why = "A domain with a null MX has no MX host, so the term matches no sender.",
		.help = "Remove the `mx` mechanism.",
		.reference = "RFC 7505 section 3 and RFC 7208 section 5.4",
		.bad = "@ TXT \"v=spf1 mx -all\"\n@ MX 0 .",
		.good = "@ TXT \"v=spf1 mx -all\"\n@ MX 10 ns",
	},
	{
		.id = "spf-a-is-cdn",
		DOMAIN_ROW(WARNING, a_is_cdn),
		.confidence = LIKELY,
		.summary = "\"a\" names a website at a CDN, not a mail server",
		.why = "The name resolves to addresses of the CDN. If your mail comes from other addresses, "
		       "this term does not authorize them.",
		.help = "List the addresses that your mail comes from with `ip4` and `ip6`.",
		.reference = "RFC 7208 section 5.3",
		.bad = "@ TXT \"v=spf1 a -all\"\n@ A 104.16.1.1",
		.good = "@ TXT \"v=spf1 a -all\"\n@ A 11.0.0.5",
	},
	{
		.id = "spf-mx-not-outbound",
		DOMAIN_ROW(INFO, mx_not_outbound),
		.confidence = LIKELY,
		.summary = "\"mx\" authorizes hosts that perhaps only receive mail",
		.why = "The MX hosts of a provider or a filter service receive mail. Your outgoing mail may "
		       "come from other addresses.",
		.help = "Use the `include` of the provider, and remove `mx` if none of these hosts sends your mail.",
		.reference = "RFC 7208 section 5.4",
		.bad = "@ TXT \"v=spf1 mx -all\"\n@ MX 10 mx.example.net.",
		.good = "@ TXT \"v=spf1 mx -all\"\n@ MX 10 ns",
	},
	{
		.id = "spf-redundant-a-mx",
		DOMAIN_ROW(INFO, redundant_a_mx),
		.safe_fix = true,
		.summary = "\"a\" or \"mx\" adds no address to the networks of the record",
		.why = "The term needs DNS lookups and authorizes no other address.",
		.help = "Remove the `a` or `mx` mechanism.",
		.reference = "RFC 7208 sections 4.6.4 and 10.1.1",
		.bad = "@ TXT \"v=spf1 ip4:11.0.0.0/24 a:ns.example.com -all\"",
		.good = SPF_EXAMPLE("v=spf1 ip4:11.0.0.0/24 -all"),
	},
	{
		.id = "spf-exp-target",
		DOMAIN_ROW(INFO, exp_target),
		.summary = "explanation that \"exp\" names is missing or invalid",
		.why = "Receivers act as if the record had no \"exp\", and senders of rejected mail get no "
		       "explanation.",
		.help = "Publish a single TXT record of ASCII text at that name, or remove `exp`.",
		.reference = "RFC 7208 section 6.2",
		.bad = SPF_EXAMPLE("v=spf1 ip4:11.0.0.7 -all exp=explain.example.com"),
		.good = "@ TXT \"v=spf1 ip4:11.0.0.7 -all exp=explain.example.com\"\nexplain TXT \"See "
			"https://example.com/mail\"",
	},
	{
		.id = "spf-exists-unneeded",
		SPF_ROW(INFO, exists_unneeded),
		.summary = "\"exists\" needs a DNS query of its own for every sender",
		.why = "DNS caches rarely help, and only A records count, also for IPv6 clients. The queried "
		       "name can reveal who sends mail and who receives it.",
		.help = "List the networks with `ip4` and `ip6` if you know them.",
		.reference = "RFC 7208 sections 5.7 and 11.6",
		.bad = SPF_EXAMPLE("v=spf1 exists:%{i}._spf.example.net -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:11.0.0.7 -all"),
	},
};

RULE_FAMILY(spf_host_rules, "SPF: hosts", rows);
