/* The line that ends a text report: how many domains, what was found in them, and what is not known. */
#ifndef MAILAUTH_PRINT_TOTALS_H
#define MAILAUTH_PRINT_TOTALS_H

#include "print/printer.h"

/* "1 domain: 2 errors, 1 warning, 9 notes hidden (-v)", broken to the width of the terminal. */
void print_totals(struct print *print);

#endif
