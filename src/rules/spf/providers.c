/* SPF: what is known about the services that a record includes. */
#include "mail/providers.h"
#include "base/escape.h"
#include "rules/common.h"
#include "rules/families.h"
#include "rules/spf/walk.h"

typedef void visit_provider(struct rule_run *run, const struct spf_subject *spf, const struct spf_term *term,
	const struct provider *provider);

/* Calls `visit` for each include or redirect of the record that names a known provider. */
static void each_provider(struct rule_run *run, const struct spf_subject *spf, visit_provider *visit)
{
	for (size_t i = 0; i < spf->record->terms.count; i++) {
		const struct spf_term *term = &spf->record->terms.at[i];
		const struct provider *provider;
		struct dns_name target;

		if ((term->kind != SPF_TERM_INCLUDE && term->kind != SPF_TERM_REDIRECT) ||
			!spf_term_target(spf->record, term, &spf->published.name, &target))
			continue;
		provider = provider_of_include(&target);
		if (provider)
			visit(run, spf, term, provider);
	}
}

/* What DNS says now about the target of a term: NULL when it was not looked up. */
static const struct spf_node *node_of(const struct domain *domain, const struct spf_term *term)
{
	const struct spf_node *root = domain->spf_tree ? domain->spf_tree->root : NULL;

	for (size_t i = 0; root && i < root->query_count; i++)
		if (root->queries[i].term == term)
			return root->queries[i].child;
	return NULL;
}

static void visit_dead(struct rule_run *run, const struct spf_subject *spf, const struct spf_term *term,
	const struct provider *provider)
{
	const struct spf_node *node = node_of(run->domain, term);

	bool open = node && dns_outcome_is_open(node->reply->outcome) &&
		    !dns_outcome_is_wished(node->reply->outcome);
	struct finding *finding;
	struct dns_name target, live;

	if (provider->spf < PROVIDER_SPF_DEAD || open || (node && node->status == SPF_NODE_RECORD))
		return;
	finding = report_finding(run, &spf->published, term->span,
		provider->spf == PROVIDER_SPF_DEAD ? "%s no longer has an SPF record at this name"
						   : "%s never had an SPF record at this name",
		provider->name);
	if (spf->record->valid && spf_term_target(spf->record, term, &spf->published.name, &target) &&
		provider_live_include(&target, &live))
		fix_replaced(run, finding, term->domain, dns_name_text(run->arena, &live));
}

static void known_dead(struct rule_run *run, const struct spf_subject *spf)
{
	each_provider(run, spf, visit_dead);
}

static void visit_shared(struct rule_run *run, const struct spf_subject *spf, const struct spf_term *term,
	const struct provider *provider)
{
	if (provider->spf < PROVIDER_SPF_DEAD)
		report_finding(run, &spf->published, term->span,
			"all customers of %s send from these addresses", provider->name);
}

static void multi_tenant(struct rule_run *run, const struct spf_subject *spf)
{
	each_provider(run, spf, visit_shared);
}

static void visit_bounce(struct rule_run *run, const struct spf_subject *spf, const struct spf_term *term,
	const struct provider *provider)
{
	if (provider->spf == PROVIDER_SPF_BOUNCE)
		report_finding(run, &spf->published, term->span,
			"%s uses its own bounce domain, not this include", provider->name);
}

static void bounce_domain(struct rule_run *run, const struct spf_subject *spf)
{
	each_provider(run, spf, visit_bounce);
}

/* True when DNS shows that an a or mx term finds addresses. */
static bool finds_addresses(const struct domain *domain, const struct spf_term *term)
{
	const struct spf_node *root = domain->spf_tree ? domain->spf_tree->root : NULL;

	for (size_t i = 0; root && i < root->query_count; i++) {
		const struct spf_query *query = &root->queries[i];

		for (size_t k = 0; query->term == term && k < query->hosts.count; k++)
			if (query->hosts.at[k].ip4->records.count || query->hosts.at[k].ip6->records.count)
				return true;
	}
	return false;
}

/* A name of SPF records under a mechanism that looks up hosts. */
static void host_of_include(struct rule_run *run, const struct spf_subject *spf)
{
	for (size_t i = 0; i < spf->record->terms.count; i++) {
		const struct spf_term *term = &spf->record->terms.at[i];
		struct slice domain = slice_span(spf->record->text, term->domain);
		struct span word = { term->span.first, term->domain.first - 1 };
		struct finding *finding;

		if ((term->kind != SPF_TERM_A && term->kind != SPF_TERM_MX && term->kind != SPF_TERM_PTR &&
			    term->kind != SPF_TERM_EXISTS) ||
			!domain.len || term->macros || !spf_names_record(domain) ||
			spf_term_has_problem(spf->record, term) || finds_addresses(run->domain, term))
			continue;
		finding = report_finding(run, &spf->published, term->span,
			"%s is an SPF record for \"include\", not a host for \"%s\"",
			escape_visible_copy(run->arena, domain), spf_term_word(term->kind));
		if (term->qualifier != '+' || spf->record->text.at[word.first] == '+')
			word.first++;
		if (spf->record->valid)
			fix_replaced(run, finding, (struct span){ word.first, term->domain.end },
				arena_printf(run->arena, "include:%.*s", (int)domain.len,
					(const char *)domain.at));
	}
}

static const struct rule rows[] = {
	{
		.id = "spf-host-of-include",
		SPF_ROW(WARNING, host_of_include),
		.confidence = LIKELY,
		.summary = "\"a\", \"mx\", \"ptr\" or \"exists\" names the SPF record of a service",
		.why = "The service lists its senders in an SPF record at this name. Only \"include\" reads "
		       "SPF records. Other mechanisms look up addresses, so mail from the service does not "
		       "pass.",
		.help = "Write `include:` instead of the mechanism.",
		.reference = "RFC 7208 sections 5.2 and 5.3",
		.bad = SPF_EXAMPLE("v=spf1 a:_spf.google.com ~all"),
		.good = SPF_EXAMPLE("v=spf1 include:_spf.google.com ~all"),
	},
	{
		.id = "spf-include-known-dead",
		SPF_ROW(ERROR, known_dead),
		.confidence = LIKELY,
		.summary = "\"include\" names a domain that is known to have no SPF record",
		.why = "Old instructions still recommend this name. Because it has no SPF record, receivers "
		       "return permerror for all mail that reaches this term.",
		.help = "Replace the include with the one in the current documentation of the provider.",
		.reference = "RFC 7208 section 5.2",
		.bad = SPF_EXAMPLE("v=spf1 include:_spf.mimecast.com -all"),
		.good = SPF_EXAMPLE("v=spf1 include:_spf.google.com -all"),
	},
	{
		.id = "spf-multi-tenant-include",
		SPF_ROW(INFO, multi_tenant),
		.confidence = LIKELY,
		.summary = "\"include\" authorizes a platform with many customers",
		.why = "An SPF pass says only that the mail came from the platform, and any customer can "
		       "send from there. Only a DKIM signature of your domain shows that the mail is yours.",
		.help = "Sign your mail at this service with DKIM. With `?include:` instead of `include:`, only DKIM can make its mail pass DMARC.",
		.reference = "RFC 7208 section 11.4 and RFC 9989 section 11.1",
		.bad = SPF_EXAMPLE("v=spf1 include:_spf.google.com -all"),
		.good = SPF_EXAMPLE("v=spf1 ip4:11.0.0.7 -all"),
	},
	{
		.id = "spf-bounce-domain-alignment",
		SPF_ROW(INFO, bounce_domain),
		.confidence = LIKELY,
		.summary = "\"include\" names a service that uses its own bounce domain",
		.why = "Receivers check the domain in MAIL FROM. If that is a domain of the service, they do not evaluate this include, and SPF cannot make DMARC pass.",
		.help = "Set up a custom return path on a subdomain of yours, and remove the include.",
		.reference = "RFC 7208 section 2.4 and RFC 9989 section 4.4.2",
		.bad = SPF_EXAMPLE("v=spf1 include:servers.mcsv.net -all"),
		.good = SPF_EXAMPLE("v=spf1 include:_spf.google.com -all"),
	},
};

RULE_FAMILY(spf_provider_rules, "SPF: known services", rows);
