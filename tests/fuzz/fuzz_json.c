/* Any bytes are JSON or are not, and where they stop being it lies among them; the tree holds what the tokens hold. */
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
		compare(&arena, &tokens, 0, value);
	json_tokens_free(&tokens);
	arena_release(&arena);
	return 0;
}
