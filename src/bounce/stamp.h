/* Dates and times as programs write them at the start of a line: of any server, language and order of day, month and year. */
#ifndef MAILAUTH_BOUNCE_STAMP_H
#define MAILAUTH_BOUNCE_STAMP_H

#include "base/slice.h"

/*
 * The length of a date and time at the start of a line, with the brackets around it and the delimiters after it; 0 when there is
 * none. *ret_stamp is the date and time alone; it may be NULL.
 */
size_t stamp_length(struct slice line, struct slice *ret_stamp);

#endif
