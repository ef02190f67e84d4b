/*
 * Visits every query of the tree, and puts a finding about a foreign record at the term of the domain's own that
 * leads there.
 */
#include "rules/spf/walk.h"

#include "base/escape.h"
#include "mail/providers.h"
#include "rules/common.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { TERM_SHOWN = 80 };

static void walk(struct rule_run *run, const struct spf_node *node, spf_visit_query *visit)
{
	for (size_t i = 0; i < node->query_count; i++) {
		const struct spf_query *query = &node->queries[i];

		if (!query->live)
			continue;
		visit(run, node, query);
		if (query->child)
			walk(run, query->child, visit);
	}
}

void spf_walk(struct rule_run *run, spf_visit_query *visit)
{
	if (run->domain->spf_tree)
		walk(run, run->domain->spf_tree->root, visit);
}

static const struct spf_subject *subject_of(const struct domain *domain, const struct spf_node *node)
{
	for (size_t i = 0; i < domain->spf.count; i++)
		if (domain->spf.at[i].record == node->record)
			return &domain->spf.at[i];
	return NULL;
}

bool spf_node_is_own(const struct domain *domain, const struct spf_node *node)
{
	return subject_of(domain, node);
}

const char *term_text(struct rule_run *run, const struct spf_record *record, const struct spf_term *term)
{
	struct slice text = slice_span(record->text, term->span);

	return arena_printf(run->arena, "%s%s",
		escape_visible_copy(run->arena, slice_part(text, 0, TERM_SHOWN)),
		text.len > TERM_SHOWN ? "..." : "");
}

static bool is_known(const struct rule_run *run, const struct finding *finding)
{
	for (size_t i = 0; i + 1 < run->findings->list.count; i++) {
		const struct finding *other = &run->findings->list.at[i];

		if (other->rule == finding->rule && other->record == finding->record &&
			other->span.first == finding->span.first &&
			strcmp(other->message, finding->message) == 0)
			return true;
	}
	return false;
}

struct finding *report_query(struct rule_run *run, const struct spf_node *node, const struct spf_term *term,
	const char *format, ...)
{
	const struct spf_subject *subject;
	struct finding *finding;
	const char *path = "";
	char message[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	while (!(subject = subject_of(run->domain, node))) {
		term = node->term;
		node = node->parent;
		path = arena_printf(
			run->arena, "%s%s%s", term_text(run, node->record, term), *path ? " > " : "", path);
	}
	finding = report_finding(
		run, &subject->published, term->span, *path ? "%s (through %s)" : "%s", message, path);
	if (!is_known(run, finding))
		return finding;
	run->findings->list.count--;
	return NULL;
}

const char *without_term(struct rule_run *run, const struct spf_record *record, const struct spf_term *term)
{
	struct problem problem = { .replaced = term->span, .replacement = "" };

	while (problem.replaced.first && record->text.at[problem.replaced.first - 1] == ' ')
		problem.replaced.first--;
	return problem_mend(run->arena, &problem, record->text);
}

bool spf_term_has_problem(const struct spf_record *record, const struct spf_term *term)
{
	for (size_t i = 0; i < record->problems.list.count; i++) {
		struct span span = record->problems.list.at[i].span;

		if (span.first < term->span.end && span.end > term->span.first)
			return true;
	}
	return false;
}

bool spf_has_other_sender(const struct spf_record *record, const struct spf_term *but)
{
	for (size_t i = 0; i < record->terms.count; i++) {
		const struct spf_term *term = &record->terms.at[i];

		if (term != but && term->kind != SPF_TERM_INVALID && term->kind != SPF_TERM_ALL &&
			term->kind <= SPF_TERM_REDIRECT && spf_term_is_live(record, term))
			return true;
	}
	return false;
}

static bool can_change(const struct rule_run *run, const struct finding *finding, const struct spf_node *node,
	const struct spf_term *term)
{
	return finding && node->record->valid && spf_node_is_own(run->domain, node) &&
	       !spf_term_has_problem(node->record, term);
}

void fix_without_term(struct rule_run *run, struct finding *finding, const struct spf_node *node,
	const struct spf_term *term)
{
	if (can_change(run, finding, node, term))
		finding_fix_text(finding, without_term(run, node->record, term));
}

void fix_instead_of_term(struct rule_run *run, struct finding *finding, const struct spf_node *node,
	const struct spf_term *term, const char *text)
{
	if (can_change(run, finding, node, term))
		fix_replaced(run, finding, term->span, text);
}

static bool has_records(struct rule_run *run, const struct dns_name *name, uint16_t type)
{
	return facts_get(run->domain->view, name, type)->records.count > 0;
}

static bool has_spf(struct rule_run *run, const struct dns_name *name)
{
	const struct dns_reply *reply = facts_get(run->domain->view, name, DNS_TYPE_TXT);

	for (size_t i = 0; i < reply->records.count; i++)
		if (spf_is_selected(reply->records.at[i].data.txt->joined))
			return true;
	return false;
}

/* The mechanism that finds what the target has; NULL when it has nothing, or the term's own does. */
static const char *meant_mechanism(
	struct rule_run *run, const struct spf_record *record, const struct spf_query *query)
{
	const struct spf_term *term = query->term;
	bool include = term->kind == SPF_TERM_INCLUDE;

	if (!include && term->domain.first < term->domain.end &&
		(has_spf(run, &query->target) || spf_names_record(slice_span(record->text, term->domain))))
		return "include";
	if (term->kind != SPF_TERM_A && (has_records(run, &query->target, DNS_TYPE_A) ||
						has_records(run, &query->target, DNS_TYPE_AAAA)))
		return "a";
	return term->kind != SPF_TERM_MX && has_records(run, &query->target, DNS_TYPE_MX) ? "mx" : NULL;
}

/* True when the record already has the mechanism, for the same hosts. */
static bool has_mechanism(const struct spf_node *node, const struct spf_query *query, const char *mechanism)
{
	for (size_t i = 0; i < node->query_count; i++) {
		const struct spf_query *other = &node->queries[i];

		if (strcmp(spf_term_word(other->term->kind), mechanism) == 0 && other->known &&
			dns_name_equal(&other->target, &query->target) &&
			other->term->qualifier == query->term->qualifier &&
			other->term->prefix4 == query->term->prefix4 &&
			other->term->prefix6 == query->term->prefix6)
			return true;
	}
	return false;
}

bool fix_as_meant(struct rule_run *run, struct finding *finding, const struct spf_node *node,
	const struct spf_query *query)
{
	const struct spf_term *term = query->term;
	struct span word = { term->span.first, term->span.first };
	const char *mechanism;
	struct dns_name live;

	if (!can_change(run, finding, node, term) || !query->known)
		return false;
	if (term->kind == SPF_TERM_INCLUDE && provider_live_include(&query->target, &live)) {
		fix_replaced(run, finding, term->domain, dns_name_text(run->arena, &live));
		return true;
	}
	mechanism = meant_mechanism(run, node->record, query);
	if (!mechanism)
		return false;
	if (has_mechanism(node, query, mechanism)) {
		finding_fix_text(finding, without_term(run, node->record, term));
		return true;
	}
	word.first += node->record->text.at[word.first] == '+' || term->qualifier != '+';
	word.end = word.first + (uint32_t)strlen(spf_term_word(term->kind));
	fix_replaced(run, finding, word, mechanism);
	return true;
}
