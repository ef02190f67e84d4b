/*
 * Scans JSON (RFC 8259) without recursion: while a value is open, its token's `next` is the number of the value around it.
 *
 *   value  = "null" / "true" / "false" / number / string / "[" [ value *( "," value ) ] "]" / "{" [ member *( "," member ) ] "}"
 *   member = string ":" value
 *   number = [ "-" ] ( "0" / digit1-9 *digit ) [ "." 1*digit ] [ "e" [ "+" / "-" ] 1*digit ]
 */
#include "base/json_scan.h"

#include "base/ascii.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

struct scanner {
	struct json_tokens *tokens;
	struct slice text;
	size_t at;
	uint32_t open; /* the innermost value that is open, or NONE */
	unsigned depth;
};

#define NONE UINT32_MAX

static uint8_t peek(const struct scanner *s)
{
	return s->at < s->text.len ? s->text.at[s->at] : 0;
}

static void skip_blanks(struct scanner *s)
{
	while (s->at < s->text.len && (s->text.at[s->at] == ' ' || s->text.at[s->at] == '\n' ||
					      s->text.at[s->at] == '\r' || s->text.at[s->at] == '\t'))
		s->at++;
}

static struct json_token *add_token(struct scanner *s, enum json_kind kind, size_t first)
{
	struct json_tokens *tokens = s->tokens;

	if (tokens->count == tokens->capacity) {
		tokens->capacity = tokens->capacity ? tokens->capacity * 2 : 256;
		tokens->at = xrealloc(tokens->at, tokens->capacity * sizeof *tokens->at);
	}
	tokens->at[tokens->count] = (struct json_token){
		.kind = (uint8_t)kind,
		.first = (uint32_t)first,
		.next = (uint32_t)tokens->count + 1,
	};
	return &tokens->at[tokens->count++];
}

static int hex_digit(uint8_t c)
{
	c = ascii_lower(c);
	return ascii_is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Four digits at an offset. -1 when they are not there. */
static int32_t unit_at(struct slice text, size_t at)
{
	int32_t unit = 0;

	if (text.len < 4 || at > text.len - 4)
		return -1;
	for (size_t i = at; i < at + 4; i++) {
		int digit = hex_digit(text.at[i]);

		if (digit < 0)
			return -1;
		unit = unit << 4 | digit;
	}
	return unit;
}

enum { UNIT = 6, PAIR = 12 }; /* characters of \uXXXX, and of two of them */

/* The character that an escape stands for, and how long the escape is; 0 for none. */
static size_t read_escape(struct slice text, size_t at, uint32_t *ret_code)
{
	static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	uint8_t c = at + 1 < text.len ? text.at[at + 1] : 0;
	const char *letter = c ? strchr(letters, c) : NULL;
	int32_t high, low;

	if (letter) {
		*ret_code = (uint8_t)meant[letter - letters];
		return 2;
	}
	high = c == 'u' ? unit_at(text, at + 2) : -1;
	if (high < 0 || (high >= 0xdc00 && high <= 0xdfff))
		return 0;
	*ret_code = (uint32_t)high;
	if (high < 0xd800 || high > 0xdbff)
		return UNIT;
	if (!slice_starts(slice_part(text, at + UNIT, text.len), "\\u"))
		return 0;
	low = unit_at(text, at + UNIT + 2);
	if (low < 0xdc00 || low > 0xdfff)
		return 0;
	*ret_code = 0x10000 + (((uint32_t)high - 0xd800) << 10) + ((uint32_t)low - 0xdc00);
	return PAIR;
}

/* The first byte that is not one of the four digits at an offset, or the one behind them. */
static size_t unit_fault(struct slice text, size_t at)
{
	for (size_t end = at + 4; at < end && at < text.len && hex_digit(text.at[at]) >= 0;)
		at++;
	return at;
}

/* The first byte of an escape that does not fit. */
static size_t escape_fault(struct slice text, size_t at)
{
	int32_t high = unit_at(text, at + 2);

	if (at + 1 >= text.len || text.at[at + 1] != 'u')
		return at + 1;
	if (high < 0xd800 || high > 0xdbff || !slice_starts(slice_part(text, at + UNIT, text.len), "\\u"))
		return unit_fault(text, at + 2);
	return unit_fault(text, at + UNIT + 2);
}

/* Most bytes are plain ASCII, and are passed over without a call. */
static bool scan_string(struct scanner *s)
{
	struct json_token *token;
	const uint8_t *bytes = s->text.at;
	size_t at = s->at + 1, length;
	uint32_t code;

	if (peek(s) != '"')
		return false;
	token = add_token(s, JSON_STRING, at);
	for (;;) {
		while (at < s->text.len && bytes[at] >= ' ' && bytes[at] < 0x80 && bytes[at] != '"' &&
			bytes[at] != '\\')
			at++;
		s->at = at;
		if (at >= s->text.len || bytes[at] < ' ')
			return false;
		if (bytes[at] == '"')
			break;
		token->escaped = token->escaped || bytes[at] == '\\';
		length =
			bytes[at] == '\\' ? read_escape(s->text, at, &code) : utf8_decode(s->text, at, &code);
		if (!length) {
			s->at = bytes[at] == '\\' ? escape_fault(s->text, at) : at;
			return false;
		}
		at += length;
	}
	token->end = (uint32_t)at;
	s->at = at + 1;
	return true;
}

static bool skip_digits(struct scanner *s)
{
	size_t first = s->at;

	while (ascii_is_digit(peek(s)))
		s->at++;
	return s->at > first;
}

static bool scan_number(struct scanner *s)
{
	size_t first = s->at;

	s->at += peek(s) == '-';
	if (peek(s) == '0')
		s->at++;
	else if (!skip_digits(s))
		return false;
	if (peek(s) == '.') {
		s->at++;
		if (!skip_digits(s))
			return false;
	}
	if (ascii_lower(peek(s)) == 'e') {
		s->at++;
		s->at += peek(s) == '+' || peek(s) == '-';
		if (!skip_digits(s))
			return false;
	}
	add_token(s, JSON_NUMBER, first)->end = (uint32_t)s->at;
	return true;
}

static bool scan_word(struct scanner *s, const char *word, enum json_kind kind)
{
	size_t first = s->at;

	if (!slice_starts(slice_part(s->text, first, s->text.len), word))
		return false;
	s->at += strlen(word);
	add_token(s, kind, first)->end = (uint32_t)s->at;
	return true;
}

static bool scan_name(struct scanner *s)
{
	skip_blanks(s);
	if (!scan_string(s))
		return false;
	skip_blanks(s);
	if (peek(s) != ':')
		return false;
	s->at++;
	return true;
}

static void close_value(struct scanner *s)
{
	struct json_token *token = &s->tokens->at[s->open];

	s->at++;
	token->end = (uint32_t)s->at;
	s->open = token->next;
	token->next = (uint32_t)s->tokens->count;
	s->depth--;
}

static uint8_t closing(const struct scanner *s)
{
	return s->tokens->at[s->open].kind == JSON_OBJECT ? '}' : ']';
}

/* Opens an array or object. *ret_empty tells that it is closed again. */
static bool open_value(struct scanner *s, enum json_kind kind, bool *ret_empty)
{
	add_token(s, kind, s->at)->next = s->open;
	s->open = (uint32_t)s->tokens->count - 1;
	s->at++;
	if (++s->depth > JSON_DEPTH_MOST)
		return false;
	skip_blanks(s);
	*ret_empty = peek(s) == closing(s);
	if (*ret_empty)
		close_value(s);
	else if (kind == JSON_OBJECT)
		return scan_name(s);
	return true;
}

/* A value up to its end, or the beginning of one that holds others: *ret_whole tells which. */
static bool scan_value(struct scanner *s, bool *ret_whole)
{
	skip_blanks(s);
	*ret_whole = true;
	switch (peek(s)) {
	case '{':
		return open_value(s, JSON_OBJECT, ret_whole);
	case '[':
		return open_value(s, JSON_ARRAY, ret_whole);
	case '"':
		return scan_string(s);
	case 'n':
		return scan_word(s, "null", JSON_NULL);
	case 't':
		return scan_word(s, "true", JSON_BOOLEAN);
	case 'f':
		return scan_word(s, "false", JSON_BOOLEAN);
	default:
		return scan_number(s);
	}
}

/* Behind a value: closes what ends here, or goes on to the next item. False when neither is there. */
static bool scan_behind_value(struct scanner *s)
{
	while (s->open != NONE) {
		skip_blanks(s);
		if (peek(s) == ',') {
			s->at++;
			return s->tokens->at[s->open].kind == JSON_ARRAY || scan_name(s);
		}
		if (peek(s) != closing(s))
			return false;
		close_value(s);
	}
	return true;
}

bool json_scan(struct json_tokens *tokens, struct slice text, size_t *at)
{
	struct scanner s = { .tokens = tokens, .text = text, .at = *at, .open = NONE };
	bool whole, good;

	tokens->text = text;
	tokens->count = 0;
	do {
		good = scan_value(&s, &whole) && (!whole || scan_behind_value(&s));
	} while (good && s.open != NONE);
	if (good)
		skip_blanks(&s);
	*at = s.at;
	return good;
}

void json_tokens_free(struct json_tokens *tokens)
{
	free(tokens->at);
	*tokens = (struct json_tokens){ 0 };
}

bool json_next(
	const struct json_tokens *tokens, uint32_t of, uint32_t *at, uint32_t *ret_name, uint32_t *ret_value)
{
	const struct json_token *token = &tokens->at[of];
	bool object = token->kind == JSON_OBJECT;

	if (!object && token->kind != JSON_ARRAY)
		return false;
	if (!*at)
		*at = of + 1;
	if (*at >= token->next)
		return false;
	*ret_name = object ? *at : JSON_NO_TOKEN;
	*ret_value = object ? *at + 1 : *at;
	*at = tokens->at[*ret_value].next;
	return true;
}

uint32_t json_find(const struct json_tokens *tokens, uint32_t of, const char *name)
{
	uint32_t at = 0, found, value;

	if (tokens->at[of].kind != JSON_OBJECT)
		return JSON_NO_TOKEN;
	while (json_next(tokens, of, &at, &found, &value))
		if (json_token_is(tokens, found, name))
			return value;
	return JSON_NO_TOKEN;
}

uint32_t json_find_kind(const struct json_tokens *tokens, uint32_t of, const char *name, enum json_kind kind)
{
	uint32_t found = json_find(tokens, of, name);

	return found && tokens->at[found].kind == kind ? found : JSON_NO_TOKEN;
}

struct json_characters json_characters_of(const struct json_tokens *tokens, uint32_t token)
{
	return (struct json_characters){ tokens->text, tokens->at[token].first, tokens->at[token].end };
}

static size_t write_utf8(uint32_t code, uint8_t bytes[4])
{
	static const uint8_t lead[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t length = code < 0x80 ? 1 : code < 0x800 ? 2 : 3;

	if (code >= 0x10000)
		length = 4;
	for (size_t i = length - 1; i > 0; i--, code >>= 6)
		bytes[i] = (uint8_t)(0x80 | (code & 0x3f));
	bytes[0] = (uint8_t)(lead[length] | code);
	return length;
}

size_t json_next_character(
	struct json_characters *characters, uint8_t bytes[4], uint32_t *ret_first, uint32_t *ret_end)
{
	uint32_t at = characters->at, code;
	size_t length;

	if (at >= characters->end)
		return 0;
	*ret_first = at;
	if (characters->text.at[at] == '\\') {
		characters->at = *ret_end = at + (uint32_t)read_escape(characters->text, at, &code);
		return write_utf8(code, bytes);
	}
	length = utf8_decode(characters->text, at, &code);
	memcpy(bytes, characters->text.at + at, length);
	characters->at = *ret_end = at + (uint32_t)length;
	return length;
}

bool json_token_is(const struct json_tokens *tokens, uint32_t token, const char *text)
{
	const struct json_token *string = &tokens->at[token];
	struct json_characters characters = json_characters_of(tokens, token);
	uint32_t first, end;
	uint8_t bytes[4];
	size_t length;

	if (string->kind != JSON_STRING)
		return false;
	if (!string->escaped)
		return slice_is(slice_part(tokens->text, string->first, string->end), text);
	while ((length = json_next_character(&characters, bytes, &first, &end))) {
		if (!*text || strncmp(text, (const char *)bytes, length) != 0)
			return false;
		text += length;
	}
	return !*text;
}

uint64_t json_token_number(const struct json_tokens *tokens, uint32_t token)
{
	const struct json_token *number = &tokens->at[token];
	uint64_t value;

	if (number->kind != JSON_NUMBER ||
		!slice_number(slice_part(tokens->text, number->first, number->end), UINT64_MAX, &value))
		return 0;
	return value;
}

struct slice json_token_text(struct arena *arena, const struct json_tokens *tokens, uint32_t token)
{
	const struct json_token *string = &tokens->at[token];
	struct json_characters characters = json_characters_of(tokens, token);
	struct slice text = slice_part(tokens->text, string->first, string->end);
	uint32_t first, end;
	uint8_t *decoded, bytes[4];
	size_t length, len = 0;

	if (!string->escaped)
		return arena_copy(arena, text);
	decoded = arena_take(arena, text.len + 1); /* no escape is shorter than what it stands for */
	while ((length = json_next_character(&characters, bytes, &first, &end))) {
		memcpy(decoded + len, bytes, length);
		len += length;
	}
	return (struct slice){ decoded, len };
}
