/* Days of the calendar as RFC 3339 section 5.6 writes them (full-date), such as 2027-03-01. */
#ifndef MAILAUTH_BASE_DATE_H
#define MAILAUTH_BASE_DATE_H

#include "base/arena.h"

/* Reads a day from 1970-01-01 to 2099-12-31 as the number of days since the first of them. False when the text is none. */
bool date_read(struct slice text, uint32_t *ret_day);

/* True when the day has ended everywhere by UTC. `now` counts seconds since 1970; 0 when it is not known: no day has ended. */
bool date_is_over(uint32_t day, uint32_t now);

/* The day of a time in UTC, such as "2027-03-01"; NULL for a time after the year 9999. */
const char *date_text(struct arena *arena, uint64_t seconds);

#endif
