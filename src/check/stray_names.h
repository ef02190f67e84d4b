/* What a record's text says it is for, and the name that is looked up for it, told by the name that it has. */
#ifndef MAILAUTH_CHECK_STRAY_NAMES_H
#define MAILAUTH_CHECK_STRAY_NAMES_H

#include "dns/zone.h"
#include "tags/tagged.h"

enum stray_kind {
	STRAY_MTA_STS = TAGGED_MTA_STS,
	STRAY_TLS_RPT = TAGGED_TLS_RPT,
	STRAY_BIMI = TAGGED_BIMI,
	STRAY_DMARC = TAGGED_KINDS,
	STRAY_ADSP, /* RFC 5617, historic */
	STRAY_KINDS
};

/* True when receivers or senders would take the text for a record of that kind. */
bool stray_is_kind(enum stray_kind kind, struct slice text);

/* The kind of a text; STRAY_KINDS when it is none of them. Most TXT records are told fast. */
enum stray_kind stray_kind_of(struct slice text);

struct stray_name {
	struct dns_name domain; /* the record was meant for it */
	struct dns_name right;	/* the name that is looked up for it */
	bool near;		/* the record's own name is nearly that one */
};

/*
 * Tells where a record at `name`, in the zone of that apex, was meant to be. False when it is right there, and when it may well be:
 * a consent to reports, or what hosting services keep for the CNAMEs of others, such as customer._dmarc.example.net.
 */
bool stray_name_of(enum stray_kind kind, const struct dns_name *name, const struct dns_name *apex,
	const struct zone_set *zones, struct stray_name *ret);

#endif
