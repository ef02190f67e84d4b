/*
 * Two states of whole zone files: what the rules of SCOPE_ZONE_CHANGE look at (the `diff` command with two sides of files). What the
 * change does to one domain is in check/change.h.
 */
#ifndef MAILAUTH_CHECK_ZONE_CHANGE_H
#define MAILAUTH_CHECK_ZONE_CHANGE_H

#include "check/report.h"

/* What refers to a name, by its number in the zones of a side. */
enum host_use { HOST_OF_MX = 1, HOST_OF_NS = 2 };

struct zone_change {
	const struct zone_names *before, *after; /* with the zones of each side */
	const uint8_t *uses_before, *uses_after; /* by number of the name: enum host_use */
	size_t known_before, known_after;	 /* so many numbers */
	ARENA_LIST(uint32_t) hosts_before;	 /* the names that MX records name, before the change */
	bool had_mail_wildcard;			 /* a wildcard with MX or TXT records, in the state before */
	ARENA_LIST(struct zone_difference) differences;
	const struct suffix_list *suffixes; /* NULL for none */
};

/* Two sides of files. Owned by the arena. */
struct zone_change *zone_change_of(struct arena *arena, const struct zone_names *before,
	const struct zone_names *after, const struct suffix_list *suffixes);

/* The name of a difference. */
struct dns_name zone_change_name(const struct zone_change *change, const struct zone_difference *difference);

/* True when an MX (or NS) record names the host before the change. */
bool zone_change_had_host(const struct zone_change *change, enum host_use use, const struct dns_name *host);

/* The same after the change. */
bool zone_change_has_host(const struct zone_change *change, enum host_use use, const struct dns_name *host);

/* The apex of the zone that holds the name after the change, or else before it. False when no zone does. */
bool zone_change_find_apex(
	const struct zone_change *change, const struct dns_name *name, struct dns_name *ret_apex);

/* What a mail domain has in one state. */
struct mail_records {
	bool mx, spf, dkim, dmarc;
};

struct mail_records mail_records_of(const struct zone_names *names, const struct dns_name *name);

/* True for an SPF record without other records of mail. */
bool mail_records_are_spf_alone(const struct mail_records *had);

/*
 * True when a name of the state before is none after it: no zone of the files holds it, or its zone does not have it. Not so when it
 * is delegated, or may be in lines that could not be read. A name that had nothing but an SPF record has lost that record; only that
 * of an MX host goes with its host.
 */
bool zone_change_is_gone(const struct zone_change *change, const struct dns_name *name);

/* True when the zone that held the name before the change is not among the files after it. */
bool zone_change_lost_zone(const struct zone_change *change, const struct dns_name *name);

/* True when the name is a name of mail after the change only, and below no zone of the files before it. */
bool zone_change_has_new_zone(const struct zone_change *change, const struct dns_name *name);

/* What a server of these zones answers; an empty reply when none of them is responsible. Owned by the arena. */
const struct dns_reply *zone_names_answer(
	const struct zone_names *names, struct arena *arena, const struct dns_name *name, uint16_t type);

/* The records of a type at a name as they are written, whatever zone answers for it. NULL when there are none. */
const struct dns_reply *zone_names_records(
	const struct zone_names *names, struct arena *arena, const struct dns_name *name, uint16_t type);

/* How many records of `reply` are also in `other`; 0 when either is NULL. */
size_t rrset_common(const struct dns_reply *reply, const struct dns_reply *other);

/* Runs the rules of SCOPE_ZONE_CHANGE. The name of each finding tells to which domain it belongs. */
void engine_run_zone_change(struct arena *arena, const struct zone_change *change,
	const struct rule_set *rules, struct findings *findings);

#endif
