/*
 * Visits every query of the tree, and puts a finding about a foreign record at the term of the domain's own that
 * leads there.
 */
#include "rules/spf/walk.h"

#include "base/escape.h"

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

	return arena_printf(run->arena, "%s%s", escape_copy(run->arena, slice_part(text, 0, TERM_SHOWN)),
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
	finding = report(
		run, &subject->published, term->span, *path ? "%s (by way of %s)" : "%s", message, path);
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
