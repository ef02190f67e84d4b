/* Makes a tree of the tokens of a JSON text (base/json_scan.h). */
#include "base/json_read.h"

#include <string.h>

struct tree {
	struct arena *arena;
	struct json_tokens tokens;
};

/* As deep as the tokens are nested, which the scanner bounds. */
static void fill(struct tree *tree, uint32_t token, struct json_value *value)
{
	uint32_t at = 0, name, item;

	value->kind = (enum json_kind)tree->tokens.at[token].kind;
	switch (value->kind) {
	case JSON_ARRAY:
	case JSON_OBJECT:
		while (json_next(&tree->tokens, token, &at, &name, &item)) {
			struct json_value *child = arena_append(tree->arena, &value->items);

			*child = (struct json_value){ 0 };
			if (value->kind == JSON_OBJECT)
				child->name =
					(const char *)json_token_text(tree->arena, &tree->tokens, name).at;
			fill(tree, item, child);
		}
		break;
	case JSON_BOOLEAN:
		value->truth = tree->tokens.text.at[tree->tokens.at[token].first] == 't';
		break;
	case JSON_NUMBER:
		value->number = json_token_number(&tree->tokens, token);
		value->text = json_token_text(tree->arena, &tree->tokens, token);
		break;
	case JSON_STRING:
		value->text = json_token_text(tree->arena, &tree->tokens, token);
		break;
	case JSON_NULL:
		break;
	}
}

const struct json_value *json_read(struct arena *arena, struct slice text, size_t *ret_fault)
{
	struct tree tree = { .arena = arena };
	struct json_value *value = NULL;
	size_t at = 0;

	if (json_scan(&tree.tokens, text, &at) && at == text.len) {
		value = arena_take(arena, sizeof *value);
		fill(&tree, 0, value);
	} else {
		*ret_fault = at;
	}
	json_tokens_free(&tree.tokens);
	return value;
}

const struct json_value *json_member(const struct json_value *value, const char *name)
{
	for (size_t i = 0; value && value->kind == JSON_OBJECT && i < value->items.count; i++)
		if (strcmp(value->items.at[i].name, name) == 0)
			return &value->items.at[i];
	return NULL;
}
