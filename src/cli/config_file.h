/* The lines of a configuration file, and of the files that it extends: what they say is read by cli/config.h. */
#ifndef MAILAUTH_CLI_CONFIG_FILE_H
#define MAILAUTH_CLI_CONFIG_FILE_H

#include "text/roots.h"
#include "text/text.h"

struct config_file {
	const char *path;		       /* as it is opened, from the current folder */
	const char *shown;		       /* the same as it may be printed */
	const struct config_file *extended_by; /* NULL for the first one */
	struct text text;
	bool has_lines;
};

/* key = value; the next lines of a list that goes on are lines of their own, with the same key. */
struct config_line {
	const struct config_file *file;
	struct text_place place;
	uint32_t number;
	const char *section; /* what is in the brackets; empty before the first section */
	const char *key, *value;
	bool overridden; /* a file that extends this one says something else */
};

struct config_lines {
	const struct text_roots *roots; /* of the files that may be extended */
	bool is_given; /* the first file was named by the user: it may be a pipe, and lie anywhere */
	ARENA_LIST(struct config_file *) files;
	ARENA_LIST(struct config_line)
	lines; /* those of an extended file before those of the file that extends it */
};

/* Reads a file and those that it extends. False after messages. */
bool config_file_read(struct arena *arena, struct config_lines *lines, const char *path);

/* Closes the files; the lines' places are not to be used any more. */
void config_files_close(struct config_lines *lines);

/* Prints what is wrong with a line, with its file and number. */
void config_line_complain(const struct config_line *line, const char *message);

/* A path that a line of the file names: it is looked for from the folder that the file is in. */
const char *config_path_beside(struct arena *arena, const struct config_file *file, const char *path);

/* True when the file extends the other one, directly or not. */
bool config_file_extends(const struct config_file *file, const struct config_file *other);

#endif
