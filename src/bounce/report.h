/* Mails that report refusals: delivery status notifications (RFC 3464), and the forms of qmail, Exim and Exchange. */
#ifndef MAILAUTH_BOUNCE_REPORT_H
#define MAILAUTH_BOUNCE_REPORT_H

#include "bounce/reader.h"

/* Adds the refusals that a mail tells of. */
void report_read(struct reader *reader, struct slice message);

#endif
