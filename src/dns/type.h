/* The vocabulary of RR types and of the ways in which a question can end. */
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

/*
 * How a question ended. The first three are answers of DNS; the others say why there is none, and are never to be
 * read as "missing".
 */
enum dns_outcome {
	DNS_ANSWER,   /* records of the type */
	DNS_NO_DATA,  /* the name exists, the type does not (RFC 2308 section 2.2) */
	DNS_NXDOMAIN, /* the name does not exist (RFC 8020) */
	DNS_PENDING,  /* not answered yet; only inside the program */
	DNS_TIMEOUT,
	DNS_SERVFAIL,
	DNS_REFUSED,
	DNS_TRUNCATED, /* cut off over UDP, and no answer over TCP */
	DNS_MALFORMED, /* an answer that is no DNS message */
	DNS_LOOP, /* CNAME records that lead back to where they were, or too many of them (RFC 1034 section 5.2.2) */
	DNS_UNREAD,  /* of a zone file: what could not be read may hold it */
	DNS_OFFLINE, /* not asked, as the user wished */
	DNS_LIMIT,   /* not asked: too many questions for one domain, or the deadline had passed */
	DNS_LOCAL,   /* not asked: nothing listens where this machine's resolver is to be */
};

/* True when DNS gave an answer, a negative one included. */
bool dns_outcome_is_answer(enum dns_outcome outcome);

/* True when it was asked, and no server gave an answer: a failure that may pass. */
bool dns_outcome_is_failure(enum dns_outcome outcome);

/* True for no data and for a name that does not exist: a void lookup (RFC 7208 section 4.6.4). */
bool dns_outcome_is_void(enum dns_outcome outcome);

/* The word of the JSON output: "answer", "nodata", "nxdomain", "timeout", ... */
const char *dns_outcome_word(enum dns_outcome outcome);

/* The reverse. False for an unknown word. */
bool dns_outcome_from_word(struct slice word, enum dns_outcome *ret_outcome);

/* The mnemonic of a type; TYPE123 (RFC 3597 section 5) for one without a name. */
const char *dns_type_text(struct arena *arena, uint16_t type);

/* True for a type with a mnemonic. */
bool dns_type_has_name(uint16_t type);

/* Reads a mnemonic or TYPE123, in any case. False when it is neither. */
bool dns_type_from_text(struct slice text, uint16_t *ret_type);

/* The mnemonic nearest to a mistyped one, or NULL. */
const char *dns_type_nearest(struct slice text);

#endif
