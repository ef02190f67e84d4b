/* What the receiver said of the message: Authentication-Results (RFC 8601). */
#include "message/parts.h"

#include "base/ascii.h"
#include "base/escape.h"

/* A text without its comments and quoted strings (RFC 5322 section 3.2). */
static struct slice without_comments(struct arena *arena, struct slice text)
{
	uint8_t *to = arena_take(arena, text.len + 1);
	bool quoted = false;
	unsigned depth = 0;
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '\\')
			i++;
		else if (text.at[i] == '"' && !depth)
			quoted = !quoted;
		else if (quoted)
			continue;
		else if (text.at[i] == '(')
			depth++;
		else if (text.at[i] == ')' && depth)
			depth--;
		else if (!depth)
			to[len++] = text.at[i];
	}
	return (struct slice){ to, len };
}

/* The topmost field: the receiver's own (RFC 8601 section 5). "authserv-id; method=result ...; ..."; Microsoft leaves the id out. */
void message_read_claims(struct arena *arena, struct message *message)
{
	struct slice text = without_comments(
			     arena, mail_field_text(arena, message->header, "Authentication-Results")),
		     item;
	struct mail_field field;

	for (size_t at = 0; slice_next_item(text, ';', &at, &item);) {
		ptrdiff_t equals = slice_find(item, '=', 0);
		size_t first = (size_t)equals + 1, end;

		if (!message->receiver) {
			message->receiver = equals > 0 ? "the receiver" : escape_copy(arena, item);
			if (equals <= 0)
				continue;
		}
		if (equals <= 0)
			continue;
		while (first < item.len && ascii_is_space(item.at[first]))
			first++;
		end = first;
		while (end < item.len && (ascii_is_alpha(item.at[end])))
			end++;
		*arena_append(arena, &message->claims) = (struct message_claim){
			(const char *)arena_copy(arena, slice_trim(slice_part(item, 0, (size_t)equals))).at,
			(const char *)arena_copy(arena, slice_part(item, first, end)).at
		};
	}
	for (size_t at = 0; mail_next_field(message->header, &at, &field);) {
		message->arc_sets += slice_is_nocase(field.name, "ARC-Seal");
		if (!message->claims_field.len && slice_is_nocase(field.name, "Authentication-Results"))
			message->claims_field = field.whole;
	}
}
