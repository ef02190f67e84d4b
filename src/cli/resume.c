/*
 * The lines of FILE.partial and those of the list are read side by side. In a report that has the order of the list, each line is that of
 * the next domain; otherwise domains of the list are put aside until their line comes, and those that have none are checked first.
 */
#include "cli/resume.h"

#include "base/escape.h"

#include <errno.h>
#include <string.h>

static const char suffix[] = ".partial";

struct resuming {
	struct options *options;
	struct domain_list *list;
	struct resumed *resumed;
	struct report_line line;
	const char *shown; /* the name of FILE.partial */
};

static bool lacks_what_was_done(const struct options *options)
{
	return options->lookup.save_answers || options->selection.write_baseline || options->subject.zone;
}

bool resume_settle(struct options *options)
{
	const char *path = options->output.resume, *target;
	size_t length = path ? strlen(path) : 0;

	if (!path)
		return true;
	if (length <= strlen(suffix) || strcmp(path + length - strlen(suffix), suffix) != 0) {
		complain("--resume takes FILE.partial, which an interrupted run has left");
		return false;
	}
	target = arena_printf(&options->arena, "%.*s", (int)(length - strlen(suffix)), path);
	if (options->output.path && strcmp(options->output.path, target) != 0) {
		complain("--resume %s writes to %s; --output names another file",
			escape_copy(&options->arena, slice_of(path)),
			escape_copy(&options->arena, slice_of(target)));
		return false;
	}
	options->output.path = target;
	if (strcmp(options->output.format->name, "jsonl") != 0 || options->output.statistics) {
		complain("--resume needs --format jsonl, in which each domain that was checked has a line");
		return false;
	}
	if (lacks_what_was_done(options))
		complain("--resume cannot be combined with --save-answers, --write-baseline or --zone");
	return !lacks_what_was_done(options);
}

static void complain_other_list(const struct resuming *resuming, uint64_t number)
{
	struct arena scratch = { 0 };

	complain("%s:%llu: %s is not the next domain of the list; this file is of another list%s",
		resuming->shown, (unsigned long long)number, dns_name_text(&scratch, &resuming->line.name),
		resuming->options->output.unordered ? "" : ", or was written with --unordered");
	arena_release(&scratch);
}

/* Domains that were put aside are looked through before the list goes on. In the order of the list, there are none. */
static bool take_from_list(struct resuming *resuming)
{
	struct domain_list *list = resuming->list;
	const struct dns_name *wanted = &resuming->line.name;
	bool taken = domain_list_take_aside(list, wanted), goes_on = !taken;
	struct arena scratch = { 0 };

	while (goes_on) {
		struct listed_domain listed;
		enum list_state state = domain_list_read(list, &scratch, true, &listed);

		if (state == LIST_DOMAIN && dns_name_equal(&listed.name, wanted))
			taken = true;
		else if (state == LIST_DOMAIN)
			goes_on = resuming->options->output.unordered && domain_list_put_aside(list, &listed);
		goes_on = goes_on && !taken && state != LIST_END;
	}
	arena_release(&scratch);
	return taken;
}

static bool take_line(struct resuming *resuming, struct slice text, uint64_t number)
{
	struct resumed *resumed = resuming->resumed;
	const struct report_line *line = &resuming->line;

	if (report_line_read(&resuming->line, text) != REPORT_LINE_WHOLE) {
		complain("%s:%llu: the line is not a report of this version", resuming->shown,
			(unsigned long long)number);
		return false;
	}
	if (!take_from_list(resuming)) {
		complain_other_list(resuming, number);
		return false;
	}
	resumed->domains++;
	for (int severity = SEVERITY_INFO; severity <= SEVERITY_ERROR; severity++)
		resumed->counts[severity] += line->counts[severity];
	resumed->unanswered += line->unanswered;
	resumed->unasked += line->unasked;
	return true;
}

static bool take_lines(struct resuming *resuming, struct lines *lines)
{
	struct slice text = { 0 };
	enum line_state state;

	while ((state = lines_next(lines, -1, &text)) == LINE_WHOLE) {
		if (!take_line(resuming, text, lines->number))
			return false;
		resuming->resumed->whole = lines->passed;
	}
	if (state == LINE_FAULT || state == LINE_TOO_MUCH || state == LINE_CUT) {
		complain("cannot read %s: %s", resuming->shown,
			state == LINE_FAULT ? strerror(errno) : "a line is too long");
		return false;
	}
	resuming->resumed->size = lines->passed;
	if (state == LINE_UNENDED)
		complain("%s: the last line is cut; its domain is checked again", resuming->shown);
	return true;
}

bool resume_read(struct options *options, struct domain_list *list, struct resumed *resumed)
{
	struct resuming resuming = { .options = options, .list = list, .resumed = resumed };
	struct lines lines;
	const char *name;
	bool good;
	int file;

	*resumed = (struct resumed){ 0 };
	file = file_open_stream(options, options->output.resume, TEXT_DATA, &name);
	if (file < 0)
		return false;
	resuming.shown = escape_copy(&options->arena, slice_of(name));
	lines_open(&lines, file, REPORT_LINE_LONGEST);
	good = take_lines(&resuming, &lines);
	lines_free(&lines);
	text_close_stream(file);
	report_line_free(&resuming.line);
	return good;
}
