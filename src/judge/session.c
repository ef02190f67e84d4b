/* The passes over one domain until no question is open. */
#include "judge/session.h"

#include "check/change.h"
#include "judge/wait.h"

static void run_rules(struct session *session, const struct domain *domain, struct findings *findings)
{
	struct findings changes = { 0 };

	engine_run(&session->arena, domain, session->rules, findings);
	if (session->before) {
		const struct change change = { session->before->domain, domain, session->before, findings };

		engine_run_change(&session->arena, &change, session->rules, &changes);
	}
	for (size_t i = 0; i < changes.list.count; i++)
		*arena_append(&session->arena, &findings->list) = changes.list.at[i];
}

bool session_step(struct session *session)
{
	while (!session->report && facts_ready(&session->view)) {
		struct findings findings = { 0 };
		const struct domain *domain;

		arena_release(&session->arena);
		session->view.incomplete = session->view.limited = false;
		session->rounds++;
		domain = domain_collect(&session->arena, &session->view, &session->name, session->options);
		if (domain_is_settled(
			    domain)) /* what they ask goes out at once; what they find does not last */
			run_rules(session, domain, &findings);
		if (session->view.incomplete && session->rounds < SESSION_ROUNDS_MOST) {
			facts_send(session->view.facts);
			continue;
		}
		if (session->zones)
			engine_zone_faults(&session->arena, session->rules, session->zones, &findings);
		session->report = report_make(&session->arena, domain, &findings);
	}
	return session->report;
}

static bool step(void *context)
{
	return session_step(context);
}

void session_finish(struct session *session)
{
	wait_for(session->view.facts, step, session);
}

void session_close(struct session *session)
{
	facts_release(&session->view);
	arena_release(&session->arena);
	session->report = NULL;
}
