/* Which names were seen: of each a hash is kept, so that millions of them take little memory. */
#ifndef MAILAUTH_DNS_NAME_SET_H
#define MAILAUTH_DNS_NAME_SET_H

#include "dns/name.h"

/* Begins as zeros. */
struct name_set {
	uint64_t *slots; /* 0 is empty */
	size_t count, capacity;
	size_t most; /* names to remember: then all are forgotten, and it begins again; 0 for any number */
};

/* Adds a name. False when it was there. */
bool name_set_add(struct name_set *set, const struct dns_name *name);

void name_set_free(struct name_set *set);

#endif
