/* One record without a domain around it: what a user pastes. */
#ifndef MAILAUTH_CHECK_RECORD_H
#define MAILAUTH_CHECK_RECORD_H

#include "check/domain.h"

/* Those of enum tagged_kind are in its order. */
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

/* What keeps a text from being read as records. */
enum record_fault {
	RECORD_READ,
	RECORD_EMPTY,	 /* it holds no text at all */
	RECORD_TOO_LONG, /* no record can hold it */
};

/* A record and what it is. Its owner is the root when it is not known. */
struct pasted_record {
	struct published published;
	enum record_kind kind;
};

struct pasted_records {
	ARENA_LIST(struct pasted_record)
	list;			       /* those of a known kind, the same domain's after each other */
	const struct dns_txt *foreign; /* the first TXT record that is for something else; NULL for none */
	size_t foreign_count;
	size_t other_count; /* records of other types */
	bool cut;	    /* a name had more records than are read */
	bool too_long;	    /* one of them has more octets than a record can have */
};

/* What the text is, or was meant to be. */
enum record_kind record_kind_of(struct slice text);

/* The domain that a record is about: the name without _dmarc. */
struct dns_name record_domain(const struct published *published);

/* How many records from the first on are about one domain. */
size_t records_of_domain(const struct pasted_record *records, size_t count);

/* A domain of which nothing is known and nothing is asked. */
struct domain *domain_unasked(struct arena *arena, struct facts_view *view, const struct dns_name *name,
	const struct check_options *options);

/*
 * A domain of which only these records are known, all about the same domain: every rule about anything else stays silent. Must
 * not outlive them.
 */
struct domain *domain_of_records(struct arena *arena, struct facts_view *view,
	const struct pasted_record *records, size_t count, const struct check_options *options);

/*
 * The TXT records in a text that may be a bare value or several on lines of their own, quoted strings (a line is a record, but in
 * parentheses), or lines of a zone file as opendkim-genkey writes them. Traces lead back into `text`.
 */
enum record_fault records_read(
	struct arena *arena, struct text *text, struct zone_set *zones, struct pasted_records *ret_records);

/* The TXT records of a zone set into which text was read already. */
void records_take(struct arena *arena, struct zone_set *zones, struct pasted_records *ret_records);

#endif
