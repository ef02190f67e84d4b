/* The report for a person at a terminal. */
#include "base/escape.h"
#include "check/accept.h"
#include "print/excerpt.h"
#include "print/finding.h"
#include "print/printers.h"
#include "print/receivers.h"
#include "print/remedies.h"
#include "print/spf_tree.h"
#include "print/style.h"
#include "print/summary.h"

#include <string.h>

enum { LABEL = 8, UNANSWERED_SHOWN = 5 };

static void print_line(struct print *print, const struct summary_line *line)
{
	bytes_add_text(&print->out, "  ");
	style_text(print, STYLE_BOLD, line->label);
	bytes_printf(&print->out, "%*s", (int)(LABEL - strlen(line->label)), "");
	for (const char *c = line->text; *c; c++) {
		bytes_add_byte(&print->out, (uint8_t)*c);
		if (*c == '\n')
			bytes_printf(&print->out, "%*s", LABEL + 2, "");
	}
	bytes_add_byte(&print->out, '\n');
	if (line->tree && print->verbose)
		print_spf_tree(print, line->tree, "          ");
}

static void print_summary(struct print *print, const struct report *report)
{
	const struct domain *domain = report->domain;
	struct arena scratch = { 0 };
	const char *unicode = dns_name_unicode(&scratch, &domain->name),
		   *ascii = dns_name_text(&scratch, &domain->name);

	style_text(print, STYLE_BOLD, unicode);
	if (strcmp(unicode, ascii) != 0)
		bytes_printf(&print->out, " (%s)", ascii);
	bytes_add_byte(&print->out, '\n');
	if (report->gone) {
		bytes_add_text(&print->out, "  gone: the name does not exist after the change\n");
	} else if (!domain->exists) {
		bytes_add_text(&print->out, "  the name does not exist in DNS\n");
	} else if (!print->quiet) {
		struct summary summary = summarize(&scratch, domain);

		for (size_t i = 0; i < summary.lines.count; i++)
			print_line(print, &summary.lines.at[i]);
	}
	arena_release(&scratch);
}

const char *known_text(struct arena *arena, const struct finding *finding)
{
	if (finding->accepted)
		return arena_printf(arena, " (accepted until %.*s)", (int)finding->accepted->last_text.len,
			(const char *)finding->accepted->last_text.at);
	return finding->known ? " (known)" : "";
}

void print_finding(struct print *print, const struct finding *finding)
{
	enum { INDENT = 11 };
	struct arena scratch = { 0 };

	bytes_add_byte(&print->out, '\n');
	style_text(print, style_of_severity(finding->severity), severity_text(finding->severity));
	bytes_add_text(&print->out, ": ");
	style_begin(print, STYLE_BOLD);
	style_wrap(print,
		arena_printf(&scratch, "%s [%s]%s%s", finding->message, finding->rule->id,
			finding->confidence == LIKELY ? " (likely)" : "", known_text(&scratch, finding)),
		(unsigned)strlen(severity_text(finding->severity)) + 2);
	style_end(print);
	bytes_add_byte(&print->out, '\n');
	style_begin(print, STYLE_GUTTER);
	bytes_printf(&print->out, "%*s--> ", 3, "");
	style_end(print);
	escape_text(&print->out, slice_of(excerpt_location(&scratch, finding)));
	bytes_add_byte(&print->out, '\n');
	excerpt_print(print, finding);
	for (size_t i = 0; i < finding->related.count; i++)
		excerpt_print_related(print, &finding->related.at[i]);
	bytes_add_text(&print->out, "   = why:  ");
	style_wrap(print, finding->rule->why, INDENT);
	bytes_add_text(&print->out, "\n   = fix:  ");
	style_wrap(print, finding->help, INDENT);
	bytes_add_byte(&print->out, '\n');
	if (finding->rule->reference) {
		bytes_add_text(&print->out, "   = see:  ");
		style_reference(print, finding->rule->reference, INDENT);
		bytes_add_byte(&print->out, '\n');
	}
	arena_release(&scratch);
}

/* What heads the questions that ended in one way. */
static const char *unanswered_heading(struct arena *arena, enum dns_outcome reason)
{
	switch (reason) {
	case DNS_OFFLINE:
		return "not asked (offline)";
	case DNS_UNREAD:
		return "not known (lines of the zone file could not be read)";
	case DNS_LIMIT:
		return "not asked (limit of questions or time)";
	default:
		return arena_printf(arena, "not answered (%s)", dns_outcome_word(reason));
	}
}

static void print_unanswered(struct print *print, const struct report *report)
{
	for (int reason = DNS_TIMEOUT; reason <= DNS_LIMIT; reason++) {
		size_t count = 0;

		for (size_t i = 0; i < report->unanswered.count; i++) {
			const struct unanswered *unanswered = &report->unanswered.at[i];
			struct arena scratch = { 0 };

			if ((int)unanswered->reason != reason)
				continue;
			if (!count)
				bytes_printf(&print->out,
					"\n%s:", unanswered_heading(&scratch, unanswered->reason));
			if (count++ < UNANSWERED_SHOWN || print->verbose)
				bytes_printf(&print->out, "\n  %s %s",
					dns_name_text(&scratch, &unanswered->question.name),
					dns_question_type_text(&scratch, &unanswered->question));
			arena_release(&scratch);
		}
		if (count > UNANSWERED_SHOWN && !print->verbose)
			bytes_printf(
				&print->out, "\n  and %zu more (-v lists them)", count - UNANSWERED_SHOWN);
		if (count)
			bytes_add_byte(&print->out, '\n');
	}
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
		bytes_add_text(&print->out, "  clean\n");
	arena_release(&scratch);
}

static void begin_text(struct print *print)
{
	(void)print;
}

static void print_text_report(struct print *print, const struct report *report)
{
	if (print->started)
		bytes_add_byte(&print->out, '\n');
	if (!print->record_only)
		print_summary(print, report);
	else if (print->several)
		print_owner(print, report);
	for (size_t i = 0; i < report->findings.count; i++)
		if (report->findings.at[i].severity > SEVERITY_INFO || print->verbose)
			print_finding(print, &report->findings.at[i]);
	print_remedies(print, report);
	if (!print->quiet)
		print_receivers(print, report->receivers);
	print_unanswered(print, report);
}

static void end_text(struct print *print)
{
	const struct print_totals *totals = &print->totals;
	size_t errors = totals->counts[SEVERITY_ERROR], warnings = totals->counts[SEVERITY_WARNING],
	       infos = totals->counts[SEVERITY_INFO];
	size_t unanswered = totals->unanswered - totals->unasked;

	bytes_add_byte(&print->out, '\n');
	if (print->compared)
		bytes_add_text(&print->out, print->compared);
	if (!print->record_only || print->several)
		bytes_printf(&print->out,
			print->compared ? "%zu domain%s compared: " : "%zu domain%s: ", totals->domains,
			plural(totals->domains));
	if (!errors && !warnings)
		style_text(print, totals->unanswered ? STYLE_WARNING : STYLE_GOOD,
			totals->unanswered ? "nothing found" : "clean");
	if (errors) {
		style_begin(print, STYLE_ERROR);
		bytes_printf(&print->out, "%zu error%s", errors, plural(errors));
		style_end(print);
	}
	if (warnings) {
		bytes_add_text(&print->out, errors ? ", " : "");
		style_begin(print, STYLE_WARNING);
		bytes_printf(&print->out, "%zu warning%s", warnings, plural(warnings));
		style_end(print);
	}
	if (infos)
		bytes_printf(&print->out, print->verbose ? ", %zu note%s" : ", %zu note%s hidden (-v shows)",
			infos, plural(infos));
	if (totals->known)
		bytes_printf(&print->out, ", %zu known", totals->known);
	if (totals->suppressed)
		bytes_printf(&print->out, ", %zu ignored by comments", totals->suppressed);
	if (unanswered)
		bytes_printf(&print->out, ", %zu question%s without answer", unanswered, plural(unanswered));
	if (totals->unasked)
		bytes_printf(
			&print->out, ", %zu question%s not asked", totals->unasked, plural(totals->unasked));
	if (print->left_alone)
		bytes_printf(&print->out, ", %zu other record%s left alone", print->left_alone,
			plural(print->left_alone));
	bytes_add_byte(&print->out, '\n');
}

const struct report_printer text_printer = { begin_text, print_text_report, end_text };
