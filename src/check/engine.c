/* Runs rules: the loops over a domain's records live here, so that a rule looks at one thing only. */
#include "base/escape.h"
#include "check/change.h"
#include "check/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { QUOTED_MOST = 60 };

struct finding *report_finding(
	struct rule_run *run, const struct published *record, struct span span, const char *format, ...)
{
	bool too_many = ++run->reported > FINDINGS_OF_A_RULE;
	struct finding *finding = run->reported > FINDINGS_OF_A_RULE + 1
					  ? arena_take(run->arena, sizeof *finding) /* goes nowhere */
					  : arena_append(run->arena, &run->findings->list);
	char message[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	*finding = (struct finding){
		.rule = run->rule,
		.severity = run->rule->severity,
		.confidence = run->rule->confidence,
		.message = too_many ? "more findings of this rule are not shown"
				    : arena_strdup(run->arena, message),
		.name = record ? record->name : *run->name,
		.type = record ? record->type : 0,
		.record = record,
		.span = span,
		.help = run->rule->help,
	};
	return finding;
}

struct span whole_text(const struct published *record)
{
	return (struct span){ 0, (uint32_t)record->txt->joined.len };
}

/* A text with other characters in it cannot be typed into a form; its other faults have to be corrected first. */
static bool is_publishable(const char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			return false;
	return true;
}

void finding_fix(struct finding *finding, const struct dns_name *name, uint16_t type, const char *text)
{
	finding->fix_name = *name;
	finding->fix_type = type;
	finding->fix_text = text && is_publishable(text) ? text : NULL;
}

void finding_fix_text(struct finding *finding, const char *text)
{
	finding_fix(finding, &finding->name, finding->type, text);
}

void finding_relate(
	struct rule_run *run, struct finding *finding, const struct published *record, const char *message)
{
	*arena_append(run->arena, &finding->related) = (struct related){ record, message };
}

void finding_add_before(struct rule_run *run, struct finding *finding, const struct published *record)
{
	if (record)
		*arena_append(run->arena, &finding->before) = record;
}

/* True inside a character of UTF-8 (RFC 3629 section 3). */
static bool is_inside_character(struct slice text, size_t at)
{
	return at < text.len && (text.at[at] & 0xC0) == 0x80;
}

/* The bytes at fault in quotes, the middle of long ones left out. */
static const char *quoted(struct arena *arena, struct slice text)
{
	size_t first = QUOTED_MOST / 2, last = text.len - QUOTED_MOST / 4;

	if (text.len <= QUOTED_MOST)
		return arena_printf(arena, "\"%s\"", escape_copy(arena, text));
	while (first > QUOTED_MOST / 4 && is_inside_character(text, first))
		first--;
	while (is_inside_character(text, last))
		last++;
	return arena_printf(arena, "\"%s...%s\"", escape_copy(arena, slice_part(text, 0, first)),
		escape_copy(arena, slice_part(text, last, text.len)));
}

/* A rule's message with {} filled in, and the parser's hint after it. */
static const char *message_of(
	struct arena *arena, const struct rule *rule, struct slice at_fault, const char *hint)
{
	const char *hole = strstr(rule->message, "{}");
	const char *text = rule->message;

	if (hole)
		text = arena_printf(arena, "%.*s%s%s", (int)(hole - rule->message), rule->message,
			quoted(arena, at_fault), hole + 2);
	return hint ? arena_printf(arena, "%s; %s", text, hint) : text;
}

/* Bytes at fault in a row are one place. */
struct places {
	struct span first;
	size_t more; /* places after it */
};

static struct places places_of(const struct problems *problems, int kind)
{
	struct places places = { .first = { 0 } };
	struct span last = { 0 };
	bool any = false;

	for (size_t i = 0; i < problems->list.count; i++) {
		struct span span = problems->list.at[i].span;

		if (problems->list.at[i].kind != kind)
			continue;
		places.more += any && span.first != last.end;
		last = any && span.first == last.end ? (struct span){ last.first, span.end } : span;
		if (!places.more)
			places.first = last;
		any = true;
	}
	return places;
}

/* All problems of the rule's kind as one finding. */
static void report_places(
	struct rule_run *run, const struct published *record, const struct problems *problems)
{
	const struct problem *problem = problems->list.at;
	struct places places = places_of(problems, run->rule->problem);
	struct finding *finding;
	const char *message;

	while (problem->kind != run->rule->problem)
		problem++;
	message = message_of(
		run->arena, run->rule, slice_span(record->txt->joined, places.first), problem->hint);
	if (places.more)
		message = arena_printf(run->arena, "%s (and in %zu more place%s)", message, places.more,
			places.more == 1 ? "" : "s");
	finding = report_finding(run, record, places.first, "%s", message);
	if (problem->mended)
		finding_fix_text(finding, problem->mended);
}

static void report_problems(
	struct rule_run *run, const struct published *record, const struct problems *problems)
{
	if (run->rule->once && problem_has(problems, run->rule->problem)) {
		report_places(run, record, problems);
		return;
	}
	for (size_t i = 0; i < problems->list.count; i++) {
		const struct problem *problem = &problems->list.at[i];
		struct finding *finding;

		if (problem->kind != run->rule->problem)
			continue;
		finding = report_finding(run, record, problem->span, "%s",
			message_of(run->arena, run->rule, slice_span(record->txt->joined, problem->span),
				problem->hint));
		finding->severity -= problem->minor < finding->severity ? problem->minor : finding->severity;
		if (problem->instead)
			finding_fix(finding, &finding->name, problem->instead_type, problem->instead);
		else if (problem->mended)
			finding_fix_text(finding, problem->mended);
		if (problem->instead || problem->is_stray)
			*arena_append(run->arena, &finding->deletes) = record;
	}
}

static void run_spf(struct rule_run *run)
{
	for (size_t i = 0; i < run->domain->spf.count; i++) {
		const struct spf_subject *spf = &run->domain->spf.at[i];

		if (run->rule->problem)
			report_problems(run, &spf->published, &spf->record->problems);
		else
			run->rule->check.spf(run, spf);
	}
}

static void run_dkim(struct rule_run *run)
{
	for (size_t i = 0; i < run->domain->selectors.count; i++) {
		const struct dkim_selector *selector = &run->domain->selectors.at[i];

		for (size_t k = 0; k < selector->keys.count; k++) {
			const struct dkim_subject *dkim = &selector->keys.at[k];

			if (run->rule->problem)
				report_problems(run, &dkim->published, &dkim->key->problems);
			else
				run->rule->check.dkim(run, dkim);
		}
	}
}

static void run_dmarc(struct rule_run *run)
{
	for (size_t i = 0; i < run->domain->dmarcs.count; i++) {
		const struct dmarc_subject *dmarc = &run->domain->dmarcs.at[i];

		if (run->rule->problem)
			report_problems(run, &dmarc->published, &dmarc->record->problems);
		else
			run->rule->check.dmarc(run, dmarc);
	}
}

static void run_tagged(struct rule_run *run, const struct tagged_set *set)
{
	for (size_t i = 0; i < set->records.count; i++)
		run->rule->check.tagged(run, &set->records.at[i]);
}

static void run_rule(struct rule_run *run)
{
	switch (run->rule->scope) {
	case SCOPE_DOMAIN:
		run->rule->check.domain(run);
		break;
	case SCOPE_SPF:
		run_spf(run);
		break;
	case SCOPE_DKIM:
		run_dkim(run);
		break;
	case SCOPE_DMARC:
		run_dmarc(run);
		break;
	case SCOPE_MX:
		for (size_t i = 0; i < run->domain->mx.count; i++)
			run->rule->check.mx(run, &run->domain->mx.at[i]);
		break;
	case SCOPE_MTA_STS:
	case SCOPE_TLS_RPT:
	case SCOPE_BIMI:
		run_tagged(run, &run->domain->tagged[run->rule->scope - SCOPE_MTA_STS]);
		break;
	case SCOPE_ZONE:
	case SCOPE_CHANGE:
	case SCOPE_ZONE_CHANGE:
	case SCOPE_MESSAGE:
		break;
	}
}

void engine_run(struct arena *arena, const struct domain *domain, const struct rule_set *rules,
	struct findings *findings)
{
	for (size_t i = 0; i < rules->count; i++) {
		struct rule_run run = { .arena = arena,
			.domain = domain,
			.name = &domain->name,
			.rule = rules->rules[i],
			.findings = findings };

		run_rule(&run);
	}
}

void engine_ask(struct arena *arena, const struct domain *domain, const struct rule_set *rules)
{
	struct findings nobodys = { 0 };

	for (size_t i = 0; i < rules->count; i++) {
		struct rule_run run = { .arena = arena,
			.domain = domain,
			.name = &domain->name,
			.rule = rules->rules[i],
			.findings = &nobodys };

		if (run.rule->asks)
			run_rule(&run);
	}
}

void engine_run_change(struct arena *arena, const struct change *change, const struct rule_set *rules,
	struct findings *findings)
{
	for (size_t i = 0; i < rules->count; i++) {
		struct rule_run run = { .arena = arena,
			.domain = change->after,
			.name = &change->after->name,
			.rule = rules->rules[i],
			.findings = findings };

		if (run.rule->scope == SCOPE_CHANGE)
			run.rule->check.change(&run, change);
	}
}

void engine_run_message(struct arena *arena, const struct message *message, const struct dns_name *from,
	const struct rule_set *rules, struct findings *findings)
{
	for (size_t i = 0; i < rules->count; i++) {
		struct rule_run run = {
			.arena = arena, .name = from, .rule = rules->rules[i], .findings = findings
		};

		if (run.rule->scope == SCOPE_MESSAGE)
			run.rule->check.message(&run, message);
	}
}

void engine_zone_faults(struct arena *arena, const struct rule_set *rules, const struct zone_set *zones,
	struct findings *findings)
{
	for (size_t f = 0; f < zone_set_fault_count(zones); f++) {
		const struct zone_fault *fault = zone_set_fault(zones, f);

		if (fault->mail_string)
			continue;
		for (size_t i = 0; i < rules->count; i++) {
			const struct rule *rule = rules->rules[i];

			if (rule->scope != SCOPE_ZONE || rule->problem != (int)fault->kind + 1)
				continue;
			*arena_append(arena, &findings->list) = (struct finding){
				.rule = rule,
				.severity = rule->severity,
				.message = fault->message,
				.place = fault->place,
				.help = rule->help,
			};
		}
	}
}
