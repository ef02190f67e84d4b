/* Zone, wildcards and DNSSEC of a domain. */
#ifndef MAILAUTH_CHECK_DNS_STATE_H
#define MAILAUTH_CHECK_DNS_STATE_H

#include "check/domain.h"

/* Collects them for a domain whose TXT records are collected already. */
void dns_state_collect(struct facts_view *view, struct domain *domain);

#endif
