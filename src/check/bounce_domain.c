/* In zone files all names below the domain are known; live, those are asked that services for sending mail prescribe. */
#include "check/bounce_domain.h"

#include "check/claims.h"

static bool has_spf_and_mx(struct facts_view *view, const struct dns_name *name)
{
	const struct dns_reply *mx = facts_get_aside(view, name, DNS_TYPE_MX),
			       *txt = facts_get_aside(view, name, DNS_TYPE_TXT);
	size_t selected = 0;

	for (size_t i = 0; i < txt->records.count; i++)
		selected += spf_is_selected(txt->records.at[i].data.txt->joined);
	return selected == 1 && mx->records.count && !dns_reply_is_null_mx(mx) && !mx->wildcard &&
	       !txt->wildcard;
}

bool mx_is_of_bounces(const struct dns_reply *mx)
{
	static const char *const starts[] = { "feedback", "bounce" };

	for (size_t i = 0; i < mx->records.count; i++)
		for (size_t k = 0; k < sizeof starts / sizeof *starts; k++)
			if (slice_starts_nocase(
				    dns_name_first_label(&mx->records.at[i].data.mx->exchange), starts[k]))
				return true;
	return false;
}

static bool is_of_service(struct facts_view *view, const struct dns_name *name)
{
	return mx_is_of_bounces(facts_get_aside(view, name, DNS_TYPE_MX));
}

static bool is_organizational(const struct domain *domain)
{
	return dns_name_equal(&domain->name, &domain->dmarc->rfc7489.organizational_domain);
}

/* Names below an organization's domain are often mail domains for themselves; one of a service is told by its MX. */
static void take(struct facts_view *view, struct domain *domain, const struct dns_name *name)
{
	if (domain->has_bounce_domain || !has_spf_and_mx(view, name) ||
		(is_organizational(domain) && !is_of_service(view, name)))
		return;
	domain->has_bounce_domain = true;
	domain->bounce_domain = *name;
}

/* A CNAME in the zone files leads to the service's own name, which has the records, or is not known. */
static void take_cname(struct facts_view *view, struct domain *domain, const struct dns_name *name)
{
	struct zone_set *zones = domain->options->zone_names->zones;
	struct dns_question question = { .name = *name, .type = DNS_TYPE_CNAME };
	struct arena scratch = { 0 };
	bool has_cname = zone_set_records_at(zones, &scratch, &question);

	arena_release(&scratch);
	if (!has_cname)
		return;
	take(view, domain, name);
	if (!domain->has_bounce_domain && !is_organizational(domain) &&
		!dns_outcome_is_answer(facts_get(view, name, DNS_TYPE_TXT)->outcome))
		domain->bounce_domain_unknown = true;
}

void bounce_domain_collect(struct facts_view *view, struct domain *domain)
{
	static const char *const labels[] = { "send", "bounce", "bounces", "pm-bounces", "mail" };
	const struct zone_names *names = domain->options->zone_names;
	const struct zone_sender *senders = NULL;
	struct dns_name name;
	size_t count = 0;

	if (domain->spf.count || !dns_outcome_is_answer(domain->txt->outcome) || !domain_may_have_key(domain))
		return;
	if (names)
		senders = zone_names_senders(names, &domain->name, &count);
	for (size_t i = 0; i < count && !domain->has_bounce_domain; i++) {
		name = zone_set_name(names->zones, senders[i].name);
		take(view, domain, &name);
	}
	for (size_t i = 0; i < sizeof labels / sizeof *labels && !domain->has_bounce_domain; i++) {
		if (!dns_name_prepend(labels[i], &domain->name, &name))
			continue;
		if (names)
			take_cname(view, domain, &name);
		else
			take(view, domain, &name);
	}
}
