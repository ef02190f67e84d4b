/* The commands, one row each: what the command line, --help and completion read. */
#ifndef MAILAUTH_CLI_COMMAND_ROWS_H
#define MAILAUTH_CLI_COMMAND_ROWS_H

#include "cli/options.h"

struct command_row {
	enum command command;
	enum document document; /* what it prints; that says which formats there are */
	const char *name;
	const char
		*operands; /* "FILE", "RULES", or the words there are with blanks between; NULL: any text */
	const char *usage;
	const char *summary;
	const char *examples;
};

/* The row of a command. */
const struct command_row *command_row_of(enum command command);

extern const struct command_row command_rows[];
extern const size_t command_rows_count;

#endif
