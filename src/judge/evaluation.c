/* check_host(), pass by pass until no question is open. */
#include "judge/evaluation.h"

#include "judge/wait.h"

struct host_check {
	struct facts_view *view;
	struct arena *arena;
	const struct spf_request *request;
	const struct spf_evaluation *evaluation;
};

static bool check_host_once(void *context)
{
	struct host_check *check = context;

	check->evaluation = spf_check_host(check->arena, check->view, check->request);
	return !check->evaluation->pending;
}

const struct spf_evaluation *evaluate_host(
	struct facts_view *view, const struct spf_request *request, struct arena *arena)
{
	struct host_check check = { view, arena, request, NULL };

	wait_for_passes(view, arena, check_host_once, &check);
	return check.evaluation;
}
