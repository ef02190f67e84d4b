/*
 * DNS messages (RFC 1035 section 4, EDNS: RFC 6891).
 *
 * The decoder is a cursor that remembers its first error, so the code reads straight on and asks once at the end.
 * It works on the bytes as the server sent them, and on what newer c-ares versions write anew.
 */
#ifndef MAILAUTH_DNS_WIRE_H
#define MAILAUTH_DNS_WIRE_H

#include "base/bytes.h"
#include "base/random.h"
#include "dns/reply.h"

enum {
	DNS_RCODE_NOERROR,
	DNS_RCODE_FORMERR,
	DNS_RCODE_SERVFAIL,
	DNS_RCODE_NXDOMAIN,
	DNS_RCODE_NOTIMP,
	DNS_RCODE_REFUSED
};

enum { DNS_PORT = 53 };

enum { DNS_HEADER_SIZE = 12 }; /* octets before the question (RFC 1035 section 4.1.1) */

/* Size offered with EDNS: what passes without fragments (DNS flag day 2020). */
enum { DNS_EDNS_SIZE = 1232 };

/* Records of one name and type that are read from an answer: no name that mail depends on has more. */
enum { DNS_RECORDS_MOST = 500 };

/*
 * Appends a query with recursion desired and the AD bit set (RFC 6840 section 5.7). With `edns`, an OPT record
 * follows.
 */
void dns_wire_query(struct bytes *out, const struct dns_question *question, uint16_t id, bool edns);

/* Writes each letter of the query's name, `length` octets on the wire, in upper or lower case at random. */
void dns_wire_mix_case(struct bytes *query, size_t length, struct random_pool *random);

/* True when the message repeats this name on the wire, letter for letter, or has no question. */
bool dns_wire_repeats(struct slice packet, const uint8_t *name, size_t length);

/*
 * Decodes an answer to `question`. The reply lives in the arena. A message that is cut off, holds a loop of compression pointers
 * or answers another question has the outcome DNS_MALFORMED, and so has a denial with what contradicts it: records of another
 * class, name or type, NXDOMAIN with records, the SOA of another zone, counts that do not fit. `truncated` tells of the TC bit.
 * More records than DNS_RECORDS_MOST are DNS_LIMIT. Aliases that lead back, or are more than DNS_ALIASES_MOST, have DNS_LOOP. An alias whose end the server left out has
 * DNS_PENDING: go on at dns_reply_owner(). A referral is DNS_REFUSED.
 * *ret_rcode is the plain rcode, 255 when the header could not be read.
 */
struct dns_reply *dns_wire_reply(
	struct arena *arena, const struct dns_question *question, struct slice packet, uint8_t *ret_rcode);

/* Decodes the RDATA of one record outside a message (RFC 3597 generic form). False when malformed. */
bool dns_wire_rdata(struct arena *arena, uint16_t type, struct slice rdata, struct dns_record *ret_record);

#endif
