/* Addresses as text and back, and the networks that they lie in. */
#include "dns/address.h"

#include <arpa/inet.h>
#include <string.h>

const char *dns_address_text(struct arena *arena, const struct dns_address *address)
{
	char *text = arena_take(arena, INET6_ADDRSTRLEN);

	inet_ntop(address->is_ip6 ? AF_INET6 : AF_INET, address->bytes, text, INET6_ADDRSTRLEN);
	return text;
}

bool dns_address_from_text(struct slice text, struct dns_address *ret_address)
{
	char copy[INET6_ADDRSTRLEN];
	struct dns_address address = { 0 };

	if (!text.len || text.len >= sizeof copy || memchr(text.at, 0, text.len))
		return false;
	memcpy(copy, text.at, text.len);
	copy[text.len] = 0;
	address.is_ip6 = strchr(copy, ':');
	*ret_address = address;
	return inet_pton(address.is_ip6 ? AF_INET6 : AF_INET, copy, ret_address->bytes) == 1;
}

bool dns_endpoint_from_text(struct slice text, struct dns_address *ret_address, uint16_t *ret_port)
{
	ptrdiff_t colon = slice_find(text, ':', 0), close = slice_find(text, ']', 0);
	struct slice address = text, port = { 0 };
	uint64_t number = *ret_port;

	if (slice_starts(text, "[")) {
		if (close < 0 || !dns_address_from_text(slice_part(text, 1, (size_t)close), ret_address))
			return false;
		address = slice_part(text, 1, (size_t)close);
		port = slice_part(text, (size_t)close + 1, text.len);
		if (port.len && !slice_starts(port, ":"))
			return false;
	} else if (colon >= 0 && slice_find(text, ':', (size_t)colon + 1) < 0) {
		address = slice_part(text, 0, (size_t)colon);
		port = slice_part(text, (size_t)colon, text.len);
	}
	if (port.len && (!slice_number(slice_part(port, 1, port.len), UINT16_MAX, &number) || !number))
		return false;
	*ret_port = (uint16_t)number;
	return dns_address_from_text(address, ret_address);
}

struct dns_address dns_address_unmapped(const struct dns_address *address)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	struct dns_address plain = *address;

	if (address->is_ip6 && memcmp(address->bytes, mapped, sizeof mapped) == 0) {
		plain = (struct dns_address){ 0 };
		memcpy(plain.bytes, address->bytes + sizeof mapped, 4);
	}
	return plain;
}

/* The octets as one number, the first one on top. */
static uint64_t number_of(const uint8_t *octets)
{
	uint64_t number = 0;

	for (size_t i = 0; i < sizeof number; i++)
		number = number << 8 | octets[i];
	return number;
}

bool dns_address_shares(const uint8_t a[16], const uint8_t b[16], unsigned prefix)
{
	enum { HALF = 64 };

	if (prefix < HALF)
		return !prefix || (number_of(a) ^ number_of(b)) >> (HALF - prefix) == 0;
	return number_of(a) == number_of(b) &&
	       (prefix == HALF ||
		       (number_of(a + HALF / 8) ^ number_of(b + HALF / 8)) >> (2 * HALF - prefix) == 0);
}

bool dns_address_is_within(
	const struct dns_address *address, const struct dns_address *network, unsigned prefix)
{
	return address->is_ip6 == network->is_ip6 &&
	       dns_address_shares(address->bytes, network->bytes, prefix);
}
