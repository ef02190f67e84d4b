/* Patterns of wordings: where a folded text matches one, and what it captures there. */
#ifndef MAILAUTH_BOUNCE_PATTERN_H
#define MAILAUTH_BOUNCE_PATTERN_H

#include "base/arena.h"
#include "base/slice.h"

/*
 * What a pattern captures. In it %d is a domain, alone or after a local part, %a only after one; %i an address, %r a result; [ and ] stand for any
 * bracket or quote, or none; a blank for any number of blanks. A pattern that begins with a letter matches where a word begins.
 */
struct captures {
	struct slice domain, ip, result;
};

/* What the captures come to, owned by the arena or static; NULL when they make no sense. */
typedef const char *pattern_reader(struct arena *arena, const struct captures *captures);

/* What the first match of the pattern that makes sense captures; NULL when there is none. */
const char *pattern_find(struct arena *arena, const char *folded, const char *pattern, pattern_reader *read);

/* The length of a local part with its @ at the start of a text, or 0. */
size_t pattern_local_part(const char *at);

/* An address as text, without the punctuation that follows it; NULL when it is none. */
const char *pattern_address(struct arena *arena, struct slice text);

#endif
