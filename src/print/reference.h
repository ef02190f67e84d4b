/* Sources, taken apart into what is a link to an RFC's section and what is not. */
#ifndef MAILAUTH_PRINT_REFERENCE_H
#define MAILAUTH_PRINT_REFERENCE_H

#include "base/arena.h"

/* Where a walk is; begins with the text of a rule's reference and zeros. */
struct reference_walk {
	const char *text;
	size_t at;
	unsigned rfc;	  /* that section numbers belong to; 0 for none */
	bool is_appendix; /* what follows are appendices of it */
};

struct reference_part {
	struct slice text;
	const char *uri; /* NULL for words between links; owned by the arena */
};

/* The next part, such as "RFC 7208 section 4.5", " and " or "RFC 9989". False at the end. */
bool reference_next(struct arena *arena, struct reference_walk *walk, struct reference_part *ret_part);

/* The first link of a reference; NULL when there is none. Owned by the arena. */
const char *reference_uri(struct arena *arena, const char *reference);

#endif
