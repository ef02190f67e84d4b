/* Goes through the entries of a master file (RFC 1035 section 5.1) without completing their names. */
#ifndef MAILAUTH_INPUT_ENTRIES_H
#define MAILAUTH_INPUT_ENTRIES_H

#include "dns/zone_lexer.h"

struct entry {
	struct zone_token
		owner; /* empty where the line begins with whitespace; the directive in a line of one */
	bool is_directive;
	uint16_t type;		/* 0 when it is not known */
	struct zone_token data; /* the first word after the type; the operand of a directive */
	struct zone_token last; /* the last word */
};

/* The next entry; `lexer` begins at 0. False at the end of the text, or where a parenthesis is never closed. */
bool entry_next(struct zone_lexer *lexer, struct entry *ret_entry);

#endif
