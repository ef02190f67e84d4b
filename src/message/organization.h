/*
 * Whose a host is, by its name: the organizational domain (RFC 7489 section 3.2), where the domains that one mail service uses are
 * one. Facts about services are of 2026; they tell where a message was handed over, never what a record is worth.
 */
#ifndef MAILAUTH_MESSAGE_ORGANIZATION_H
#define MAILAUTH_MESSAGE_ORGANIZATION_H

#include "base/arena.h"
#include "dmarc/suffix_list.h"

struct organizations {
	ARENA_LIST(struct dns_name) list;
};

/* The organization of a host; false for an address, a name of one label, or one that is not of the Internet (localhost, .local). */
bool organization_of(
	const struct suffix_list *suffixes, struct slice host, struct dns_name *ret_organization);

/* Adds one unless it is there. */
void organizations_add(struct arena *arena, struct organizations *set, const struct dns_name *organization);
bool organizations_have(const struct organizations *set, const struct dns_name *organization);

/* True for a service that filters the mail of others, on its way in or out. */
bool organization_is_gateway(const struct dns_name *organization);

/* True for a service whose hosts are known here. */
bool organization_is_service(const struct dns_name *organization);

/* True for the name of a server by which mail leaves a service that receives under the same domain. */
bool host_is_outbound(struct slice host);

/* True for a name such as servers that MX records name have: mx1.example.net. */
bool host_is_inbound(struct slice host);

/* True for the name of a server within a service, which no mail from outside comes to. */
bool host_is_internal(struct slice host);

/* True for the name of a server that takes mail for a service from outside only. */
bool host_is_border(struct slice host);

#endif
