/* Several bounces for people: first a table, then a block for each cause. */
#ifndef MAILAUTH_PRINT_BOUNCE_LIST_H
#define MAILAUTH_PRINT_BOUNCE_LIST_H

#include "judge/bounce.h"
#include "print/printer.h"

struct bounce_list;

struct bounce_list *bounce_list_new(void);

/* Takes what is to be printed of a verdict, which need not live any longer. */
void bounce_list_add(struct bounce_list *list, struct print *print, const struct bounce_verdict *verdict);

/* Prints everything, and frees the list. */
void bounce_list_finish(struct bounce_list *list, struct print *print, const struct bounce_totals *totals);

#endif
