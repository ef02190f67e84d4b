/* The passes over one domain until no question is open. */
#include "judge/session.h"

#include "check/change.h"
#include "judge/remedies.h"
#include "judge/wait.h"

/* A DMARC record that a change took away is to be restored: the first one that a rule would write says less. */
static void leave_record_before(const struct domain *before, struct findings *findings)
{
	for (size_t i = 0; i < findings->list.count; i++) {
		struct finding *finding = &findings->list.at[i];

		if (!finding->fix_text || finding->record || finding->fix_type != DNS_TYPE_TXT)
			continue;
		for (size_t k = 0; k < before->dmarcs.count && finding->fix_text; k++)
			if (dns_name_equal(&before->dmarcs.at[k].published.name, &finding->fix_name)) {
				finding->fix_text = NULL;
				finding->help = "Restore the DMARC record, unless the change is intended.";
			}
	}
}

static void run_rules(struct session *session, const struct domain *domain, struct findings *findings)
{
	struct findings changes = { 0 };

	engine_run(&session->arena, domain, session->rules, findings);
	if (session->before) {
		const struct change change = { session->before->domain, domain, session->before, findings };

		leave_record_before(session->before->domain, findings);
		engine_run_change(&session->arena, &change, session->rules, &changes);
	}
	for (size_t i = 0; i < changes.list.count; i++)
		*arena_append(&session->arena, &findings->list) = changes.list.at[i];
}

/* A record that is judged alone, with its change in place. False when it is deleted. */
static bool changed_record(const struct session *session, struct published *published)
{
	const struct dns_overlay *overlay = session->view.overlay;

	for (size_t i = 0; overlay && i < overlay->changes.count; i++) {
		const struct dns_change *change = &overlay->changes.at[i];

		if (change->type != published->type || !change->removed ||
			!dns_name_equal(&change->name, &published->name) ||
			!slice_equal(change->removed->data.txt->joined, published->txt->joined))
			continue;
		if (!change->added)
			return false;
		published->txt = change->added->data.txt;
		break;
	}
	return true;
}

static const struct domain *collect(struct session *session, struct arena *arena)
{
	struct pasted_record *records;
	size_t count = 0;

	if (session->senders_alone)
		return domain_of_senders(arena, &session->view, session->options);
	if (!session->alone)
		return domain_collect(arena, &session->view, &session->name, session->options);
	records = arena_take_array(arena, session->alone_count, sizeof *records);
	for (size_t i = 0; i < session->alone_count; i++) {
		records[count] = session->alone[i];
		count += changed_record(session, &records[count].published);
	}
	return domain_of_records(arena, &session->view, records, count, session->options);
}

static struct report *make_report(struct session *session, struct arena *arena, const struct domain *domain,
	const struct findings *findings)
{
	struct report *report = report_make(arena, domain, findings);

	report->alone = session->alone;
	report->alone_count = session->alone_count;
	if (session->senders_alone)
		report->receivers = NULL;
	if (session->alone) { /* nothing can be said about them without the domain, whose DNS is not asked */
		report->receivers = NULL;
		report->unanswered.count = 0;
		report_refresh(report);
	}
	return report;
}

static void add_extra(struct session *session, struct findings *findings)
{
	for (size_t i = 0; session->extra && i < session->extra->list.count; i++)
		for (size_t k = 0; k < session->rules->count; k++)
			if (session->rules->rules[k] == session->extra->list.at[i].rule)
				*arena_append(&session->arena, &findings->list) = session->extra->list.at[i];
}

/* What is said of the first domain is not said of the files of others. */
static const struct rule_set *rules_for_files(const struct session *session)
{
	return session->file_rules && zone_set_apex_count(session->zones) > 1 ? session->file_rules
									      : session->rules;
}

/* Something is open, so this pass is not the last one: then only what rules ask goes out, at once with the rest. */
static bool is_open(struct session *session, const struct domain *domain)
{
	/* The rules about a change ask, too. */
	if (session->rounds >= SESSION_ROUNDS_MOST || session->before)
		return false;
	if (domain_is_settled(domain))
		engine_ask(&session->arena, domain, session->rules);
	return session->view.incomplete;
}

static void judge(struct session *session)
{
	while (!session->report && facts_are_due(&session->view)) {
		struct findings findings = { 0 };
		const struct domain *domain;

		arena_release(&session->arena);
		session->rounds += facts_ready(&session->view);
		facts_begin_pass(&session->view);
		domain = collect(session, &session->arena);
		if (!is_open(session, domain) && domain_is_settled(domain))
			run_rules(session, domain, &findings);
		if (session->view.incomplete && session->rounds < SESSION_ROUNDS_MOST) {
			facts_send(session->view.facts);
			continue;
		}
		if (session->zones)
			engine_zone_faults(
				&session->arena, rules_for_files(session), session->zones, &findings);
		add_extra(session, &findings);
		session->report = make_report(session, &session->arena, domain, &findings);
		if (session->wish.known)
			known_mark(session->wish.known, &session->arena, session->report);
		if (session->settle)
			session->settle(session);
	}
}

/* The report is about the domain's own records and nothing else, all of which are known. */
static bool is_of_domain_alone(const struct session *session)
{
	return !session->before && !session->zones && !session->extra && !session->settle &&
	       session->rounds < SESSION_ROUNDS_MOST;
}

/* One pass over the domain with changes in place. */
static const struct report *judge_changed(void *context, struct arena *arena, struct dns_overlay *overlay)
{
	struct session *session = context;
	struct findings findings = { 0 };
	const struct domain *domain;
	struct report *report;

	if (!overlay->changes.count && is_of_domain_alone(session))
		return session->report;
	session->view.overlay = overlay;
	domain = collect(session, arena);
	if (domain_is_settled(domain) && session->view.incomplete)
		engine_ask(arena, domain, session->rules);
	else if (domain_is_settled(domain))
		engine_run(arena, domain, session->rules, &findings);
	session->view.overlay = NULL;
	if (session->view.incomplete)
		return NULL;
	report = make_report(session, arena, domain, &findings);
	/* What is silenced in the domain as it is needs no cure in this one either. */
	if (session->wish.known)
		known_mark(session->wish.known, arena, report);
	return report;
}

static void find_remedies(struct session *session)
{
	struct remedy_request request = {
		.report = session->report,
		.notes = session->wish.notes,
		.unsafe = session->wish.unsafe,
		.judge = judge_changed,
		.context = session,
	};

	while (!session->done && facts_ready(&session->view)) {
		session->view.incomplete = false;
		session->rounds++;
		session->done = remedies_find(&session->arena, &request, session->report) ||
				session->rounds >= SESSION_ROUNDS_MOST;
		if (!session->done)
			facts_send(session->view.facts);
	}
}

bool session_step(struct session *session)
{
	judge(session);
	if (!session->report)
		return false;
	if (session->wish.remedies)
		find_remedies(session);
	else
		session->done = true;
	return session->done;
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
	arena_release(&session->given);
	session->report = NULL;
	session->done = false;
}
