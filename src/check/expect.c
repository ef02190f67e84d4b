/* House rules, a row for each key: how its value is read. */
#include "check/expect.h"

const char *const expectation_keys[] = { "expect-spf-pass", "expect-spf-fail", "expect-dmarc-policy",
	"expect-rua", "expect-includes", "expect-max-range", "expect-selectors", "expect-ns", "expect-mx",
	NULL };

static const char *set_pass(struct arena *arena, struct expectations *e, struct slice value)
{
	struct slice part;

	for (size_t at = 0; slice_next_item(value, ',', &at, &part);)
		if (!dns_address_from_text(part, arena_append(arena, &e->spf_pass)))
			return "a comma-separated list of IPv4 and IPv6 addresses";
	return NULL;
}

static const char *set_fail(struct arena *arena, struct expectations *e, struct slice value)
{
	struct slice part;

	for (size_t at = 0; slice_next_item(value, ',', &at, &part);)
		if (!dns_address_from_text(part, arena_append(arena, &e->spf_fail)))
			return "a comma-separated list of IPv4 and IPv6 addresses";
	return NULL;
}

static const char *set_policy(struct arena *arena, struct expectations *e, struct slice value)
{
	(void)arena;
	for (int policy = DMARC_NONE; policy <= DMARC_REJECT; policy++) {
		if (slice_is_nocase(value, dmarc_policy_text((enum dmarc_policy)policy))) {
			e->dmarc_policy = (enum dmarc_policy)policy;
			return NULL;
		}
	}
	e->dmarc_policy = DMARC_INVALID;
	return "none, quarantine or reject";
}

static const char *set_rua(struct arena *arena, struct expectations *e, struct slice value)
{
	struct slice part;

	for (size_t at = 0; slice_next_item(value, ',', &at, &part);) {
		if (!slice_starts_nocase(part, "mailto:") && !slice_starts_nocase(part, "https:"))
			return "a comma-separated list of URIs such as mailto:dmarc@example.com";
		*arena_append(arena, &e->rua) = (const char *)arena_copy(arena, part).at;
	}
	return NULL;
}

static const char *set_includes(struct arena *arena, struct expectations *e, struct slice value)
{
	struct slice part;

	e->has_includes = true;
	for (size_t at = 0; slice_next_item(value, ',', &at, &part);)
		if (dns_name_from_unicode(part, arena_append(arena, &e->includes)) != DNS_NAME_OK)
			return "a comma-separated list of domain names";
	return NULL;
}

static const char *set_max_range(struct arena *arena, struct expectations *e, struct slice value)
{
	uint64_t prefix;

	(void)arena;
	if (!slice_starts(value, "/") || !slice_number(slice_part(value, 1, value.len), 32, &prefix) ||
		!prefix)
		return "an IPv4 prefix length from /1 to /32";
	e->max_range = (unsigned)prefix;
	return NULL;
}

static const char *set_selectors(struct arena *arena, struct expectations *e, struct slice value)
{
	struct slice part;

	for (size_t at = 0; slice_next_item(value, ',', &at, &part);)
		*arena_append(arena, &e->selectors) = (const char *)arena_copy(arena, part).at;
	return NULL;
}

static const char *set_servers(struct arena *arena, struct expectations *e, struct slice value)
{
	struct slice part;

	for (size_t at = 0; slice_next_item(value, ',', &at, &part);) {
		struct dns_name *server = arena_append(arena, &e->servers);

		if (slice_find(part, ' ', 0) >= 0 || dns_name_from_unicode(part, server) != DNS_NAME_OK ||
			!dns_name_labels(server))
			return "a comma-separated list of host names, such as ns1.example.net, "
			       "ns2.example.net";
	}
	return NULL;
}

/* [ preference ] host */
static bool read_exchange(struct slice part, struct expected_exchange *ret_exchange)
{
	struct slice first, host;
	uint64_t preference;
	size_t at = 0;

	slice_next_item(part, ' ', &at, &first);
	ret_exchange->has_preference = slice_number(first, UINT16_MAX, &preference);
	if (!ret_exchange->has_preference)
		host = first;
	else if (!slice_next_item(part, ' ', &at, &host))
		return false;
	else
		ret_exchange->preference = (uint16_t)preference;
	return !slice_next_item(part, ' ', &at, &first) &&
	       dns_name_from_unicode(host, &ret_exchange->host) == DNS_NAME_OK;
}

static const char *set_exchanges(struct arena *arena, struct expectations *e, struct slice value)
{
	struct slice part;

	for (size_t at = 0; slice_next_item(value, ',', &at, &part);) {
		struct expected_exchange *exchange = arena_append(arena, &e->exchanges);

		*exchange = (struct expected_exchange){ 0 };
		if (!read_exchange(part, exchange))
			return "a comma-separated list of host names with or without preference, such as "
			       "10 mx1.example.com, mx2.example.com";
	}
	return NULL;
}

const char *expectations_set(
	struct arena *arena, struct expectations *e, struct slice key, struct slice value)
{
	/* In the order of expectation_keys. */
	static const char *(*const setters[])(
		struct arena *, struct expectations *, struct slice) = { set_pass, set_fail, set_policy,
		set_rua, set_includes, set_max_range, set_selectors, set_servers, set_exchanges };

	for (size_t i = 0; expectation_keys[i]; i++)
		if (slice_is(key, expectation_keys[i]))
			return slice_trim(value).len ? setters[i](arena, e, slice_trim(value)) : "a value";
	return "a key that begins with expect-";
}
