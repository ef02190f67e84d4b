/*
 * Dates of messages (RFC 5322 section 3.3, with the obsolete zones and years of section 4.3).
 *
 *   date-time = [ day-of-week "," ] day month year hour ":" minute [ ":" second ] zone
 */
#ifndef MAILAUTH_MAIL_DATE_H
#define MAILAUTH_MAIL_DATE_H

#include "base/slice.h"

#include <stdint.h>

/* Seconds since 1970. False for a text that is no date-time; what follows the zone is not looked at. */
bool mail_date_read(struct slice text, uint64_t *ret_seconds);

/* The date of a Received field: after its last semicolon (RFC 5321 section 4.4). */
bool mail_received_date(struct slice field, uint64_t *ret_seconds);

#endif
