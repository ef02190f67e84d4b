/*
 * Reads the tags of an ARC-Message-Signature or ARC-Seal and verifies it. Tags and values are case-sensitive, and a tag list with a
 * fault of syntax is none (RFC 6376 section 3.2); what DKIM allows a verifier to decide is decided as for DKIM.
 */
#include "arc/signature.h"

#include "base/base64.h"
#include "base/date.h"
#include "dkim/find_key.h"

/* How far a sealer's clock may be ahead, in seconds. */
enum { CLOCK_SLOP = 36000 };

struct reader {
	const struct arc_verifier *verifier;
	struct arc_signature *signature;
	bool ed25519;
	struct slice b;
};

static bool broken(struct reader *r, const char *reason)
{
	r->signature->state = ARC_BROKEN;
	r->signature->reason = reason;
	return false;
}

static const struct tag *find(const struct reader *r, const char *name)
{
	return tags_find(&r->signature->tags, name, false);
}

static struct slice value_of(const struct reader *r, const char *name)
{
	const struct tag *tag = find(r, name);

	return tag ? tags_value(&r->signature->tags, tag) : (struct slice){ 0 };
}

static bool read_syntax(struct reader *r)
{
	const struct tag_list *tags = &r->signature->tags;

	for (size_t i = 0; i < tags->tags.count; i++) {
		const struct tag *tag = &tags->tags.at[i];

		if (!tag->has_equals || !tags_is_name(tags_name(tags, tag)))
			return broken(r, "it is not a list of tags");
		if (tags_earlier(tags, tag))
			return broken(r, "a tag occurs twice");
	}
	return true;
}

static bool read_identity(struct reader *r)
{
	struct slice d = value_of(r, "d"), s = value_of(r, "s");
	struct arc_signature *signature = r->signature;

	signature->has_domain = d.len && dns_name_from_unicode(d, &signature->domain) == DNS_NAME_OK;
	signature->selector = s.len ? (const char *)arena_copy(r->verifier->arena, s).at : NULL;
	if (!signature->has_domain)
		return broken(r, d.len ? "d= is not a domain name" : "d= is missing");
	return s.len > 0 || broken(r, "s= is missing");
}

static bool read_algorithm(struct reader *r)
{
	struct slice a = value_of(r, "a");

	r->ed25519 = slice_is(a, "ed25519-sha256");
	if (slice_is(a, "rsa-sha1"))
		return broken(r, "rsa-sha1 must not be verified (RFC 8301 section 3.1)");
	return r->ed25519 || slice_is(a, "rsa-sha256") ||
	       broken(r, a.len ? "a= names an unknown algorithm" : "a= is missing");
}

/* A tag that is a number, if it is there. */
static bool read_number(const struct reader *r, const char *name, uint64_t most, uint64_t *ret_number)
{
	return !find(r, name) || slice_number(value_of(r, name), most, ret_number);
}

/* What both kinds have. */
static bool read_tags(struct reader *r)
{
	uint64_t made = 0, now = r->verifier->now;

	if (!read_identity(r) || !read_syntax(r) || !read_algorithm(r))
		return false;
	r->b = value_of(r, "b");
	if (!r->b.len)
		return broken(r, "b= is missing");
	if (!read_number(r, "t", UINT64_MAX, &made))
		return broken(r, "t= is not a number");
	r->signature->made = made;
	return !now || made <= now + CLOCK_SLOP || broken(r, "t= is in the future");
}

static const char *date_of(const struct reader *r)
{
	const char *date = r->signature->made ? date_text(r->verifier->arena, r->signature->made) : NULL;

	return date ? arena_printf(r->verifier->arena, "; signed on %s (t=)", date) : "";
}

static const struct dkim_key *find_key(struct reader *r)
{
	struct arc_signature *signature = r->signature;
	struct arena *arena = r->verifier->arena;
	const struct dkim_key_wanted wanted = {
		.selector = signature->selector, .domain = &signature->domain, .ed25519 = r->ed25519
	};
	struct dkim_key_found found = dkim_find_key(arena, r->verifier->view, &wanted);

	if (found.key)
		return found.key;
	broken(r, found.state == DKIM_KEY_UNANSWERED ? found.reason
						     : arena_printf(arena, "%s%s", found.reason, date_of(r)));
	if (found.state == DKIM_KEY_UNANSWERED)
		signature->state = ARC_UNANSWERED;
	return NULL;
}

static bool verify(struct reader *r, const struct dkim_key *key, const uint8_t hash[DIGEST_SIZE])
{
	struct base64 signature = base64_decode(r->verifier->arena, r->b);

	if (!signature.valid || !signed_hash_matches(key, hash, signature.bytes))
		return false;
	r->signature->state = ARC_VERIFIED;
	return true;
}

/* c= of a message signature, and what it covers. */
struct covered {
	bool relaxed_header, relaxed_body;
	size_t limit; /* l=, or SIZE_MAX */
	struct slice bh, h;
};

/* c= header/body: the body's part is simple when it is left out. */
static bool read_canonicalization(struct reader *r, struct covered *covered)
{
	struct slice c = value_of(r, "c");
	ptrdiff_t slash = slice_find(c, '/', 0);
	struct slice header = slice_part(c, 0, slash < 0 ? c.len : (size_t)slash),
		     body = slash < 0 ? slice_of("simple") : slice_part(c, (size_t)slash + 1, c.len);

	if (!find(r, "c"))
		header = body = slice_of("simple");
	covered->relaxed_header = slice_is(header, "relaxed");
	covered->relaxed_body = slice_is(body, "relaxed");
	return ((covered->relaxed_header || slice_is(header, "simple")) &&
		       (covered->relaxed_body || slice_is(body, "simple"))) ||
	       broken(r, "c= names an unknown canonicalization");
}

static bool has_name(struct slice names, const char *name)
{
	struct slice item;

	for (size_t at = 0; slice_next_item(names, ':', &at, &item);)
		if (slice_is_nocase(item, name))
			return true;
	return false;
}

/*
 * ARC-Seal must not be covered (section 4.1.2). That is said of the other two fields, too, but sealers have covered them, and
 * verifiers let them.
 */
static bool read_covered(struct reader *r, struct covered *covered)
{
	uint64_t limit = SIZE_MAX;

	covered->h = value_of(r, "h");
	covered->bh = value_of(r, "bh");
	if (!covered->h.len || !covered->bh.len)
		return broken(r, covered->h.len ? "bh= is missing" : "h= is missing");
	if (has_name(covered->h, "ARC-Seal"))
		return broken(r, "h= names ARC-Seal (RFC 8617 section 4.1.2)");
	if (!has_name(covered->h, "From"))
		return broken(r, "From is not signed");
	if (!read_number(r, "l", SIZE_MAX - 1, &limit))
		return broken(r, "l= is not a number");
	covered->limit = (size_t)limit;
	return read_canonicalization(r, covered);
}

static bool read_expiry(struct reader *r)
{
	uint64_t expires = UINT64_MAX;

	if (find(r, "q") && slice_find_nocase(value_of(r, "q"), "dns/txt", 0) < 0)
		return broken(r, "q= names an unknown query method");
	if (!read_number(r, "x", UINT64_MAX, &expires))
		return broken(r, "x= is not a number");
	if (expires < r->signature->made)
		return broken(r, "x= is before t=");
	return !r->verifier->received || expires >= r->verifier->received ||
	       broken(r, "the signature has expired (x=)");
}

static bool verify_body(struct reader *r, const struct covered *covered)
{
	const struct signed_body *body =
		signed_message_body(r->verifier->message, covered->relaxed_body, covered->limit);
	struct base64 wanted = base64_decode(r->verifier->arena, covered->bh);
	bool same = wanted.valid && signed_message_has_body(r->verifier->message, covered->relaxed_body,
					    covered->limit, wanted.bytes);

	if (!same && r->verifier->message->lacking) {
		broken(r, r->verifier->message->lacking);
		r->signature->state = ARC_UNANSWERED;
		return false;
	}
	if (covered->limit != SIZE_MAX && body->length < covered->limit)
		return broken(r, "l= is larger than the body");
	return same || broken(r, "the body was changed (bh=)");
}

static bool verify_header(struct reader *r, const struct covered *covered, const struct dkim_key *key)
{
	uint8_t hash[DIGEST_SIZE];
	struct bytes data = { 0 };

	signed_message_add_fields(&data, r->verifier->message, covered->h, covered->relaxed_header);
	signed_message_add_own(&data, r->verifier->arena, r->signature->field, covered->relaxed_header);
	digest_of(bytes_slice(&data), hash);
	bytes_free(&data);
	return verify(r, key, hash) ||
	       broken(r, "the signed header fields were changed, or the key does not match");
}

void arc_verify_message_signature(const struct arc_verifier *verifier, struct arc_signature *signature)
{
	struct reader r = { .verifier = verifier, .signature = signature };
	struct covered covered;
	const struct dkim_key *key;

	if (!read_tags(&r) || !read_covered(&r, &covered) || !read_expiry(&r))
		return;
	key = find_key(&r);
	if (!key || (verify_body(&r, &covered) && verify_header(&r, &covered, key)) || find(&r, "c"))
		return;
	/* Without c= both are simple (RFC 6376 section 3.5); sealers that left it out when they meant relaxed have been seen. */
	covered.relaxed_header = covered.relaxed_body = true;
	if (verify_body(&r, &covered) && verify_header(&r, &covered, key))
		signature->reason = NULL;
}

void arc_verify_seal(
	const struct arc_verifier *verifier, struct arc_signature *signature, const uint8_t hash[DIGEST_SIZE])
{
	struct reader r = { .verifier = verifier, .signature = signature };
	const struct dkim_key *key;

	if (!read_tags(&r))
		return;
	if (find(&r, "h")) {
		broken(&r, "it has an h= tag (RFC 8617 section 4.1.3)");
		return;
	}
	key = find_key(&r);
	if (key && !verify(&r, key, hash))
		broken(&r, "the ARC fields were changed, or the key does not match");
}
