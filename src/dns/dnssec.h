/* As much of DNSSEC as is needed to say why a validating resolver refuses a zone (RFC 4034). */
#ifndef MAILAUTH_DNS_DNSSEC_H
#define MAILAUTH_DNS_DNSSEC_H

#include "dns/reply.h"

/* The key tag of a DNSKEY's RDATA (RFC 4034 appendix B). */
uint16_t dnssec_key_tag(struct slice dnskey);

/* The algorithm number of a DNSKEY or DS; 0 when the data is cut off. */
uint8_t dnssec_algorithm(uint16_t type, struct slice rdata);

/* True for an algorithm that must not be used for signing any more (RFC 8624 section 3.1). */
bool dnssec_algorithm_is_weak(uint8_t algorithm);

/* The name of an algorithm, such as "RSASHA1"; "algorithm" for one that is not weak. */
const char *dnssec_algorithm_text(uint8_t algorithm);

/*
 * True when the DS record is the digest of the key (RFC 4034 section 5.1.4). A digest of a type that this program does not
 * know is taken for right when tag and algorithm are.
 */
bool dnssec_ds_matches(const struct dns_name *owner, struct slice ds, struct slice dnskey);

enum dnssec_validity { DNSSEC_VALID_NOW, DNSSEC_EXPIRED, DNSSEC_NOT_YET_VALID };

/* Compares the times of an RRSIG with `now`, seconds since 1970 (serial arithmetic: RFC 4034 section 3.1.5). */
enum dnssec_validity dnssec_validity(struct slice rrsig, uint32_t now);

#endif
