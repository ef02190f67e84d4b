/* What the readers of a key record share, and the part that looks at its tag list. */
#ifndef MAILAUTH_DKIM_KEY_TAGS_H
#define MAILAUTH_DKIM_KEY_TAGS_H

#include "dkim/key.h"

struct key_parser {
	struct arena *arena;
	struct dkim_key *key;
};

/* Notes a problem at some bytes; valid until the next one is noted. */
struct problem *key_note(struct key_parser *p, enum dkim_problem_kind kind, struct span span);

/* The same of one that makes the record useless to a verifier. */
struct problem *key_fatal(struct key_parser *p, enum dkim_problem_kind kind, struct span span);

/* The problem is mended when the tag goes; NULL for one that only a person can choose about. */
void key_note_needless(struct key_parser *p, struct problem *problem, const struct tag *tag);

/* Where the next tag begins inside a value: what is in place of the semicolon, without bytes when it was left out. */
bool key_find_swallowed_tag(struct slice text, struct span value, struct span *ret_separator);

/* Notes bytes outside ASCII, and escapes of a zone file. */
void key_check_bytes(struct key_parser *p);

/* Notes what is wrong with one element of the list. */
void key_check_tag_syntax(struct key_parser *p, const struct tag *tag);

#endif
