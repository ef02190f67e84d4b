/* `zone --fix=diff`: remedies as a unified diff of the zone files, which patch applies. Nothing is ever written to a file. */
#ifndef MAILAUTH_PRINT_PATCH_H
#define MAILAUTH_PRINT_PATCH_H

#include "base/bytes.h"
#include "judge/edit.h"

struct patch {
	struct arena arena;
	struct text_edits edits;
	size_t later;	   /* edits left out, because another one touches the same bytes */
	size_t translated; /* remedies of records that were read from text of another form */
};

/* Takes the remedies of a report that change a file. */
void patch_add(struct patch *patch, const struct report *report);

/* Appends the diff of all files, in the order of the edits, and empties the list. */
void patch_print(struct patch *patch, struct bytes *out);

#endif
