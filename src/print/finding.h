/* One finding, as the documents of several commands show it. */
#ifndef MAILAUTH_PRINT_FINDING_H
#define MAILAUTH_PRINT_FINDING_H

#include "print/printer.h"

/* For people: message, place, excerpt, why, what to do, source. */
void print_finding(struct print *print, const struct finding *finding);

/* " (known)" of a finding that does not count, " (accepted until 2027-03-01)" of an intended change; else nothing. */
const char *known_text(struct arena *arena, const struct finding *finding);

/* As an object of JSON. */
void write_finding(struct json *json, const struct finding *finding);

#endif
