/* A file that is written whole or not at all, whatever ends the program. */
#ifndef MAILAUTH_CLI_WRITTEN_FILE_H
#define MAILAUTH_CLI_WRITTEN_FILE_H

#include "base/arena.h"

#include <stdio.h>
#include <sys/types.h>

struct written_file {
	FILE *stream;	    /* NULL: not open */
	const char *target; /* absolute, without links: what is to be replaced; NULL for a device or pipe */
	const char *folder; /* that it is in */
	const char *temporary; /* the name of what is written meanwhile; NULL for a file without a name */
	mode_t mode;	       /* of what is replaced, or 0 */
	bool kept; /* what is written meanwhile stays when it is not finished, and has the name FILE.partial */
	off_t whole; /* then: its octets that are a whole */
};

/*
 * Opens a file for a path: what is there already keeps its mode; a link's target is replaced and not the link; a device or pipe is
 * written to as it is. False with errno.
 */
bool written_file_open(struct written_file *file, struct arena *arena, const char *path);

/*
 * The same for a file whose start is of use: it is written to FILE.partial, which stays when the run is interrupted, and is renamed at
 * the end. A device or pipe is written to as it is. False with errno, which is EAGAIN when another run writes to it.
 */
bool written_file_open_kept(struct written_file *file, struct arena *arena, const char *path);

/* The same to go on in FILE.partial, of whose `size` octets the first `whole` stay. EAGAIN, too, when it has another size. */
bool written_file_open_again(
	struct written_file *file, struct arena *arena, const char *path, off_t size, off_t whole);

/* Writes to such a file what is a whole. False with errno when it could not be written: then nothing of it stays. */
bool written_file_add(struct written_file *file, struct slice text);

/* Closes the file and puts it in its place. False with errno when it is not there: then what was there before is. */
bool written_file_finish(struct written_file *file);

/* Closes the file and leaves what is there as it is; nothing for one that is not open. */
void written_file_drop(struct written_file *file);

/* The run ends here and now: all files that are not finished go. Safe in a signal handler. */
void written_files_abandon(void);

#endif
