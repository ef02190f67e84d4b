/* SPF: the DNS lookups that the record needs (RFC 7208 section 4.6.4). */
#include "check/claims.h"
#include "rules/families.h"
#include "rules/spf/merge.h"
#include "rules/spf/walk.h"

enum { NEAR_LIMIT = 9, VOIDS_SHOWN = 6 };

/* The first term of the root record at which more than ten lookups are reached, or NULL. */
static const struct spf_query *breaking_query(const struct spf_tree *tree)
{
	unsigned used = 0;

	for (size_t i = 0; i < tree->root->query_count; i++) {
		used += tree->root->queries[i].lookups;
		if (used > SPF_LOOKUPS_MOST)
			return &tree->root->queries[i];
	}
	return NULL;
}

/* "include:a.example 5, mx 1": what each term of the record costs with all below it. */
static const char *bill(struct rule_run *run, const struct spf_node *root)
{
	enum { SHOWN = 12 };
	const char *text = "";
	unsigned shown = 0;

	for (size_t i = 0; i < root->query_count && shown <= SHOWN; i++) {
		const struct spf_query *query = &root->queries[i];

		if (!query->lookups)
			continue;
		if (shown++ == SHOWN)
			return arena_printf(run->arena, "%s, ...", text);
		text = arena_printf(run->arena, "%s%s%s %u", text, *text ? ", " : "",
			term_text(run, root->record, query->term), query->lookups);
	}
	return text;
}

static void too_many_lookups(struct rule_run *run)
{
	const struct spf_tree *tree = run->domain->spf_tree;
	const struct spf_query *query = tree ? breaking_query(tree) : NULL;

	struct finding *finding;
	const char *less;

	if (!query)
		return;
	finding = report_query(run, tree->root, query->term, "%s%u DNS lookups; the limit is %d: %s",
		tree->cut ? "more than " : "", tree->lookups, SPF_LOOKUPS_MOST, bill(run, tree->root));
	less = tree->root->record->valid && !tree->cut
		       ? spf_within_limit(
				 run, (const char *)arena_copy(run->arena, tree->root->record->text).at)
		       : NULL;
	if (finding && less)
		finding_fix_text(finding, less);
}

static void near_lookup_limit(struct rule_run *run)
{
	const struct spf_tree *tree = run->domain->spf_tree;
	const struct spf_subject *spf = domain_spf(run->domain);

	if (tree && tree->lookups >= NEAR_LIMIT && tree->lookups <= SPF_LOOKUPS_MOST)
		report_finding(run, &spf->published, whole_text(&spf->published),
			"%u of %d DNS lookups are used: %s", tree->lookups, SPF_LOOKUPS_MOST,
			bill(run, tree->root));
}

static void lookup_order_dependent(struct rule_run *run)
{
	const struct spf_tree *tree = run->domain->spf_tree;
	const struct spf_query *query = tree ? breaking_query(tree) : NULL;

	if (query && query != tree->root->queries)
		report_query(run, tree->root, query->term,
			"only senders that are listed before this term can pass");
}

/* "a:gone.example, mx:empty.example": the terms whose lookups are void for clients of the families asked for. */
struct void_list {
	const char *text;
	const struct spf_node *node;
	const struct spf_term *first;
	unsigned count;
};

/* " (HOST)" for an mx whose void lookup is that of a host's addresses. */
static const char *void_host(struct rule_run *run, const struct spf_query *query)
{
	const struct spf_host *found = NULL;

	for (size_t i = 0; query->mx && i < query->hosts.count; i++) {
		const struct spf_host *host = &query->hosts.at[i];
		bool ip4 = dns_outcome_is_void(host->ip4->outcome),
		     ip6 = dns_outcome_is_void(host->ip6->outcome);

		if ((ip4 || ip6) && (!found || (ip4 && ip6)))
			found = host;
	}
	return found ? arena_printf(run->arena, " (%s)", dns_name_text(run->arena, found->name)) : "";
}

static void gather_voids(
	struct rule_run *run, const struct spf_node *node, bool ip4, bool ip6, struct void_list *list)
{
	for (size_t i = 0; i < node->query_count; i++) {
		const struct spf_query *query = &node->queries[i];

		if (query->live && (!ip4 || query->void_ip4) && (!ip6 || query->void_ip6)) {
			if (list->count++ < VOIDS_SHOWN)
				list->text = arena_printf(run->arena, "%s%s%s%s", list->text,
					*list->text ? ", " : "", term_text(run, node->record, query->term),
					void_host(run, query));
			else if (list->count == VOIDS_SHOWN + 1)
				list->text = arena_printf(run->arena, "%s, ...", list->text);
			list->node = list->first ? list->node : node;
			list->first = list->first ? list->first : query->term;
		}
		if (query->live && query->child)
			gather_voids(run, query->child, ip4, ip6, list);
	}
}

static void void_lookups(struct rule_run *run)
{
	const struct spf_tree *tree = run->domain->spf_tree;
	struct void_list list = { .text = "" };
	bool any, ip4, ip6;
	struct finding *finding;
	const char *whose;
	unsigned count;

	if (!tree)
		return;
	any = tree->void_lookups > SPF_VOID_LOOKUPS_MOST;
	ip4 = tree->void_lookups_ip4 > SPF_VOID_LOOKUPS_MOST;
	ip6 = tree->void_lookups_ip6 > SPF_VOID_LOOKUPS_MOST;
	if (!ip4 && !ip6)
		return;
	if (any) {
		count = tree->void_lookups;
		whose = "";
	} else {
		count = ip4 ? tree->void_lookups_ip4 : tree->void_lookups_ip6;
		whose = ip4 ? " for IPv4 senders" : " for IPv6 senders";
	}
	gather_voids(run, tree->root, any || ip4, any || !ip4, &list);
	finding = report_query(run, list.node, list.first, "%u void DNS lookups%s; the limit is %d: %s",
		count, whose, SPF_VOID_LOOKUPS_MOST, list.text);
	if (finding && !any && !ip4) /* nobody sends over IPv6 as far as the record knows: a note */
		finding->severity = tree->root->networks.by_result[SPF_PASS].ip6.list.count ? SEVERITY_WARNING
											    : SEVERITY_INFO;
}

static void void_lookup(struct rule_run *run)
{
	const struct spf_tree *tree = run->domain->spf_tree;
	struct void_list list = { .text = "" };

	if (!tree || !tree->void_lookups || tree->void_lookups > SPF_VOID_LOOKUPS_MOST)
		return;
	gather_voids(run, tree->root, true, true, &list);
	report_query(run, list.node, list.first, "%u void DNS lookup%s; the limit is %d: %s",
		tree->void_lookups, plural(tree->void_lookups), SPF_VOID_LOOKUPS_MOST, list.text);
}

static void visit_mx_over_10(struct rule_run *run, const struct spf_node *node, const struct spf_query *query)
{
	if (query->mx && query->mx->records.count > SPF_MX_MOST)
		report_query(run, node, query->term, "%s has %zu MX hosts; the limit is %d",
			dns_name_text(run->arena, &query->target), query->mx->records.count, SPF_MX_MOST);
}

static void mx_over_10(struct rule_run *run)
{
	spf_walk(run, visit_mx_over_10);
}

static void visit_ptr_over_10(
	struct rule_run *run, const struct spf_node *node, const struct spf_query *query)
{
	const struct check_options *options = run->domain->options;

	if (query->term->kind != SPF_TERM_PTR && !(query->term->macros >> ('p' - 'a') & 1))
		return;
	for (size_t i = 0; i < options->address_count; i++) {
		struct dns_name reverse = dns_address_reverse(&options->addresses[i]);
		const struct dns_reply *names = facts_get(run->domain->view, &reverse, DNS_TYPE_PTR);

		if (names->records.count > SPF_PTR_MOST)
			report_query(run, node, query->term,
				"%s has %zu PTR records; only the first %d count",
				dns_address_text(run->arena, &options->addresses[i]), names->records.count,
				SPF_PTR_MOST);
	}
}

static void ptr_over_10(struct rule_run *run)
{
	spf_walk(run, visit_ptr_over_10);
}

/* The record with the networks after its first lookup moved before it; all terms involved let senders pass. */
static const char *networks_first(struct rule_run *run, const struct spf_record *record, size_t first_lookup)
{
	const struct spf_term *terms = record->terms.at;
	struct bytes text = { 0 };
	const char *copy;

	bytes_add(&text, slice_part(record->text, 0, terms[first_lookup].span.first));
	for (int networks = 1; networks >= 0; networks--) {
		for (size_t i = first_lookup; i < record->terms.count; i++) {
			/* What comes after "all" is dead, and stays so. */
			if ((spf_term_is_network(&terms[i]) && spf_term_is_live(record, &terms[i])) !=
				networks)
				continue;
			bytes_add(&text, slice_span(record->text, terms[i].span));
			bytes_add_byte(&text, ' ');
		}
	}
	copy = (const char *)arena_copy(run->arena, slice_trim(bytes_slice(&text))).at;
	bytes_free(&text);
	return copy;
}

static void mechanism_order_cost(struct rule_run *run, const struct spf_subject *spf)
{
	const struct spf_record *record = spf->record;
	const struct spf_term *later = NULL;
	size_t first_lookup = record->terms.count;
	bool only_pass = true;
	struct finding *finding;

	for (size_t i = 0; i < record->terms.count; i++) {
		const struct spf_term *term = &record->terms.at[i];

		if (!spf_term_is_live(record, term) || term->kind >= SPF_TERM_REDIRECT)
			continue;
		if (spf_term_counts(term->kind) && first_lookup == record->terms.count)
			first_lookup = i;
		if (spf_term_is_network(term) && first_lookup < i) {
			later = later ? later : term;
			only_pass = only_pass && term->qualifier == '+';
		} else if (term->kind != SPF_TERM_ALL) {
			only_pass = only_pass && term->qualifier == '+';
		}
	}
	if (!later || !record->valid)
		return;
	finding = report_finding(run, &spf->published, later->span,
		"\"%s\" comes after \"%s\", which needs a DNS lookup", term_text(run, record, later),
		term_text(run, record, &record->terms.at[first_lookup]));
	if (only_pass)
		finding_fix_text(finding, networks_first(run, record, first_lookup));
}

/* Eleven includes, with the records that they name. */
#define INCLUDES_OF_ELEVEN \
	"include:s1.example.com include:s2.example.com include:s3.example.com include:s4.example.com " \
	"include:s5.example.com include:s6.example.com "
#define NINE_RECORDS \
	"s1 TXT \"v=spf1 a:ns.example.com -all\"\ns2 TXT \"v=spf1 a:ns.example.com -all\"\n" \
	"s3 TXT \"v=spf1 a:ns.example.com -all\"\ns4 TXT \"v=spf1 a:ns.example.com -all\"\n"
#define TEN_RECORDS \
	NINE_RECORDS \
	"s5 TXT \"v=spf1 a:ns.example.com -all\"\ns6 TXT \"v=spf1 ip4:11.0.0.6 -all\"\n"
#define MX_HOSTS(n) "@ MX 10 m" n "\nm" n " A 11.0.1." n "\n"
#define TEN_MX \
	MX_HOSTS("1") \
	MX_HOSTS("2") \
	MX_HOSTS("3") \
	MX_HOSTS("4") MX_HOSTS("5") MX_HOSTS("6") MX_HOSTS("7") MX_HOSTS("8") MX_HOSTS("9") MX_HOSTS("10")
#define PTR(n) "25.0.0.11.in-addr.arpa. PTR h" n ".example.com.\nh" n " A 11.0.0.25\n"

static const struct rule rows[] = {
	{
		.id = "spf-too-many-lookups",
		DOMAIN_ROW(ERROR, too_many_lookups),
		.follows = "spf-include-self,spf-include-loop,spf-redirect-loop",
		.summary = "record needs more than ten DNS lookups",
		.why = "Receivers count every include, a, mx, ptr, exists and redirect, also in included "
		       "records. At the eleventh they return permerror, so senders that are listed later do "
		       "not pass.",
		.help = "Remove includes that you do not need, replace `a` and `mx` with `ip4` and `ip6`, or use a subdomain for the mail of a service.",
		.reference = "RFC 7208 section 4.6.4",
		.bad = "@ TXT \"v=spf1 " INCLUDES_OF_ELEVEN "-all\"\n" TEN_RECORDS,
		.good = "; domain example.com\n@ TXT \"v=spf1 include:s1.example.com -all\"\n" TEN_RECORDS,
	},
	{
		.id = "spf-near-lookup-limit",
		DOMAIN_ROW(WARNING, near_lookup_limit),
		.summary = "record needs nine or ten of the ten allowed DNS lookups",
		.why = "Providers can add lookups to their records at any time. Above ten, receivers return "
		       "permerror.",
		.help = "Remove includes that you do not need, or replace `a` and `mx` with `ip4` and `ip6`.",
		.reference = "RFC 7208 section 4.6.4",
		.bad = "@ TXT \"v=spf1 include:s1.example.com include:s2.example.com include:s3.example.com "
		       "include:s4.example.com mx -all\"\n@ MX 0 ns\n" NINE_RECORDS,
		.good = "; domain example.com\n@ TXT \"v=spf1 include:s1.example.com -all\"\n" NINE_RECORDS,
	},
	{
		.id = "spf-lookup-order-dependent",
		DOMAIN_ROW(INFO, lookup_order_dependent),
		.follows = "spf-too-many-lookups",
		.summary = "only senders that are listed late exceed the limit of DNS lookups",
		.why = "The evaluation ends at the first match. Some of your servers pass and others get "
		       "permerror, so a test from one server does not show the fault.",
		.help = "Change the record so that it needs at most ten DNS lookups for every sender.",
		.reference = "RFC 7208 sections 4.6.2 and 4.6.4",
		.bad = "@ TXT \"v=spf1 ip4:11.0.0.0/24 " INCLUDES_OF_ELEVEN "-all\"\n" TEN_RECORDS,
		.good = "; domain example.com\n@ TXT \"v=spf1 ip4:11.0.0.0/24 include:s1.example.com -all\"\n" TEN_RECORDS,
	},
	{
		.id = "spf-void-lookups",
		DOMAIN_ROW(ERROR, void_lookups),
		.also = ALSO(WARNING) | ALSO(INFO),
		.summary = "more than two void DNS lookups",
		.why = "Receivers should allow two lookups of names that do not exist or have no such "
		       "record. At the third they return permerror.",
		.help = "Remove the terms whose names do not exist or have no such record.",
		.reference = "RFC 7208 sections 4.6.4 and 11.1",
		.bad = SPF_EXAMPLE("v=spf1 a:old1.example.com a:old2.example.com a:old3.example.com -all"),
		.good = SPF_EXAMPLE("v=spf1 a:ns.example.com -all"),
	},
	{
		.id = "spf-void-lookup",
		DOMAIN_ROW(WARNING, void_lookup),
		.follows = "spf-a-no-address,spf-mx-no-mx,spf-include-none,spf-include-nxdomain,"
			   "spf-redirect-none,mx-target-ip,mx-target-nxdomain,mx-target-no-address,"
			   "mx-target-doubled-zone",
		.summary = "one or two void DNS lookups",
		.why = "Two void lookups are allowed. At the third, receivers may return permerror for all "
		       "mail that reaches it.",
		.help = "Remove the terms whose names do not exist or have no such record.",
		.reference = "RFC 7208 section 4.6.4",
		.bad = SPF_EXAMPLE("v=spf1 a:old.example.com -all"),
		.good = SPF_EXAMPLE("v=spf1 a:ns.example.com -all"),
	},
	{
		.id = "spf-mx-over-10",
		DOMAIN_ROW(ERROR, mx_over_10),
		.summary = "\"mx\" names a domain with more than ten MX hosts",
		.why = "Receivers look up the addresses of at most ten MX hosts, and return permerror if there are more.",
		.help = "Replace `mx` with `ip4` and `ip6`.",
		.reference = "RFC 7208 sections 4.6.4 and 5.4",
		.bad = "@ TXT \"v=spf1 mx -all\"\n" TEN_MX MX_HOSTS("11"),
		.good = "@ TXT \"v=spf1 mx -all\"\n" TEN_MX,
	},
	{
		.id = "spf-ptr-over-10",
		.asks = true,
		DOMAIN_ROW(WARNING, ptr_over_10),
		.summary = "\"ptr\" is used, and a sending IP address has more than ten PTR records",
		.why = "Receivers use only the first ten names. DNS can return the names in any order, so the result can differ between messages.",
		.help = "Keep one PTR record for the address, and list the address with `ip4` or `ip6`.",
		.reference = "RFC 7208 section 4.6.4",
		.bad = "; with --ip 11.0.0.25\n; whole file\n$TTL 60\n@ SOA ns h 1 2 3 4 5\n@ TXT \"v=spf1 "
		       "ptr -all\"\n" PTR("1") PTR("2") PTR("3") PTR("4") PTR("5") PTR("6") PTR("7") PTR(
			       "8") PTR("9") PTR("10")
			       PTR("11") "0.0.11.in-addr.arpa. SOA ns.example.com. h.example.com. 1 2 3 4 5",
		.good = "; with --ip 11.0.0.25\n@ TXT \"v=spf1 ip4:11.0.0.25 -all\"",
	},
	{
		.id = "spf-mechanism-order-cost",
		SPF_ROW(INFO, mechanism_order_cost),
		.safe_fix = true,
		.summary = "\"ip4\" or \"ip6\" comes after a term that needs DNS lookups",
		.why = "Receivers evaluate terms from left to right. If \"ip4\" and \"ip6\" come first, mail "
		       "from these networks needs no further DNS lookup.",
		.help = "Move `ip4` and `ip6` to the beginning of the record.",
		.reference = "RFC 7208 section 10.1.1",
		.bad = SPF_EXAMPLE("v=spf1 a ip4:11.0.0.5 -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:11.0.0.5 a -all"),
	},
};

RULE_FAMILY(spf_lookup_rules, "SPF: DNS lookups", rows);
