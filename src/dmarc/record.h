/*
 * DMARC records (RFC 9989 section 4.8, RFC 7489 section 6.4).
 *
 *   record = "v" *WSP "=" *WSP %s"DMARC1" *( *WSP ";" *WSP tag ) [ *WSP ";" ] *WSP
 *   tag    = 1*ALPHA *WSP "=" *WSP 1*( %x20-3A / %x3C-7E )
 */
#ifndef MAILAUTH_DMARC_RECORD_H
#define MAILAUTH_DMARC_RECORD_H

#include "dns/kept.h"
#include "tags/tags.h"
#include "text/problem.h"

enum dmarc_problem_kind {
	DMARC_NO_PROBLEM,
#define DMARC_PROBLEM(name, rule) DMARC_##name,
#include "dmarc/problems.def"
#undef DMARC_PROBLEM
	DMARC_PROBLEMS
};

enum dmarc_policy { DMARC_ABSENT, DMARC_INVALID, DMARC_NONE, DMARC_QUARANTINE, DMARC_REJECT };

/* One address of rua or ruf that can be used. */
struct dmarc_uri {
	struct span span;
	bool is_mailto;
	bool of_ruf;
	bool has_host;
	struct dns_name host; /* of a mailto address, when has_host */
};

struct dmarc_record {
	const struct dns_txt *txt;
	struct slice text;
	struct tag_list tags;
	struct problems problems;
	ARENA_LIST(struct dmarc_uri) uris;
	bool selected; /* begins with the version: a receiver takes it for a DMARC record */
	enum dmarc_policy p, sp, np;
	bool has_rua, has_ruf; /* with at least one URI that is valid */
	bool test_mode;	       /* t=y */
	uint8_t psd;	       /* 'y', 'n' or 'u' */
	bool strict_dkim, strict_spf;
	unsigned pct; /* 100 unless given */
};

/* The tags of RFC 9989 section 4.7 and RFC 7489 section 6.3, ended by NULL. */
extern const char *const dmarc_tag_names[];

/* True when a receiver selects this TXT record. */
bool dmarc_is_selected(struct slice text);

/* True when it is not selected but was clearly meant as DMARC. */
bool dmarc_is_near_miss(struct slice text);

struct dmarc_record *dmarc_parse(struct arena *arena, const struct dns_txt *txt);

/* The same of the n-th TXT record (from 0) of an answer, kept with it (see dns/kept.h). */
const struct dmarc_record *dmarc_parse_kept(
	struct arena *arena, const struct dns_reply *reply, size_t number);

/* "none", "quarantine", "reject"; "missing" and "invalid" for the others. */
const char *dmarc_policy_text(enum dmarc_policy policy);

/* The tag with this name in any case, or NULL. */
const struct tag *dmarc_tag(const struct dmarc_record *record, const char *name);

#endif
