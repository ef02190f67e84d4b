/*
 * Workflow commands of GitHub Actions: annotations at the lines of zone files. GitHub shows ten of each kind a step, so
 * those of the whole run are kept and the most severe ones printed first.
 */
#include "base/escape.h"

#include "print/excerpt.h"
#include "print/printers.h"
#include "print/remedies.h"

#include <string.h>

static void begin_github(struct print *print)
{
	(void)print;
}

/* A percent sign begins an escape; in properties colon and comma are separators. */
static void add_escaped(struct bytes *out, const char *text, bool property)
{
	struct bytes shown = { 0 };

	escape_text(&shown, slice_of(text));
	for (size_t i = 0; i < shown.len; i++) {
		uint8_t c = shown.at[i];

		if (c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ',')))
			bytes_printf(out, "%%%02X", c);
		else
			bytes_add_byte(out, c);
	}
	bytes_free(&shown);
}

static void add_place(struct bytes *out, const struct finding *finding)
{
	struct text_place place = text_origin(excerpt_place(finding));
	struct text_position first, end;

	if (!place.text)
		return;
	first = text_position(place.text, place.first);
	end = text_position(place.text, place.end > place.first ? place.end : place.first + 1);
	bytes_add_text(out, "file=");
	add_escaped(out, place.text->name, true);
	bytes_printf(out, ",line=%u,col=%u,endLine=%u,endColumn=%u,", first.line, first.column, end.line,
		end.column);
}

static void add_finding(struct bytes *out, const struct finding *finding)
{
	static const char *const commands[] = { "notice", "warning", "error" };
	struct arena scratch = { 0 };

	bytes_printf(out, "::%s ", commands[finding->severity]);
	add_place(out, finding);
	bytes_printf(out, "title=%s::", finding->rule->id);
	if (!excerpt_place(finding).text)
		add_escaped(out, arena_printf(&scratch, "%s: ", excerpt_location(&scratch, finding)), false);
	add_escaped(out, finding->message, false);
	if (finding->remedy) {
		bytes_add_text(out, "%0A");
		add_escaped(out, remedy_sentence(&scratch, finding), false);
	}
	bytes_add_byte(out, '\n');
	arena_release(&scratch);
}

static void print_github_report(struct print *print, const struct report *report)
{
	for (size_t i = 0; i < report->findings.count; i++) {
		const struct finding *finding = &report->findings.at[i];

		if (!finding->known && (finding->severity > SEVERITY_INFO || print->verbose))
			add_finding(&print->kept[finding->severity], finding);
	}
	for (size_t i = 0; i < report->unanswered.count; i++) {
		const struct unanswered *unanswered = &report->unanswered.at[i];
		struct arena scratch = { 0 };

		if (unanswered->reason != DNS_OFFLINE)
			bytes_printf(&print->kept[SEVERITY_WARNING],
				"::warning title=unanswered::%s %s was not answered (%s)\n",
				dns_name_text(&scratch, &unanswered->question.name),
				dns_question_type_text(&scratch, &unanswered->question),
				dns_outcome_word(unanswered->reason));
		arena_release(&scratch);
	}
}

static void end_github(struct print *print)
{
	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_INFO; severity--) {
		bytes_add(&print->out, bytes_slice(&print->kept[severity]));
		bytes_free(&print->kept[severity]);
	}
}

const struct report_printer github_printer = { begin_github, print_github_report, end_github };
