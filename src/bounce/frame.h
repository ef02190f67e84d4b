/*
 * What wraps the lines of a paste: names of containers, files and line numbers, marks of quotation, headers of log collectors,
 * colors. Taken off, each line is what the mail server or program wrote.
 */
#ifndef MAILAUTH_BOUNCE_FRAME_H
#define MAILAUTH_BOUNCE_FRAME_H

#include "base/arena.h"
#include "base/bytes.h"

/* Prefixes that are one only where the lines of a text show it; others are told by themselves. */
enum frame_prefix {
	FRAME_QUOTE,  /* "> " and "| " */
	FRAME_NAME,   /* "mail-1  | " of docker compose */
	FRAME_FILE,   /* "/var/log/mail.log:123:" of grep */
	FRAME_NUMBER, /* "  12  " of nl, cat -n and less -N */
	FRAME_ITEM,   /* "- ", "1. " and "`" */
	FRAME_WORDS,  /* words before a time, such as the names of a pod and its container */
	FRAME_PREFIXES
};

struct frame {
	bool has[FRAME_PREFIXES];
	struct slice source; /* the name that the last line had */
	bool cr;	     /* lines end in CR alone */
	bool json;	     /* JSON values, also over several lines and in a list */
	size_t indent;	     /* whitespace that all lines begin with */
	size_t width;	     /* at which a terminal cut the lines; 0 when none did */
	size_t columns;	     /* delimiters of a table that stand before the message */
};

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
