/*
 * Reads JSON by recursive descent, a function for each kind of value (RFC 8259).
 *
 *   value  = "null" / "true" / "false" / number / string / "[" [ value *( "," value ) ] "]" / "{" [ member *( "," member ) ] "}"
 *   member = string ":" value
 *   number = [ "-" ] ( "0" / digit1-9 *digit ) [ "." 1*digit ] [ "e" [ "+" / "-" ] 1*digit ]
 */
#include "base/json_read.h"

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/utf8.h"

#include <string.h>

struct json_reader {
	struct arena *arena;
	struct slice text;
	size_t at;
	unsigned depth;
};

static bool read_value(struct json_reader *r, struct json_value *value);

static uint8_t peek(const struct json_reader *r)
{
	return r->at < r->text.len ? r->text.at[r->at] : 0;
}

static void skip_blanks(struct json_reader *r)
{
	while (r->at < r->text.len && memchr(" \t\r\n", r->text.at[r->at], 4))
		r->at++;
}

/* Takes one byte, with the blanks around it. */
static bool take(struct json_reader *r, uint8_t wanted)
{
	skip_blanks(r);
	if (peek(r) != wanted)
		return false;
	r->at++;
	skip_blanks(r);
	return true;
}

static bool take_word(struct json_reader *r, const char *word)
{
	if (!slice_starts(slice_part(r->text, r->at, r->text.len), word))
		return false;
	r->at += strlen(word);
	return true;
}

static void add_utf8(struct bytes *out, uint32_t code)
{
	if (code < 0x80) {
		bytes_add_byte(out, (uint8_t)code);
		return;
	}
	if (code < 0x800) {
		bytes_add_byte(out, (uint8_t)(0xc0 | code >> 6));
	} else {
		if (code < 0x10000) {
			bytes_add_byte(out, (uint8_t)(0xe0 | code >> 12));
		} else {
			bytes_add_byte(out, (uint8_t)(0xf0 | code >> 18));
			bytes_add_byte(out, (uint8_t)(0x80 | (code >> 12 & 0x3f)));
		}
		bytes_add_byte(out, (uint8_t)(0x80 | (code >> 6 & 0x3f)));
	}
	bytes_add_byte(out, (uint8_t)(0x80 | (code & 0x3f)));
}

/* The four digits of \uXXXX. */
static bool read_unit(struct json_reader *r, uint32_t *ret_unit)
{
	*ret_unit = 0;
	for (int i = 0; i < 4; i++, r->at++) {
		uint8_t c = ascii_lower(peek(r));

		if (ascii_is_digit(c))
			*ret_unit = *ret_unit << 4 | (uint32_t)(c - '0');
		else if (c >= 'a' && c <= 'f')
			*ret_unit = *ret_unit << 4 | (uint32_t)(c - 'a' + 10);
		else
			return false;
	}
	return true;
}

/* What stands behind "\u": one unit, or two that are a surrogate pair. */
static bool read_unicode_escape(struct json_reader *r, struct bytes *out)
{
	uint32_t high, low;

	if (!read_unit(r, &high))
		return false;
	if (high >= 0xd800 && high <= 0xdfff) {
		if (high > 0xdbff || !take_word(r, "\\u") || !read_unit(r, &low) || low < 0xdc00 ||
			low > 0xdfff)
			return false;
		high = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
	}
	add_utf8(out, high);
	return true;
}

static bool read_escape(struct json_reader *r, struct bytes *out)
{
	static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	uint8_t c = peek(r);
	const char *letter = c ? strchr(letters, c) : NULL;

	if (c == 'u') {
		r->at++;
		return read_unicode_escape(r, out);
	}
	if (!letter)
		return false;
	r->at++;
	bytes_add_byte(out, (uint8_t)meant[letter - letters]);
	return true;
}

static bool read_characters(struct json_reader *r, struct bytes *out)
{
	while (r->at < r->text.len && r->text.at[r->at] != '"') {
		uint32_t code;
		size_t length = utf8_decode(r->text, r->at, &code);

		if (!length || code < 0x20)
			return false;
		if (code == '\\') {
			r->at++;
			if (!read_escape(r, out))
				return false;
			continue;
		}
		bytes_add(out, slice_part(r->text, r->at, r->at + length));
		r->at += length;
	}
	return peek(r) == '"';
}

static bool read_string(struct json_reader *r, struct slice *ret_text)
{
	struct bytes out = { 0 };
	bool good;

	if (peek(r) != '"')
		return false;
	r->at++;
	good = read_characters(r, &out);
	if (good) {
		r->at++;
		*ret_text = arena_copy(r->arena, bytes_slice(&out));
	}
	bytes_free(&out);
	return good;
}

/* At least one digit. */
static bool skip_digits(struct json_reader *r)
{
	size_t first = r->at;

	while (ascii_is_digit(peek(r)))
		r->at++;
	return r->at > first;
}

static bool read_number(struct json_reader *r, struct json_value *value)
{
	size_t first = r->at, whole;

	r->at += peek(r) == '-';
	if (peek(r) == '0')
		r->at++;
	else if (!skip_digits(r))
		return false;
	whole = r->at;
	if (peek(r) == '.') {
		r->at++;
		if (!skip_digits(r))
			return false;
	}
	if (ascii_lower(peek(r)) == 'e') {
		r->at++;
		r->at += peek(r) == '+' || peek(r) == '-';
		if (!skip_digits(r))
			return false;
	}
	value->kind = JSON_NUMBER;
	value->text = arena_copy(r->arena, slice_part(r->text, first, r->at));
	if (whole != r->at || !slice_number(value->text, UINT64_MAX, &value->number))
		value->number = 0;
	return true;
}

static bool read_items(struct json_reader *r, struct json_value *value, uint8_t end)
{
	do {
		struct json_value item = { 0 };
		struct slice name;

		if (value->kind == JSON_OBJECT) {
			if (!read_string(r, &name) || !take(r, ':'))
				return false;
			item.name = (const char *)name.at;
		}
		if (!read_value(r, &item))
			return false;
		*arena_append(r->arena, &value->items) = item;
	} while (take(r, ','));
	return take(r, end);
}

/* The blanks behind it are taken as well. */
static bool read_value(struct json_reader *r, struct json_value *value)
{
	bool good;

	switch (peek(r)) {
	case '{':
	case '[':
		value->kind = peek(r) == '{' ? JSON_OBJECT : JSON_ARRAY;
		if (++r->depth > JSON_DEPTH_MOST)
			return false;
		take(r, peek(r));
		good = take(r, value->kind == JSON_OBJECT ? '}' : ']') ||
		       read_items(r, value, value->kind == JSON_OBJECT ? '}' : ']');
		r->depth--;
		return good;
	case '"':
		value->kind = JSON_STRING;
		good = read_string(r, &value->text);
		break;
	case 'n':
		good = take_word(r, "null");
		break;
	case 't':
	case 'f':
		value->kind = JSON_BOOLEAN;
		value->truth = peek(r) == 't';
		good = take_word(r, value->truth ? "true" : "false");
		break;
	default:
		good = read_number(r, value);
	}
	if (good)
		skip_blanks(r);
	return good;
}

const struct json_value *json_read(struct arena *arena, struct slice text, size_t *ret_fault)
{
	struct json_reader reader = { .arena = arena, .text = text };
	struct json_value *value = arena_take(arena, sizeof *value);

	skip_blanks(&reader);
	if (read_value(&reader, value) && reader.at == text.len)
		return value;
	*ret_fault = reader.at;
	return NULL;
}

const struct json_value *json_member(const struct json_value *value, const char *name)
{
	for (size_t i = 0; value && value->kind == JSON_OBJECT && i < value->items.count; i++)
		if (strcmp(value->items.at[i].name, name) == 0)
			return &value->items.at[i];
	return NULL;
}
