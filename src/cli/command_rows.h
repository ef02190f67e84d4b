/* The commands, one row each: what the command line, --help and completion read. */
#ifndef MAILAUTH_CLI_COMMAND_ROWS_H
#define MAILAUTH_CLI_COMMAND_ROWS_H

#include "cli/options.h"
#include "print/command/usage.h"

/* The row of a command. */
const struct usage_command *command_row_of(enum command command);

extern const struct usage_command command_rows[];
extern const size_t command_rows_count;

#endif
