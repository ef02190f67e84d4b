/* The table of sources: where zones, answers and other things come from, and the marks in their bytes that tell them. */
#ifndef MAILAUTH_INPUT_SOURCES_H
#define MAILAUTH_INPUT_SOURCES_H

#include "input/input.h"

enum { SOURCE_MARKS = 3 };

enum source_place {
	SOURCE_FIRST,  /* told by how the text begins, whatever lines come after that */
	SOURCE_JSON,   /* in a text that begins with { or [ */
	SOURCE_ANSWER, /* in any other text */
	SOURCE_LINES,  /* in a text that does not look like a master file */
};

/*
 * All marks are in the text. A mark that begins with "^" is at the start of the text, whitespace and a byte order mark not
 * counted; one that begins with a line feed is at the start of a line, after any whitespace; others are anywhere.
 */
struct source_row {
	enum source_place place;
	const char *marks[SOURCE_MARKS];
	struct input input;
};

/* What is told by the shape of its lines or octets. */
enum source_shape {
	SOURCE_SHORT_ANSWER,
	SOURCE_ANSWER_LINES,
	SOURCE_MASTER_FILE,
	SOURCE_CUT_OFF,
	SOURCE_RAW_ZONE,
	SOURCE_BINARY,
	SOURCE_OCTODNS,
	SOURCE_TINYDNS,
	SOURCE_MARADNS,
	SOURCE_TABLE,
	SOURCE_YAML,
	SOURCE_PROSE,
	SOURCE_EMPTY,
	SOURCE_COMMENTS,
};

struct input source_of_shape(enum source_shape shape);

/* The first row of a place whose marks are all in the text; NULL when there is none. */
const struct source_row *source_find(struct slice text, enum source_place place);

#endif
