/* The ARC chain of a message, as text and as JSON. */
#ifndef MAILAUTH_PRINT_MESSAGE_ARC_H
#define MAILAUTH_PRINT_MESSAGE_ARC_H

#include "message/message.h"
#include "print/printer.h"

/* The chain of sealers, what each saw, and what it means; nothing without ARC fields. */
void print_message_arc(struct print *print, const struct message *message);

/* The member "arc". */
void write_message_arc(struct json *json, const struct arc_chain *chain);

#endif
