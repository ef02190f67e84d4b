/* The wrappers of one line, and how long each is. */
#ifndef MAILAUTH_BOUNCE_FRAME_PREFIX_H
#define MAILAUTH_BOUNCE_FRAME_PREFIX_H

#include "base/arena.h"
#include "base/slice.h"

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
	size_t columns;	     /* delimiters of a table that are before the message */
};

/* The length of a prefix at the start of a line; 0 when the line has none of the kind. */
size_t frame_prefix_length(enum frame_prefix kind, struct slice line);

/*
 * Takes one wrapper off a line: what `frame` has, or what is told by itself. False when none is left; *more tells that the line
 * goes on in the next one. What has to be written anew is owned by the arena.
 */
bool frame_unwrap(const struct frame *frame, struct arena *scratch, struct slice *line, bool *more);

/* A line without the colors of a terminal. */
struct slice frame_without_colors(struct arena *scratch, struct slice line);

/* True for lines of shells, tail, grep, journalctl and Markdown that are of no entry. */
bool frame_is_alone(const struct frame *frame, struct slice line);

#endif
