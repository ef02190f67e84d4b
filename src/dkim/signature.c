/* Verifies each DKIM-Signature of a header in the order of RFC 6376 section 6.1: tags, key, body, header. */
#include "dkim/signature.h"

#include "base/base64.h"
#include "dkim/find_key.h"

#include <string.h>

/* A signature while it is verified. */
struct verifier {
	struct arena *arena;
	struct facts_view *view;
	struct signed_message *message;
	uint64_t now;
	const struct mail_field *field;
	struct tag_list tags;
	bool relaxed_header, relaxed_body, ed25519;
	struct slice bh, b;
	struct dkim_signature *signature;
};

static bool end(struct verifier *v, enum dkim_result result, const char *reason)
{
	v->signature->result = result;
	v->signature->reason = reason;
	return false;
}

static struct slice value_of(const struct verifier *v, const char *name)
{
	const struct tag *tag = tags_find(&v->tags, name, false);

	return tag ? tags_value(&v->tags, tag) : (struct slice){ 0 };
}

/* c= header/body; the body's part is simple when it is left out. */
static bool read_canonicalization(struct verifier *v)
{
	struct slice c = value_of(v, "c");
	ptrdiff_t slash = slice_find(c, '/', 0);
	struct slice header = slice_part(c, 0, slash < 0 ? c.len : (size_t)slash),
		     body = slash < 0 ? (struct slice){ 0 } : slice_part(c, (size_t)slash + 1, c.len);

	v->relaxed_header = slice_is_nocase(header, "relaxed");
	v->relaxed_body = slice_is_nocase(body, "relaxed");
	if ((header.len && !v->relaxed_header && !slice_is_nocase(header, "simple")) ||
		(body.len && !v->relaxed_body && !slice_is_nocase(body, "simple")))
		return end(v, DKIM_PERMERROR, "c= names a canonicalization that does not exist");
	return true;
}

static bool read_algorithm(struct verifier *v)
{
	struct slice a = value_of(v, "a");

	v->signature->algorithm = a.len ? (const char *)arena_copy(v->arena, a).at : NULL;
	if (slice_is_nocase(a, "rsa-sha1"))
		return end(
			v, DKIM_PERMERROR, "rsa-sha1 is not to be verified any more (RFC 8301 section 3.1)");
	v->ed25519 = slice_is_nocase(a, "ed25519-sha256");
	if (!v->ed25519 && !slice_is_nocase(a, "rsa-sha256"))
		return end(v, DKIM_PERMERROR, "a= names an algorithm that is not known");
	return true;
}

/* i= lies at or below d= (section 3.5). */
static bool is_agent_of(const struct verifier *v)
{
	struct slice i = value_of(v, "i");
	struct dns_name name;
	size_t at = i.len;

	if (!i.len)
		return true;
	while (at && i.at[at - 1] != '@')
		at--;
	return at && dns_name_from_unicode(slice_part(i, at, i.len), &name) == DNS_NAME_OK &&
	       dns_name_is_under(&name, &v->signature->domain);
}

static bool read_identity(struct verifier *v)
{
	struct slice d = value_of(v, "d"), s = value_of(v, "s");

	v->signature->has_domain = d.len && dns_name_from_unicode(d, &v->signature->domain) == DNS_NAME_OK;
	v->signature->selector = s.len ? (const char *)arena_copy(v->arena, s).at : NULL;
	if (!v->signature->has_domain || !s.len)
		return end(v, DKIM_PERMERROR, d.len ? "s= is missing, or d= is no domain" : "d= is missing");
	if (!is_agent_of(v))
		return end(v, DKIM_PERMERROR, "i= lies outside d=");
	return true;
}

static bool read_times(struct verifier *v)
{
	struct slice t = value_of(v, "t"), x = value_of(v, "x");
	uint64_t made = 0, expires = UINT64_MAX;

	if ((t.len && !slice_number(t, UINT64_MAX, &made)) ||
		(x.len && !slice_number(x, UINT64_MAX, &expires)))
		return end(v, DKIM_PERMERROR, "t= or x= is no number");
	if (expires < made)
		return end(v, DKIM_PERMERROR, "x= lies before t=");
	if (v->now && expires < v->now)
		return end(v, DKIM_FAIL, "the signature has expired (x=)");
	return true;
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
	struct slice version = value_of(v, "v"), length = value_of(v, "l"), query = value_of(v, "q");

	v->signature->signed_octets = UINT64_MAX;
	for (size_t i = 0; i < v->tags.tags.count; i++)
		if (v->tags.tags.at[i].has_equals && tags_earlier(&v->tags, &v->tags.tags.at[i]))
			return end(v, DKIM_PERMERROR, "a tag stands there twice");
	v->signature->signed_fields = value_of(v, "h");
	v->b = value_of(v, "b");
	v->bh = value_of(v, "bh");
	if (!read_identity(v) || !read_algorithm(v) || !read_canonicalization(v))
		return false;
	if (!slice_is(version, "1"))
		return end(v, DKIM_PERMERROR, "v=1 is missing");
	if (!v->b.len || !v->bh.len || !v->signature->signed_fields.len)
		return end(v, DKIM_PERMERROR, "b=, bh= or h= is missing");
	if (!dkim_signs_field(v->signature, "From"))
		return end(v, DKIM_PERMERROR, "From is not signed");
	if (length.len && !slice_number(length, UINT64_MAX - 1, &v->signature->signed_octets))
		return end(v, DKIM_PERMERROR, "l= is no number");
	if (query.len && slice_find_nocase(query, "dns/txt", 0) < 0)
		return end(v, DKIM_PERMERROR, "q= names a way to the key that is not known");
	return read_times(v);
}

static const struct dkim_key *find_key(struct verifier *v)
{
	struct dkim_signature *signature = v->signature;
	const struct dkim_key_wanted wanted = { .selector = signature->selector,
		.domain = &signature->domain,
		.ed25519 = v->ed25519,
		.agent = value_of(v, "i") };
	struct dkim_key_found found = dkim_find_key(v->arena, v->view, &wanted);

	signature->testing = found.testing;
	signature->pending = found.pending;
	if (!found.key)
		end(v, found.state == DKIM_KEY_UNANSWERED ? DKIM_TEMPERROR : DKIM_PERMERROR, found.reason);
	return found.key;
}

static bool verify_body(struct verifier *v)
{
	size_t limit =
		v->signature->signed_octets < SIZE_MAX ? (size_t)v->signature->signed_octets : SIZE_MAX;
	const struct signed_body *body = signed_message_body(v->message, v->relaxed_body, limit);
	struct base64 wanted = base64_decode(v->arena, v->bh);

	if (v->signature->signed_octets != UINT64_MAX && body->length < limit)
		return end(v, DKIM_PERMERROR, "l= is more than the body has");
	if (!wanted.valid || wanted.bytes.len != DIGEST_SIZE ||
		memcmp(wanted.bytes.at, body->hash, DIGEST_SIZE) != 0)
		return end(v, DKIM_FAIL, "the body was changed (bh=)");
	return true;
}

static bool verify_header(struct verifier *v, const struct dkim_key *key)
{
	struct base64 signature = base64_decode(v->arena, v->b);
	struct bytes data = { 0 };
	bool good;

	signed_message_add_fields(&data, v->message, v->signature->signed_fields, v->relaxed_header);
	signed_message_add_own(&data, v->arena, v->field, v->relaxed_header);
	good = signature.valid && signed_data_matches(key, bytes_slice(&data), signature.bytes);
	bytes_free(&data);
	return good || end(v, DKIM_FAIL, "the signed header fields were changed, or the key is another one");
}

static void verify_one(struct verifier *v)
{
	const struct dkim_key *key;

	if (!read_tags(v))
		return;
	key = find_key(v);
	if (key && verify_body(v) && verify_header(v, key)) {
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
		v.tags = tags_split(arena, mail_unfold(arena, field->body));
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
