/* A name below a domain that is its own for MAIL FROM, as services for sending mail prescribe it. */
#ifndef MAILAUTH_CHECK_BOUNCE_DOMAIN_H
#define MAILAUTH_CHECK_BOUNCE_DOMAIN_H

#include "check/domain.h"

/*
 * Looks for it where a domain signs with DKIM and has no SPF record itself: SPF is checked for MAIL FROM (RFC 7208 section 2.4), and
 * a name with an MX and an SPF record right below the domain is aligned with it (RFC 9989 section 4.4).
 */
void bounce_domain_collect(struct facts_view *view, struct domain *domain);

/* True when an MX host is one where a service takes reports of what it could not deliver. */
bool mx_is_of_bounces(const struct dns_reply *mx);

#endif
