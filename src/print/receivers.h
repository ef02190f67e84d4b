/* The receivers' table: what each wants, and whether it is met. */
#ifndef MAILAUTH_PRINT_RECEIVERS_H
#define MAILAUTH_PRINT_RECEIVERS_H

#include "print/printer.h"

/* The verdicts, those that are the same together; with -v the requirements below. Nothing for a domain that does not send. */
void print_receivers(struct print *print, const struct receivers *receivers);

/* "met", "not met" or "not known". */
const char *receivers_word(enum verdict verdict);

/* The member "receivers". */
void write_receivers(struct json *json, const struct receivers *receivers);

#endif
