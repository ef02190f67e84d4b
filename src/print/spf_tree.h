/* The static view of an SPF record, drawn and as JSON: what each term costs, and what is to be known of it. */
#ifndef MAILAUTH_PRINT_SPF_TREE_H
#define MAILAUTH_PRINT_SPF_TREE_H

#include "print/printer.h"

/* The terms of the record and of all that it includes, one to a line, behind `indent`. */
void print_spf_tree(struct print *print, const struct spf_tree *tree, const char *indent);

/* What is to be known of a term beside its cost, such as "never reached"; NULL when there is nothing to say. */
const char *spf_query_remark(const struct spf_query *query);

/* One node as an object, its children within. */
void write_spf_node(struct json *json, const struct spf_node *node);

#endif
