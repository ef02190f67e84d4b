/*
 * Guesses a zone's name from that of its file, as administrators name them.
 *
 *   file = [ prefix ] ( zone / network ) [ suffix ], with prefixes such as "db." and suffixes such as ".zone"
 *   network = octet *2( "." octet )                  of the reverse zone, as in db.192.0.2
 */
#include "dns/zone.h"

#include "base/ascii.h"

#include <stdio.h>
#include <string.h>

enum { NETWORK_OCTETS_MOST = 3 };

static struct dns_name last_label(const struct dns_name *name)
{
	return dns_name_suffix(name, 1);
}

static bool is_number(struct dns_name label)
{
	uint64_t number;

	return slice_number(dns_name_first_label(&label), UINT64_MAX, &number);
}

/* "192.0.2" as 2.0.192.in-addr.arpa (RFC 1035 section 3.5). False when the name is no network. */
static bool read_network(struct slice name, struct dns_name *ret_origin)
{
	struct dns_name origin = dns_name_of("in-addr.arpa"), above;
	struct slice octet;
	uint64_t value;
	size_t count = 0;

	for (size_t at = 0; slice_next_item(name, '.', &at, &octet); count++) {
		char label[4] = "";

		if (count == NETWORK_OCTETS_MOST || !slice_number(octet, UINT8_MAX, &value))
			return false;
		snprintf(label, sizeof label, "%u", (unsigned)value);
		above = origin;
		if (!dns_name_prepend(label, &above, &origin))
			return false;
	}
	*ret_origin = origin;
	return count;
}

bool zone_origin_of_path(const char *path, struct dns_name *ret_origin)
{
	static const char *const prefixes[] = { "db.", "named.", "zone.", "pri.", "master." };
	/* Those of copies come first: they stand behind the others. */
	static const char *const suffixes[] = { ".old", ".orig", ".bak", ".zone", ".db", ".hosts", ".txt",
		".dns", ".signed", ".conf", ".bind", ".axfr", ".rev" };
	const char *slash = strrchr(path, '/');
	struct slice name = slice_of(slash ? slash + 1 : path);

	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
		if (slice_starts_nocase(name, prefixes[i]))
			name = slice_part(name, strlen(prefixes[i]), name.len);
	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
		if (slice_ends_nocase(name, suffixes[i]))
			name = slice_part(name, 0, name.len - strlen(suffixes[i]));
	if (read_network(name, ret_origin))
		return true;
	for (size_t i = 0; i < name.len; i++)
		if (!ascii_is_alnum(name.at[i]) && name.at[i] != '-' && name.at[i] != '.')
			return false;
	if (slice_find(name, '.', 0) <= 0 || dns_name_from_text(name, NULL, ret_origin) != DNS_NAME_OK)
		return false;
	return !is_number(last_label(ret_origin)); /* dump.2026 */
}
