/* Lines of a file or pipe, as they come: no more of it is in memory than a line can be long. */
#ifndef MAILAUTH_TEXT_LINES_H
#define MAILAUTH_TEXT_LINES_H

#include "base/slice.h"

struct lines {
	int file;
	size_t longest;	 /* octets of a line; the rest of a longer one is passed over */
	size_t most;	 /* octets that may still come; SIZE_MAX for any number */
	uint8_t *buffer; /* what is read and not given out yet is at `first` to `end` */
	size_t first, end, size;
	uint64_t number; /* of the line that was given out last, from 1 */
	uint64_t passed; /* octets that were given out */
	bool ended;	 /* there is nothing more to read */
	bool skipping;	 /* the rest of a line that is too long */
};

enum line_state {
	LINE_WHOLE,
	LINE_CUT,      /* its start: it is longer than the longest */
	LINE_UNENDED,  /* the last one, which has no line end */
	LINE_LATER,    /* none has come in time */
	LINE_NONE,     /* the end */
	LINE_TOO_MUCH, /* more came than may come */
	LINE_FAULT,    /* errno */
};

/* Reads from an open file; a device that is no terminal gives 4 MB at most. */
void lines_open(struct lines *lines, int file, size_t longest);

/* The next line without its LF, which lives until the next call. Waits for it up to `wait_ms`; less than 0: as long as it takes. */
enum line_state lines_next(struct lines *lines, int wait_ms, struct slice *ret_line);

/* Begins again at an offset of a file. False with errno where that cannot be. */
bool lines_rewind(struct lines *lines, uint64_t offset);

/* Frees the memory; the file stays open. */
void lines_free(struct lines *lines);

#endif
