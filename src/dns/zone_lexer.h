/*
 * Master files (RFC 1035 section 5.1) as tokens with their places. Comments and blanks are skipped, parentheses
 * join lines; a token is never decoded here.
 *
 *   entry   = *( word / quoted ) END        END is a line end outside parentheses
 *   quoted  = DQUOTE *( char / "\" char ) DQUOTE, on one line
 */
#ifndef MAILAUTH_DNS_ZONE_LEXER_H
#define MAILAUTH_DNS_ZONE_LEXER_H

#include "text/text.h"

enum zone_token_kind {
	ZONE_TOKEN_WORD,
	ZONE_TOKEN_QUOTED, /* first and end are without the quotes */
	ZONE_TOKEN_END,
	ZONE_TOKEN_FILE_END,
	ZONE_TOKEN_UNCLOSED_QUOTE,	 /* from the quote to the end of its line */
	ZONE_TOKEN_UNCLOSED_PARENTHESIS, /* the outermost one that is open */
	ZONE_TOKEN_UNOPENED_PARENTHESIS,
};

struct zone_token {
	enum zone_token_kind kind;
	uint32_t first;
	uint32_t end;
};

struct zone_lexer {
	struct text *text;
	uint32_t at;
	uint32_t depth;	 /* of parentheses */
	uint32_t opened; /* where the outermost of them is */
};

struct zone_token zone_lexer_next(struct zone_lexer *lexer);

/* The bytes of a token. */
struct slice zone_token_bytes(const struct zone_lexer *lexer, struct zone_token token);

#endif
