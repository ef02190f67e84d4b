/* A finding for a terminal, in as few lines as it takes: message, excerpt, what to do; why and the source with -v. */
#include "base/escape.h"
#include "check/accept.h"
#include "judge/remedy.h"
#include "print/excerpt.h"
#include "print/finding.h"
#include "print/style.h"

#include <string.h>

enum { INDENT = 2, LABEL = 5 }; /* "fix: " */

const char *known_text(struct arena *arena, const struct finding *finding)
{
	if (finding->accepted)
		return arena_printf(arena, " (accepted until %.*s)", (int)finding->accepted->last_text.len,
			(const char *)finding->accepted->last_text.at);
	return finding->known ? " (known)" : "";
}

static void print_message(struct print *print, const struct finding *finding)
{
	const char *severity = severity_text(finding->severity);
	struct arena scratch = { 0 };

	style_text(print, style_of_severity(finding->severity), severity);
	bytes_add_text(&print->out, ": ");
	style_begin(print, STYLE_BOLD);
	style_wrap_from(print,
		arena_printf(&scratch, "%s [%s]%s%s", finding->message, finding->rule->id,
			finding->confidence == LIKELY ? " (likely)" : "", known_text(&scratch, finding)),
		(unsigned)strlen(severity) + 2, INDENT);
	style_end(print);
	bytes_add_byte(&print->out, '\n');
	arena_release(&scratch);
}

static void begin_line(struct print *print, const char *label)
{
	bytes_printf(&print->out, "%*s", INDENT, "");
	style_begin(print, STYLE_GUTTER);
	bytes_printf(&print->out, "%-*s", LABEL, label);
	style_end(print);
}

static void print_line(struct print *print, const char *label, const char *text)
{
	begin_line(print, label);
	style_wrap(print, text, INDENT + LABEL);
	bytes_add_byte(&print->out, '\n');
}

void print_finding_briefly(struct print *print, const struct finding *finding)
{
	print_message(print, finding);
}

/* The remedy says all that there is to do. Of what an unsafe fix deletes more is lost than the fault: a new key must follow. */
static bool is_told_by_remedy(const struct finding *finding)
{
	return finding->remedy && (finding->remedy->action != REMEDY_DELETE || !finding->rule->unsafe_fix);
}

/* Of a warning after the errors of a long report only the message is shown. */
static bool is_shortened(const struct print *print, const struct finding *finding)
{
	return print->tight > 3 && finding->severity == SEVERITY_WARNING;
}

void print_finding(struct print *print, const struct finding *finding)
{
	print_message(print, finding);
	if (is_shortened(print, finding))
		return;
	if (print->tight < 2 || (print->tight < 5 && !finding->remedy))
		excerpt_print(print, finding);
	for (size_t i = 0; i < finding->related.count && print->tight < (finding->remedy ? 2U : 3U); i++)
		excerpt_print_related(print, &finding->related.at[i]);
	if (print->verbose)
		print_line(print, "why:", finding->rule->why);
	if (finding->help && (print->verbose || !is_told_by_remedy(finding)))
		print_line(print, "fix:", finding->help);
	if (print->verbose && finding->rule->reference) {
		begin_line(print, "see:");
		style_reference(print, finding->rule->reference, INDENT + LABEL);
		bytes_add_byte(&print->out, '\n');
	}
}

static bool is_shown(const struct print *print, const struct finding *finding)
{
	return finding->severity > SEVERITY_INFO || print->verbose;
}

void print_report_findings(struct print *print, const struct report *report, bool apart)
{
	bool shortened = false;

	print->subject = report->domain ? &report->domain->name : NULL;
	for (size_t i = 0; i < report->findings.count; i++) {
		if (!is_shown(print, &report->findings.at[i]))
			continue;
		if (apart)
			bytes_add_byte(&print->out, '\n');
		apart = false;
		print_finding(print, &report->findings.at[i]);
		shortened = shortened || is_shortened(print, &report->findings.at[i]);
	}
	if (shortened)
		bytes_add_text(&print->out, "(-v shows more about each.)\n");
	print->subject = NULL;
}

void print_findings_quietly(struct print *print, const struct report *report)
{
	for (size_t i = 0; i < report->findings.count; i++) {
		const struct finding *finding = &report->findings.at[i];
		struct arena scratch = { 0 };

		if (is_shown(print, finding)) {
			escape_text(&print->out, slice_of(excerpt_location(&scratch, finding)));
			bytes_add_text(&print->out, ": ");
			style_text(print, style_of_severity(finding->severity),
				severity_text(finding->severity));
			bytes_add_text(&print->out, ": ");
			escape_text(&print->out, slice_of(finding->message));
			bytes_printf(&print->out, " [%s]%s%s\n", finding->rule->id,
				finding->confidence == LIKELY ? " (likely)" : "",
				known_text(&scratch, finding));
		}
		arena_release(&scratch);
	}
}
