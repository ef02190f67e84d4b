/* mailauth-check: lints the DNS records that decide whether a domain's mail is believed. */
#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/option_rows.h"

#include <stdio.h>

static enum exit_status dispatch(struct options *options)
{
	switch (options->command) {
	case COMMAND_ZONE:
		return command_zone(options);
	case COMMAND_RECORD:
		return command_record(options);
	case COMMAND_SPF:
		return command_spf(options);
	case COMMAND_DIFF:
		return command_diff(options);
	case COMMAND_RULES:
		return command_rules(options);
	case COMMAND_EXPLAIN:
		return command_explain(options);
	case COMMAND_BOUNCE:
		return command_bounce(options);
	case COMMAND_MESSAGE:
		return command_message(options);
	case COMMAND_COMPLETION:
		return command_completion(options);
	default:
		return command_check(options);
	}
}

int main(int argc, char **argv)
{
	struct options options = { 0 };
	enum exit_status status;

	if (command_line_read(&options, argc, argv, &status))
		status = dispatch(&options);
	else if (fflush(stdout)) /* of --help and --version */
		status = EXIT_USAGE;
	/* Monitoring knows 2 as CRITICAL; the message is on standard error. */
	if (status == EXIT_USAGE && !options.judging && options.output.format &&
		options.output.format->unjudged) {
		fputs(options.output.format->unjudged, stdout);
		status = (enum exit_status)options.output.format->unjudged_status;
	}
	arena_release(&options.arena);
	return (int)status;
}
