/* What the `message` command shows: one message as a receiver judges it, and the domain in From. */
#ifndef MAILAUTH_PRINT_MESSAGE_MESSAGE_H
#define MAILAUTH_PRINT_MESSAGE_MESSAGE_H

#include "judge/message.h"
#include "print/printer.h"

void print_message_text(struct print *print, const struct message_verdict *verdict);
void print_message_json(struct print *print, const struct message_verdict *verdict);

/* The findings of the message, then those of its domain, as the format prints reports: one that shows no more of them than findings. */
void print_message_reports(struct print *print, const struct message_verdict *verdict);

#endif
