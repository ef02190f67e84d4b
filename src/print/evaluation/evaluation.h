/* What the `spf` command shows: one evaluation of check_host(), and how it came about. */
#ifndef MAILAUTH_PRINT_EVALUATION_EVALUATION_H
#define MAILAUTH_PRINT_EVALUATION_EVALUATION_H

#include "print/printer.h"
#include "spf/check_host.h"

/* What was asked, as the user gave it; NULL where nothing was given. */
struct print_identity {
	const struct spf_request *request;
	const char *helo;
	const char *mail_from;
};

/* For people: the result, what decided, and the trace as a tree. */
void print_evaluation_text(
	struct print *print, const struct print_identity *identity, const struct spf_evaluation *evaluation);

/* One line: address domain result term. */
void print_evaluation_short(
	struct print *print, const struct print_identity *identity, const struct spf_evaluation *evaluation);

void print_evaluation_json(
	struct print *print, const struct print_identity *identity, const struct spf_evaluation *evaluation);

#endif
