/*
 * What wraps the lines of a paste: names of containers, files and line numbers, marks of quotation, headers of log collectors,
 * colors. Taken off, each line is what the mail server or program wrote.
 */
#ifndef MAILAUTH_BOUNCE_FRAME_H
#define MAILAUTH_BOUNCE_FRAME_H

#include "base/bytes.h"
#include "bounce/frame_prefix.h"

/* Finds out, by the first lines of a text, what wraps them. */
struct frame frame_of(struct slice text);

/*
 * Adds the line that begins at an offset, without what wraps it and with LF at its end, to `line`; nothing for one that belongs to
 * the frame alone, and no LF where the line goes on in the next. A line that is not
 * of the source of the one before it has an empty line before it. Returns where the next line begins.
 */
size_t frame_add_line(
	struct frame *frame, struct arena *scratch, struct slice text, size_t at, struct bytes *line);

/* All lines of a text in this way; owned by the arena. */
struct slice frame_strip(struct arena *arena, struct frame *frame, struct slice text);

#endif
