/* Puts together what a signature covers, in its canonical form. */
#include "dkim/signed_message.h"

/* Larger bodies are not copied for it. */
enum { QUOTED_BODY_MOST = 32 * 1024 * 1024 };

/* True for a line such as ">From here on" or ">>From". */
static bool is_quoted(struct slice body, size_t at)
{
	size_t end = at;

	while (end < body.len && body.at[end] == '>')
		end++;
	return end > at && slice_starts(slice_part(body, end, body.len), "From ");
}

static struct signed_message *unquote(struct arena *arena, const struct signed_message *message)
{
	const struct slice body = message->body;
	struct signed_message *unquoted;
	uint8_t *to;
	size_t len = 0;

	if (body.len > QUOTED_BODY_MOST ||
		(slice_find_text(body, "\n>", 0) < 0 && !slice_starts(body, ">")) ||
		slice_find_text(body, ">From ", 0) < 0)
		return NULL;
	unquoted = arena_take(arena, sizeof *unquoted);
	to = arena_take(arena, body.len + 1);
	for (size_t at = 0; at < body.len; at++)
		if ((at && body.at[at - 1] != '\n') || !is_quoted(body, at))
			to[len++] = body.at[at];
	*unquoted = (struct signed_message){ .arena = arena, .body = { to, len } };
	return unquoted;
}

struct signed_message *signed_message_read(
	struct arena *arena, struct slice header, struct slice body, const struct text *source)
{
	struct signed_message *message = arena_take(arena, sizeof *message);
	struct mail_field field;

	*message =
		(struct signed_message){ .arena = arena, .header = header, .body = body, .source = source };
	for (size_t at = 0;
		message->fields.count < SIGNED_FIELDS_MOST && mail_next_field(header, &at, &field);)
		*arena_append(arena, &message->fields) = field;
	message->unquoted = unquote(arena, message);
	return message;
}

const struct signed_body *signed_message_body(struct signed_message *message, bool relaxed, size_t limit)
{
	struct signed_body *body;

	for (size_t i = 0; i < message->bodies.count; i++)
		if (message->bodies.at[i].relaxed == relaxed && message->bodies.at[i].limit == limit)
			return &message->bodies.at[i];
	body = arena_append(message->arena, &message->bodies);
	body->relaxed = relaxed;
	body->limit = limit;
	body->length = canonical_body(message->body, message->source, relaxed, limit, body->hash);
	return body;
}

bool signed_message_has_body(struct signed_message *message, bool relaxed, size_t limit, struct slice hash)
{
	const struct slice found = { signed_message_body(message, relaxed, limit)->hash, DIGEST_SIZE };

	return slice_equal(found, hash) ||
	       (message->unquoted && signed_message_has_body(message->unquoted, relaxed, limit, hash));
}

void signed_message_add_fields(
	struct bytes *out, const struct signed_message *message, struct slice names, bool relaxed)
{
	struct arena scratch = { 0 };
	bool *taken = arena_take(&scratch, message->fields.count + 1);
	unsigned left = SIGNED_NAMES_MOST;
	struct slice name;

	for (size_t at = 0; left && slice_next_item(names, ':', &at, &name); left--) {
		size_t i = message->fields.count;

		while (i && (taken[i - 1] || !slice_equal_nocase(message->fields.at[i - 1].name, name)))
			i--;
		if (!i)
			continue;
		taken[i - 1] = true;
		canonical_field(out, &message->fields.at[i - 1], relaxed);
	}
	arena_release(&scratch);
}

void signed_message_add_own(
	struct bytes *out, struct arena *arena, const struct mail_field *field, bool relaxed)
{
	struct tag_list tags = tags_split(arena, field->body);
	const struct tag *b = tags_find(&tags, "b", false);
	struct bytes whole = { 0 };
	struct mail_field own = { .name = field->name };
	size_t colon = (size_t)(field->body.at - field->whole.at), first, last;

	if (!b)
		return;
	/* Everything between "=" and the semicolon goes, blanks too. */
	first = b->name.end;
	while (field->body.at[first] != '=')
		first++;
	for (last = ++first; last < field->body.len && field->body.at[last] != ';';)
		last++;
	bytes_add(&whole, slice_part(field->whole, 0, colon + first));
	if (last < field->body.len)
		bytes_add(&whole, slice_part(field->whole, colon + last, field->whole.len));
	own.whole = bytes_slice(&whole);
	own.body = slice_part(own.whole, colon, own.whole.len);
	canonical_field(out, &own, relaxed);
	if (out->len >= 2 && out->at[out->len - 1] == '\n')
		out->len -= 2;
	bytes_free(&whole);
}

bool signed_hash_matches(const struct dkim_key *key, const uint8_t hash[DIGEST_SIZE], struct slice signature)
{
	return dkim_key_is_ed25519(key) ? digest_verify_ed25519(key->bytes, hash, signature)
					: digest_verify_rsa(key->bytes, hash, signature);
}
