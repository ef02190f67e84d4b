/* One finding, as the documents of several commands show it. */
#ifndef MAILAUTH_PRINT_FINDING_H
#define MAILAUTH_PRINT_FINDING_H

#include "print/printer.h"

/* For people: message, excerpt with the place, what to do where no remedy cures it; with -v why, and the source. */
void print_finding(struct print *print, const struct finding *finding);

/* The message alone, of what is told elsewhere. */
void print_finding_briefly(struct print *print, const struct finding *finding);

/* Those of a report, most severe first, notes with -v only; below an empty line when they are to be apart. */
void print_report_findings(struct print *print, const struct report *report, bool apart);

/* The same in one line each. */
void print_findings_quietly(struct print *print, const struct report *report);

/* " (known)" of a finding that does not count, " (accepted until 2027-03-01)" of an intended change; else nothing. */
const char *known_text(struct arena *arena, const struct finding *finding);

/* As an object of JSON. */
void write_finding(struct json *json, const struct finding *finding);

#endif
