/* Networks that no mail host on the Internet has: private, reserved, or of a proxy for web sites. */
#ifndef MAILAUTH_DNS_SPECIAL_ADDRESS_H
#define MAILAUTH_DNS_SPECIAL_ADDRESS_H

#include "dns/address.h"

/*
 * What the network address/prefix lies in, as a clause: "10.0.0.0/8 is for private networks". NULL for an ordinary one.
 * Private are those of RFC 1918, 4193 and 6598, loopback and link-local; reserved are documentation (RFC 5737, 3849),
 * multicast and the rest of RFC 6890.
 */
const char *private_network_of(const struct dns_address *address, unsigned prefix);
const char *reserved_network_of(const struct dns_address *address, unsigned prefix);

/* True for the addresses of RFC 5737 and 3849. */
bool address_is_for_documentation(const struct dns_address *address);

/*
 * Where an address lies to which nobody on the Internet connects, as a clause: all of the above, metadata services of clouds, and IPv6
 * addresses that carry such an IPv4 address (mapped, NAT64, 6to4, Teredo). NULL for an ordinary one. A stranger's record with
 * such an address must not make this machine connect to its own network.
 */
const char *unreachable_network_of(const struct dns_address *address);

/* The name of the proxy whose address this is, by its published ranges of 2026; NULL for any other. */
const char *web_proxy_of(const struct dns_address *address);

/* The prefix length of a single address: 32 or 128. */
unsigned host_prefix(const struct dns_address *address);

#endif
