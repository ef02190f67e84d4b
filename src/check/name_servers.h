/* What the name servers of the domain's zone say themselves, one by one (--authoritative). */
#ifndef MAILAUTH_CHECK_NAME_SERVERS_H
#define MAILAUTH_CHECK_NAME_SERVERS_H

#include "check/domain.h"

/* Collects it for a domain about which everything else is collected; nothing unless the option asks for it. */
void name_servers_collect(struct arena *arena, struct facts_view *view, struct domain *domain);

#endif
