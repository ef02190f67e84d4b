/*
 * MTA-STS policies (RFC 8461 section 3.2): what https://mta-sts.DOMAIN/.well-known/mta-sts.txt serves.
 *
 *   policy = field *( ( LF / CRLF ) field ) [ LF / CRLF ]
 *   field  = name ":" *WSP value *WSP
 */
#ifndef MAILAUTH_TLS_STS_POLICY_H
#define MAILAUTH_TLS_STS_POLICY_H

#include "base/arena.h"
#include "dns/name.h"

enum {
	STS_MAX_AGE_MOST = 31557600 /* seconds: a year */,
	STS_LINES_MOST = 65536 /* more than 64 kilobytes can hold */
};

enum sts_mode { STS_MODE_INVALID, STS_MODE_NONE, STS_MODE_TESTING, STS_MODE_ENFORCE };

struct sts_line {
	size_t number;	   /* from 1 */
	size_t offset;	   /* of its first byte in the policy */
	struct slice text; /* without its end */
	struct span name, value;
	bool is_field; /* there is a colon */
};

struct sts_policy {
	ARENA_LIST(struct sts_line) lines;
	/* The first line of each name (repeated ones are ignored), or NULL. Valid as long as the policy. */
	const struct sts_line *version, *mode, *max_age;
	enum sts_mode mode_value;
	uint64_t max_age_value; /* seconds, when max_age_valid */
	bool version_valid, max_age_valid;
	size_t mx_count;
};

/* `text` is to outlive the policy. Lines beyond STS_LINES_MOST are left out. */
struct sts_policy *sts_policy_parse(struct arena *arena, struct slice text);

/* True when the line is of this name. */
bool sts_line_is(const struct sts_line *line, const char *name);

/* True for a host name in A-labels, or "*." before one. */
bool sts_pattern_is_valid(struct slice pattern);

/* True when a host is allowed by a valid pattern: "*" matches exactly one label (RFC 8461 section 4.1). */
bool sts_pattern_matches(struct slice pattern, const struct dns_name *host);

#endif
