/* What a person has to do where no record can be offered. */
#ifndef MAILAUTH_PRINT_NEXT_STEP_H
#define MAILAUTH_PRINT_NEXT_STEP_H

#include "print/printer.h"

/* "To do: ..." in a paragraph of its own; nothing when the records to publish, or the fixes of the findings, say it all. */
void print_next_step(struct print *print, const struct report *report);

#endif
