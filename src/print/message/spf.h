/* The SPF check of a message, as text and as JSON. */
#ifndef MAILAUTH_PRINT_MESSAGE_SPF_H
#define MAILAUTH_PRINT_MESSAGE_SPF_H

#include "message/message.h"
#include "print/printer.h"

/* The result, the domain that was checked, and the term that decided. */
void print_message_spf(struct print *print, const struct message *message);

/* The members "spf" and "spf_check". */
void write_message_spf(struct json *json, const struct message *message);

#endif
