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

const char *web_proxy_of(const struct dns_address *address)
{
	return FIND(web_proxies, address, host_prefix(address));
}

unsigned host_prefix(const struct dns_address *address)
{
	return address->is_ip6 ? 128 : 32;
}
