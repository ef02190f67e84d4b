/*
 * Domains are kept by the severity of their worst finding, and printed at the end: a headline, the findings, what to publish. Those
 * in which nothing changed are named in one line.
 */
#include "print/change/text.h"

#include "judge/proposal.h"
#include "print/change/headline.h"
#include "print/finding.h"
#include "print/remedies.h"
#include "print/style.h"
#include "print/unanswered.h"

static bool is_answered(const struct report *report)
{
	for (size_t i = 0; i < report->unanswered.count; i++)
		if (!dns_outcome_is_wished(report->unanswered.at[i].reason))
			return false;
	return true;
}

/* "2 errors, 1 warning"; empty without any. */
static const char *counts_of(struct arena *arena, const struct report *report)
{
	static const char *const nouns[] = { "note", "warning", "error" };
	const char *text = "";

	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_INFO; severity--) {
		size_t count = report->counts[severity];

		if (count && (severity > SEVERITY_INFO || !*text))
			text = arena_printf(arena, "%s%s%zu %s%s", text, *text ? ", " : "", count,
				nouns[severity], plural(count));
	}
	return text;
}

static void print_headline(struct print *print, const struct report *report)
{
	struct arena scratch = { 0 };
	const char *counts = counts_of(&scratch, report);
	bool open = !report->findings.count && !is_answered(report);

	const char *text = open ? "no change found, but not all DNS lookups were answered"
				: change_headline(&scratch, report);

	if (*counts)
		text = arena_printf(&scratch, "%s (%s)", text, counts);
	style_begin(print, STYLE_BOLD);
	style_wrap(print,
		arena_printf(&scratch, "%s: %s", dns_name_unicode(&scratch, &report->domain->name), text), 0);
	style_end(print);
	bytes_add_byte(&print->out, '\n');
	arena_release(&scratch);
}

static bool has_record(const struct published *const *records, size_t count, const struct published *record)
{
	for (size_t i = 0; i < count; i++)
		if (records[i]->type == record->type && dns_name_equal(&records[i]->name, &record->name) &&
			slice_equal(records[i]->txt->joined, record->txt->joined))
			return true;
	return false;
}

/* A remedy keeps what the change was for: then the record before is not offered. */
static bool has_remedy(const struct report *report, const struct published *record)
{
	for (size_t i = 0; report->remedies && i < report->remedies->list.count; i++)
		if (published_is_of(
			    record, &report->remedies->list.at[i].name, report->remedies->list.at[i].type))
			return true;
	return false;
}

/* Records of the state before that errors and warnings are about, each once. */
static void print_before(struct print *print, const struct report *report)
{
	ARENA_LIST(const struct published *) records = { 0 };
	struct arena scratch = { 0 };

	for (size_t i = 0; i < report->findings.count; i++) {
		const struct finding *finding = &report->findings.at[i];

		if (finding->known || finding->severity == SEVERITY_INFO)
			continue;
		for (size_t k = 0; k < finding->before.count; k++)
			if (!has_record(records.at, records.count, finding->before.at[k]) &&
				!has_remedy(report, finding->before.at[k]))
				*arena_append(&scratch, &records) = finding->before.at[k];
	}
	if (records.count) {
		bytes_add_byte(&print->out, '\n');
		style_begin(print, STYLE_GOOD);
		style_wrap(print, "To restore, if the change is not intended", 0);
		style_end(print);
		bytes_add_byte(&print->out, '\n');
	}
	for (size_t i = 0; i < records.count; i++) {
		const struct remedy remedy = { .action = REMEDY_ADD,
			.name = records.at[i]->name,
			.type = records.at[i]->type,
			.text = (const char *)arena_copy(&scratch, records.at[i]->txt->joined).at };

		bytes_add_text(&print->out, "  ");
		print_remedy_record(print, report, &remedy);
	}
	arena_release(&scratch);
}

static enum severity worst(const struct report *report)
{
	if (report->counts[SEVERITY_ERROR])
		return SEVERITY_ERROR;
	return report->counts[SEVERITY_WARNING] ? SEVERITY_WARNING : SEVERITY_INFO;
}

static void print_block(struct print *print, const struct report *report)
{
	print_headline(print, report);
	print_report_findings(print, report, true);
	print_remedies(print, report);
	print_before(print, report);
	print_unanswered(print, report);
}

/* Notes on the state after are no news of the change. */
static bool is_unchanged(const struct print *print, const struct report *report)
{
	for (size_t i = 0; i < report->findings.count; i++)
		if (report->findings.at[i].severity > SEVERITY_INFO || print->verbose ||
			change_is_told_by(&report->findings.at[i]))
			return false;
	return is_answered(report);
}

void print_change(struct print *print, const struct report *report)
{
	bool unchanged = is_unchanged(print, report);
	struct bytes *kept = unchanged ? &print->unchanged : &print->kept[worst(report)], out = print->out;

	print->unchanged_count += unchanged;
	if (unchanged && print->unchanged_count > 1)
		return;
	print->out = *kept;
	if (print->out.len)
		bytes_add_byte(&print->out, '\n');
	print_block(print, report);
	*kept = print->out;
	print->out = out;
}

static void print_kept(struct print *print, struct bytes *kept)
{
	if (kept->len && print->out.len)
		bytes_add_byte(&print->out, '\n');
	bytes_add(&print->out, bytes_slice(kept));
	bytes_free(kept);
	*kept = (struct bytes){ 0 };
}

void print_changes_end(struct print *print)
{
	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_INFO; severity--)
		print_kept(print, &print->kept[severity]);
	if (print->unchanged_count > 1) {
		print->unchanged.len = 0;
		bytes_printf(&print->unchanged, "%zu %sdomains: nothing that affects mail changed\n",
			print->unchanged_count, print->out.len ? "other " : "");
	}
	print_kept(print, &print->unchanged);
}
