/* Logs of mail servers and of programs that send mail. */
#ifndef MAILAUTH_BOUNCE_LOG_H
#define MAILAUTH_BOUNCE_LOG_H

#include "bounce/log_mails.h"
#include "bounce/reader.h"

/* True when a line of the text begins an entry. */
bool log_is(struct slice text);

/* Remembers what entries tell of mails. To be called for a part of a log before it is read: logs may be the newest first. */
void log_note(struct log_mails *mails, struct slice text);

/* Adds the refusals that the entries of a part of a log tell of. */
void log_read(struct reader *reader, struct slice text);

#endif
