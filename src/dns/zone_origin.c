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

enum {
	NETWORK_OCTETS_MOST = 3,
	DATE_LEAST = 5, /* a dot, and a year */
};

static struct dns_name last_label(const struct dns_name *name)
{
	return dns_name_suffix(name, 1);
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

static struct slice without_suffixes(struct slice name)
{
	/* Those of copies come first: they are after the others. */
	static const char *const suffixes[] = { ".old", ".orig", ".bak", ".backup", ".copy", ".tmp", ".file",
		".export", ".primary", ".secondary", ".master", ".slave", ".zone", ".db", ".hosts", ".txt",
		".dns", ".signed", ".conf", ".bind", ".axfr", ".rev" };

	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
		if (slice_ends_nocase(name, suffixes[i]))
			name = slice_part(name, 0, name.len - strlen(suffixes[i]));
	return name;
}

/* "example.com-2026-11-30.txt", "example.com (1).zone": what tells copies apart is no part of the zone's name. */
static struct slice without_date(struct slice name)
{
	static const char *const endings[] = { ".txt", ".zone", ".db", ".dns" };
	size_t len;

	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (slice_ends_nocase(name, endings[i]))
			name = slice_part(name, 0, name.len - strlen(endings[i]));
	len = name.len;
	while (len && !ascii_is_alpha(name.at[len - 1]) && name.at[len - 1] != '~')
		len--;
	/* "v2" is a word, and ".1" a version. */
	if (len < name.len &&
		(ascii_is_digit(name.at[len]) || (name.at[len] == '.' && name.len - len < DATE_LEAST)))
		return name;
	return slice_part(name, 0, len);
}

/* Top-level domains have letters only (RFC 3696 section 2), or are A-labels. */
static bool may_be_top(struct dns_name name)
{
	struct slice label = dns_name_first_label(&name);

	if (slice_starts_nocase(label, "xn--"))
		return true;
	for (size_t i = 0; i < label.len; i++)
		if (!ascii_is_alpha(label.at[i]))
			return false;
	return label.len > 1;
}

bool zone_origin_of_path(const char *path, struct dns_name *ret_origin)
{
	static const char *const prefixes[] = { "db.", "named.", "zone.", "pri.", "master." };
	const char *slash = strrchr(path, '/');
	struct slice name = slice_of(slash ? slash + 1 : path);

	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
		if (slice_starts_nocase(name, prefixes[i]))
			name = slice_part(name, strlen(prefixes[i]), name.len);
	if (read_network(without_suffixes(name), ret_origin))
		return true;
	name = without_suffixes(without_date(name));
	for (size_t i = 0; i < name.len; i++)
		if (!ascii_is_alnum(name.at[i]) && name.at[i] != '-' && name.at[i] != '.')
			return false;
	if (slice_find(name, '.', 0) <= 0 || dns_name_from_text(name, NULL, ret_origin) != DNS_NAME_OK)
		return false;
	return may_be_top(last_label(ret_origin)); /* not dump.2026, backup.v2 */
}
