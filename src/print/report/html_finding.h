/* Findings and remedies as parts of the HTML page. */
#ifndef MAILAUTH_PRINT_REPORT_HTML_FINDING_H
#define MAILAUTH_PRINT_REPORT_HTML_FINDING_H

#include "check/report.h"

/* One finding with labelled parts. `id` is that of its place in the page. */
void html_add_finding(struct bytes *out, const struct finding *finding, const char *id);

/* The records to publish, under a heading with an id; nothing without remedies. */
void html_add_remedies(struct bytes *out, const struct remedies *remedies, const char *id);

#endif
