/* The table of several bounces. */
#ifndef MAILAUTH_PRINT_BOUNCE_TABLE_H
#define MAILAUTH_PRINT_BOUNCE_TABLE_H

#include "print/printer.h"

/* Refusals that have all of these in common. */
struct bounce_table_row {
	const char *domain;		       /* or the address, where there is no domain; "-" for neither */
	const char *cause, *receiver, *action; /* in a few words */
	size_t times;
	unsigned rank; /* those of a lower one come first */
	size_t block;  /* that explains it */
	size_t number; /* of that block as it is printed, from 1 */
};

/* By rank, then the most frequent first. */
void bounce_table_sort(struct bounce_table_row *rows, size_t count);

/* As a table where it fits into the width, else as two lines a row. */
void bounce_table_print(struct print *print, const struct bounce_table_row *rows, size_t count);

#endif
