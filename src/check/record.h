/* One record without a domain around it: what a user pastes. */
#ifndef MAILAUTH_CHECK_RECORD_H
#define MAILAUTH_CHECK_RECORD_H

#include "check/domain.h"

/* Those of enum tagged_kind stand in its order. */
enum record_kind {
	RECORD_UNKNOWN,
	RECORD_SPF,
	RECORD_DKIM,
	RECORD_DMARC,
	RECORD_ADSP,
	RECORD_MTA_STS,
	RECORD_TLS_RPT,
	RECORD_BIMI,
	RECORD_STS_POLICY
};

/* What keeps a text from being read as one record. */
enum record_fault {
	RECORD_READ,
	RECORD_EMPTY,	 /* it holds no text at all */
	RECORD_TOO_LONG, /* no record can hold it */
	RECORD_SEVERAL,
};

/* What the text is, or was meant to be. */
enum record_kind record_kind_of(struct slice text);

/*
 * A domain of which only this record is known: every rule about anything else stays silent. `published` carries the
 * owner when it is known, else the root. Must outlive the domain.
 */
struct domain *domain_of_record(struct arena *arena, struct facts_view *view,
	const struct published *published, enum record_kind kind, const struct check_options *options);

/*
 * The TXT record in a text that may be a bare value, quoted strings, or lines of a zone file as opendkim-genkey writes them.
 * The trace leads back into `text`.
 */
enum record_fault record_read(
	struct arena *arena, struct text *text, struct zone_set *zones, struct published *ret_published);

#endif
