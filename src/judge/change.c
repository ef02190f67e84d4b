/* Pairs the domains of two states, judges both, and takes out of the second report what the first one has, too. */
#include "judge/change.h"

#include <string.h>

/* A name of both sides; they differ only when two live domains are compared. */
struct pair {
	struct dns_name before, after;
};

struct pairs {
	ARENA_LIST(struct pair) list;
};

static void add_pair(struct arena *arena, struct pairs *pairs, const struct dns_name *name)
{
	for (size_t i = 0; i < pairs->list.count; i++)
		if (dns_name_equal(&pairs->list.at[i].after, name))
			return;
	*arena_append(arena, &pairs->list) = (struct pair){ *name, *name };
}

static void add_mail_domains(struct arena *arena, struct pairs *pairs, const struct zone_names *names)
{
	for (size_t i = 0; names && i < names->domains.count; i++) {
		struct dns_name name = zone_set_name(names->zones, names->domains.at[i]);

		add_pair(arena, pairs, &name);
	}
}

/* The domains that are wanted, else the mail domains of the files, else the two domains of live DNS. */
static struct pairs choose_pairs(struct arena *arena, const struct change_request *request)
{
	struct pairs pairs = { 0 };

	for (size_t i = 0; i < request->domain_count; i++)
		add_pair(arena, &pairs, &request->domains[i]);
	if (request->domain_count)
		return pairs;
	if (!request->before.zones && !request->after.zones) {
		*arena_append(arena, &pairs.list) =
			(struct pair){ request->before.domain, request->after.domain };
		return pairs;
	}
	add_mail_domains(arena, &pairs, request->after.names);
	add_mail_domains(arena, &pairs, request->before.names);
	return pairs;
}

/* The same rule says the same at the same name. */
static bool is_same(const struct finding *a, const struct finding *b)
{
	return a->rule == b->rule && dns_name_equal(&a->name, &b->name) &&
	       strcmp(a->message, b->message) == 0;
}

/* What follows from another finding was there, too. */
static bool tells(const struct report *report, const struct finding *finding)
{
	for (size_t i = 0; i < report->findings.count; i++)
		if (is_same(&report->findings.at[i], finding))
			return true;
	for (size_t i = 0; i < report->folded.list.count; i++)
		if (is_same(&report->folded.list.at[i], finding))
			return true;
	return false;
}

static void take_out_what_was(struct session *session)
{
	struct report *after = session->report;
	size_t kept = 0;

	for (size_t i = 0; i < after->findings.count; i++)
		if (!tells(session->before, &after->findings.at[i]))
			after->findings.at[kept++] = after->findings.at[i];
	after->findings.count = kept;
	report_refresh(after);
}

static bool has_question(const struct report *report, const struct dns_question *question)
{
	for (size_t i = 0; i < report->unanswered.count; i++)
		if (report->unanswered.at[i].question.type == question->type &&
			dns_name_equal(&report->unanswered.at[i].question.name, &question->name))
			return true;
	return false;
}

/* What the state before leaves open leaves the comparison open, too. */
static void add_unanswered(struct arena *arena, struct report *after, const struct report *before)
{
	for (size_t i = 0; i < before->unanswered.count; i++)
		if (!has_question(after, &before->unanswered.at[i].question))
			*arena_append(arena, &after->unanswered) = before->unanswered.at[i];
}

/* The first pair carries the faults of the files. */
static struct session session_of(const struct change_side *side, const struct dns_name *name,
	const struct check_options *check, const struct rule_set *rules, bool first)
{
	return (struct session){ .view = { .facts = side->facts },
		.name = *name,
		.options = check,
		.rules = rules,
		.zones = first ? side->zones : NULL };
}

static void judge_pair(const struct change_request *request, const struct pair *pair, bool first)
{
	struct domain_settings settings_before = request->settings(request->context, &pair->before),
			       settings_after = request->settings(request->context, &pair->after);
	struct check_options check_before = *settings_before.check, check_after = *settings_after.check;
	struct session before = session_of(
			       &request->before, &pair->before, &check_before, settings_before.rules, first),
		       after = session_of(
			       &request->after, &pair->after, &check_after, settings_after.rules, first);

	check_before.zone_names = request->before.names;
	check_after.zone_names = request->after.names;
	session_finish(&before);
	after.before = before.report;
	after.settle = take_out_what_was;
	after.wish = request->wish;
	session_finish(&after);
	add_unanswered(&after.arena, after.report, before.report);
	report_refresh(after.report);
	request->report(request->context, after.report);
	session_close(&after);
	session_close(&before);
}

void judge_changes(const struct change_request *request)
{
	struct arena arena = { 0 };
	struct pairs pairs = choose_pairs(&arena, request);

	for (size_t i = 0; i < pairs.list.count; i++)
		judge_pair(request, &pairs.list.at[i], !i);
	arena_release(&arena);
}
