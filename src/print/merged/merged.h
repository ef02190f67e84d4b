/* The sum of the reports of many workers. */
#ifndef MAILAUTH_PRINT_MERGED_MERGED_H
#define MAILAUTH_PRINT_MERGED_MERGED_H

#include "judge/merged.h"
#include "print/printer.h"

void print_merged_text(struct print *print, const struct merged *merged);
void print_merged_json(struct print *print, const struct merged *merged);

/* What printers of reports count, of this sum. */
struct print_totals merged_totals(const struct merged *merged);

#endif
