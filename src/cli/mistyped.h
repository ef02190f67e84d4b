/* Words that are nearly commands. */
#ifndef MAILAUTH_CLI_MISTYPED_H
#define MAILAUTH_CLI_MISTYPED_H

#include "cli/options.h"

/* True after a message: the word has no dot, and is nearly the name of a command, or names an option. */
bool command_is_mistyped(struct options *options, const char *word);

/* Says that there is no such command, for `help`. */
void complain_no_command(struct options *options, const char *word);

#endif
