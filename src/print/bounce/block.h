/* One bounce for people: the likely cause, what to publish or do, and what DNS has now. */
#ifndef MAILAUTH_PRINT_BOUNCE_BLOCK_H
#define MAILAUTH_PRINT_BOUNCE_BLOCK_H

#include "judge/bounce.h"
#include "print/printer.h"

/* The whole. */
void print_bounce_block(struct print *print, const struct bounce_verdict *verdict);

/* What follows the sentence, and holds for each refusal with the same cause and the same remedy. */
void print_bounce_body(struct print *print, const struct bounce_verdict *verdict);

/* How the reply begins; with -v all of it, and what was read out of the bounce. */
void print_bounce_reply(struct print *print, const struct bounce_verdict *verdict);

#endif
