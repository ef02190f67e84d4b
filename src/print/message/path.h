/* Who sent a message and by which path, as text and as JSON. */
#ifndef MAILAUTH_PRINT_MESSAGE_PATH_H
#define MAILAUTH_PRINT_MESSAGE_PATH_H

#include "message/message.h"
#include "print/printer.h"

/* MAIL FROM, the client's address, HELO, and why it is taken for the client. */
void print_message_path(struct print *print, const struct message *message);

/* The members "mail_from" to "hops". */
void write_message_path(struct json *json, const struct message *message);

#endif
