/* The JSON writer: it knows the depth and whether a comma is due, and nothing of what is written. */
#include "base/json.h"

#include "base/utf8.h"

static void new_line(struct json *json)
{
	if (json->compact)
		return;
	bytes_add_byte(json->out, '\n');
	for (unsigned i = 0; i < json->depth; i++)
		bytes_add_text(json->out, "  ");
}

/* What stands between the value before and the next one. */
static void separate(struct json *json)
{
	if (json->keyed) {
		json->keyed = false;
		return;
	}
	if (json->filled)
		bytes_add_byte(json->out, ',');
	if (json->depth)
		new_line(json);
	json->filled = true;
}

static void begin(struct json *json, uint8_t bracket)
{
	separate(json);
	bytes_add_byte(json->out, bracket);
	json->depth++;
	json->filled = false;
}

static void end(struct json *json, uint8_t bracket)
{
	json->depth--;
	if (json->filled)
		new_line(json);
	bytes_add_byte(json->out, bracket);
	json->filled = true;
}

void json_object_begin(struct json *json)
{
	begin(json, '{');
}

void json_object_end(struct json *json)
{
	end(json, '}');
}

void json_array_begin(struct json *json)
{
	begin(json, '[');
}

void json_array_end(struct json *json)
{
	end(json, ']');
}

void json_key(struct json *json, const char *key)
{
	json_text(json, key);
	bytes_add_text(json->out, json->compact ? ":" : ": ");
	json->keyed = true;
}

/* Where the run of characters of ASCII ends that stand for themselves: nearly all text is one. */
static size_t end_of_plain(struct slice value, size_t at)
{
	while (at < value.len && value.at[at] >= 0x20 && value.at[at] < 0x7f && value.at[at] != '"' &&
		value.at[at] != '\\')
		at++;
	return at;
}

void json_string(struct json *json, struct slice value)
{
	separate(json);
	bytes_add_byte(json->out, '"');
	for (size_t i = 0, plain = 0;; plain = i) {
		uint32_t code;
		size_t length;

		i = end_of_plain(value, i);
		bytes_add(json->out, slice_part(value, plain, i));
		if (i == value.len)
			break;
		length = utf8_decode(value, i, &code);
		if (!length || utf8_is_deceptive(code)) {
			for (size_t end_at = i + (length ? length : 1); i < end_at; i++)
				bytes_printf(json->out, "\\\\x%02X", value.at[i]);
			continue;
		}
		if (code == '"' || code == '\\')
			bytes_add_byte(json->out, '\\');
		if (code < 0x20 || code == 0x7f)
			bytes_printf(json->out, "\\u%04x", code);
		else
			bytes_add(json->out, slice_part(value, i, i + length));
		i += length;
	}
	bytes_add_byte(json->out, '"');
}

void json_text(struct json *json, const char *value)
{
	if (value)
		json_string(json, slice_of(value));
	else
		json_null(json);
}

static void literal(struct json *json, const char *text)
{
	separate(json);
	bytes_add_text(json->out, text);
}

void json_number(struct json *json, uint64_t value)
{
	separate(json);
	bytes_printf(json->out, "%llu", (unsigned long long)value);
}

void json_bool(struct json *json, bool value)
{
	literal(json, value ? "true" : "false");
}

void json_null(struct json *json)
{
	literal(json, "null");
}
