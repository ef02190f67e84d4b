/* The command line: the rows of commands and options give its reading and its help. */
#ifndef MAILAUTH_CLI_COMMAND_LINE_H
#define MAILAUTH_CLI_COMMAND_LINE_H

#include "cli/options.h"

/*
 * Reads the arguments. Returns false when the program is to end at once with *ret_status: after --help or --version, or
 * after a message about wrong usage on standard error.
 */
bool command_line_read(struct options *options, int argc, char **argv, enum exit_status *ret_status);

#endif
