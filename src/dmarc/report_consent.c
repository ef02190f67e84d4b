/* Compares organizational domains, then looks for the record at DOMAIN._report._dmarc.HOST. */
#include "dmarc/report_consent.h"

/* False when a walk was not answered; else *ret_same tells whether both end at one organizational domain. */
static bool compare_walks(struct arena *arena, struct facts_view *view, const struct suffix_list *suffixes,
	const struct dns_name *domain, const struct dns_name *host, bool *ret_same)
{
	struct dns_name of_domain, of_host;
	bool known = dmarc_organizational_domain(arena, view, suffixes, domain, &of_domain);

	known = dmarc_organizational_domain(arena, view, suffixes, host, &of_host) && known;
	*ret_same = known && dns_name_equal(&of_domain, &of_host);
	return known;
}

/* Several records are allowed here, unlike at _dmarc, and none needs more than its version. */
static const struct dns_record *consenting_record(const struct dns_reply *reply)
{
	for (size_t i = 0; i < reply->records.count; i++)
		if (dmarc_is_selected(reply->records.at[i].data.txt->joined))
			return &reply->records.at[i];
	return NULL;
}

struct report_consent report_consent(struct arena *arena, struct facts_view *view,
	const struct suffix_list *suffixes, const struct dns_name *domain, const struct dns_name *host)
{
	struct report_consent consent = { 0 };
	struct dns_name report;
	bool same;

	if (dns_name_equal(domain, host))
		return consent;
	consent.rfc7489_asks = !suffix_list_same_organization(suffixes, domain, host);
	consent.rfc9990_asks =
		consent.rfc7489_asks || (compare_walks(arena, view, suffixes, domain, host, &same) && !same);
	if (!consent.rfc9990_asks || !dns_name_prepend("_report._dmarc", host, &report) ||
		!dns_name_join(domain, &report, &consent.name))
		return consent;
	consent.reply = facts_get(view, &consent.name, DNS_TYPE_TXT);
	consent.record = consenting_record(consent.reply);
	/* Two organizations by the list can be one by the walk: only where consent lacks does that matter. */
	if (consent.rfc7489_asks && dns_outcome_is_answer(consent.reply->outcome) && !consent.record &&
		compare_walks(arena, view, suffixes, domain, host, &same))
		consent.rfc9990_asks = !same;
	return consent;
}

bool report_consent_is_for_all(
	struct facts_view *view, const struct report_consent *consent, const struct dns_name *host)
{
	struct dns_name report, nobody;

	if (!consent->record || consent->reply->wildcard)
		return consent->record;
	return dns_name_prepend("_report._dmarc", host, &report) &&
	       dns_name_prepend(DNS_LABEL_OF_NOBODY, &report, &nobody) &&
	       consenting_record(facts_get(view, &nobody, DNS_TYPE_TXT));
}
