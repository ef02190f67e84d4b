/* How a text is read where its author was not a name server: exports of DNS hostings, and files whose names lack a final dot. */
#ifndef MAILAUTH_DNS_ZONE_DIALECT_H
#define MAILAUTH_DNS_ZONE_DIALECT_H

#include "dns/name.h"

struct zone_dialect {
	struct dns_name zone; /* completes relative names until the first $ORIGIN */
	bool names_are_whole; /* names that end in the zone's name lack their final dot: it is not added once more */
	bool root_is_zone; /* a record of the root is one of the zone, and the $ORIGIN of the root is the zone */
	bool is_export;	   /* what a name server needs beside mail records may be missing */
	bool ttl_1_is_automatic;
	bool targets_are_whole; /* a name in the data that has a dot in it lacks its final dot */
	bool knows_aliases;	/* ALIAS and ANAME are types of the hosting's own */
};

enum { ZONE_TTL_AUTOMATIC = 300 }; /* seconds for which such a record is served */

/* Reads an owner, or the name of a directive, as dns_name_from_text() does. `dialect` may be NULL. */
enum dns_name_fault zone_owner_from_text(const struct zone_dialect *dialect, struct slice text,
	const struct dns_name *origin, struct dns_name *ret_name);

/* The same for a name in the data of a record. */
enum dns_name_fault zone_target_from_text(const struct zone_dialect *dialect, struct slice text,
	const struct dns_name *origin, struct dns_name *ret_name);

/* True for "[AGE:3686744]" of dynamic records, and for the zone in brackets that another server puts before each line. */
bool zone_is_bracketed(struct slice word);

#endif
