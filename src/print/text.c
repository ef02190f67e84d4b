/* The report for a person at a terminal. */
#include "print/change_text.h"
#include "print/finding.h"
#include "print/printers.h"
#include "print/receivers.h"
#include "print/remedies.h"
#include "print/style.h"
#include "print/summary.h"
#include "print/totals.h"
#include "print/unanswered.h"

#include <string.h>

/* The name, and what there is to know before anything else. */
static void print_head(struct print *print, const struct report *report)
{
	const struct domain *domain = report->domain;
	struct arena scratch = { 0 };
	const char *unicode = dns_name_unicode(&scratch, &domain->name),
		   *ascii = dns_name_text(&scratch, &domain->name);

	style_text(print, STYLE_BOLD, print->unicode ? unicode : ascii);
	if (print->unicode && strcmp(unicode, ascii) != 0)
		bytes_printf(&print->out, " (%s)", ascii);
	bytes_add_byte(&print->out, '\n');
	if (report->gone) {
		bytes_add_text(&print->out, "  gone: the name does not exist after the change\n");
	} else if (!domain->exists) {
		bytes_add_text(&print->out, "  the name does not exist in DNS\n");
	} else {
		struct summary summary = summarize(&scratch, domain);

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

static void print_whole(struct print *print, const struct report *report)
{
	size_t before = print->out.len;

	if (print->started)
		bytes_add_byte(&print->out, '\n');
	if (!print->record_only)
		print_head(print, report);
	else if (print->several)
		print_owner(print, report);
	if (!print->record_only)
		print_receivers(print, report->receivers);
	print_report_findings(print, report, print->out.len > before);
	print_remedies(print, report);
	print_unanswered(print, report);
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
