/* `completion`: what a shell needs to complete the command line. */
#include "cli/commands.h"
#include "cli/option_rows.h"
#include "cli/output.h"

enum exit_status command_completion(struct options *options)
{
	struct usage usage = usage_of_rows(&options->arena);
	struct bytes out = { 0 };

	if (options->operands.count != 1 || !print_completion(&out, &usage, options->operands.at[0])) {
		complain("completion needs the name of a shell: bash, zsh or fish");
		return EXIT_USAGE;
	}
	return write_out(&out) ? EXIT_CLEAN : EXIT_USAGE;
}
