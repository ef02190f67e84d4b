/* Takes the headline of a domain or of a change; of records alone the counts say all. */
#include "print/verdict.h"

#include "judge/headline.h"

#include "print/change/headline.h"

static const char *class_of_counts(const struct report *report)
{
	if (report->counts[SEVERITY_ERROR])
		return "error";
	if (report->counts[SEVERITY_WARNING])
		return "warning";
	return report->status == REPORT_UNANSWERED ? "unknown" : "good";
}

static const char *class_of_headline(const struct report *report, enum headline_kind kind)
{
	switch (kind) {
	case HEADLINE_GONE:
	case HEADLINE_NO_SUCH_NAME:
	case HEADLINE_REFUSED:
	case HEADLINE_UNREACHABLE:
	case HEADLINE_ERRORS:
		return "error";
	case HEADLINE_NOT_CHECKED:
		return "unknown";
	case HEADLINE_NOT_BULK:
	case HEADLINE_SPOOFABLE:
	case HEADLINE_WARNINGS:
		return report->counts[SEVERITY_ERROR] ? "error" : "warning";
	default:
		return class_of_counts(report);
	}
}

static const char *change_text(struct arena *arena, const struct report *report)
{
	if (report->findings.count || report->status != REPORT_UNANSWERED)
		return change_headline(arena, report);
	return "no change is known, and not every DNS lookup was answered";
}

static const char *records_text(const struct report *report)
{
	if (report->counts[SEVERITY_ERROR])
		return "errors in the records";
	return report->counts[SEVERITY_WARNING] ? "warnings about the records" : "no errors and no warnings";
}

struct verdict_line verdict_line_of(struct arena *arena, const struct report *report)
{
	struct verdict_line line = { .class = class_of_counts(report) };
	char *text;

	if (report->cured) {
		text = arena_strdup(arena, change_text(arena, report));
	} else if (report->alone) {
		text = arena_strdup(arena, records_text(report));
	} else {
		struct headline headline = headline_of(arena, report);

		line.class = class_of_headline(report, headline.kind);
		text = arena_strdup(arena, headline.text);
	}
	if (text[0] >= 'a' && text[0] <= 'z')
		text[0] = (char)(text[0] - 'a' + 'A');
	line.text = text;
	return line;
}
