/* The records that belong to a domain's mail beside SPF, DKIM, DMARC and MX: MTA-STS, TLS-RPT, BIMI and DANE. */
#ifndef MAILAUTH_CHECK_NEIGHBOURS_H
#define MAILAUTH_CHECK_NEIGHBOURS_H

#include "check/domain.h"

/* Collects them for a domain whose MX records are collected already. */
void neighbours_collect(struct arena *arena, struct facts_view *view, struct domain *domain);

#endif
