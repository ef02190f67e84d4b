/* Which function is which command. */
#include "cli/commands.h"

enum exit_status commands_run(struct options *options)
{
	static const struct {
		enum command command;
		enum exit_status (*run)(struct options *options);
	} commands[] = { { COMMAND_CHECK, command_check }, { COMMAND_ZONE, command_zone },
		{ COMMAND_RECORD, command_record }, { COMMAND_SPF, command_spf },
		{ COMMAND_BOUNCE, command_bounce }, { COMMAND_MESSAGE, command_message },
		{ COMMAND_DIFF, command_diff }, { COMMAND_MERGE, command_merge },
		{ COMMAND_RULES, command_rules }, { COMMAND_EXPLAIN, command_explain },
		{ COMMAND_SHOW_CONFIG, command_show_config }, { COMMAND_COMPLETION, command_completion } };
	size_t at = 0;

	while (commands[at].command != options->command)
		at++;
	return commands[at].run(options);
}
