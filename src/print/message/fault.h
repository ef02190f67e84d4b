/* The verdict on a message, and whose fault it is that it fails. */
#ifndef MAILAUTH_PRINT_MESSAGE_FAULT_H
#define MAILAUTH_PRINT_MESSAGE_FAULT_H

#include "base/json.h"
#include "message/message.h"
#include "print/printer.h"

/* The sentence of the results; then whose fault it is, unless DMARC passes and all is well. */
void print_message_verdict(struct print *print, const struct message *message);

/* The members "verdict" and "fault". */
void write_message_fault(struct json *json, const struct message *message);

#endif
