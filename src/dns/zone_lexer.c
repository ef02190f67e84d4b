/* The scanner of master files: one pass, no copies, bytes looked up in a table, four at a time. */
#include "dns/zone_lexer.h"

#include <string.h>

/* What a byte does within a word and within quotes: a table, as most bytes of a zone are looked up in it once. */
enum { ENDS_WORD = 1, ENDS_QUOTED = 2, ESCAPES = 4 };

static const uint8_t kinds[256] = {
	[' '] = ENDS_WORD,
	['\t'] = ENDS_WORD,
	['\r'] = ENDS_WORD,
	[';'] = ENDS_WORD,
	['('] = ENDS_WORD,
	[')'] = ENDS_WORD,
	['\n'] = ENDS_WORD | ENDS_QUOTED,
	['"'] = ENDS_WORD | ENDS_QUOTED,
	['\\'] = ESCAPES,
};

/* The first byte from `at` that ends the token; an escaped one does not. */
static uint32_t find_end(struct slice bytes, uint32_t at, unsigned ends)
{
	for (;;) {
		while (at + 4 <= bytes.len && !((kinds[bytes.at[at]] | kinds[bytes.at[at + 1]] |
							kinds[bytes.at[at + 2]] | kinds[bytes.at[at + 3]]) &
						      (ends | ESCAPES)))
			at += 4;
		while (at < bytes.len && !(kinds[bytes.at[at]] & (ends | ESCAPES)))
			at++;
		if (at >= bytes.len || kinds[bytes.at[at]] & ends)
			return at;
		at += at + 1 < bytes.len && bytes.at[at + 1] != '\n' ? 2 : 1;
	}
}

/* The end of a quoted string. Most have no escape, and end before long: the C library looks for that faster than a loop. */
static uint32_t find_quote(struct slice bytes, uint32_t at)
{
	enum { WINDOW = 512 };
	const uint8_t *first = bytes.at + at;
	size_t left = bytes.len - at;
	const uint8_t *quote = left ? memchr(first, '"', left < WINDOW ? left : WINDOW) : NULL;
	size_t len = quote ? (size_t)(quote - first) : 0;

	if (quote && !memchr(first, '\\', len) && !memchr(first, '\n', len))
		return at + (uint32_t)len;
	return find_end(bytes, at, ENDS_QUOTED);
}

static struct zone_token word(struct zone_lexer *lexer)
{
	uint32_t first = lexer->at;

	lexer->at = find_end(lexer->text->bytes, first, ENDS_WORD);
	return (struct zone_token){ ZONE_TOKEN_WORD, first, lexer->at };
}

static struct zone_token quoted(struct zone_lexer *lexer)
{
	const struct slice bytes = lexer->text->bytes;
	uint32_t first = lexer->at + 1, at = find_quote(bytes, first);

	if (at < bytes.len && bytes.at[at] == '"') {
		lexer->at = at + 1;
		return (struct zone_token){ ZONE_TOKEN_QUOTED, first, at };
	}
	lexer->at = at;
	return (struct zone_token){ ZONE_TOKEN_UNCLOSED_QUOTE, first - 1, at };
}

struct zone_token zone_lexer_next(struct zone_lexer *lexer)
{
	const struct slice bytes = lexer->text->bytes;

	for (;; lexer->at++) {
		if (lexer->at >= bytes.len) {
			if (lexer->depth)
				return (struct zone_token){ ZONE_TOKEN_UNCLOSED_PARENTHESIS, lexer->opened,
					lexer->opened + 1 };
			return (struct zone_token){ ZONE_TOKEN_FILE_END, lexer->at, lexer->at };
		}
		switch (bytes.at[lexer->at]) {
		case ' ':
		case '\t':
			break;
		case '\r':
			if (lexer->at + 1 < bytes.len && bytes.at[lexer->at + 1] == '\n')
				break;
			/* fall through - alone it ends the line, as in BIND and NSD */
		case '\n':
			if (lexer->depth)
				break;
			lexer->at++;
			return (struct zone_token){ ZONE_TOKEN_END, lexer->at - 1, lexer->at - 1 };
		case ';':
			while (lexer->at + 1 < bytes.len && bytes.at[lexer->at + 1] != '\n' &&
				bytes.at[lexer->at + 1] != '\r')
				lexer->at++;
			break;
		case '(':
			if (!lexer->depth++)
				lexer->opened = lexer->at;
			break;
		case ')':
			if (!lexer->depth) {
				lexer->at++;
				return (struct zone_token){ ZONE_TOKEN_UNOPENED_PARENTHESIS, lexer->at - 1,
					lexer->at };
			}
			lexer->depth--;
			break;
		case '"':
			return quoted(lexer);
		default:
			return word(lexer);
		}
	}
}

struct slice zone_token_bytes(const struct zone_lexer *lexer, struct zone_token token)
{
	return slice_part(lexer->text->bytes, token.first, token.end);
}
