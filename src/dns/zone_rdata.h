/* RDATA in presentation form (RFC 1035 section 3.3, RFC 3596 section 2.4, RFC 3597 section 5). */
#ifndef MAILAUTH_DNS_ZONE_RDATA_H
#define MAILAUTH_DNS_ZONE_RDATA_H

#include "dns/reply.h"
#include "dns/zone.h"
#include "dns/zone_dialect.h"
#include "dns/zone_lexer.h"

struct zone_rdata_fault {
	enum zone_fault_kind kind;
	struct text_place place;
	const char *message; /* static or in the arena; NULL when there is no fault */
	struct zone_token
		last; /* the token at which reading stopped: the end of the entry unless a fault prevented it */
};

/*
 * Reads the RDATA of one entry up to its end, which is consumed. `dialect` may be NULL. Strings of TXT records are decoded only with
 * `decode`, else just checked. Returns false with *ret_fault set when the record cannot be used; a string that is too
 * long sets ret_fault->message and still returns true. Data of types that are not judged is passed over.
 */
bool zone_read_rdata(struct arena *arena, struct zone_lexer *lexer, uint16_t type,
	const struct dns_name *origin, const struct zone_dialect *dialect, bool decode,
	struct dns_record *ret_record, struct zone_rdata_fault *ret_fault);

/* The text of a TXT record that is one string without escapes, as most are: bytes of the file. False for others. */
bool zone_plain_text(struct zone_lexer *lexer, struct slice *ret_text);

#endif
