/* Where a run writes: standard output, or a file that is there whole or not at all. */
#ifndef MAILAUTH_CLI_OUTPUT_H
#define MAILAUTH_CLI_OUTPUT_H

#include "base/arena.h"
#include "base/bytes.h"
#include "print/format.h"

#include <stdio.h>
#include <sys/types.h>

struct output {
	const char *path; /* as it was given; NULL for standard output */
	FILE *file;
	char *unfinished; /* the temporary file that is written for the path, or NULL */
	char *target;	  /* what it is to replace */
	mode_t mode;	  /* of what it replaces, or 0 */
	bool broken;	  /* something could not be written */
	int error;	  /* errno of the first write that failed */
};

/* Opens a file for a path; NULL or "-" is standard output. False after a message. */
bool output_open(struct output *output, struct arena *arena, const char *path);

/* Text for people in the character set of the locale; what other formats print is UTF-8, and is left alone. */
void output_localize(struct bytes *out, const struct format *format);

/* Writes the bytes and empties them. */
void output_write(struct output *output, struct bytes *out);

/* Ends the file and puts it in its place. What could not be written is told, and `broken` says so. */
void output_finish(struct output *output);

/* The run ends here and now: the file that is not finished goes. Safe in a signal handler. */
void output_abandon(void);

/* True when nobody reads any more, which is no fault of the run. */
bool output_is_unread(const struct output *output);

bool output_is_terminal(const struct output *output);

/* Writes a whole file beside the output; nothing for a path that is NULL. */
void output_write_file(struct output *output, const char *path, struct slice text);

/* Writes a whole document to standard output and frees it. False when that failed. */
bool write_out(struct bytes *out);

#endif
