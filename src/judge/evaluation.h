/* check_host() (RFC 7208 section 4) to its end: with all answers that it needs. */
#ifndef MAILAUTH_JUDGE_EVALUATION_H
#define MAILAUTH_JUDGE_EVALUATION_H

#include "dns/facts.h"
#include "spf/check_host.h"

/* Waits for what check_host() asks. The result is owned by the arena, which is emptied first, and by the view's facts. */
const struct spf_evaluation *evaluate_host(
	struct facts_view *view, const struct spf_request *request, struct arena *arena);

#endif
