/* What the `message` command shows: one message as a receiver judges it, and the domain in From. */
#ifndef MAILAUTH_PRINT_MESSAGE_H
#define MAILAUTH_PRINT_MESSAGE_H

#include "message/message.h"
#include "print/printer.h"

/* `file` is the name of the message's text; `report` that of the From domain, NULL without one. */
void print_message_text(
	struct print *print, const char *file, const struct message *message, const struct report *report);
void print_message_json(
	struct print *print, const char *file, const struct message *message, const struct report *report);

/* A line for each finding of the message itself, "file: severity: message [id]", and the lines of the report. */
void print_message_short(
	struct print *print, const char *file, const struct message *message, const struct report *report);

#endif
