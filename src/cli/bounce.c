/* `bounce`: from a mail that was refused to the records that let the next one pass. */
#include "cli/commands.h"
#include "cli/inputs.h"
#include "cli/run.h"

#include "base/escape.h"
#include "judge/bounce.h"

static void take_verdict(void *context, const struct bounce_verdict *verdict)
{
	struct run *run = context;

	if (verdict->report)
		run_count(run, verdict->report);
	run->has_unanswered = run->has_unanswered || verdict->open;
	run->options->output.format->bounce(&run->print, verdict);
	run_flush(run);
}

static void judge(struct run *run, const struct bounces *bounces)
{
	const struct options *options = run->options;
	const struct format *format = options->output.format;
	struct bounce_totals totals = bounces_count(bounces);
	const struct bounce_request request = { .facts = run->sources.facts,
		.check = &options->check,
		.rules = &options->selection.rules,
		.domain = options->subject.domains.count ? options->subject.domains.at[0] : NULL,
		.wish = run_wish(run),
		.context = run,
		.verdict = take_verdict };

	if (format->bounces_begin)
		format->bounces_begin(&run->print, &totals);
	judge_bounces(&request, bounces);
	if (format->bounces_end)
		format->bounces_end(&run->print, &totals);
}

enum exit_status command_bounce(struct options *options)
{
	const char *path = options->operands.count ? options->operands.at[0] : "-";
	struct bounces *bounces;
	struct text text;
	struct run run;

	if (options->operands.count > 1) {
		complain("one file at a time; it may hold many bounces");
		return EXIT_USAGE;
	}
	if (!file_open(&text, path))
		return EXIT_USAGE;
	bounces = bounces_read_text(&options->arena, &text);
	if (!bounces->list.count) {
		complain("%s: there is no refusal of mail in it: a reply with a code such as 550 5.7.26 is "
			 "expected, a line of a mail server's log, or a bounce with its header",
			escape_copy(&options->arena, slice_of(text.name)));
		text_close(&text);
		return EXIT_USAGE;
	}
	if (!run_open(&run, options, NULL)) {
		text_close(&text);
		run_close(&run);
		return EXIT_USAGE;
	}
	judge(&run, bounces);
	text_close(&text);
	return run_close(&run);
}
