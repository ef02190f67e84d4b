/* The tables: RFC 6890 and its registries for private and reserved networks; published ranges of web proxies. */
#include "dns/special_address.h"

struct special_network {
	struct dns_address network;
	unsigned prefix;
	const char *what;
};

static const struct special_network private_networks[] = {
	{ { false, { 10 } }, 8, "10.0.0.0/8 is for private networks" },
	{ { false, { 172, 16 } }, 12, "172.16.0.0/12 is for private networks" },
	{ { false, { 192, 168 } }, 16, "192.168.0.0/16 is for private networks" },
	{ { false, { 127 } }, 8, "127.0.0.0/8 is loopback" },
	{ { false, { 169, 254 } }, 16, "169.254.0.0/16 is link-local" },
	{ { false, { 100, 64 } }, 10, "100.64.0.0/10 is shared address space (carrier-grade NAT)" },
	{ { true, { 0xfc } }, 7, "fc00::/7 is for private networks" },
	{ { true, { 0xfe, 0x80 } }, 10, "fe80::/10 is link-local" },
	{ { true, { [15] = 1 } }, 128, "::1 is loopback" },
};

static const struct special_network reserved_networks[] = {
	{ { false, { 0 } }, 8, "0.0.0.0/8 is reserved" },
	{ { false, { 224 } }, 4, "224.0.0.0/4 is multicast" },
	{ { false, { 240 } }, 4, "240.0.0.0/4 is reserved" },
	{ { true, { 0xff } }, 8, "ff00::/8 is multicast" },
};

/* RFC 5737 and RFC 3849. */
static const struct special_network documentation_networks[] = {
	{ { false, { 192, 0, 2 } }, 24, "192.0.2.0/24 is for documentation" },
	{ { false, { 198, 51, 100 } }, 24, "198.51.100.0/24 is for documentation" },
	{ { false, { 203, 0, 113 } }, 24, "203.0.113.0/24 is for documentation" },
	{ { true, { 0x20, 0x01, 0x0d, 0xb8 } }, 32, "2001:db8::/32 is for documentation" },
};

/* More that nobody on the Internet reaches, for those who connect (RFC 6890 and its registries, RFC 9637). */
static const struct special_network unreachable_networks[] = {
	{ { false, { 192 } }, 24, "192.0.0.0/24 is for protocols of the IETF" },
	{ { false, { 192, 88, 99 } }, 24, "192.88.99.0/24 is reserved" },
	{ { false, { 198, 18 } }, 15, "198.18.0.0/15 is for benchmarks" },
	{ { false, { 168, 63, 129, 16 } }, 32, "168.63.129.16 is the metadata service of a cloud" },
	{ { true, { 0 } }, 128, ":: is the unspecified address" },
	{ { true, { 0x00, 0x64, 0xff, 0x9b, 0x00, 0x01 } }, 48, "64:ff9b:1::/48 is for local translation" },
	{ { true, { 0x01 } }, 64, "100::/64 discards what it gets" },
	{ { true, { 0x20, 0x01, 0x00, 0x02 } }, 48, "2001:2::/48 is for benchmarks" },
	{ { true, { 0x3f, 0xff } }, 20, "3fff::/20 is for documentation" },
	{ { true, { 0x5f } }, 16, "5f00::/16 is for segment routing" },
	{ { true, { 0xfe, 0xc0 } }, 10, "fec0::/10 is site-local" },
};

/* IPv6 networks whose addresses carry an IPv4 address, and where in them: packets may end up there. */
static const struct {
	struct dns_address network;
	unsigned prefix;
	size_t at;
	uint8_t mask; /* Teredo hides it (RFC 4380 section 4) */
} carrying_networks[] = {
	{ { true, { [10] = 0xff, [11] = 0xff } }, 96, 12, 0 },	     /* mapped, RFC 4291 */
	{ { true, { 0 } }, 96, 12, 0 },				     /* compatible, RFC 4291 */
	{ { true, { [8] = 0xff, [9] = 0xff } }, 96, 12, 0 },	     /* translated, RFC 2765 */
	{ { true, { 0x00, 0x64, 0xff, 0x9b } }, 96, 12, 0 },	     /* NAT64, RFC 6052 */
	{ { true, { 0x20, 0x02 } }, 16, 2, 0 },			     /* 6to4, RFC 3056 */
	{ { true, { 0x20, 0x01, 0x00, 0x00 } }, 32, 12, UINT8_MAX }, /* Teredo */
};

static const struct special_network web_proxies[] = {
	{ { false, { 103, 21, 244 } }, 22, "Cloudflare" },
	{ { false, { 103, 22, 200 } }, 22, "Cloudflare" },
	{ { false, { 103, 31, 4 } }, 22, "Cloudflare" },
	{ { false, { 104, 16 } }, 13, "Cloudflare" },
	{ { false, { 104, 24 } }, 14, "Cloudflare" },
	{ { false, { 108, 162, 192 } }, 18, "Cloudflare" },
	{ { false, { 131, 0, 72 } }, 22, "Cloudflare" },
	{ { false, { 141, 101, 64 } }, 18, "Cloudflare" },
	{ { false, { 162, 158 } }, 15, "Cloudflare" },
	{ { false, { 172, 64 } }, 13, "Cloudflare" },
	{ { false, { 173, 245, 48 } }, 20, "Cloudflare" },
	{ { false, { 188, 114, 96 } }, 20, "Cloudflare" },
	{ { false, { 190, 93, 240 } }, 20, "Cloudflare" },
	{ { false, { 197, 234, 240 } }, 22, "Cloudflare" },
	{ { false, { 198, 41, 128 } }, 17, "Cloudflare" },
	{ { false, { 151, 101 } }, 16, "Fastly" },
	{ { false, { 199, 232 } }, 16, "Fastly" },
	{ { true, { 0x24, 0x00, 0xcb, 0x00 } }, 32, "Cloudflare" },
	{ { true, { 0x26, 0x06, 0x47, 0x00 } }, 32, "Cloudflare" },
	{ { true, { 0x28, 0x03, 0xf8, 0x00 } }, 32, "Cloudflare" },
	{ { true, { 0x24, 0x05, 0xb5, 0x00 } }, 32, "Cloudflare" },
	{ { true, { 0x24, 0x05, 0x81, 0x00 } }, 32, "Cloudflare" },
	{ { true, { 0x2a, 0x06, 0x98, 0xc0 } }, 29, "Cloudflare" },
	{ { true, { 0x2c, 0x0f, 0xf2, 0x48 } }, 32, "Cloudflare" },
	{ { true, { 0x2a, 0x04, 0x4e, 0x40 } }, 32, "Fastly" },
};

static const char *find(const struct special_network *networks, size_t count,
	const struct dns_address *address, unsigned prefix)
{
	for (size_t i = 0; i < count; i++)
		if (prefix >= networks[i].prefix &&
			dns_address_is_within(address, &networks[i].network, networks[i].prefix))
			return networks[i].what;
	return NULL;
}

#define FIND(networks, address, prefix) \
	find((networks), sizeof(networks) / sizeof *(networks), (address), (prefix))

const char *private_network_of(const struct dns_address *address, unsigned prefix)
{
	return FIND(private_networks, address, prefix);
}

const char *reserved_network_of(const struct dns_address *address, unsigned prefix)
{
	const char *what = FIND(documentation_networks, address, prefix);

	return what ? what : FIND(reserved_networks, address, prefix);
}

bool address_is_for_documentation(const struct dns_address *address)
{
	return FIND(documentation_networks, address, host_prefix(address));
}

/* Of an address that carries no other one. */
static const char *plain_unreachable(const struct dns_address *address)
{
	const char *what = private_network_of(address, host_prefix(address));

	if (!what)
		what = reserved_network_of(address, host_prefix(address));
	return what ? what : FIND(unreachable_networks, address, host_prefix(address));
}

const char *unreachable_network_of(const struct dns_address *address)
{
	const char *what = plain_unreachable(address);

	for (size_t i = 0; !what && i < sizeof carrying_networks / sizeof *carrying_networks; i++) {
		struct dns_address carried = { 0 };

		if (!dns_address_is_within(
			    address, &carrying_networks[i].network, carrying_networks[i].prefix))
			continue;
		for (size_t k = 0; k < 4; k++)
			carried.bytes[k] =
				address->bytes[carrying_networks[i].at + k] ^ carrying_networks[i].mask;
		what = plain_unreachable(&carried);
	}
	return what;
}

const char *web_proxy_of(const struct dns_address *address)
{
	return FIND(web_proxies, address, host_prefix(address));
}

unsigned host_prefix(const struct dns_address *address)
{
	return address->is_ip6 ? 128 : 32;
}
