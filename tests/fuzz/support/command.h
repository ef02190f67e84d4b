/*
 * A whole run of the program within this process: arguments and files in, what it prints and its exit status out. The arguments come
 * from a list of those that reach neither a network nor a file of this system: what is hostile is the files.
 */
#ifndef MAILAUTH_FUZZ_COMMAND_H
#define MAILAUTH_FUZZ_COMMAND_H

#include "base/bytes.h"

enum { ARGUMENTS_MOST = 32, PARTS_MOST = 4 };

struct command_line {
	char *words[ARGUMENTS_MOST + 1];
	int count;
};

/* Adds a copy of a word; what is too much is left out. */
void command_add(struct command_line *line, const char *word);

/* The same for "--name=value" or "--name" for each of the words of a list that is allowed; others are passed over. */
void command_add_allowed(struct command_line *line, struct slice list);

void command_free(struct command_line *line);

/* Writes a file for the next runs into the folder in which they are. */
void command_file(const char *name, struct slice bytes);

/* Reads a file that a run wrote. False when there is none. */
bool command_read_file(const char *name, struct bytes *ret_bytes);

void command_remove(const char *name);

/* Writes the path of such a file, for functions that are called outside of a run. */
const char *command_path(const char *name, char *path, size_t size);

struct ran {
	int status;
	struct bytes out, err;
};

/* Runs the command line; nothing of it but `ran` is left over. */
struct ran command_run(struct command_line *line);

/* The same for words, of which the last is NULL. */
struct ran command_run_words(const char *const *words);

/* The same, but of the commands only those that are in a mask of enum command do anything: of the others the line is read. */
struct ran command_run_only(struct command_line *line, int commands);
void ran_free(struct ran *ran);

/* The first line of an input without its end; `rest` is what follows. */
struct slice take_options(struct slice input, struct slice *rest);

/* The parts of an input between lines of "---"; returns how many there are, at least 1. */
size_t split_parts(struct slice input, struct slice parts[PARTS_MOST]);

/* True when zone text names files, or asks for records by the million. */
bool reaches_out(struct slice text);

#endif
