/* Verifies each DKIM-Signature of a header in the order of RFC 6376 section 6.1: tags, key, body, header. */
#include "dkim/signature.h"

#include "dkim/find_key.h"
#include "dkim/signature_tags.h"

/* A signature while it is verified. */
struct verifier {
	struct arena *arena;
	struct facts_view *view;
	struct signed_message *message;
	uint64_t now;
	const struct mail_field *field;
	struct signature_tags tags;
	struct dkim_signature *signature;
};

static bool end(struct verifier *v, enum dkim_result result, const char *reason)
{
	v->signature->result = result;
	v->signature->reason = reason;
	v->signature->cause = DKIM_CAUSE_SIGNATURE;
	return false;
}

static bool end_by(struct verifier *v, enum dkim_cause cause, enum dkim_result result, const char *reason)
{
	end(v, result, reason);
	v->signature->cause = cause;
	return false;
}

bool dkim_signs_field(const struct dkim_signature *signature, const char *name)
{
	struct slice item;

	for (size_t at = 0; slice_next_item(signature->signed_fields, ':', &at, &item);)
		if (slice_is_nocase(item, name))
			return true;
	return false;
}

static bool read_tags(struct verifier *v)
{
	const char *fault = signature_tags_read(v->arena, mail_unfold(v->arena, v->field->body), &v->tags);
	struct dkim_signature *signature = v->signature;

	signature->selector = v->tags.selector;
	signature->algorithm = v->tags.algorithm;
	signature->has_domain = v->tags.has_domain;
	signature->domain = v->tags.domain;
	signature->signed_fields = v->tags.signed_fields;
	signature->signed_octets = v->tags.octets;
	signature->made = v->tags.made;
	if (fault)
		return end(v, DKIM_PERMERROR, fault);
	if (v->now && v->tags.expires < v->now)
		return end(v, DKIM_FAIL, "the signature has expired (x=)");
	return true;
}

static const struct dkim_key *find_key(struct verifier *v)
{
	struct dkim_signature *signature = v->signature;
	const struct dkim_key_wanted wanted = { .selector = signature->selector,
		.domain = &v->tags.domain,
		.ed25519 = v->tags.ed25519,
		.agent = &v->tags.agent };
	struct dkim_key_found found = dkim_find_key(v->arena, v->view, &wanted);

	signature->testing = found.testing;
	signature->pending = found.pending;
	if (!found.key)
		end_by(v, DKIM_CAUSE_KEY,
			found.state == DKIM_KEY_UNANSWERED ? DKIM_TEMPERROR : DKIM_PERMERROR, found.reason);
	return found.key;
}

static bool verify_body(struct verifier *v)
{
	size_t limit = v->tags.octets < SIZE_MAX ? (size_t)v->tags.octets : SIZE_MAX;
	const struct signed_body *body = signed_message_body(v->message, v->tags.relaxed_body, limit);
	bool same;

	if (v->tags.hash.len != DIGEST_SIZE)
		return end(v, DKIM_FAIL,
			arena_printf(v->arena, "bh= has %zu octets; a SHA-256 hash has %d", v->tags.hash.len,
				DIGEST_SIZE));
	same = signed_message_has_body(v->message, v->tags.relaxed_body, limit, v->tags.hash);
	if (!same && v->message->lacking)
		return end_by(v, DKIM_CAUSE_FILE, DKIM_NEUTRAL, v->message->lacking);
	if (v->tags.octets != UINT64_MAX && body->length < limit)
		return end(v, DKIM_PERMERROR,
			arena_printf(v->arena, "l= is larger than the body (%zu octets)", body->length));
	if (!same)
		return end_by(v, DKIM_CAUSE_BODY, DKIM_FAIL, "the body was changed (bh=)");
	return true;
}

static bool header_matches(const struct verifier *v, const struct dkim_key *key)
{
	uint8_t hash[DIGEST_SIZE];
	struct bytes data = { 0 };

	signed_message_add_fields(&data, v->message, v->tags.signed_fields, v->tags.relaxed_header);
	signed_message_add_own(&data, v->arena, v->field, v->tags.relaxed_header);
	digest_of(bytes_slice(&data), hash);
	bytes_free(&data);
	return signed_hash_matches(key, hash, v->tags.signature);
}

static bool end_header(struct verifier *v)
{
	return end_by(v, DKIM_CAUSE_HEADER, DKIM_FAIL,
		"the signed header fields were changed, or the key does not match");
}

static bool verify_header(struct verifier *v, const struct dkim_key *key)
{
	return header_matches(v, key) || end_header(v);
}

/*
 * The signature is of the header and of bh=: without the body it still tells whether they are those that were signed. If they are not,
 * the body does not matter.
 */
static void tell_of_header(struct verifier *v, const struct dkim_key *key)
{
	const char *lacking = v->signature->reason;
	bool good = header_matches(v, key);

	if (!good && !v->message->is_header)
		end_header(v);
	else
		v->signature->reason =
			arena_printf(v->arena, "%s, so bh= is not checked; the signed header fields %s",
				lacking, good ? "verify" : "do not verify as they are in this file");
}

static void verify_one(struct verifier *v)
{
	const struct dkim_key *key;

	if (!read_tags(v))
		return;
	key = find_key(v);
	if (!key)
		return;
	if (!verify_body(v)) {
		if (v->signature->cause == DKIM_CAUSE_FILE)
			tell_of_header(v, key);
	} else if (verify_header(v, key)) {
		v->signature->result = DKIM_PASS;
		v->signature->reason = NULL;
	}
}

struct dkim_signatures *dkim_verify(
	struct arena *arena, struct facts_view *view, struct signed_message *message, uint64_t now)
{
	struct dkim_signatures *signatures = arena_take(arena, sizeof *signatures);

	for (size_t i = 0; i < message->fields.count; i++) {
		const struct mail_field *field = &message->fields.at[i];
		struct verifier v = {
			.arena = arena, .view = view, .message = message, .now = now, .field = field
		};

		if (!slice_is_nocase(field->name, "DKIM-Signature") ||
			signatures->list.count == DKIM_SIGNATURES_MOST)
			continue;
		v.signature = arena_append(arena, &signatures->list);
		v.signature->field = field->whole;
		verify_one(&v);
	}
	return signatures;
}

const char *dkim_result_text(enum dkim_result result)
{
	static const char *const texts[] = { "pass", "fail", "permerror", "temperror", "neutral" };

	return texts[result];
}
