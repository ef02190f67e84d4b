/* `message`: reads the arguments and the file of a stored message, has it judged, and prints the verdict. */
#include "cli/commands.h"
#include "cli/inputs.h"
#include "cli/run.h"

#include "base/escape.h"
#include "input/decode.h"
#include "judge/message.h"
#include "mail/stored.h"
#include "print/message/message.h"
#include "text/line_ends.h"

#include <time.h>

static void judge(struct run *run, struct text *text)
{
	struct options *options = run->options;
	const struct message_request request = {
		.text = text,
		.transport = { .ip = options->subject.addresses.count ? &options->subject.addresses.at[0]
								      : NULL,
			.helo = options->subject.helo,
			.mail_from = options->subject.mail_from,
			.now = (uint64_t)time(NULL) },
		.suffixes = run->sources.suffixes,
		.facts = run->sources.facts,
		.context = run,
		.settings = run_settings,
		.wish = run_wish(run),
	};
	struct message_verdict verdict;

	message_judge(&verdict, &request);
	run_take(run, verdict.report);
	if (verdict.session.report)
		run_take(run, verdict.session.report);
	run->has_unanswered = run->has_unanswered || message_verdict_is_open(&verdict);
	options->output.format->message(&run->print, &verdict);
	message_verdict_close(&verdict);
}

/* Servers refuse mail with a tenth of that. False after a message. */
static bool check_header(struct options *options, struct text *text)
{
	enum { HEADER_MEGABYTES_MOST = 2 };
	struct stored_mail mail = stored_mail_read(text);
	struct slice header, body;

	if (!mail_looks_like_message(mail.bytes)) {
		complain(
			"%s: not a mail message; expected header fields such as From and Date at the beginning",
			escape_copy(&options->arena, slice_of(text->name)));
		return false;
	}
	mail_split(mail.bytes, &header, &body);
	if (header.len > HEADER_MEGABYTES_MOST * 1000 * 1000) {
		complain("%s: the header of the message has more than %d MB",
			escape_copy(&options->arena, slice_of(text->name)), HEADER_MEGABYTES_MOST);
		return false;
	}
	return true;
}

/* The message, and the zone file of --zone. False after a message. */
static bool open_files(struct options *options, struct text *text, struct text *zone, struct zone_set **zones)
{
	const char *path = options->operands.count ? options->operands.at[0] : "-";

	if (!file_open(options, text, path, TEXT_LOG))
		return false;
	input_decode(text);
	text_mend_line_ends(text);
	if (!check_header(options, text))
		return false;
	if (!options->subject.zone)
		return true;
	*zones = zone_set_new();
	if (!zone_file_read(options, *zones, zone, options->subject.zone))
		return false;
	zone_set_finish(*zones);
	return true;
}

enum exit_status command_message(struct options *options)
{
	enum exit_status status = EXIT_USAGE;
	struct text text = { 0 }, zone = { 0 };
	struct zone_set *zones = NULL;
	struct run run;

	if (options->operands.count > 1 || options->subject.addresses.count > 1) {
		complain("message takes at most one FILE and one --ip");
		return EXIT_USAGE;
	}
	if (open_files(options, &text, &zone, &zones)) {
		bool opened = run_open(&run, options, zones);

		if (opened)
			judge(&run, &text);
		status = run_close(&run);
		status = opened ? status : EXIT_USAGE;
	}
	zone_set_free(zones);
	text_close(&zone);
	text_close(&text);
	return status;
}
