/* DMARC of a message by both specifications, as text and as JSON. */
#ifndef MAILAUTH_PRINT_MESSAGE_DMARC_H
#define MAILAUTH_PRINT_MESSAGE_DMARC_H

#include "message/message.h"
#include "print/printer.h"

/* One line, or one for each specification where they differ. */
void print_message_dmarc(struct print *print, const struct message *message);

/* The member "dmarc". */
void write_message_dmarc(struct json *json, const struct message *message);

#endif
