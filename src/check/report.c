/* Puts findings in order, counts them, gathers the questions without answer, and decides the status. */
#include "check/report.h"

#include "check/accept.h"
#include "check/consequences.h"
#include "check/levels.h"

#include <stdlib.h>

const char *report_status_text(enum report_status status)
{
	static const char *const texts[] = { "clean", "findings", "unanswered" };

	return texts[status];
}

/* Findings are kept in the order of the rules, so that equal ones stay in it. */
struct ordered {
	const struct finding *finding;
	size_t order;
};

static int compare_severities(const void *a, const void *b)
{
	const struct ordered *left = a, *right = b;

	if (left->finding->severity != right->finding->severity)
		return left->finding->severity > right->finding->severity ? -1 : 1;
	return left->order < right->order ? -1 : 1;
}

static void sort_findings(struct arena *arena, struct report *report, const struct findings *findings)
{
	struct ordered *ordered = arena_take_array(arena, findings->list.count + 1, sizeof *ordered);

	for (size_t i = 0; i < findings->list.count; i++)
		ordered[i] = (struct ordered){ &findings->list.at[i], i };
	qsort(ordered, findings->list.count, sizeof *ordered, compare_severities);
	for (size_t i = 0; i < findings->list.count; i++) {
		*arena_append(arena, &report->findings) = *ordered[i].finding;
	}
}

/* What was added at the end goes after others of its severity. */
static void put_in_order(struct report *report)
{
	for (size_t i = 1; i < report->findings.count; i++) {
		struct finding finding = report->findings.at[i];
		size_t at = i;

		for (; at && report->findings.at[at - 1].severity < finding.severity; at--)
			report->findings.at[at] = report->findings.at[at - 1];
		report->findings.at[at] = finding;
	}
}

void report_refresh(struct report *report)
{
	put_in_order(report);
	report->known = 0;
	for (int severity = SEVERITY_INFO; severity <= SEVERITY_ERROR; severity++)
		report->counts[severity] = 0;
	for (size_t i = 0; i < report->findings.count; i++) {
		if (report->findings.at[i].known)
			report->known++;
		else
			report->counts[report->findings.at[i].severity]++;
	}
	/* Notes leave it clean. */
	report->status = report->counts[SEVERITY_ERROR] || report->counts[SEVERITY_WARNING] ? REPORT_FINDINGS
			 : report->unanswered.count ? REPORT_UNANSWERED
						    : REPORT_CLEAN;
}

/* Each once, of however many servers it was asked. */
static void add_unanswered(struct arena *arena, struct report *report, const struct dns_reply *reply)
{
	for (size_t i = 0; i < report->unanswered.count; i++)
		if (report->unanswered.at[i].reason == reply->outcome &&
			report->unanswered.at[i].question.type == reply->question.type &&
			dns_name_equal(&report->unanswered.at[i].question.name, &reply->question.name))
			return;
	*arena_append(arena, &report->unanswered) = (struct unanswered){ reply->question, reply->outcome };
}

static void gather_unanswered(struct arena *arena, struct report *report)
{
	const struct facts_view *view = report->domain->view;

	for (size_t i = 0; i < view->count; i++) {
		const struct dns_reply *reply = facts_view_reply(view, i);

		if (reply && dns_outcome_is_open(reply->outcome) && !facts_view_is_aside(view, i))
			*arena_append(arena, &report->unanswered) =
				(struct unanswered){ reply->question, reply->outcome };
	}
	for (size_t i = 0; i < report->domain->dns.unanswered.count; i++)
		add_unanswered(arena, report, report->domain->dns.unanswered.at[i]);
	if (view->limited || view->incomplete)
		*arena_append(arena, &report->unanswered) =
			(struct unanswered){ { .name = report->domain->name, .type = DNS_TYPE_TXT },
				DNS_LIMIT };
}

/* A fault of zone files that hold several zones: it comes with the first domain, and is not its. */
static bool is_of_files(const struct check_options *options, const struct finding *finding)
{
	return finding->rule->scope == SCOPE_ZONE && options->zone_names &&
	       zone_set_apex_count(options->zone_names->zones) > 1;
}

/* What the house says of the findings: their severities, those that are off, and changes that are intended. */
static void apply_options(const struct check_options *options, struct findings *told)
{
	size_t kept = 0;

	for (size_t i = 0; i < told->list.count; i++) {
		struct finding *finding = &told->list.at[i];

		if (!levels_apply(options->levels, options->now, is_of_files(options, finding), finding))
			continue;
		acceptances_apply(options->acceptances, options->now, finding);
		told->list.at[kept++] = *finding;
	}
	told->list.count = kept;
}

struct report *report_make(struct arena *arena, const struct domain *domain, const struct findings *findings)
{
	struct report *report = arena_take(arena, sizeof *report);
	struct findings told = { 0 };

	report->domain = domain;
	report->receivers = receivers_judge(arena, domain);
	consequences_divide(arena, domain, findings, &told, &report->folded);
	apply_options(domain->options, &told);
	sort_findings(arena, report, &told);
	gather_unanswered(arena, report);
	report_refresh(report);
	return report;
}

struct report *report_of_message(
	struct arena *arena, const struct check_options *options, const struct findings *findings)
{
	struct report *report = arena_take(arena, sizeof *report);
	struct findings told = *findings;

	apply_options(options, &told);
	sort_findings(arena, report, &told);
	report_refresh(report);
	return report;
}
