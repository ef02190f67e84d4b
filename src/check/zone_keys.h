/* The DKIM keys of zone files, to be found by their bytes. */
#ifndef MAILAUTH_CHECK_ZONE_KEYS_H
#define MAILAUTH_CHECK_ZONE_KEYS_H

#include "dns/zone.h"

struct zone_selector {
	uint32_t domain;      /* its number */
	const char *selector; /* may have dots */
};

struct zone_keys;

/* Reads the keys of these selectors once. What it returns is owned by the arena and refers to the selectors. */
const struct zone_keys *zone_keys_read(struct arena *arena, struct zone_set *zones,
	const struct zone_selector *selectors, size_t selector_count);

/*
 * True when the zone files have the key, given by the decoded bytes of p=, for another domain than this one; *ret_name is the name of
 * such a key record, of the first such domain.
 */
bool zone_keys_find_other(const struct zone_keys *keys, const struct dns_name *domain, struct slice key,
	struct dns_name *ret_name);

#endif
