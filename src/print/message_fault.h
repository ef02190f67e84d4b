/* Whose fault it is that a judged message fails. */
#ifndef MAILAUTH_PRINT_MESSAGE_FAULT_H
#define MAILAUTH_PRINT_MESSAGE_FAULT_H

#include "base/json.h"
#include "message/message.h"
#include "print/printer.h"

/* The line of the text; nothing when DMARC passes and all is well. */
void print_message_fault(struct print *print, const struct message *message);

/* The member "fault". */
void write_message_fault(struct json *json, const struct message *message);

#endif
