/* The report of a comparison for people: what changed, most severe domain first. */
#ifndef MAILAUTH_PRINT_CHANGE_TEXT_H
#define MAILAUTH_PRINT_CHANGE_TEXT_H

#include "print/printer.h"

/* Keeps the report of one domain until the end. */
void print_change(struct print *print, const struct report *report);

/* What was kept, domains with errors first, and what the two sides are; the line of totals comes after it. */
void print_changes_end(struct print *print);

#endif
