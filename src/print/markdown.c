/* A summary for a pull request: a heading and a table for each domain, and what to publish in folded blocks. */
#include "base/ascii.h"
#include "base/escape.h"
#include "check/accept.h"

#include "print/excerpt.h"
#include "print/printers.h"
#include "print/remedies.h"

#include <string.h>

/* Nothing in it is markup, and no cell ends before its time. */
static void add_escaped(struct bytes *out, const char *text)
{
	struct bytes shown = { 0 };

	escape_text(&shown, slice_of(text));
	for (size_t i = 0; i < shown.len; i++) {
		uint8_t c = shown.at[i];

		if (c == '<' || c == '>' || c == '&')
			bytes_printf(out, "&#%u;", c);
		else if (strchr("\\`*_{}[]()#+!|~@:", c))
			bytes_printf(out, c == '|' || c == '@' || c == ':' ? "&#%u;" : "\\%c", c);
		else
			bytes_add_byte(out, c);
	}
	bytes_free(&shown);
}

/* What is accepted does not count, but a reviewer is told that it is. */
static void add_level(struct bytes *out, const struct finding *finding)
{
	static const char *const levels[] = { "note", "**warning**", "**error**" };
	struct slice day = finding->accepted ? finding->accepted->last_text : (struct slice){ 0 };

	if (finding->accepted)
		bytes_printf(out, "%s, accepted until %.*s", severity_text(finding->severity), (int)day.len,
			(const char *)day.at);
	else
		bytes_add_text(out, levels[finding->severity]);
}

static bool is_shown(const struct print *print, const struct finding *finding)
{
	return (!finding->known || finding->accepted) &&
	       (finding->severity > SEVERITY_INFO || print->verbose);
}

static void begin_markdown(struct print *print)
{
	bytes_add_text(&print->out, "## Mail records\n");
}

static void add_row(struct print *print, const struct finding *finding)
{
	struct bytes *out = &print->out;
	struct arena scratch = { 0 };

	bytes_add_text(out, "| ");
	add_level(out, finding);
	bytes_add_text(out, " | ");
	add_escaped(out, excerpt_location(&scratch, finding));
	bytes_add_text(out, " | ");
	add_escaped(out, finding->message);
	bytes_printf(out, " | `%s` | %s |\n", finding->rule->id,
		finding->rule->reference ? finding->rule->reference : "");
	arena_release(&scratch);
}

/* Indented blocks: nothing in them is markup, whatever the records hold. */
static void add_remedies(struct bytes *out, const struct remedies *remedies)
{
	struct arena scratch = { 0 };

	if (!remedies || !remedies->list.count)
		return;
	bytes_add_text(out, "\n<details><summary>To publish</summary>\n");
	for (size_t i = 0; i < remedies->list.count; i++) {
		const struct remedy *remedy = &remedies->list.at[i];

		bytes_printf(out, "\n%s:\n\n    %s\n", remedy_action_text(remedy->action),
			remedy_zone_line(&scratch, remedy));
		for (size_t k = 0; k < remedy->cures.count; k++)
			bytes_printf(out, "%s`%s`", k ? ", " : "\ncures ", remedy->cures.at[k]->id);
		bytes_add_text(out, remedy->cures.count ? "\n" : "");
		if (remedy->effect) {
			bytes_add_text(out, "\nchanges: ");
			add_escaped(out, remedy->effect);
			bytes_add_byte(out, '\n');
		}
	}
	bytes_add_text(out, "\n</details>\n");
	arena_release(&scratch);
}

static void add_counts(struct bytes *out, const size_t counts[])
{
	size_t errors = counts[SEVERITY_ERROR], warnings = counts[SEVERITY_WARNING],
	       notes = counts[SEVERITY_INFO];

	bytes_printf(out, "%zu error%s, %zu warning%s, %zu note%s", errors, plural(errors), warnings,
		plural(warnings), notes, plural(notes));
}

static void print_markdown_report(struct print *print, const struct report *report)
{
	struct bytes *out = &print->out;
	struct arena scratch = { 0 };
	size_t shown = 0;

	bytes_add_text(out, "\n### ");
	add_escaped(out, dns_name_unicode(&scratch, &report->domain->name));
	bytes_add_text(out, "\n\n");
	add_counts(out, report->counts);
	if (report->unanswered.count)
		bytes_printf(out, ", %zu question%s without answer", report->unanswered.count,
			plural(report->unanswered.count));
	bytes_add_text(out, "\n");
	for (size_t i = 0; i < report->findings.count; i++) {
		const struct finding *finding = &report->findings.at[i];

		if (!is_shown(print, finding))
			continue;
		if (!shown++)
			bytes_add_text(out,
				"\n| | where | what | rule | source |\n| --- | --- | --- | --- | --- |\n");
		add_row(print, finding);
	}
	add_remedies(out, report->remedies);
	arena_release(&scratch);
}

static void end_markdown(struct print *print)
{
	const struct print_totals *totals = &print->totals;

	bytes_printf(&print->out, "\n%zu domain%s: ", totals->domains, plural(totals->domains));
	add_counts(&print->out, totals->counts);
	bytes_printf(&print->out, ", %zu question%s without answer\n", totals->unanswered,
		plural(totals->unanswered));
}

const struct report_printer markdown_printer = { begin_markdown, print_markdown_report, end_markdown };
