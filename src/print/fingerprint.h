/* Fingerprints of findings, by which services tell a new one from one that they have seen. */
#ifndef MAILAUTH_PRINT_FINGERPRINT_H
#define MAILAUTH_PRINT_FINGERPRINT_H

#include "check/report.h"

/* SHA-256 in hexadecimal of what is known by that domain, key and number. Owned by the arena. */
const char *fingerprint_of(struct arena *arena, const char *domain, const char *key, size_t number);

/*
 * One for each finding of a report: made of the domain and of what a baseline knows the finding by, so that a line added above it, or
 * another fault mended, makes it no new one. Findings with the same key are numbered. Owned by the arena.
 */
const char **fingerprints_of_report(struct arena *arena, const struct report *report);

#endif
