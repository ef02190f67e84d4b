/* What the file of a message has, and lacks. */
#ifndef MAILAUTH_PRINT_MESSAGE_FILE_H
#define MAILAUTH_PRINT_MESSAGE_FILE_H

#include "message/message.h"
#include "print/printer.h"

/* A line for each thing that is not as in a whole message of its own; nothing otherwise. */
void print_message_file(struct print *print, const struct message *message);

/* The members "body" and "notes". */
void write_message_file(struct json *json, const struct message *message);

#endif
