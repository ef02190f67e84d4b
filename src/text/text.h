/*
 * Bytes with a name: a zone file, standard input, or an argument. Offsets count from 0; lines and columns from 1,
 * columns in bytes.
 */
#ifndef MAILAUTH_TEXT_TEXT_H
#define MAILAUTH_TEXT_TEXT_H

#include "base/arena.h"
#include "base/slice.h"

struct text_map;

struct text {
	const char *name; /* as the user gave it: a path, or <stdin> */
	struct slice bytes;
	void *owned;		/* what text_close() frees, or NULL */
	size_t mapped;		/* length of the mapping at `owned`, 0 when it was allocated */
	uint32_t *line_starts;	/* as far as lines were asked for */
	size_t line_count;	/* of that table */
	bool all_lines;		/* there are no more */
	struct text *made_from; /* for text that was made: of this text, at `made_at`, or as the map says */
	uint32_t made_at;	/* where the $GENERATE directive is */
	const struct text_map *map; /* of a translation (text/translation.h); NULL for other text */
};

/* A range of bytes in a text. A record that DNS answered has none: text is NULL. */
struct text_place {
	struct text *text;
	uint32_t first;
	uint32_t end;
};

struct text_position {
	uint32_t line;
	uint32_t column;
};

/* Frees what text_open() (text/open.h) took and the table of lines. */
void text_close(struct text *text);

/*
 * What was read of a mapped copy need not stay in memory: it is read again when it is wanted. To be called now and then
 * while a whole file is read; a large zone is then not held twice, as it is and as what is known of it.
 */
void text_forget(const struct text *text);

enum { TEXT_FORGET_STEP = 4 * 1024 * 1024 }; /* octets to read between two calls */

/* The first occurrence of a string at or after an offset, or -1; forgets what it passes. */
ptrdiff_t text_find(const struct text *text, const char *wanted, size_t from);

/* Wraps bytes that somebody else keeps. */
struct text text_of(const char *name, struct slice bytes);

/* The line and column of an offset, in the file that a person can open. */
struct text_position text_position(struct text *text, uint32_t offset);

/* The bytes of a line without its line end. Lines count from 1. */
struct slice text_line(struct text *text, uint32_t line);

/* The offset at which a line starts. */
uint32_t text_line_start(struct text *text, uint32_t line);

/* The text and bytes that a person can open: follows made_from. */
struct text_place text_origin(struct text_place place);

#endif
