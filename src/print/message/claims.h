/* Authentication-Results of a judged message as text. */
#ifndef MAILAUTH_PRINT_MESSAGE_CLAIMS_H
#define MAILAUTH_PRINT_MESSAGE_CLAIMS_H

#include "message/message.h"
#include "print/printer.h"

/* What the receiver said of the message, and what others did. */
void print_message_claims(struct print *print, const struct message *message);

#endif
