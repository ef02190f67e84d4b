/* The lines of a judged message as text. */
#ifndef MAILAUTH_PRINT_MESSAGE_LINES_H
#define MAILAUTH_PRINT_MESSAGE_LINES_H

#include "print/printer.h"

/* A label and a text beside it, wrapped. */
void print_message_line(struct print *print, const char *label, const char *text);

#endif
