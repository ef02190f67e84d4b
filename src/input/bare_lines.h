/* Several bare records in one text, as they stand in mails, tickets and documents. */
#ifndef MAILAUTH_INPUT_BARE_LINES_H
#define MAILAUTH_INPUT_BARE_LINES_H

#include "base/arena.h"
#include "text/text.h"

struct bare_line {
	struct slice
		value; /* a part of the text; what is before and after it on its lines is no part of the record */
	struct slice name; /* of the record, a part of the text; empty when the text does not tell */
};

struct bare_lines {
	ARENA_LIST(struct bare_line) list;
	struct text *
		rest; /* the lines of which none was taken, with traces into `text`; the text itself when none was */
};

/*
 * Takes the bare records out of a text that holds several: those of two lines or more, those between lines of a zone file
 * (`has_entries`), and one between fences. Otherwise the list is empty.
 */
void bare_lines_find(struct arena *arena, struct text *text, bool has_entries, struct bare_lines *ret_lines);

#endif
