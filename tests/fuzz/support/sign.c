/* Signs one field after the other, from the body's side outwards: each one covers what stands before it. */
#include "support/sign.h"

#include "arc/set.h"
#include "base/base64.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

enum { KEY_SIZE = 32, SIGNATURE_SIZE = 64, SIGNED_MOST = 12 };

static EVP_PKEY *key_of_tests(void)
{
	static const unsigned char private_key[KEY_SIZE] = "a key that is for tests alone..";
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, private_key, KEY_SIZE);

	if (!key)
		abort();
	return key;
}

const char *sign_record(void)
{
	static char record[100];
	unsigned char public_key[KEY_SIZE];
	size_t size = sizeof public_key;
	struct arena arena = { 0 };
	EVP_PKEY *key = key_of_tests();

	if (EVP_PKEY_get_raw_public_key(key, public_key, &size) != 1)
		abort();
	snprintf(record, sizeof record, "v=DKIM1; k=ed25519; p=%s",
		base64_encode(&arena, (struct slice){ public_key, size }));
	EVP_PKEY_free(key);
	arena_release(&arena);
	return record;
}

/* The signature of data: RFC 8463 signs its SHA-256. In base64, owned by the arena. */
static const char *signature_of(struct arena *arena, struct slice data)
{
	EVP_PKEY *key = key_of_tests();
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	uint8_t hash[DIGEST_SIZE], signature[SIGNATURE_SIZE];
	size_t size = sizeof signature;

	digest_of(data, hash);
	if (!context || EVP_DigestSignInit(context, NULL, NULL, NULL, key) != 1 ||
		EVP_DigestSign(context, signature, &size, hash, sizeof hash) != 1)
		abort();
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(key);
	return base64_encode(arena, (struct slice){ signature, size });
}

/* The message with another value of a tag; the same one when the field has no such tag. */
static struct slice with_tag(struct arena *arena, struct slice message, const struct mail_field *field,
	const char *name, const char *value)
{
	struct tag_list tags = tags_split(arena, field->body);
	const struct tag *tag = tags_find(&tags, name, false);
	size_t first, end;

	if (!tag || !tag->has_equals)
		return message;
	first = (size_t)(field->body.at - message.at) + tag->value.first;
	end = (size_t)(field->body.at - message.at) + tag->value.end;
	return slice_of(arena_printf(arena, "%.*s%s%.*s", (int)first, (const char *)message.at, value,
		(int)(message.len - end), (const char *)message.at + end));
}

static struct signed_message *read_again(struct arena *arena, struct slice message)
{
	struct slice header, body;

	mail_split(message, &header, &body);
	return signed_message_read(arena, header, body, NULL, NULL);
}

static struct slice value_of(struct arena *arena, const struct mail_field *field, const char *name)
{
	struct tag_list tags = tags_split(arena, field->body);
	const struct tag *tag = tags_find(&tags, name, false);

	return tag ? arena_copy(arena, tags_value(&tags, tag)) : (struct slice){ 0 };
}

static bool is_signature(const struct mail_field *field)
{
	return slice_is_nocase(field->name, "DKIM-Signature") ||
	       slice_is_nocase(field->name, "ARC-Message-Signature");
}

/* A signature over fields and body, by the number of its field. */
static struct slice sign_field(struct arena *arena, struct slice message, size_t number)
{
	struct signed_message *read = read_again(arena, message);
	const struct mail_field *field = &read->fields.at[number];
	struct slice form = value_of(arena, field, "c"), names = value_of(arena, field, "h"),
		     limit_text = value_of(arena, field, "l");
	bool relaxed = slice_starts(form, "relaxed"), relaxed_body = slice_ends_nocase(form, "/relaxed");
	uint64_t limit = SIZE_MAX;
	struct bytes data = { 0 };

	if (limit_text.len)
		slice_number(limit_text, SIZE_MAX - 1, &limit);
	message = with_tag(arena, message, field, "bh",
		base64_encode(
			arena, (struct slice){ signed_message_body(read, relaxed_body, (size_t)limit)->hash,
				       DIGEST_SIZE }));
	read = read_again(arena, message);
	field = &read->fields.at[number];
	signed_message_add_fields(&data, read, names, relaxed);
	signed_message_add_own(&data, arena, field, relaxed);
	message = with_tag(arena, message, field, "b", signature_of(arena, bytes_slice(&data)));
	bytes_free(&data);
	return message;
}

/* The seal of the n-th set, over the sets up to it. */
static struct slice sign_seal(struct arena *arena, struct slice message, size_t number)
{
	struct arc_sets *sets = arc_sets_read(arena, read_again(arena, message));
	struct bytes data = { 0 };
	const struct mail_field *seal;

	for (size_t i = 0; i <= number; i++) {
		const struct arc_set *set = &sets->list.at[i];

		if (!set->results || !set->message_signature.field || !set->seal.field) {
			bytes_free(&data);
			return message;
		}
		canonical_field(&data, set->results, true);
		canonical_field(&data, set->message_signature.field, true);
		if (i < number)
			canonical_field(&data, set->seal.field, true);
	}
	seal = sets->list.at[number].seal.field;
	signed_message_add_own(&data, arena, seal, true);
	message = with_tag(arena, message, seal, "b", signature_of(arena, bytes_slice(&data)));
	bytes_free(&data);
	return message;
}

void sign_message(struct bytes *out, struct slice message)
{
	struct arena arena = { 0 };
	size_t fields = read_again(&arena, message)->fields.count, sets;

	if (slice_find(message, 0, 0) >= 0) { /* with_tag() prints */
		bytes_add(out, message);
		return;
	}
	for (size_t i = fields, times = 0; i-- && times < SIGNED_MOST;) {
		struct signed_message *read = read_again(&arena, message);

		if (read->fields.count == fields && is_signature(&read->fields.at[i])) {
			message = sign_field(&arena, message, i);
			times++;
		}
	}
	sets = arc_sets_read(&arena, read_again(&arena, message))->list.count;
	for (size_t i = 0; i < sets && i < SIGNED_MOST; i++)
		message = sign_seal(&arena, message, i);
	bytes_add(out, message);
	arena_release(&arena);
}
