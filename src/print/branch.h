/* Lines of a tree. */
#ifndef MAILAUTH_PRINT_BRANCH_H
#define MAILAUTH_PRINT_BRANCH_H

#include "print/style.h"

enum { BRANCH_INDENT_MOST = 64 };

/*
 * Begins a line with its branch and a term, padded to the column at which the remarks stand. ret_deeper is the indent of
 * what stands below it; empty, with false returned, when that would be too deep to draw.
 */
bool branch_begin(struct print *print, const char *indent, bool last, struct slice term,
	char ret_deeper[BRANCH_INDENT_MOST]);

/* Only the branch. */
size_t branch_add(struct print *print, const char *indent, bool last);

/* Whether a remark fits beside the term. */
bool branch_has_room(const struct print *print, const char *indent, struct slice term, const char *remark);

/* Ends the line that branch_begin() has begun, with a remark: in its column where there is room, else on a line of its own. */
void branch_remark(struct print *print, const char *indent, struct slice term, const char *remark);

#endif
