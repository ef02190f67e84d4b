/* One bounce for people: the likely cause, what to publish or do, and what DNS has now. */
#ifndef MAILAUTH_PRINT_BOUNCE_BLOCK_H
#define MAILAUTH_PRINT_BOUNCE_BLOCK_H

#include "judge/bounce.h"
#include "print/printer.h"

void print_bounce_block(struct print *print, const struct bounce_verdict *verdict);

#endif
