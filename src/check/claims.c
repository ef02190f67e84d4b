/* What is said about records and domains in more than one place, each claim defined once. */
#include "check/claims.h"

bool spf_is_own(const struct spf_subject *spf)
{
	return spf->record->selected && !spf->included;
}

const struct spf_subject *domain_spf(const struct domain *domain)
{
	for (size_t i = 0; domain->spf_selected == 1 && i < domain->spf.count; i++)
		if (spf_is_own(&domain->spf.at[i]))
			return &domain->spf.at[i];
	return NULL;
}

/* No directive up to the first "all" can end in anything but fail. */
static bool only_fails(const struct spf_record *record)
{
	for (size_t i = 0; i < record->terms.count; i++) {
		const struct spf_term *term = &record->terms.at[i];

		if (term->kind == SPF_TERM_INVALID ||
			(term->kind < SPF_TERM_REDIRECT && term->qualifier != '-'))
			return false;
		if (term == record->all)
			return true;
	}
	return true;
}

bool spf_lets_nobody_send(const struct spf_record *record)
{
	return record->selected && record->all && only_fails(record);
}

/* A character outside US-ASCII with nothing but spaces between it and the "all". */
static bool has_dash_before(const struct spf_record *record, const struct spf_term *all)
{
	uint32_t at = all->span.first;

	while (at && record->text.at[at - 1] == ' ')
		at--;
	for (size_t i = 0; i < record->problems.list.count; i++)
		if (record->problems.list.at[i].kind == SPF_NON_ASCII &&
			record->problems.list.at[i].span.end == at)
			return true;
	return false;
}

bool spf_lets_all_send(const struct spf_record *record)
{
	const struct spf_term *all = record->all;

	if (!all || all->qualifier != '+')
		return false;
	if (record->text.at[all->span.first] == '+')
		return true;
	return !problem_has(&record->problems, SPF_QUALIFIER_ALONE) && !has_dash_before(record, all);
}

/* The node that a redirect in force leads to, or NULL. */
static const struct spf_node *redirect_of(const struct spf_node *node)
{
	const struct spf_node *next = NULL;

	for (size_t i = 0; i < node->query_count; i++)
		if (node->queries[i].live && node->queries[i].term->kind == SPF_TERM_REDIRECT)
			next = node->queries[i].child;
	return next;
}

bool domain_lets_nobody_send(const struct domain *domain)
{
	const struct spf_subject *spf = domain_spf(domain);
	const struct spf_node *node = domain->spf_tree ? domain->spf_tree->root : NULL;

	if (!spf || spf_lets_nobody_send(spf->record))
		return spf;
	for (; node && node->record && only_fails(node->record); node = redirect_of(node))
		if (spf_lets_nobody_send(node->record))
			return true;
	return false;
}

const struct spf_node *domain_redirected(const struct domain *domain)
{
	const struct spf_node *root = domain->spf_tree ? domain->spf_tree->root : NULL, *node = root;

	for (const struct spf_node *next = root; next; next = redirect_of(next)) {
		if (!next->record)
			return NULL;
		node = next;
	}
	return node == root || !node->record->valid ? NULL : node;
}

bool dkim_selector_works(const struct dkim_selector *selector)
{
	return selector && (selector->status == DKIM_STATUS_OK || selector->status == DKIM_STATUS_TESTING);
}

bool dkim_selector_works_everywhere(const struct dkim_selector *selector)
{
	return dkim_selector_works(selector) && selector->keys.at[0].key->type == DKIM_KEY_RSA;
}

bool domain_has_key(const struct domain *domain)
{
	for (size_t i = 0; i < domain->selectors.count; i++)
		if (dkim_selector_works(&domain->selectors.at[i]))
			return true;
	return false;
}

bool domain_may_have_key(const struct domain *domain)
{
	for (size_t i = 0; i < domain->selectors.count; i++)
		if (domain->selectors.at[i].status == DKIM_STATUS_UNANSWERED)
			return true;
	return domain_has_key(domain);
}

const struct dkim_selector *domain_selector(const struct domain *domain, const char *name)
{
	for (size_t i = 0; i < domain->selectors.count; i++)
		if (slice_is_nocase(slice_of(domain->selectors.at[i].selector), name))
			return &domain->selectors.at[i];
	return NULL;
}

size_t domain_dmarc_count(const struct domain *domain)
{
	size_t count = 0;

	for (size_t i = 0; i < domain->dmarcs.count; i++)
		count += domain->dmarcs.at[i].record->selected;
	return count;
}

const struct dmarc_subject *domain_dmarc(const struct domain *domain)
{
	for (size_t i = 0; domain_dmarc_count(domain) == 1 && i < domain->dmarcs.count; i++)
		if (domain->dmarcs.at[i].record->selected)
			return &domain->dmarcs.at[i];
	return NULL;
}

bool domain_has_null_mx(const struct domain *domain)
{
	return domain->mx.count == 1 && dns_mx_is_null(domain->mx.at[0].mx);
}

bool name_is_reverse(const struct dns_name *name)
{
	static const char *const zones[] = { "in-addr.arpa", "ip6.arpa" };

	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
		struct dns_name zone = dns_name_of(zones[i]);

		if (dns_name_is_under(name, &zone))
			return true;
	}
	return false;
}

bool domain_needs_no_records(const struct domain *domain)
{
	return domain->reverse || domain->role == ROLE_INCLUDE;
}

bool domain_has_authors(const struct domain *domain)
{
	return !domain_needs_no_records(domain) && !domain->bounce_only;
}

bool domain_receives(const struct domain *domain)
{
	return domain->mx.count && !domain_has_null_mx(domain);
}

bool domain_is_answered(const struct domain *domain)
{
	return dns_outcome_is_answer(domain->txt->outcome) &&
	       dns_outcome_is_answer(domain->mx_reply->outcome) &&
	       dns_outcome_is_answer(domain->dmarc->walk[0].reply->outcome);
}

bool has_no_address(const struct dns_reply *ip4, const struct dns_reply *ip6)
{
	return dns_outcome_is_void(ip4->outcome) && dns_outcome_is_void(ip6->outcome);
}

bool domain_sends(const struct domain *domain)
{
	return domain->role == ROLE_SENDS && !domain->role_open;
}

bool domain_may_lack_mail(const struct domain *domain)
{
	return domain->role == ROLE_NO_MAIL || domain->role_open;
}

bool domain_is_asked_all(const struct domain *domain)
{
	return domain->options->thorough || domain->options->zone_names;
}

bool domain_lacks_name(const struct domain *domain, const struct dns_name *name)
{
	const struct dns_reply *const asked[] = { domain->domainkey, domain->dmarc->walk[0].reply,
		domain->tagged[TAGGED_MTA_STS].reply, domain->tagged[TAGGED_TLS_RPT].reply,
		domain->tagged[TAGGED_BIMI].reply };

	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
		if (asked[i] && dns_outcome_has_no_name(asked[i]->outcome) && !asked[i]->aliases.count &&
			!asked[i]->from_zone_file && asked[i]->question.name.len &&
			dns_name_is_under(name, &asked[i]->question.name))
			return true;
	return false;
}
