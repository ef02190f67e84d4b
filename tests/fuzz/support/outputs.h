/* What every output of the program promises, whatever was read: it is what its format says, and nothing in it controls a terminal. */
#ifndef MAILAUTH_FUZZ_OUTPUTS_H
#define MAILAUTH_FUZZ_OUTPUTS_H

#include "base/json_read.h"

/* Aborts when the bytes are no output in that format. A patch holds the bytes of the file: it is "diff". */
void check_output(struct slice format, struct slice out);

/* Aborts unless it is text that a terminal may show: UTF-8 without controls but line ends and tabs. */
void check_text(struct slice text);

/* The number of a member, 0 when there is none. */
uint64_t number_of(const struct json_value *value, const char *name);

/*
 * The exit status that follows from the JSON of reports, -1 when it is no such document. `fail_on`: 0 info, 1 warning, 2 error, 3 never.
 */
int status_of_reports(const struct json_value *document, int fail_on, bool complete);

/* Aborts when a report of a domain contradicts itself: its status, its counts, or a span. */
void check_reports(const struct json_value *document);

#endif
