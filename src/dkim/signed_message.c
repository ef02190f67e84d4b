/* Puts together what a signature covers, in its canonical form. */
#include "dkim/signed_message.h"

struct signed_message *signed_message_read(struct arena *arena, struct slice header, struct slice body,
	const struct text *source, struct signed_bodies *bodies)
{
	struct signed_message *message = arena_take(arena, sizeof *message);
	struct mail_field field;

	*message = (struct signed_message){ .arena = arena,
		.header = header,
		.body = body,
		.source = source,
		.bodies = bodies ? bodies : arena_take(arena, sizeof *bodies) };
	for (size_t at = 0;
		message->fields.count < SIGNED_FIELDS_MOST && mail_next_field(header, &at, &field);)
		*arena_append(arena, &message->fields) = field;
	return message;
}

static bool is_of(const struct signed_body *known, struct slice body, struct body_form form)
{
	return known->body.at == body.at && known->body.len == body.len &&
	       known->form.relaxed == form.relaxed && known->form.unquoted == form.unquoted &&
	       known->form.limit == form.limit;
}

static const struct signed_body *find_body(struct signed_message *message, struct body_form form)
{
	struct signed_bodies *bodies = message->bodies;
	struct signed_body *body;

	for (size_t i = 0; i < bodies->count; i++)
		if (is_of(&bodies->list[i], message->body, form))
			return &bodies->list[i];
	body = bodies->count < SIGNED_BODIES_MOST ? &bodies->list[bodies->count++]
						  : arena_take(message->arena, sizeof *body);
	*body = (struct signed_body){ .body = message->body, .form = form };
	body->length = canonical_body(message->body, message->source, form, &body->has_quoted, body->hash);
	return body;
}

const struct signed_body *signed_message_body(struct signed_message *message, bool relaxed, size_t limit)
{
	return find_body(message, (struct body_form){ .relaxed = relaxed, .limit = limit });
}

static bool has_hash(const struct signed_body *body, struct slice hash)
{
	return slice_equal((struct slice){ body->hash, DIGEST_SIZE }, hash);
}

bool signed_message_has_body(struct signed_message *message, bool relaxed, size_t limit, struct slice hash)
{
	const struct signed_body *body = signed_message_body(message, relaxed, limit);
	const struct body_form unquoted = { .relaxed = relaxed, .unquoted = true, .limit = limit };

	return has_hash(body, hash) || (body->has_quoted && has_hash(find_body(message, unquoted), hash));
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
	/* Everything between "=" and the semicolon goes, whitespace too. */
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
