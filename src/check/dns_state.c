/* Collects the zone a domain lies in, whether wildcards answer for anybody, and whether its signatures hold. */
#include "check/dns_state.h"

/* The zone that a name which exists belongs to. One that does not is a matter of the registry's zone. */
static void collect_zone(struct facts_view *view, struct domain *domain)
{
	struct dns_state *state = &domain->dns;

	state->soa = facts_get_aside(view, &domain->name, DNS_TYPE_SOA);
	if (dns_outcome_has_records(state->soa->outcome) && !state->soa->aliases.count)
		state->apex = domain->name;
	else if (state->soa->zone && dns_name_is_under(&domain->name, state->soa->zone) &&
		 dns_name_labels(state->soa->zone) > 1 &&
		 !suffix_list_has(domain->options->suffixes, state->soa->zone))
		state->apex = *state->soa->zone;
	state->has_apex = state->apex.len > 1 && domain->exists;
	if (state->has_apex)
		state->ns = facts_get_aside(view, &state->apex, DNS_TYPE_NS);
}

/* Errors of RFC 8914 that are about signatures. */
static bool tells_of_signatures(const struct dns_reply *reply)
{
	return reply->has_extended_error && (reply->extended_error == DNS_EDE_UNSUPPORTED_DNSKEY_ALGORITHM ||
						    reply->extended_error == DNS_EDE_UNSUPPORTED_DS_DIGEST ||
						    (reply->extended_error >= DNS_EDE_DNSSEC_INDETERMINATE &&
							    reply->extended_error <= DNS_EDE_NSEC_MISSING));
}

/* No authority could be reached: the failure may pass. */
static bool tells_of_network(const struct dns_reply *reply)
{
	return reply->has_extended_error && (reply->extended_error == DNS_EDE_NO_REACHABLE_AUTHORITY ||
						    reply->extended_error == DNS_EDE_NETWORK_ERROR);
}

/*
 * SERVFAIL with validation and an answer without: the signatures are wrong, if the resolver says so, or if it validates and the
 * zone ought to be signed.
 */
static void collect_bogus(struct facts_view *view, struct domain *domain)
{
	struct dns_question question = { .name = domain->name,
		.type = DNS_TYPE_TXT,
		.way = { .aside = true, .checking_disabled = true } };
	const struct dns_reply *soa, *ds;

	if (domain->txt->outcome != DNS_SERVFAIL || tells_of_network(domain->txt) ||
		!dns_outcome_is_answer(facts_ask(view, &question)->outcome))
		return;
	question.type = DNS_TYPE_SOA;
	soa = facts_ask(view, &question);
	domain->dns.bogus_zone = dns_outcome_has_records(soa->outcome) ? domain->name
				 : soa->zone			       ? *soa->zone
								       : dns_name_root();
	if (domain->dns.bogus_zone.len == 1)
		return;
	ds = facts_get_aside(view, &domain->dns.bogus_zone, DNS_TYPE_DS);
	domain->dns.bogus = tells_of_signatures(domain->txt) ||
			    (domain->dns.validating && dns_outcome_has_records(ds->outcome));
}

static void collect_dnssec(struct facts_view *view, struct domain *domain)
{
	struct dns_name root = dns_name_root(), nowhere = dns_name_of(DNS_LABEL_OF_NOBODY ".invalid");

	/* The root is signed: a resolver that does not say so does not validate, or hides it. */
	domain->dns.validating = facts_get_aside(view, &root, DNS_TYPE_SOA)->authenticated;
	collect_bogus(view, domain);
	/* A rule asks it of each domain: with the first questions it takes no round trip of its own. */
	facts_get_aside(view, &nowhere, DNS_TYPE_A);
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
	/* NXDOMAIN is about the name, whatever was asked for (RFC 8020). */
	domain->dns.nobody_mx = dns_outcome_is_pending(domain->dns.nobody_txt->outcome) ||
						dns_outcome_has_no_name(domain->dns.nobody_txt->outcome)
					? domain->dns.nobody_txt
					: facts_get_aside(view, &nobody, DNS_TYPE_MX);
}
