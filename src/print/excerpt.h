/*
 * The offending bytes, shown: the lines of the zone file or the strings of the live record, with carets under the bytes at
 * fault. Long lines are cut to a window around the first of them.
 */
#ifndef MAILAUTH_PRINT_EXCERPT_H
#define MAILAUTH_PRINT_EXCERPT_H

#include "print/printer.h"
#include "print/style.h"

/* Where a finding is: "file:line:column", or "name TYPE, string 1, byte 17"; owned by the arena. */
const char *excerpt_location(struct arena *arena, const struct finding *finding);

/* The place of a finding's bytes in a file; text is NULL for a live record. */
struct text_place excerpt_place(const struct finding *finding);

void excerpt_print(struct print *print, const struct finding *finding);

/* One related record, shown whole. */
void excerpt_print_related(struct print *print, const struct related *related);

#endif
