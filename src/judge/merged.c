/* Counts, a table of rules, and the worst domains. */
#include "judge/merged.h"

#include "rules/registry.h"

#include <stdlib.h>

static void note_fault(struct merged_fault *fault, const char *file, uint64_t line)
{
	if (!fault->count++) {
		fault->file = file;
		fault->line = line;
	}
}

/* FNV-1a. */
static size_t hash_of(struct slice id)
{
	uint32_t hash = 2166136261U;

	for (size_t i = 0; i < id.len; i++)
		hash = (hash ^ id.at[i]) * 16777619U;
	return hash;
}

/* The row of an id; NULL when there are too many of them. */
static struct merged_rule *row_of(struct merged *merged, struct slice id)
{
	size_t at = hash_of(id) % MERGED_RULES_MOST;

	while (merged->rules[at].id.len && !slice_equal(merged->rules[at].id, id))
		at = (at + 1) % MERGED_RULES_MOST;
	if (merged->rules[at].id.len)
		return &merged->rules[at];
	if (merged->rule_count == MERGED_RULES_MOST / 2 || id.len > DNS_NAME_SIZE)
		return NULL;
	merged->rule_count++;
	merged->rules[at].id = arena_copy(&merged->arena, id);
	merged->rules[at].rule = rules_find(id);
	return &merged->rules[at];
}

static void add_findings(struct merged *merged)
{
	struct report_line_finding finding;

	for (uint32_t at = 0; report_line_finding(&merged->line, &at, &finding);) {
		struct merged_rule *row;

		if (finding.known)
			continue;
		row = row_of(merged, finding.rule);
		merged->unknown += !row || !row->rule;
		merged->unlisted += !row;
		if (!row)
			continue;
		frequency_add(&row->frequency, finding.severity, merged->domains);
	}
}

/* More errors, then more warnings. Of equals, those that came first stay. */
static bool is_worse(const struct merged_domain *a, const struct merged_domain *b)
{
	if (a->counts[SEVERITY_ERROR] != b->counts[SEVERITY_ERROR])
		return a->counts[SEVERITY_ERROR] > b->counts[SEVERITY_ERROR];
	return a->counts[SEVERITY_WARNING] > b->counts[SEVERITY_WARNING];
}

static void add_worst(struct merged *merged, const struct merged_domain *domain)
{
	size_t at = merged->worst_count;

	if (!domain->counts[SEVERITY_ERROR] && !domain->counts[SEVERITY_WARNING])
		return;
	while (at && is_worse(domain, &merged->worst[at - 1]))
		at--;
	if (at == MERGED_WORST)
		return;
	merged->worst_count += merged->worst_count < MERGED_WORST;
	for (size_t i = merged->worst_count - 1; i > at; i--)
		merged->worst[i] = merged->worst[i - 1];
	merged->worst[at] = *domain;
}

void merged_add(struct merged *merged, struct slice text, const char *file, uint64_t number)
{
	struct report_line *line = &merged->line;
	enum report_line_kind kind = report_line_read(line, text);
	struct merged_domain domain;
	size_t findings = 0;

	if (kind != REPORT_LINE_WHOLE) {
		note_fault(kind == REPORT_LINE_CUT ? &merged->cut : &merged->other, file, number);
		return;
	}
	if (!name_set_add(&merged->seen, &line->name)) {
		note_fault(&merged->repeated, file, number);
		return;
	}
	domain = (struct merged_domain){ .name = line->name, .unanswered = line->unanswered };
	merged->domains++;
	for (int severity = SEVERITY_INFO; severity <= SEVERITY_ERROR; severity++) {
		domain.counts[severity] = line->counts[severity];
		merged->counts[severity] += line->counts[severity];
		findings += line->counts[severity];
	}
	merged->with_findings += findings > 0;
	merged->with_unanswered += line->unanswered > line->unasked;
	merged->unanswered += line->unanswered;
	merged->unasked += line->unasked;
	add_findings(merged);
	add_worst(merged, &domain);
}

/* By frequency, then by name; empty rows last. */
static int by_frequency(const void *first, const void *second)
{
	const struct merged_rule *a = first, *b = second;
	int order = frequency_compare(&a->frequency, &b->frequency);

	return order ? order : slice_compare(a->id, b->id);
}

void merged_finish(struct merged *merged)
{
	qsort(merged->rules, MERGED_RULES_MOST, sizeof *merged->rules, by_frequency);
}

void merged_free(struct merged *merged)
{
	report_line_free(&merged->line);
	name_set_free(&merged->seen);
	arena_release(&merged->arena);
}
