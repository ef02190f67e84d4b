/* The vocabulary of RR types. */
#ifndef MAILAUTH_DNS_TYPE_H
#define MAILAUTH_DNS_TYPE_H

#include "base/arena.h"
#include "base/slice.h"

enum dns_type {
#define DNS_TYPE(name, number) DNS_TYPE_##name = (number),
#include "dns/types.def"
#undef DNS_TYPE
	DNS_TYPE_NSAP_PTR = 23, /* written with a hyphen */
};

/* The mnemonic of a type; TYPE123 (RFC 3597 section 5) for one without a name. */
const char *dns_type_text(struct arena *arena, uint16_t type);

/* True for a type with a mnemonic. */
bool dns_type_has_name(uint16_t type);

/* Reads a mnemonic or TYPE123, in any case. False when it is neither. */
bool dns_type_from_text(struct slice text, uint16_t *ret_type);

/* The mnemonic nearest to a mistyped one, or NULL. */
const char *dns_type_nearest(struct slice text);

#endif
