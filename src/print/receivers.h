/* The receivers' table: what each wants, and whether it is met. */
#ifndef MAILAUTH_PRINT_RECEIVERS_H
#define MAILAUTH_PRINT_RECEIVERS_H

#include "print/printer.h"

/*
 * A row for each requirement that a receiver does not see met, a column for each receiver; with -v all requirements, and why. Nothing
 * for a domain that does not send (NULL).
 */
void print_receivers(struct print *print, const struct receivers *receivers);

/* "met", "not met" or "not known". */
const char *receivers_word(enum verdict verdict);

/* The member "receivers". */
void write_receivers(struct json *json, const struct receivers *receivers);

#endif
