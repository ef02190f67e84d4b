/*
 * What readers make of the records of an answer, kept beside it: parsed once for all passes and all domains that look
 * at it. This floor knows nothing of what is kept.
 */
#ifndef MAILAUTH_DNS_KEPT_H
#define MAILAUTH_DNS_KEPT_H

#include "dns/reply.h"

/*
 * Makes something of a record, in the arena; never NULL. It must depend on nothing but the record and `owner`, and point to
 * nothing but the arena, the record's data and what is static.
 */
typedef const void *dns_maker(
	struct arena *arena, const struct dns_record *record, const struct dns_name *owner);

/*
 * What `make` makes of the n-th record (from 0) of a reply. It lives as long as the reply and is never changed. `owner` is NULL
 * where the name makes no difference. A reply that belongs to nobody keeps nothing: then it is made in `arena`.
 */
const void *dns_kept(struct arena *arena, const struct dns_reply *reply, size_t number, dns_maker *make,
	const struct dns_name *owner);

/* Makes the reply keep, in an arena that lives as long as its records. Before it is shown to anybody. */
void dns_reply_keep(struct arena *arena, struct dns_reply *reply);

#endif
