/*
 * The fixes of findings are composed step by step: those that do not touch each other at once, the others one by one in the
 * order of the findings (most severe first, then in the order of the rules), with the domain judged again after each step. A
 * step holds when what it cures is gone and the records mean what they meant; the whole is proven against the domain as it is.
 */
#include "judge/remedy_search.h"

#include <string.h>

enum { STEPS_MOST = 48 };

/* The candidates of one step: the findings of the proposal whose fixes are made together. */
struct step {
	ARENA_LIST(const struct finding *) findings;
};

static bool has_fix(const struct finding *finding)
{
	return finding->fix_text || finding->deletes.count;
}

/* What the report shows and counts. */
bool search_wants(const struct search *search, const struct finding *finding)
{
	return !finding->known && (finding->severity > SEVERITY_INFO || search->request->notes);
}

/* A finding of the report that is shown, beside this one of the same rule: it is not one that nobody asked about. */
static bool is_shown(const struct search *search, const struct finding *finding)
{
	const struct report *report = search->request->report;

	for (size_t i = 0; i < report->findings.count; i++)
		if (report->findings.at[i].rule == finding->rule &&
			search_wants(search, &report->findings.at[i]))
			return true;
	return false;
}

static struct attempt attempt_of(const struct finding *finding)
{
	return (struct attempt){ finding->rule, finding->fix_text ? finding->fix_name : finding->name,
		published_text(finding->record), finding->fix_text };
}

static bool was_tried(const struct search *search, const struct finding *finding)
{
	struct attempt wanted = attempt_of(finding);

	for (size_t i = 0; i < search->attempts.count; i++) {
		const struct attempt *attempt = &search->attempts.at[i];

		if (attempt->rule == wanted.rule && dns_name_equal(&attempt->name, &wanted.name) &&
			texts_equal(attempt->text, wanted.text) && slice_equal(attempt->old, wanted.old))
			return true;
	}
	return false;
}

static void note_attempt(struct search *search, const struct finding *finding)
{
	*arena_append(search->arena, &search->attempts) = attempt_of(finding);
}

/* Is the record one of an RRset that changes? */
static bool is_drafted(const struct search *search, const struct published *record)
{
	for (size_t i = 0; i < search->now.drafts.count; i++)
		if (published_is_of(record, &search->now.drafts.at[i].name, search->now.drafts.at[i].type))
			return true;
	return false;
}

/* Mending one fault shows others that it hid: those of the same records are wanted, too. */
static bool is_candidate(const struct search *search, const struct finding *finding)
{
	if (!has_fix(finding) || finding->known || was_tried(search, finding))
		return false;
	if (!search->request->unsafe && !rule_fix_is_safe(finding->rule))
		return false;
	return is_shown(search, finding) ||
	       (finding->severity > SEVERITY_INFO && is_drafted(search, finding->record));
}

static bool judge(struct search *search, struct proposal *proposal)
{
	struct dns_overlay *overlay = arena_take(search->arena, sizeof *overlay);

	proposal->report = NULL;
	if (!proposal_overlay(proposal, overlay))
		return false;
	proposal->report = search->request->judge(search->request->context, search->arena, overlay);
	search->waiting = search->waiting || !proposal->report;
	return proposal->report;
}

/* Has the record, as the domain has it today, an error of its own? */
static bool had_error(const struct search *search, const struct published *record)
{
	const struct report *report = search->start.report;

	for (size_t i = 0; record && i < report->findings.count; i++)
		if (report->findings.at[i].severity == SEVERITY_ERROR && report->findings.at[i].record &&
			published_is_same(report->findings.at[i].record, record))
			return true;
	return false;
}

/* That an answer no longer fits into 512 octets of UDP is said of a remedy; it is no reason to keep an error. */
static bool is_about_size(const struct rule *rule)
{
	static const char *const ids[] = { "dns-txt-set-large", "spf-record-over-450", "spf-record-over-512",
		"dkim-udp-truncation" };

	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
		if (strcmp(rule->id, ids[i]) == 0)
			return true;
	return false;
}

/*
 * Warnings that are told and are no obstacle: about the size of answers; about what DNS cannot show, such as a policy without a
 * key that anybody knows of; and those of a record whose error hid them, or that is added.
 */
static bool is_remark(const struct search *search, struct proposal *proposal, const struct finding *finding)
{
	const struct draft *draft;

	if (finding->severity != SEVERITY_WARNING)
		return false;
	if (is_about_size(finding->rule))
		return true;
	if (finding->confidence == LIKELY || !finding->record)
		return finding->confidence == LIKELY;
	draft = proposal_draft(proposal, finding->record);
	return draft && (!draft->old || had_error(search, draft->old));
}

/* An error or a warning that was not there before. */
static bool has_new(const struct search *search, const struct report *before, struct proposal *after)
{
	for (size_t i = 0; i < after->report->findings.count; i++) {
		const struct finding *finding = &after->report->findings.at[i];

		if (finding_is_new(before, after->report, finding) && !is_remark(search, after, finding))
			return true;
	}
	return false;
}

static bool is_unsafe(const struct step *step)
{
	for (size_t i = 0; i < step->findings.count; i++)
		if (!rule_fix_is_safe(step->findings.at[i]->rule))
			return true;
	return false;
}

void search_excuse(struct search *search, struct excuses *excuses, const struct finding *finding)
{
	if (finding->record && rule_fix_is_safe(finding->rule))
		*arena_append(search->arena, &excuses->list) =
			(struct excuse){ finding->record->txt->joined, finding->span };
}

/*
 * Warnings that only the mending of something else has shown are mended, too, so that one round is enough; safely where that
 * changes nothing at all.
 */
static bool is_tidying(const struct search *search, const struct step *step)
{
	if (search->request->unsafe)
		return false;
	for (size_t i = 0; i < step->findings.count; i++)
		if (step->findings.at[i]->severity == SEVERITY_ERROR ||
			is_shown(search, step->findings.at[i]))
			return false;
	return true;
}

/* Is the step about what a policy says, rather than about the hosts that an MX record names? */
static bool changes_texts(const struct step *step)
{
	for (size_t i = 0; i < step->findings.count; i++)
		if (step->findings.at[i]->fix_text && step->findings.at[i]->fix_type == DNS_TYPE_TXT)
			return true;
	return false;
}

/* Do the records mean what they meant? A fix that is unsafe by its row may change that. */
static bool means_the_same(struct search *search, const struct proposal *next, const struct step *step)
{
	bool tidying = is_tidying(search, step);
	struct excuses excuses = { 0 };
	struct meaning_change change;

	if (is_unsafe(step) && !tidying)
		return true;
	for (size_t i = 0; i < step->findings.count; i++)
		search_excuse(search, &excuses, step->findings.at[i]);
	change = meaning_compare(search->arena, search->now.report->domain, next->report->domain, &excuses);
	if (tidying)
		return !change.spf && !change.dmarc;
	if (!search->request->unsafe && changes_texts(step) && (change.spf_other || change.dmarc_other))
		return false;
	return !change.spf_weaker && !change.dmarc_weaker;
}

static bool holds(struct search *search, struct proposal *next, const struct step *step)
{
	for (size_t i = 0; i < step->findings.count; i++)
		if (proposal_count(&search->now, next, step->findings.at[i]) >=
			proposal_count(&search->now, &search->now, step->findings.at[i]))
			return false;
	if (search->strict && has_new(search, search->now.report, next))
		return false;
	return means_the_same(search, next, step);
}

/* Makes the fixes of a step. True when it holds; the proposal is then the one after it. */
static bool try_step(struct search *search, const struct step *step)
{
	struct proposal next;

	proposal_copy(&search->now, &next);
	for (size_t i = 0; i < step->findings.count; i++)
		if (!proposal_apply(&next, step->findings.at[i]))
			return false;
	if (!judge(search, &next) || !holds(search, &next, step))
		return false;
	search->now = next;
	return true;
}

/* Two fixes that have to do with one record are made one after the other. */
static bool shares_record(const struct finding *a, const struct finding *b)
{
	if (a->fix_text && b->fix_text && a->fix_type == b->fix_type &&
		dns_name_equal(&a->fix_name, &b->fix_name) && !finding_replaces(a) && !finding_replaces(b))
		return true;
	if (a->record && b->record && published_is_same(a->record, b->record))
		return true;
	for (size_t i = 0; i < a->deletes.count; i++)
		if (b->record && published_is_same(a->deletes.at[i], b->record))
			return true;
	for (size_t i = 0; i < b->deletes.count; i++)
		if (a->record && published_is_same(b->deletes.at[i], a->record))
			return true;
	return false;
}

static bool fits(const struct step *step, const struct finding *finding)
{
	for (size_t i = 0; i < step->findings.count; i++)
		if (shares_record(step->findings.at[i], finding))
			return false;
	return true;
}

/* The first candidate of each record. */
static struct step choose(struct search *search)
{
	const struct report *report = search->now.report;
	struct step step = { 0 };

	for (size_t i = 0; i < report->findings.count; i++)
		if (is_candidate(search, &report->findings.at[i]) && fits(&step, &report->findings.at[i]))
			*arena_append(search->arena, &step.findings) = &report->findings.at[i];
	return step;
}

/* One step more. False when nothing is left to try, or answers are missing. */
static bool advance(struct search *search)
{
	struct step step = choose(search);

	if (!step.findings.count)
		return false;
	if (step.findings.count > 1 && try_step(search, &step))
		return true;
	for (size_t i = 0; i < step.findings.count && !search->waiting; i++) {
		struct step one = { 0 };
		const struct finding *finding = step.findings.at[i];

		*arena_append(search->arena, &one.findings) = finding;
		note_attempt(search, finding);
		if (try_step(search, &one))
			return true;
	}
	return !search->waiting;
}

static void take_steps(struct search *search, bool strict)
{
	search->strict = strict;
	search->attempts.count = 0;
	search->now = search->start;
	for (int step = 0; step < STEPS_MOST && advance(search); step++)
		;
}

/* A string that is too long cannot be published: the same text in strings that fit is another record. */
static bool has_long_string(const struct dns_txt *txt)
{
	for (size_t i = 0; i < txt->ends.count; i++)
		if (txt->ends.at[i] - dns_txt_string_start(txt, i) > DNS_STRING_MOST)
			return true;
	return false;
}

/* A draft that leaves its record as it is was a detour. */
static void drop_detours(struct search *search)
{
	size_t kept = 0;

	for (size_t i = 0; i < search->now.drafts.count; i++) {
		const struct draft *draft = &search->now.drafts.at[i];

		if (!draft->old || !draft->text || !slice_is(draft->old->txt->joined, draft->text) ||
			has_long_string(draft->old->txt))
			search->now.drafts.at[kept++] = *draft;
	}
	search->now.drafts.count = kept;
}

/* A record with an error that text does not mend is left to a person; what is left has to be proven anew. */
static void drop_faulty(struct search *search)
{
	for (size_t i = 0; i < search->now.drafts.count;) {
		const struct draft *draft = &search->now.drafts.at[i];

		if (!draft_has_error(&search->now, draft)) {
			i++;
			continue;
		}
		proposal_drop(&search->now, draft->name, draft->type);
		i = 0;
		if (search->now.drafts.count &&
			(!judge(search, &search->now) || has_new(search, search->start.report, &search->now)))
			search->now.drafts.count = 0;
	}
}

static bool has_candidates(struct search *search)
{
	const struct report *report = search->request->report;

	for (size_t i = 0; i < report->findings.count; i++)
		if (is_candidate(search, &report->findings.at[i]))
			return true;
	return false;
}

bool remedy_search(struct search *search)
{
	search->start = (struct proposal){ .arena = search->arena, .shown = search->request->report };
	if (!has_candidates(search) || !judge(search, &search->start))
		return false;
	search->now = search->start;
	take_steps(search, false);
	if (!search->waiting && has_new(search, search->start.report, &search->now))
		take_steps(search, true);
	drop_detours(search);
	drop_faulty(search);
	return !search->waiting && search->now.drafts.count;
}
