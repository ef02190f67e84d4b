/* Counts the findings of each rule and the domains that have one, and prints the most frequent first. Known findings do not count. */
#include "print/report/statistics.h"

#include "judge/frequency.h"
#include "rules/registry.h"

#include "print/members.h"
#include "print/printers.h"
#include "print/style.h"

#include <stdlib.h>
#include <string.h>

struct rule_count {
	const struct rule *rule;
	struct frequency frequency;
};

static void begin_statistics(struct print *print)
{
	print->rule_counts = xrealloc(NULL, rules_count() * sizeof *print->rule_counts);
	for (size_t i = 0; i < rules_count(); i++)
		print->rule_counts[i] = (struct rule_count){ .rule = rules_at(i) };
}

static struct rule_count *count_of(struct print *print, const struct rule *rule)
{
	struct rule_count *count = print->rule_counts;

	while (count->rule != rule)
		count++;
	return count;
}

static void count_report(struct print *print, const struct report *report)
{
	size_t number = print->totals.domains + 1;

	for (size_t i = 0; i < report->findings.count; i++) {
		const struct finding *finding = &report->findings.at[i];

		if (!finding->known)
			frequency_add(&count_of(print, finding->rule)->frequency, finding->severity, number);
	}
}

/* By frequency, then by name. */
static int by_frequency(const void *first, const void *second)
{
	const struct rule_count *a = first, *b = second;
	int order = frequency_compare(&a->frequency, &b->frequency);

	return order ? order : strcmp(a->rule->id, b->rule->id);
}

/* Sorts the rules and returns how many of them have findings. */
static size_t sort_counts(struct print *print)
{
	size_t count = 0;

	qsort(print->rule_counts, rules_count(), sizeof *print->rule_counts, by_frequency);
	while (count < rules_count() && print->rule_counts[count].frequency.findings)
		count++;
	return count;
}

static void end_statistics(struct print *print)
{
	free(print->rule_counts);
	print->rule_counts = NULL;
}

/* Notes are hidden as they are in a report, and the last line says how many. */
static void end_text(struct print *print)
{
	size_t count = sort_counts(print);
	bool headed = false;

	for (size_t i = 0; i < count; i++) {
		const struct rule_count *row = &print->rule_counts[i];

		if (row->frequency.severity == SEVERITY_INFO && !print->verbose)
			continue;
		if (!headed)
			bytes_add_text(&print->out, "findings  domains  severity  rule\n");
		headed = true;
		bytes_printf(&print->out, "%8zu  %7zu  ", row->frequency.findings, row->frequency.domains);
		style_text(print, style_of_severity(row->frequency.severity),
			severity_text(row->frequency.severity));
		bytes_printf(&print->out, "%*s%s\n",
			(int)(strlen("severity  ") - strlen(severity_text(row->frequency.severity))), "",
			row->rule->id);
	}
	print->started = print->started && headed;
	end_statistics(print);
	text_printer.end(print);
}

static void end_json(struct print *print)
{
	struct json *json = &print->json;
	size_t count = sort_counts(print);

	*json = (struct json){ .out = &print->out };
	json_object_begin(json);
	members_of_document(json);
	json_key(json, "statistics");
	json_array_begin(json);
	for (size_t i = 0; i < count; i++) {
		const struct rule_count *row = &print->rule_counts[i];

		json_object_begin(json);
		member_text(json, "rule", row->rule->id);
		member_text(json, "severity", severity_text(row->frequency.severity));
		member_text(json, "summary", row->rule->summary);
		member_number(json, "findings", row->frequency.findings);
		member_number(json, "domains", row->frequency.domains);
		json_object_end(json);
	}
	json_array_end(json);
	write_totals(json, &print->totals);
	json_object_end(json);
	bytes_add_byte(&print->out, '\n');
	end_statistics(print);
}

static void end_csv(struct print *print)
{
	size_t count = sort_counts(print);

	bytes_add_text(&print->out, "rule,severity,findings,domains\r\n");
	for (size_t i = 0; i < count; i++)
		bytes_printf(&print->out, "%s,%s,%zu,%zu\r\n", print->rule_counts[i].rule->id,
			severity_text(print->rule_counts[i].frequency.severity),
			print->rule_counts[i].frequency.findings, print->rule_counts[i].frequency.domains);
	end_statistics(print);
}

const struct report_printer text_statistics = { begin_statistics, count_report, end_text };
const struct report_printer json_statistics = { begin_statistics, count_report, end_json };
const struct report_printer csv_statistics = { begin_statistics, count_report, end_csv };
