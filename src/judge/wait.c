/* The loop that waits for answers, for all commands. */
#include "judge/wait.h"

enum { WAIT_MS = 100 };

struct passes {
	struct facts_view *view;
	struct arena *arena;
	wait_pass *pass;
	void *context;
	unsigned count;
};

void wait_for(struct facts *facts, wait_step *step, void *context)
{
	while (!step(context))
		facts_wait(facts, WAIT_MS);
}

static bool step_passes(void *context)
{
	struct passes *passes = context;

	while (facts_ready(passes->view)) {
		arena_release(passes->arena);
		passes->view->incomplete = false;
		passes->count++;
		if (passes->pass(passes->context) || passes->count == PASSES_MOST)
			return true;
		facts_send(passes->view->facts);
	}
	return false;
}

void wait_for_passes(struct facts_view *view, struct arena *arena, wait_pass *pass, void *context)
{
	struct passes passes = { view, arena, pass, context, 0 };

	wait_for(view->facts, step_passes, &passes);
}
