/* Text, records and links as HTML, in which nothing that a record holds is markup. */
#ifndef MAILAUTH_PRINT_REPORT_HTML_TEXT_H
#define MAILAUTH_PRINT_REPORT_HTML_TEXT_H

#include "check/report.h"

/* Text that may hold UTF-8. */
void html_add_text(struct bytes *out, const char *text);

/* Bytes of a record. */
void html_add_bytes(struct bytes *out, struct slice text);

/* Prose of the program for readers who did not run it: clauses that name an option of the command line are left out. */
void html_add_prose(struct bytes *out, const char *text);

/* The record that a finding is about, or the lines of the file, with the bytes at fault marked. Nothing for a finding without either. */
void html_add_excerpt(struct bytes *out, const struct finding *finding);

/* The strings of a record. */
void html_add_record(struct bytes *out, const struct published *record, struct span span);

/* A reference with links to the sections of RFCs. */
void html_add_reference(struct bytes *out, const char *reference);

/*
 * The prose without the clauses that name an option such as --ip; a clause ends at a full stop, a comma or a semicolon before a space.
 * Empty when nothing is left. Owned by the arena.
 */
const char *prose_without_options(struct arena *arena, const char *text);

#endif
