/*
 * Any bytes are JSON or are not, and where they stop being it lies among them; the tree holds what the tokens hold, and can be
 * written again.
 */
#include "base/json.h"
#include "base/json_read.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The tokens hold what the tree holds. */
static void compare(
	struct arena *arena, const struct json_tokens *tokens, uint32_t token, const struct json_value *value)
{
	uint32_t at = 0, name, item;
	size_t count = 0;

	if (tokens->at[token].kind != value->kind)
		abort();
	if (value->kind == JSON_STRING && !slice_equal(json_token_text(arena, tokens, token), value->text))
		abort();
	if (value->kind == JSON_NUMBER && json_token_number(tokens, token) != value->number)
		abort();
	while (json_next(tokens, token, &at, &name, &item)) {
		if (count == value->items.count)
			abort();
		compare(arena, tokens, item, &value->items.at[count++]);
	}
	if (count != value->items.count)
		abort();
}

static void write(struct json *json, const struct json_value *value)
{
	if (value->name)
		json_key(json, value->name);
	switch (value->kind) {
	case JSON_NULL:
		json_null(json);
		break;
	case JSON_BOOLEAN:
		json_bool(json, value->truth);
		break;
	case JSON_NUMBER:
		json_number(json, value->number);
		break;
	case JSON_STRING:
		json_string(json, value->text);
		break;
	case JSON_ARRAY:
	case JSON_OBJECT:
		(value->kind == JSON_ARRAY ? json_array_begin : json_object_begin)(json);
		for (size_t i = 0; i < value->items.count; i++)
			write(json, &value->items.at[i]);
		(value->kind == JSON_ARRAY ? json_array_end : json_object_end)(json);
	}
}

/* What is written of a value is JSON; what is written of that is the same. */
static void write_back(struct arena *arena, const struct json_value *value)
{
	for (int compact = 0; compact < 2; compact++) {
		struct bytes first = { 0 }, second = { 0 };
		struct json json = { .out = &first, .compact = compact };
		const struct json_value *again;
		size_t fault;

		write(&json, value);
		again = json_read(arena, bytes_slice(&first), &fault);
		if (!again)
			abort();
		json = (struct json){ .out = &second, .compact = compact };
		write(&json, again);
		if (!slice_equal(bytes_slice(&first), bytes_slice(&second)))
			abort();
		bytes_free(&first);
		bytes_free(&second);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct slice text = { data, size };
	struct json_tokens tokens = { 0 };
	const struct json_value *value;
	size_t at = 0;
	bool scanned;
	struct arena arena = { 0 };
	size_t fault = 0;

	value = json_read(&arena, text, &fault);
	if (!value && fault > size)
		abort();
	scanned = json_scan(&tokens, text, &at);
	if (at > size || (scanned && at == size) != (value != NULL))
		abort();
	if (value)
		write_back(&arena, value);
	if (value)
		compare(&arena, &tokens, 0, value);
	json_tokens_free(&tokens);
	arena_release(&arena);
	return 0;
}
