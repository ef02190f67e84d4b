/*
 * Record changes laid over what DNS says: the answers as they would be once the changes are published. So a change is judged
 * like the domain itself, from the same facts.
 */
#ifndef MAILAUTH_DNS_OVERLAY_H
#define MAILAUTH_DNS_OVERLAY_H

#include "dns/reply.h"

/* One record that goes, one that comes, or one in place of another: at least one of the two is set. */
struct dns_change {
	struct dns_name name; /* the owner, at the end of CNAMEs */
	uint16_t type;
	const struct dns_record *removed;
	const struct dns_record *added;
};

struct dns_overlay {
	struct arena *arena; /* for the answers that it makes; they live as long */
	ARENA_LIST(struct dns_change) changes;
	ARENA_LIST(const struct dns_reply *) made;
};

/*
 * The answer as it is with the changes in place; `reply` itself when they do not touch it. What was not answered stays so. The
 * same question gets the same answer each time.
 */
const struct dns_reply *dns_overlay_apply(struct dns_overlay *overlay, const struct dns_reply *reply);

/*
 * Reads RDATA in presentation form, a text of TXT (without quotes) or "10 mail.example.com." of MX, into a record without a
 * place. NULL when it is none, and for other types. Owned by the arena.
 */
const struct dns_record *dns_record_of(struct arena *arena, uint16_t type, uint32_t ttl, struct slice text);

#endif
