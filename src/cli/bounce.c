/* `bounce`: from a mail that was refused, in an argument, a file or on standard input, to the records that let the next one pass. */
#include "cli/commands.h"
#include "cli/inputs.h"
#include "cli/run.h"

#include "base/bytes.h"
#include "base/escape.h"
#include "input/operand.h"
#include "judge/bounce.h"

#include <string.h>

static void take_verdict(void *context, const struct bounce_verdict *verdict)
{
	struct run *run = context;

	if (verdict->report && !verdict->assumption)
		run_count(run, verdict->report);
	run->has_unanswered = run->has_unanswered || verdict->open || verdict->assumption;
	run->options->output.format->bounce(&run->print, verdict);
	run_flush(run);
}

static void judge(struct run *run, const struct bounces *bounces)
{
	const struct options *options = run->options;
	const struct format *format = options->output.format;
	struct bounce_totals totals = bounces_count(bounces);
	const struct bounce_request request = { .bounces = bounces,
		.facts = run->sources.facts,
		.check = &options->check,
		.rules = &options->selection.rules,
		.settings = run_settings,
		.domain = options->subject.domains.count ? options->subject.domains.at[0] : NULL,
		.wish = run_wish(run),
		.context = run,
		.verdict = take_verdict };

	if (format->bounces_begin)
		format->bounces_begin(&run->print, &totals);
	judge_bounces(&request);
	if (format->bounces_end)
		format->bounces_end(&run->print, &totals);
}

/* Words without quotes, or files. */
static void complain_of_several(const struct options *options)
{
	bool is_file = false;

	for (size_t i = 0; i < options->operands.count; i++)
		is_file = is_file || (strcmp(options->operands.at[i], "-") != 0 &&
					     operand_of_bounce(options->operands.at[i]) == OPERAND_FILE);
	complain(
		is_file ? "only one file is allowed, but it may hold many bounces"
			: "only one text is allowed: put it in quotes, as in mailauth-check bounce '550 5.7.26 ...'");
}

/* The text of the operand, of the file that it names, or of standard input. False after a message. */
static bool open_text(struct options *options, struct text *text)
{
	const char *word = options->operands.count ? options->operands.at[0] : "-";

	if (operand_of_bounce(word) != OPERAND_DOMAIN)
		return file_open(options, text, word, TEXT_LOG);
	*text = text_of("<argument>", slice_of(word));
	return true;
}

enum exit_status command_bounce(struct options *options)
{
	struct bounces *bounces;
	struct text text;
	struct run run;

	if (options->operands.count > 1) {
		complain_of_several(options);
		return EXIT_USAGE;
	}
	if (!open_text(options, &text))
		return EXIT_USAGE;
	bounces = bounces_read_text(&options->arena, &text);
	if (!bounces->list.count) {
		complain(
			"%s: no refused mail found; expected a reply with a code such as 550 5.7.26, a line of a mail server's log, or a bounce with its header",
			escape_copy(&options->arena, slice_of(text.name)));
		text_close(&text);
		return EXIT_USAGE;
	}
	if (bounces->forgotten)
		complain(
			"%s: for %zu bounce%s the log line with the sender is too far away; split the log into parts",
			escape_copy(&options->arena, slice_of(text.name)), bounces->forgotten,
			plural(bounces->forgotten));
	if (bounces->unkept)
		complain(
			"%s: %zu bounce%s left out, because one mail or the input has too many of them; split the input into parts",
			escape_copy(&options->arena, slice_of(text.name)), bounces->unkept,
			bounces->unkept == 1 ? " is" : "s are");
	if (!run_open(&run, options, NULL)) {
		text_close(&text);
		run_close(&run);
		return EXIT_USAGE;
	}
	judge(&run, bounces);
	text_close(&text);
	return run_close(&run);
}
