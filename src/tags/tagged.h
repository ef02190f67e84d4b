/*
 * Records of the form "v=VERSION; tag=value; ..." beside SPF, DKIM and DMARC: MTA-STS (RFC 8461 section 3.1), TLS-RPT
 * (RFC 8460 section 3) and BIMI (draft-brand-indicators-for-message-identification, section 4).
 *
 *   record = version 1*( *WSP ";" *WSP name "=" value ) [ *WSP ";" ]
 */
#ifndef MAILAUTH_TAGS_TAGGED_H
#define MAILAUTH_TAGS_TAGGED_H

#include "dns/kept.h"
#include "tags/tags.h"

enum tagged_kind { TAGGED_MTA_STS, TAGGED_TLS_RPT, TAGGED_BIMI, TAGGED_KINDS };

struct tagged_record {
	enum tagged_kind kind;
	struct slice text;
	struct tag_list tags; /* the version first, if the record is selected */
	bool selected;	      /* senders and receivers take it for a record of its kind */
};

/* "v=STSv1", "v=TLSRPTv1", "v=BIMI1". */
const char *tagged_version(enum tagged_kind kind);

/* The labels before the domain: "_mta-sts", "_smtp._tls", "default._bimi". */
const char *tagged_labels(enum tagged_kind kind);

/* True when a TXT record is selected as one of its kind. Upper and lower case differ. */
bool tagged_is_selected(enum tagged_kind kind, struct slice text);

/* True when it is not selected but was clearly meant. */
bool tagged_is_near_miss(enum tagged_kind kind, struct slice text);

struct tagged_record *tagged_parse(struct arena *arena, enum tagged_kind kind, const struct dns_txt *txt);

/* The same of the n-th TXT record (from 0) of an answer, kept with it (see dns/kept.h). */
const struct tagged_record *tagged_parse_kept(
	struct arena *arena, enum tagged_kind kind, const struct dns_reply *reply, size_t number);

/* The first tag with exactly this name, or NULL. */
const struct tag *tagged_find(const struct tagged_record *record, const char *name);

/* The record with the right version in front, and the other tags as they are; owned by the arena. */
const char *tagged_with_version(struct arena *arena, const struct tagged_record *record);

#endif
