/* The options, one row each: what the command line, --help and completion read. */
#ifndef MAILAUTH_CLI_OPTION_ROWS_H
#define MAILAUTH_CLI_OPTION_ROWS_H

#include "cli/command_rows.h"

/* Sets of commands that an option goes with. */
enum {
	CHECKS = COMMAND_CHECK | COMMAND_ZONE | COMMAND_DIFF | COMMAND_BOUNCE | COMMAND_MESSAGE,
	LOOKS_UP = CHECKS | COMMAND_SPF,
	JUDGES = CHECKS | COMMAND_RECORD,
	REPORTS = JUDGES | COMMAND_SPF,
	ALL = REPORTS | COMMAND_RULES | COMMAND_EXPLAIN,
};

struct option_row {
	const char *name;
	char letter;
	const char *value; /* what follows it, or NULL */
	const char *
		words; /* the values there are, with blanks between; NULL: more than can be listed, or formats */
	int commands;
	/* Returns what was expected when the value is wrong, else NULL. */
	const char *(*set)(struct options *options, const char *value);
	const char *help;
};

/* All rows of commands and options, as they are printed. The options are owned by the arena. */
struct usage usage_of_rows(struct arena *arena);

extern const struct option_row option_rows[];
extern const size_t option_rows_count;

#endif
