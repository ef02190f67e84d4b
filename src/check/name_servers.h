/* What the name servers of the domain's zone say themselves, one by one (--authoritative). */
#ifndef MAILAUTH_CHECK_NAME_SERVERS_H
#define MAILAUTH_CHECK_NAME_SERVERS_H

#include "check/domain.h"

/* Collects it for a domain about which everything else is collected; nothing unless the option asks for it. */
void name_servers_collect(struct arena *arena, struct facts_view *view, struct domain *domain);

/* True when anything came back from it, whatever was asked. */
bool name_server_is_heard(const struct dns_state *dns, const struct name_server *server);

/* True when one of the name servers with an address of this family was heard: IPv6 may not lead out of here. */
bool name_servers_are_reached(const struct dns_state *dns, bool is_ip6);

#endif
