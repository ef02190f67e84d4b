/* Where a run writes: standard output, or a file that is there whole or not at all. */
#ifndef MAILAUTH_CLI_OUTPUT_H
#define MAILAUTH_CLI_OUTPUT_H

#include "base/arena.h"
#include "base/bytes.h"
#include "cli/written_file.h"
#include "print/format.h"

#include <stdio.h>

struct output {
	const char *path;	  /* as it was given; NULL for standard output */
	FILE *stream;		  /* NULL before it is opened and after it is finished */
	struct written_file file; /* that has the stream, unless it is standard output */
	const char *kept_at;	  /* what is written meanwhile, and stays when it is not finished; or NULL */
	bool broken;		  /* something could not be written */
	int error;		  /* errno of the first write that failed */
};

/* Whether a file is there whole or not at all, or what was written of it stays when the run is interrupted. */
enum output_kind { OUTPUT_WHOLE, OUTPUT_KEPT };

/* Opens a file for a path; NULL or "-" is standard output. False after a message. */
bool output_open(struct output *output, struct arena *arena, const char *path, enum output_kind kind);

/* Goes on in FILE.partial, of whose `size` octets the first `whole` stay. False after a message. */
bool output_open_again(
	struct output *output, struct arena *arena, const char *path, uint64_t size, uint64_t whole);

/* True when both write to standard output, or replace the same file. */
bool output_is_same(const struct output *output, const struct output *other);

/* Text for people in the character set of the locale; what other formats print is UTF-8, and is left alone. */
void output_localize(struct bytes *out, const struct format *format);

/* Writes the bytes, so that who reads along has them, and empties them. */
void output_write(struct output *output, struct bytes *out);

/* Ends the file and puts it in its place; nothing for one that is not open. What could not be written is told, and `broken` says so. */
void output_finish(struct output *output);

/* Closes it, and leaves what is there as it is; nothing for one that is not open. */
void output_drop(struct output *output);

/* True when nobody reads any more, which is no fault of the run. */
bool output_is_unread(const struct output *output);

bool output_is_terminal(const struct output *output);

/* Writes a whole document to standard output and frees it. False when that failed. */
bool write_out(struct bytes *out);

#endif
