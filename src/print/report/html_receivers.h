/* What receivers want as a table of the HTML page. */
#ifndef MAILAUTH_PRINT_REPORT_HTML_RECEIVERS_H
#define MAILAUTH_PRINT_REPORT_HTML_RECEIVERS_H

#include "check/receivers.h"

/* A row for each requirement and a column for each receiver, under a heading with an id; nothing for NULL. */
void html_add_receivers(struct bytes *out, const struct receivers *receivers, const char *id);

#endif
