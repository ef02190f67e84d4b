/* The report for a person at a terminal. */
#include "print/change/text.h"
#include "judge/headline.h"
#include "judge/remedy.h"
#include "print/finding.h"
#include "print/next_step.h"
#include "print/printers.h"
#include "print/receivers.h"
#include "print/remedies.h"
#include "print/style.h"
#include "print/summary.h"
#include "print/totals.h"
#include "print/unanswered.h"

#include <string.h>

enum { TIGHTEST = 3, TIGHTEST_OF_LONG = 5 };

/* Of a report: all but the last line and an empty one; up to the end of its remedies; up to the first of them. */
enum { SCREEN_LINES = 22, REMEDY_LINES = 24, FIRST_REMEDY_LINES = 21 };

/* " (2 errors, 1 warning)"; empty without any. */
static const char *counts_text(struct arena *arena, const struct report *report)
{
	const struct {
		size_t count;
		const char *noun;
	} counts[] = { { report->counts[SEVERITY_ERROR], "error" },
		{ report->counts[SEVERITY_WARNING], "warning" } };
	const char *text = "";

	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		if (counts[i].count)
			text = arena_printf(arena, "%s%s%zu %s%s", text, *text ? ", " : "", counts[i].count,
				counts[i].noun, plural(counts[i].count));
	return *text ? arena_printf(arena, " (%s)", text) : "";
}

static enum style style_of_headline(const struct report *report, enum headline_kind kind)
{
	if (report->counts[SEVERITY_ERROR] || kind == HEADLINE_REFUSED || kind == HEADLINE_UNREACHABLE)
		return STYLE_ERROR;
	if (kind == HEADLINE_READY || kind == HEADLINE_PROTECTED || kind == HEADLINE_INCLUDED)
		return STYLE_GOOD;
	return report->counts[SEVERITY_WARNING] || kind == HEADLINE_SPOOFABLE ? STYLE_WARNING : STYLE_BOLD;
}

/* The name, the verdict, and how much was found. */
static void print_headline(struct print *print, const struct report *report)
{
	struct arena scratch = { 0 };
	const char *unicode = dns_name_unicode(&scratch, &report->domain->name),
		   *name = dns_name_text(&scratch, &report->domain->name);
	struct headline headline = headline_of(&scratch, report);

	if (print->unicode && strcmp(unicode, name) != 0)
		name = arena_printf(&scratch, "%s (%s)", unicode, name);
	style_text(print, STYLE_BOLD, name);
	bytes_add_text(&print->out, ": ");
	style_begin(print, style_of_headline(report, headline.kind));
	style_wrap_counts(print, arena_printf(&scratch, "%s%s", headline.text, counts_text(&scratch, report)),
		(unsigned)style_width(print, slice_of(name)) + 2, 2);
	style_end(print);
	bytes_add_byte(&print->out, '\n');
	arena_release(&scratch);
}

/* The headline, and what there is to know before anything else. */
static void print_head(struct print *print, const struct report *report)
{
	struct arena scratch = { 0 };

	print_headline(print, report);
	if (!report->gone && report->domain->exists) {
		struct summary summary = summarize(&scratch, report->domain);

		print_summary(print, &summary);
	}
	arena_release(&scratch);
}

/* Above the findings of one of several domains of which records were given. */
static void print_owner(struct print *print, const struct report *report)
{
	struct arena scratch = { 0 };

	style_text(print, STYLE_BOLD,
		report->domain->name.len > 1 ? dns_name_unicode(&scratch, &report->domain->name)
					     : "records without a name");
	bytes_add_byte(&print->out, '\n');
	if (!report->counts[SEVERITY_ERROR] && !report->counts[SEVERITY_WARNING])
		bytes_add_text(&print->out, "  no faults found\n");
	arena_release(&scratch);
}

static void begin_text(struct print *print)
{
	(void)print;
}

/* Offsets in the output: where the remedies of a report begin and end, and where the report does. */
struct extent {
	size_t remedies, remedies_end, end;
};

static struct extent print_parts(struct print *print, const struct report *report)
{
	size_t before = print->out.len;
	struct extent extent;

	if (print->started)
		bytes_add_byte(&print->out, '\n');
	if (!print->record_only)
		print_head(print, report);
	else if (print->several)
		print_owner(print, report);
	if (!print->record_only && !print->tight)
		print_receivers(print, report->receivers);
	print_report_findings(print, report, print->out.len > before);
	extent.remedies = print->out.len;
	print_remedies(print, report);
	extent.remedies_end = print->out.len;
	print_next_step(print, report);
	print_unanswered(print, report);
	extent.end = print->out.len;
	return extent;
}

/* With questions that were not answered the last line is two. */
static size_t room_of(const struct report *report)
{
	for (size_t i = 0; i < report->unanswered.count; i++)
		if (!dns_outcome_is_wished(report->unanswered.at[i].reason))
			return SCREEN_LINES - 1;
	return SCREEN_LINES;
}

static size_t count_lines(const struct print *print, size_t first, size_t end)
{
	size_t lines = 0;

	for (size_t i = first; i < end; i++)
		lines += print->out.at[i] == '\n';
	return lines;
}

enum part { WHOLE, REMEDIES, FIRST_REMEDY };

/* True when that much of the report is on the first screen. */
static bool fits(const struct print *print, const struct report *report, size_t before,
	const struct extent *extent, enum part part)
{
	switch (part) {
	case REMEDIES:
		return count_lines(print, before, extent->remedies_end) <= REMEDY_LINES;
	case FIRST_REMEDY:
		return count_lines(print, before, extent->remedies) <= FIRST_REMEDY_LINES;
	default:
		return count_lines(print, before, extent->end) <= room_of(report);
	}
}

/* As tight as it takes for the part to fit. False, with nothing printed, when it does not. */
static bool print_to_fit(struct print *print, const struct report *report, enum part part)
{
	const unsigned tightest = part == WHOLE ? TIGHTEST : TIGHTEST_OF_LONG;
	size_t before = print->out.len;
	bool fit = false;

	for (print->tight = 0; print->tight <= tightest && !fit; print->tight++) {
		struct extent extent;

		print->out.len = before;
		extent = print_parts(print, report);
		fit = print->verbose || fits(print, report, before, &extent, part);
	}
	print->tight = 0;
	if (!fit)
		print->out.len = before;
	return fit;
}

/*
 * A report that nearly fits on a screen leaves out what it says twice, so that it does; of a longer one the records to publish come
 * onto the first screen where that can be had.
 */
static void print_whole(struct print *print, const struct report *report)
{
	bool has_remedies = report->remedies && report->remedies->list.count;

	if (print_to_fit(print, report, WHOLE))
		return;
	if (has_remedies &&
		(print_to_fit(print, report, REMEDIES) || print_to_fit(print, report, FIRST_REMEDY)))
		return;
	print_parts(print, report);
}

static void print_text_report(struct print *print, const struct report *report)
{
	if (print->quiet) {
		print_findings_quietly(print, report);
		if (print->publish_as != PUBLISH_AS_USUAL)
			print_remedies(print, report);
		print_unanswered_quietly(print, report);
	} else if (print->compared) {
		print_change(print, report);
	} else {
		print_whole(print, report);
	}
}

static void end_text(struct print *print)
{
	print_changes_end(print);
	if (!print->quiet)
		print_totals(print);
}

const struct report_printer text_printer = { begin_text, print_text_report, end_text };
