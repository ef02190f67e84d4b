/* `zone --fix=diff`: fixes as a unified diff of the zone files, which patch applies. Nothing is ever written to a file. */
#ifndef MAILAUTH_CLI_FIX_H
#define MAILAUTH_CLI_FIX_H

#include "check/edit.h"
#include "check/report.h"

struct fixes {
	struct arena arena;
	ARENA_LIST(struct text_edit) edits;
	size_t unsafe; /* left out, because they change what the record means */
	size_t later;  /* left out, because another fix touches the same record */
};

/* Takes the fixes of a report: one for each record, and those that change the meaning only with `unsafe`. */
void fixes_add(struct fixes *fixes, const struct report *report, bool unsafe);

/* Appends the diff of all files, in the order of the edits, and empties the list. */
void fixes_print(struct fixes *fixes, struct bytes *out);

#endif
