/* IPv4 and IPv6 addresses. */
#ifndef MAILAUTH_DNS_ADDRESS_H
#define MAILAUTH_DNS_ADDRESS_H

#include "base/arena.h"
#include "base/slice.h"

struct dns_address {
	bool is_ip6;
	uint8_t bytes[16]; /* the first 4 for IPv4 */
};

/* Presentation form of an address; owned by the arena. IPv6 as RFC 5952 has it. */
const char *dns_address_text(struct arena *arena, const struct dns_address *address);

/* Reads an IPv4 or IPv6 address. False when the text is none. */
bool dns_address_from_text(struct slice text, struct dns_address *ret_address);

/*
 * Reads ADDR, ADDR:PORT, IPV6 or [IPV6]:PORT. Without a port *ret_port stays as it is. False when the text is none of
 * them.
 */
bool dns_endpoint_from_text(struct slice text, struct dns_address *ret_address, uint16_t *ret_port);

/* ::ffff:192.0.2.1 as the IPv4 address that it means (RFC 4291 section 2.5.5.2); any other as it is. */
struct dns_address dns_address_unmapped(const struct dns_address *address);

/* True when two addresses of one family share their first `prefix` bits. */
bool dns_address_shares(const uint8_t a[16], const uint8_t b[16], unsigned prefix);

/* True when the address is of the network's family and shares its first `prefix` bits. */
bool dns_address_is_within(
	const struct dns_address *address, const struct dns_address *network, unsigned prefix);

#endif
