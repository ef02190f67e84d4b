/* Which names of zone files are mail domains, and which DKIM selectors are below them. */
#ifndef MAILAUTH_CHECK_ZONE_NAMES_H
#define MAILAUTH_CHECK_ZONE_NAMES_H

#include "check/stray_names.h"
#include "check/zone_keys.h"

/* A name with a record of mail at which nobody looks for it. */
struct zone_stray {
	uint32_t name;
	uint32_t domain; /* to whose report it belongs */
	enum stray_kind kind;
};

/* Names by their numbers, in canonical order. */
struct zone_name_list {
	ARENA_LIST(uint32_t) list;
};

/* A name with MX and SPF record. */
struct zone_sender {
	uint32_t above; /* the name that it is right below */
	uint32_t name;
};

/* Names are kept as their numbers in the zone set: a large zone has many. */
struct zone_names {
	struct zone_set *zones;
	const bool *is_domain, *is_stray; /* by number, of the first `known` names */
	size_t known;
	bool no_mail; /* there is no mail domain: the domains are the apexes, such as _msdcs.example.com */
	ARENA_LIST(uint32_t) domains;		    /* the apexes first, then in the order of the files */
	ARENA_LIST(struct zone_selector) selectors; /* sorted by domain */
	struct zone_name_list mail_domains;	/* the same as `domains` before any were added or left out */
	struct zone_name_list key_domains;	/* names with selectors */
	struct zone_name_list stray_keys;	/* names with a DKIM key where no verifier looks for one */
	struct zone_name_list dotted;		/* names with a dot in a label */
	struct zone_name_list repeated;		/* names that have their last label twice */
	const struct zone_keys *keys;		/* of all selectors */
	ARENA_LIST(struct zone_stray) strays;	/* sorted by domain */
	ARENA_LIST(struct zone_sender) senders; /* sorted by the name above */
};

/*
 * A mail domain is the apex of a zone, or a name that owns an MX or SPF record or has a DMARC or DKIM record below it.
 * Names with an underscore are none: they are parts of other domains' records.
 */
struct zone_names *zone_names_find(struct arena *arena, struct zone_set *zones);

/* Those of the names that are `name` or below it, in canonical order. */
const uint32_t *zone_names_below(const struct zone_names *names, const struct zone_name_list *list,
	const struct dns_name *name, size_t *ret_count);

/* The selectors of one domain; *ret_count is 0 when there are none. */
const struct zone_selector *zone_names_selectors(
	const struct zone_names *names, const struct dns_name *domain, size_t *ret_count);

/* The stray records that belong to one domain's report; *ret_count is 0 when there are none. */
const struct zone_stray *zone_names_strays(
	const struct zone_names *names, const struct dns_name *domain, size_t *ret_count);

/* The names with MX and SPF record right below a name; *ret_count is 0 when there are none. */
const struct zone_sender *zone_names_senders(
	const struct zone_names *names, const struct dns_name *name, size_t *ret_count);

/* True for one of the domains. */
bool zone_names_has_domain(const struct zone_names *names, const struct dns_name *name);

/* True for a name with a record that is looked up elsewhere, or with a DKIM key where no verifier looks for one. */
bool zone_names_is_stray(const struct zone_names *names, size_t number);

/* True when the zone files hold a TXT record at the name, whatever else is there. */
bool zone_names_owns_txt(const struct zone_names *names, const struct dns_name *name);

/* True when a label of the name begins with an underscore. */
bool zone_names_is_underscored(const struct dns_name *name);

#endif
