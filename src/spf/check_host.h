/*
 * check_host() of RFC 7208: what a receiver's SPF check returns for one client address, and every step on the way.
 *
 * The evaluation is a pure function of DNS facts and asks again: while `pending` is set the view has noted questions,
 * and the result means nothing yet.
 */
#ifndef MAILAUTH_SPF_CHECK_HOST_H
#define MAILAUTH_SPF_CHECK_HOST_H

#include "spf/evaluation.h"

/* Evaluates. The result and all it points to live in the arena and in the view's facts. */
const struct spf_evaluation *spf_check_host(
	struct arena *arena, struct facts_view *view, const struct spf_request *request);

/* The result of a mechanism that matches (section 4.6.2). */
enum spf_result spf_result_of_qualifier(uint8_t qualifier);

/* "pass", "softfail", ...: the words of section 2.6. */
const char *spf_result_text(enum spf_result result);

/* The step that decided, inside of all includes and redirects; NULL for a default result. */
const struct spf_step *spf_deciding_step(const struct spf_evaluation *evaluation);

#endif
