/*
 * A JSON text (RFC 8259) as a list of tokens that say where they stand: for large texts from outside, and where a fault has to be
 * shown in the byte of the text that it came from. Strings are checked, and decoded only when asked for. json_read() makes a tree of
 * a small text.
 */
#ifndef MAILAUTH_BASE_JSON_SCAN_H
#define MAILAUTH_BASE_JSON_SCAN_H

#include "base/arena.h"

enum json_kind { JSON_NULL, JSON_BOOLEAN, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

enum { JSON_DEPTH_MOST = 256 };

/* A value, or the name of a member, which stands before its value and is a string. */
struct json_token {
	uint32_t first, end; /* in the text; of a string, without its quotes */
	uint32_t next;	     /* number of the token behind it and all that it holds */
	uint8_t kind;	     /* enum json_kind */
	bool escaped;	     /* of a string: there are backslashes in it */
};

struct json_tokens {
	struct slice text;
	struct json_token *at;
	size_t count, capacity;
};

/*
 * Reads one value of `text` from *at, with the blanks around it; the list then begins with its token, and *at is behind it. Texts
 * have at most 4 GiB. False when it is no JSON, is nested deeper than JSON_DEPTH_MOST, or ends early: *at is then the offset of the
 * first byte that does not fit. The list may be used again, and is freed by json_tokens_free() in any case.
 */
bool json_scan(struct json_tokens *tokens, struct slice text, size_t *at);
void json_tokens_free(struct json_tokens *tokens);

enum { JSON_NO_TOKEN = 0 }; /* the number of the whole value, which is in no other */

/*
 * The next item of an array or object; *at begins with 0. False at the end, and for other values. *ret_name is the number of the
 * member's name, JSON_NO_TOKEN in an array.
 */
bool json_next(
	const struct json_tokens *tokens, uint32_t of, uint32_t *at, uint32_t *ret_name, uint32_t *ret_value);

/* The value of the first member with this name; JSON_NO_TOKEN when there is none, or when `of` is no object. */
uint32_t json_find(const struct json_tokens *tokens, uint32_t of, const char *name);

/* The same, and the value is of this kind. */
uint32_t json_find_kind(const struct json_tokens *tokens, uint32_t of, const char *name, enum json_kind kind);

/* True for a string that says this. */
bool json_token_is(const struct json_tokens *tokens, uint32_t token, const char *text);

/* The number when it is whole, not negative and not too large; else 0. */
uint64_t json_token_number(const struct json_tokens *tokens, uint32_t token);

/* A string, decoded, with a NUL behind it; a number or word as it was written. Owned by the arena. */
struct slice json_token_text(struct arena *arena, const struct json_tokens *tokens, uint32_t token);

/* Goes through a string, character by character. */
struct json_characters {
	struct slice text;
	uint32_t at, end;
};

struct json_characters json_characters_of(const struct json_tokens *tokens, uint32_t token);

/* The next character: its bytes in UTF-8, their number, and from where to where it was written. 0 at the end. */
size_t json_next_character(
	struct json_characters *characters, uint8_t bytes[4], uint32_t *ret_first, uint32_t *ret_end);

#endif
