/* For people: findings by rule, as --statistics has them, then the worst domains, then the line with the totals. */
#include "print/merged/merged.h"

#include "base/escape.h"
#include "print/style.h"
#include "print/totals.h"

#include <string.h>

struct print_totals merged_totals(const struct merged *merged)
{
	struct print_totals totals = {
		.domains = merged->domains, .unanswered = merged->unanswered, .unasked = merged->unasked
	};

	for (int severity = SEVERITY_INFO; severity <= SEVERITY_ERROR; severity++)
		totals.counts[severity] = merged->counts[severity];
	return totals;
}

static void print_rules(struct print *print, const struct merged *merged)
{
	for (size_t i = 0; i < merged->rule_count; i++) {
		const struct merged_rule *row = &merged->rules[i];

		if (row->frequency.severity == SEVERITY_INFO && !print->verbose)
			continue;
		if (!print->started)
			bytes_add_text(&print->out, "findings  domains  severity  rule\n");
		print->started = true;
		bytes_printf(&print->out, "%8zu  %7zu  ", row->frequency.findings, row->frequency.domains);
		style_text(print, style_of_severity(row->frequency.severity),
			severity_text(row->frequency.severity));
		bytes_printf(&print->out, "%*s",
			(int)(strlen("severity  ") - strlen(severity_text(row->frequency.severity))), "");
		escape_visible(&print->out, row->id);
		bytes_add_byte(&print->out, '\n');
	}
}

static void print_worst(struct print *print, const struct merged *merged)
{
	struct arena scratch = { 0 };

	if (merged->worst_count)
		bytes_printf(&print->out, "%serrors  warnings  worst domains\n", print->started ? "\n" : "");
	for (size_t i = 0; i < merged->worst_count; i++) {
		const struct merged_domain *domain = &merged->worst[i];

		bytes_printf(&print->out, "%6zu  %8zu  %s\n", domain->counts[SEVERITY_ERROR],
			domain->counts[SEVERITY_WARNING], dns_name_text(&scratch, &domain->name));
	}
	print->started = print->started || merged->worst_count;
	arena_release(&scratch);
}

void print_merged_text(struct print *print, const struct merged *merged)
{
	print_rules(print, merged);
	print_worst(print, merged);
	print->totals = merged_totals(merged);
	print_totals(print);
}
