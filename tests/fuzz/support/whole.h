/* A whole run in JSON and in another format: both are valid, and end with the status that the findings ask for. */
#ifndef MAILAUTH_FUZZ_WHOLE_H
#define MAILAUTH_FUZZ_WHOLE_H

#include "support/command.h"

/*
 * Runs COMMAND with the options of the input's first line (support/command.c knows which are allowed) and these words after them.
 * Aborts when a promise is broken. Returns the status.
 */
int run_whole(const char *command, struct slice options, const char *const *words);

/* The same for an input of a line of options, saved answers, a line "---", and the file that the command reads. */
void run_whole_with_answers(const char *command, struct slice input);

#endif
