/* Verifies each DKIM-Signature of a header in the order of RFC 6376 section 6.1: tags, key, body, header. */
#include "dkim/signature.h"

#include "base/base64.h"
#include "dkim/canonical.h"
#include "dkim/key.h"

#include <string.h>

enum { FIELDS_MOST = 5000 };

/* A signature while it is verified. */
struct verifier {
	struct arena *arena;
	struct facts_view *view;
	struct slice header, body;
	const struct text *source;
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

/* An item of a colon-separated list in the key record; an absent tag allows everything. */
static bool key_allows(const struct dkim_key *key, const char *tag, const char *wanted)
{
	const struct tag *found = tags_find(&key->tags, tag, false);
	struct slice item;

	if (!found)
		return true;
	for (size_t at = 0; slice_next_item(tags_value(&key->tags, found), ':', &at, &item);)
		if (slice_is_nocase(item, wanted) || slice_is(item, "*"))
			return true;
	return false;
}

static bool has_flag(const struct dkim_key *key, const char *flag)
{
	return tags_find(&key->tags, "t", false) && key_allows(key, "t", flag);
}

/* The rules of section 3.6.1 that tie a key to a signature. */
static const char *find_misfit(const struct verifier *v, const struct dkim_key *key)
{
	struct slice i = value_of(v, "i");
	struct dns_name agent;
	size_t at = i.len;

	if (key->revoked)
		return "the key is revoked";
	if (dkim_key_is_too_short(key))
		return "the key has less than 1024 bits (RFC 8301 section 3.2)";
	if (!key->valid || !key->bytes.len)
		return "the key record is invalid";
	if ((key->type == DKIM_KEY_ED25519) != v->ed25519)
		return "the key is of another type than a=";
	if (!key_allows(key, "h", "sha256"))
		return "the key does not allow sha256 (h=)";
	if (!key_allows(key, "s", "email"))
		return "the key is not for mail (s=)";
	while (at && i.at[at - 1] != '@')
		at--;
	if (at && has_flag(key, "s") &&
		dns_name_from_unicode(slice_part(i, at, i.len), &agent) == DNS_NAME_OK &&
		!dns_name_equal(&agent, &v->signature->domain))
		return "i= is not d=, as the key wants (t=s)";
	return NULL;
}

/* The first key that fits; with several records the others are tried, too (section 3.6.2.2). */
static const struct dkim_key *find_key(struct verifier *v)
{
	struct dns_name domainkey, name;
	const struct dns_reply *reply;
	const char *misfit = "no key at the selector";

	if (!dns_name_prepend("_domainkey", &v->signature->domain, &domainkey) ||
		!dns_name_prepend(v->signature->selector, &domainkey, &name)) {
		end(v, DKIM_PERMERROR, "s= makes no name");
		return NULL;
	}
	reply = facts_get(v->view, &name, DNS_TYPE_TXT);
	if (!dns_outcome_is_answer(reply->outcome)) {
		v->signature->pending = reply->outcome == DNS_PENDING;
		end(v, DKIM_TEMPERROR, "the key was not answered");
		return NULL;
	}
	for (size_t i = 0; i < reply->records.count; i++) {
		const struct dkim_key *key = dkim_parse_kept(v->arena, reply, i);

		misfit = find_misfit(v, key);
		v->signature->testing = key->testing;
		if (!misfit)
			return key;
	}
	end(v, DKIM_PERMERROR, misfit);
	return NULL;
}

static bool verify_body(struct verifier *v)
{
	uint8_t hash[DIGEST_SIZE];
	size_t limit =
		v->signature->signed_octets < SIZE_MAX ? (size_t)v->signature->signed_octets : SIZE_MAX;
	size_t length = canonical_body(v->body, v->source, v->relaxed_body, limit, hash);
	struct base64 wanted = base64_decode(v->arena, v->bh);

	if (v->signature->signed_octets != UINT64_MAX && length < limit)
		return end(v, DKIM_PERMERROR, "l= is more than the body has");
	if (!wanted.valid || wanted.bytes.len != DIGEST_SIZE ||
		memcmp(wanted.bytes.at, hash, DIGEST_SIZE) != 0)
		return end(v, DKIM_FAIL, "the body was changed (bh=)");
	return true;
}

/* The signature's own field with an empty b= and without its line end (section 3.7). */
static void add_own_field(struct bytes *out, const struct verifier *v)
{
	struct slice raw = v->field->whole, name = v->field->name;
	struct tag_list tags = tags_split(v->arena, v->field->body);
	const struct tag *b = tags_find(&tags, "b", false);
	struct bytes whole = { 0 };
	size_t colon = (size_t)(v->field->body.at - raw.at), first, last;
	struct mail_field field = { .name = name };

	/* Everything between "=" and the semicolon goes, blanks too. */
	first = b->name.end;
	while (v->field->body.at[first] != '=')
		first++;
	for (last = ++first; last < v->field->body.len && v->field->body.at[last] != ';';)
		last++;
	bytes_add(&whole, slice_part(raw, 0, colon + first));
	if (last < v->field->body.len)
		bytes_add(&whole, slice_part(raw, colon + last, raw.len));
	field.whole = bytes_slice(&whole);
	field.body = slice_part(field.whole, colon, field.whole.len);
	canonical_field(out, &field, v->relaxed_header);
	if (out->len >= 2 && out->at[out->len - 1] == '\n')
		out->len -= 2;
	bytes_free(&whole);
}

/* Each name of h= takes the lowest field of that name that is not taken yet (section 5.4.2). */
static void add_signed_fields(struct bytes *out, const struct verifier *v)
{
	struct mail_field *fields = arena_take_array(v->arena, FIELDS_MOST, sizeof *fields);
	bool *taken = arena_take(v->arena, FIELDS_MOST);
	size_t count = 0;
	struct slice name;

	for (size_t at = 0; count < FIELDS_MOST && mail_next_field(v->header, &at, &fields[count]);)
		count++;
	for (size_t at = 0; slice_next_item(v->signature->signed_fields, ':', &at, &name);) {
		size_t i = count;

		while (i && (taken[i - 1] || !slice_equal_nocase(fields[i - 1].name, name)))
			i--;
		if (!i)
			continue;
		taken[i - 1] = true;
		canonical_field(out, &fields[i - 1], v->relaxed_header);
	}
}

static bool verify_header(struct verifier *v, const struct dkim_key *key)
{
	struct base64 signature = base64_decode(v->arena, v->b);
	uint8_t hash[DIGEST_SIZE];
	struct digest digest;
	struct bytes data = { 0 };
	bool good;

	add_signed_fields(&data, v);
	add_own_field(&data, v);
	digest_open(&digest);
	digest_add(&digest, bytes_slice(&data));
	digest_close(&digest, hash);
	bytes_free(&data);
	good = signature.valid && (v->ed25519 ? digest_verify_ed25519(key->bytes, hash, signature.bytes)
					      : digest_verify_rsa(key->bytes, hash, signature.bytes));
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

struct dkim_signatures *dkim_verify(struct arena *arena, struct facts_view *view, struct slice header,
	struct slice body, const struct text *source, uint64_t now)
{
	struct dkim_signatures *signatures = arena_take(arena, sizeof *signatures);
	struct mail_field field;

	for (size_t at = 0; mail_next_field(header, &at, &field);) {
		struct verifier v = { .arena = arena,
			.view = view,
			.header = header,
			.body = body,
			.source = source,
			.now = now,
			.field = &field };

		if (!slice_is_nocase(field.name, "DKIM-Signature") ||
			signatures->list.count == DKIM_SIGNATURES_MOST)
			continue;
		v.tags = tags_split(arena, mail_unfold(arena, field.body));
		v.signature = arena_append(arena, &signatures->list);
		v.signature->field = field.whole;
		verify_one(&v);
	}
	return signatures;
}

const char *dkim_result_text(enum dkim_result result)
{
	static const char *const texts[] = { "pass", "fail", "permerror", "temperror", "neutral" };

	return texts[result];
}
