/* DKIM: which name was meant (RFC 6376 section 3.6.2.1), judging by one that is nearly it. */
#include "rules/dkim/misplaced.h"

#include "base/nearest.h"

/* "_domainkeys", "domainkey", "_domain-key", "_domainky", "_dkim" */
static bool is_nearly_domainkey(struct slice label)
{
	struct nearest nearest = { .word = label };

	nearest_offer(&nearest, "_domainkey");
	nearest_offer(&nearest, "domain_key");
	nearest_offer(&nearest, "_dkim");
	return nearest.best && !slice_is(label, "_domainkey");
}

static bool is_like_domainkey(struct slice label)
{
	return slice_is(label, "_domainkey") || is_nearly_domainkey(label);
}

enum misplacement misplacement_of(
	const struct dns_name *name, const struct dns_name *domain, struct dns_name *ret_right)
{
	unsigned extra = dns_name_labels(name) - dns_name_labels(domain);
	struct dns_name selector = *name, at = *name, domainkey, once;
	ptrdiff_t glued;

	if (!dns_name_is_under(name, domain) || !extra || !dns_name_prepend("_domainkey", domain, &domainkey))
		return NOT_MISPLACED;
	for (; dns_name_labels(&at) > dns_name_labels(domain); at = dns_name_parent(&at)) {
		struct slice label = dns_name_first_label(&at);
		struct dns_name above = dns_name_parent(&at);

		if (slice_is(label, "_domainkey") && dns_name_without_second_zone(&above, domain, &once) &&
			dns_name_equal(&once, domain)) {
			dns_name_without_second_zone(name, domain, ret_right);
			return NAME_DOUBLED;
		}
		if (dns_name_equal(&above, domain) && extra > 1 && is_nearly_domainkey(label)) {
			selector.len = (uint8_t)(name->len - at.len + 1);
			selector.wire[selector.len - 1] = 0;
			return dns_name_join(&selector, &domainkey, ret_right) ? LABEL_MISSPELLED
									       : NOT_MISPLACED;
		}
	}
	if (extra == 2 && is_like_domainkey(dns_name_first_label(name))) {
		selector = dns_name_suffix(name, dns_name_labels(name) - 1);
		selector.len = (uint8_t)(selector.wire[0] + 2);
		selector.wire[selector.len - 1] = 0;
		return dns_name_join(&selector, &domainkey, ret_right) ? LABELS_SWAPPED : NOT_MISPLACED;
	}
	if (extra > 1 || dns_name_first_label(name).at[0] == '_')
		return NOT_MISPLACED;
	glued = slice_find_nocase(dns_name_first_label(name), "_domainkey", 0);
	selector.wire[0] = glued > 0 ? (uint8_t)glued : name->wire[0];
	selector.len = (uint8_t)(selector.wire[0] + 2);
	selector.wire[selector.len - 1] = 0;
	if (!dns_name_join(&selector, &domainkey, ret_right))
		return NOT_MISPLACED;
	return glued > 0 ? LABEL_MISSPELLED : LABEL_MISSING;
}
