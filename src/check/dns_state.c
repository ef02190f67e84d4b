#include "check/dns_state.h"

static void collect_zone(struct facts_view *view, struct domain *domain)
{
	struct dns_state *state = &domain->dns;

	state->soa = facts_get_aside(view, &domain->name, DNS_TYPE_SOA);
	if (state->soa->outcome == DNS_ANSWER && !state->soa->aliases.count)
		state->apex = domain->name;
	else if (state->soa->zone && dns_name_is_under(&domain->name, state->soa->zone))
		state->apex = *state->soa->zone;
	state->has_apex = state->apex.len > 1;
	if (state->has_apex)
		state->ns = facts_get_aside(view, &state->apex, DNS_TYPE_NS);
}

/* The root is signed: a resolver that does not say so does not validate, or hides it. */
static void collect_dnssec(struct facts_view *view, struct domain *domain)
{
	struct dns_question question = { .name = domain->name,
		.type = DNS_TYPE_TXT,
		.way = { .aside = true, .checking_disabled = true } };
	struct dns_name root = dns_name_root();

	domain->dns.validating = facts_get_aside(view, &root, DNS_TYPE_SOA)->authenticated;
	if (domain->txt->outcome == DNS_SERVFAIL)
		domain->dns.unchecked = facts_ask(view, &question);
}

void dns_state_collect(struct facts_view *view, struct domain *domain)
{
	static const struct dns_reply no_such_name = { .outcome = DNS_NXDOMAIN };
	struct dns_name nobody;

	domain->dns.nobody_txt = domain->dns.nobody_mx = &no_such_name;
	collect_zone(view, domain);
	if (!domain->options->zone_names)
		collect_dnssec(view, domain);
	if (!dns_name_prepend(DNS_LABEL_OF_NOBODY, &domain->name, &nobody))
		return;
	domain->dns.nobody_txt = facts_get_aside(view, &nobody, DNS_TYPE_TXT);
	domain->dns.nobody_mx = facts_get_aside(view, &nobody, DNS_TYPE_MX);
}
