/* What the `bounce` command shows: each bounce, and what the check of its domain says about the cause. */
#ifndef MAILAUTH_PRINT_BOUNCE_BOUNCE_H
#define MAILAUTH_PRINT_BOUNCE_BOUNCE_H

#include "judge/bounce.h"
#include "print/printer.h"

/* For people: the block of one bounce; of several a table and then the blocks, all of it at the end. */
void print_bounces_text_begin(struct print *print, const struct bounce_totals *totals);
void print_bounce_text(struct print *print, const struct bounce_verdict *verdict);
void print_bounces_text_end(struct print *print, const struct bounce_totals *totals);

/* The findings that may be the cause, one a line. */
void print_bounce_short(struct print *print, const struct bounce_verdict *verdict);

/* A document: the object of the one bounce, or "bounces" with an object for each of several. */
void print_bounces_json_begin(struct print *print, const struct bounce_totals *totals);
void print_bounce_json(struct print *print, const struct bounce_verdict *verdict);
void print_bounces_json_end(struct print *print, const struct bounce_totals *totals);

/* The object of each, a document of its own, one a line. */
void print_bounce_jsonl(struct print *print, const struct bounce_verdict *verdict);

#endif
