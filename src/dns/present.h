/* Records in presentation form, as a zone file wants them. */
#ifndef MAILAUTH_DNS_PRESENT_H
#define MAILAUTH_DNS_PRESENT_H

#include "base/bytes.h"
#include "dns/reply.h"

/* Appends one quoted character-string; bytes that need it are escaped as \" \\ or \DDD. */
void dns_present_string(struct bytes *out, struct slice string);

/* Appends a text as quoted strings of at most 255 octets each. */
void dns_present_text(struct bytes *out, struct slice text);

/* Appends the RDATA of a record, the strings of a TXT record as they are. */
void dns_present_rdata(struct bytes *out, const struct dns_record *record);

#endif
