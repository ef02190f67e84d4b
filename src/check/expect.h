/*
 * House rules: what a domain's owner expects of its records. Each key of a configuration file (expect-spf-pass, ...) is one; a
 * rule of the family "expect-" reports where the records differ.
 */
#ifndef MAILAUTH_CHECK_EXPECT_H
#define MAILAUTH_CHECK_EXPECT_H

#include "dmarc/record.h"
#include "dns/reply.h"

/* Of expect-mx: an MX record, with any preference unless one is given. */
struct expected_exchange {
	struct dns_name host; /* the root for the null MX (RFC 7505) */
	bool has_preference;
	uint16_t preference;
};

struct expectations {
	ARENA_LIST(struct dns_address) spf_pass, spf_fail;
	enum dmarc_policy dmarc_policy; /* at least; DMARC_ABSENT when nothing is expected */
	ARENA_LIST(const char *) rua;
	ARENA_LIST(struct dns_name) includes; /* and no others, when has_includes */
	bool has_includes;
	unsigned max_range; /* the shortest prefix of an ip4 network; 0 for any */
	ARENA_LIST(const char *) selectors;
	ARENA_LIST(struct dns_name) servers; /* the zone's name servers, and no others; empty for any */
	ARENA_LIST(struct expected_exchange) exchanges; /* the same for the MX records */
};

/* The keys, ended by NULL. */
extern const char *const expectation_keys[];

/*
 * Reads the value of a key, a list with commas where several make sense. The arena keeps what it holds. Returns NULL, or what
 * was expected instead.
 */
const char *expectations_set(
	struct arena *arena, struct expectations *expectations, struct slice key, struct slice value);

#endif
