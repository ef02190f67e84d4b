/* What was asked and not answered, for people. */
#ifndef MAILAUTH_PRINT_UNANSWERED_H
#define MAILAUTH_PRINT_UNANSWERED_H

#include "print/printer.h"

/* A line for each way in which questions ended; with -v all of the questions, those too that were not asked (--offline). */
void print_unanswered(struct print *print, const struct report *report);

/* One line for the domain; nothing when all that was asked is answered. */
void print_unanswered_quietly(struct print *print, const struct report *report);

#endif
