/*
 * Workflow commands of GitHub Actions: annotations at the lines of zone files, the most severe first. GitHub shows ten of each kind a
 * step and drops the rest: of more than ten the tenth one counts those that follow, which are lines of a group in the log, the same but
 * for the colons that make a command.
 */
#include "base/escape.h"

#include "print/excerpt.h"
#include "print/printers.h"
#include "print/remedies.h"

#include <string.h>

static const char *const commands[] = { "notice", "warning", "error" };
static const char *const nouns[] = { "note", "warning", "error" };

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

		if (!dns_outcome_is_wished(unanswered->reason))
			bytes_printf(&print->kept[SEVERITY_WARNING],
				"::warning title=unanswered::%s %s was not answered (%s)\n",
				dns_name_text(&scratch, &unanswered->question.name),
				dns_question_type_text(&scratch, &unanswered->question),
				dns_outcome_reason(unanswered->reason));
		arena_release(&scratch);
	}
}

enum { ANNOTATIONS_MOST = 10 };

static size_t count_lines(const struct bytes *lines)
{
	size_t count = 0;

	for (size_t i = 0; i < lines->len; i++)
		count += lines->at[i] == '\n';
	return count;
}

/* A line without what makes it a command; older runners find "##[" anywhere in a line. */
static void add_log_line(struct bytes *out, struct slice line)
{
	for (size_t i = strlen("::"); i < line.len; i++) {
		if (slice_starts(slice_part(line, i - 2, line.len), "##["))
			bytes_add_text(out, "%5B");
		else
			bytes_add_byte(out, line.at[i]);
	}
}

static void add_annotations(struct bytes *out, enum severity severity, const struct bytes *lines)
{
	size_t count = count_lines(lines), shown = count > ANNOTATIONS_MOST ? ANNOTATIONS_MOST - 1 : count;
	size_t at = 0;

	for (size_t i = 0; i < count; i++) {
		size_t end = slice_line_end(bytes_slice(lines), at);

		if (i == shown)
			bytes_printf(out,
				"::%s title=more::%zu more %s%s, in the log of the run\n::group::%zu more %s%s\n",
				commands[severity], count - i, nouns[severity], plural(count - i), count - i,
				nouns[severity], plural(count - i));
		if (i < shown)
			bytes_add(out, slice_part(bytes_slice(lines), at, end));
		else
			add_log_line(out, slice_part(bytes_slice(lines), at, end));
		at = end;
	}
	if (shown < count)
		bytes_add_text(out, "::endgroup::\n");
}

static void end_github(struct print *print)
{
	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_INFO; severity--) {
		add_annotations(&print->out, (enum severity)severity, &print->kept[severity]);
		bytes_free(&print->kept[severity]);
	}
}

const struct report_printer github_printer = { begin_github, print_github_report, end_github };
