/*
 * An object is one event; each object of a list in it that holds a reply is a refusal of its own, which takes from the event what it
 * does not tell itself. A string may be JSON again, as in the notifications of Amazon SNS.
 */
#include "bounce/events.h"

#include "base/json_scan.h"
#include "bounce/told.h"

enum { DEPTH_MOST = 12, STRING_MOST = 1024 * 1024 };

struct walk {
	struct arena *arena;
	ARENA_LIST(struct told) refusals; /* objects of lists */
};

static void walk_value(struct walk *walk, const struct json_tokens *tokens, uint32_t value,
	enum told_role role, struct told *told, unsigned depth);

/* A string that is an object once more. */
static bool walk_text(struct walk *walk, struct slice text, struct told *told, unsigned depth)
{
	struct json_tokens tokens = { 0 };
	struct slice trimmed = slice_trim(text);
	size_t at = 0;
	bool is_object = trimmed.len > 1 && trimmed.at[0] == '{' && json_scan(&tokens, trimmed, &at) &&
			 at == trimmed.len;

	if (is_object)
		walk_value(walk, &tokens, 0, TOLD_NOTHING, told, depth + 1);
	json_tokens_free(&tokens);
	return is_object;
}

static void walk_items(struct walk *walk, const struct json_tokens *tokens, uint32_t list,
	enum told_role role, struct told *told, unsigned depth)
{
	uint32_t at = 0, name, item;

	while (json_next(tokens, list, &at, &name, &item)) {
		struct told one = { 0 };

		if (tokens->at[item].kind != JSON_OBJECT) {
			walk_value(walk, tokens, item, role, told, depth + 1);
			continue;
		}
		walk_value(walk, tokens, item, TOLD_NOTHING, &one, depth + 1);
		if (one.values[TOLD_REPLY].len)
			*arena_append(walk->arena, &walk->refusals) = one;
		else
			told_inherit(told, &one);
	}
}

static void walk_value(struct walk *walk, const struct json_tokens *tokens, uint32_t value,
	enum told_role role, struct told *told, unsigned depth)
{
	uint32_t at = 0, name, member;

	if (depth > DEPTH_MOST)
		return;
	switch ((enum json_kind)tokens->at[value].kind) {
	case JSON_OBJECT:
		while (json_next(tokens, value, &at, &name, &member))
			walk_value(walk, tokens, member,
				told_role_of(json_token_text(walk->arena, tokens, name)), told, depth + 1);
		break;
	case JSON_ARRAY:
		walk_items(walk, tokens, value, role, told, depth);
		break;
	case JSON_STRING:
	case JSON_NUMBER: {
		struct slice text = json_token_text(walk->arena, tokens, value);

		if (text.len <= STRING_MOST && !walk_text(walk, text, told, depth))
			told_set(told, role, text);
		break;
	}
	case JSON_BOOLEAN:
	case JSON_NULL:
		break;
	}
}

bool events_read(struct reader *reader, struct slice text)
{
	struct json_tokens tokens = { 0 };
	struct walk walk = { .arena = reader->arena };
	struct told event = { 0 };
	size_t at = 0;
	bool good = json_scan(&tokens, text, &at);

	if (good)
		walk_value(&walk, &tokens, 0, TOLD_NOTHING, &event, 0);
	json_tokens_free(&tokens);
	for (size_t i = 0; i < walk.refusals.count; i++) {
		told_inherit(&walk.refusals.at[i], &event);
		told_add(reader, &walk.refusals.at[i]);
	}
	if (!walk.refusals.count)
		told_add(reader, &event);
	return good;
}
