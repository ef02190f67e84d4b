/* What several rules ask about an MX exchange. */
#ifndef MAILAUTH_RULES_MX_EXCHANGE_H
#define MAILAUTH_RULES_MX_EXCHANGE_H

#include "check/domain.h"
#include "check/rule.h"

/* The MX host in presentation form; owned by the run's arena. */
const char *exchange_text(struct rule_run *run, const struct mx_subject *mx);

/*
 * True when the MX host is no name that could have addresses: an address, localhost, a full name with the zone name
 * after it, other than letters, digits and hyphens, or below .invalid. Rules of their own say which.
 */
bool exchange_is_misnamed(struct rule_run *run, const struct mx_subject *mx);

/* The name before the zone name when the final dot of the MX host is missing; false when nothing tells so. */
bool exchange_without_zone(
	struct rule_run *run, const struct mx_subject *mx, struct dns_name *ret_name, bool *ret_doubled);

/* The host into which Cloudflare turns the exchange of a proxied name. */
bool exchange_is_origin_of_proxy(const struct mx_subject *mx);

#endif
