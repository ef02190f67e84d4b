/* Compares a key record with what a verifier asks of it, in the order of RFC 6376 section 6.1.2. */
#include "dkim/key_fit.h"

#include "base/escape.h"
#include "dkim/public_key.h"

enum { VALUE_SHOWN = 60 };

static const struct tag *find(const struct dkim_key *key, const char *name)
{
	return tags_find(&key->tags, name, false);
}

static const char *shown(struct arena *arena, struct slice value)
{
	return escape_visible_copy(arena, slice_part(value, 0, VALUE_SHOWN));
}

static const struct problem *find_problem(const struct dkim_key *key, enum dkim_problem_kind kind)
{
	for (size_t i = 0; i < key->problems.list.count; i++)
		if (key->problems.list.at[i].kind == (int)kind)
			return &key->problems.list.at[i];
	return NULL;
}

/* Section 3.2: the whole list is invalid; and v=, when there is one, is the first tag and says DKIM1. */
static const char *find_syntax_fault(struct arena *arena, const struct dkim_key *key)
{
	const struct problem *syntax = find_problem(key, DKIM_TAGLIST_SYNTAX),
			     *twice = find_problem(key, DKIM_DUPLICATE_TAG);
	const struct tag *v = find(key, "v");
	struct slice version = v ? tags_value(&key->tags, v) : (struct slice){ 0 };

	if (!key->is_key)
		return "the TXT record at the selector is not a key record";
	if (v && !slice_is(version, "DKIM1"))
		return arena_printf(arena, "unknown version v=%s in the key record; expected DKIM1",
			shown(arena, version));
	if (v && v != key->tags.tags.at)
		return "v= is not the first tag of the key record";
	if (twice)
		return arena_printf(arena, "duplicate tag %s in the key record",
			shown(arena, slice_span(key->text, twice->span)));
	if (find_problem(key, DKIM_NON_ASCII))
		return "the key record contains a non-ASCII character";
	if (!find(key, "p"))
		return "the key record has no p= tag";
	return syntax ? arena_printf(arena, "the key record is invalid at \"%s\"",
				shown(arena, slice_span(key->text, syntax->span)))
		      : NULL;
}

/* An item of a colon-separated list in the key record; an absent tag allows everything. */
static bool allows(const struct dkim_key *key, const char *tag, const char *wanted)
{
	const struct tag *found = find(key, tag);
	struct slice item;

	if (!found)
		return true;
	for (size_t at = 0; slice_next_item(tags_value(&key->tags, found), ':', &at, &item);)
		if (slice_is_nocase(item, wanted))
			return true;
	return false;
}

static const char *list_fault(struct arena *arena, const struct dkim_key *key, const char *tag,
	const char *what, const char *wanted)
{
	struct slice value = tags_value(&key->tags, find(key, tag));

	return value.len ? arena_printf(arena, "the key %s %s (%s=)", what, shown(arena, value), tag)
			 : arena_printf(arena, "the key does not allow %s: %s= is empty", wanted, tag);
}

/* K= in upper case is ignored, so that the octets are those of an RSA key, whatever it says. */
static const char *find_rsa_fault(const struct dkim_key *key)
{
	struct public_key read = public_key_read(key->bytes, false);

	return (read.form == PUBLIC_KEY_RSA || read.form == PUBLIC_KEY_RSA_PKCS1) &&
			       read.bits >= (unsigned)DKIM_RSA_BITS_LEAST
		       ? NULL
		       : "p= of the key record is not an RSA key of at least 1024 bits";
}

/* What is wrong with the octets of p=. */
static const char *find_data_fault(struct arena *arena, const struct dkim_key *key)
{
	static const struct {
		enum dkim_problem_kind kind;
		const char *fault;
	} faults[] = {
		{ DKIM_P_QUOTE, "p= of the key record contains a quotation mark" },
		{ DKIM_P_PEM_LINES, "p= of the key record contains a header or footer of a PEM file" },
		{ DKIM_P_BASE64, "p= of the key record is not valid base64" },
		{ DKIM_P_TRUNCATED, "the key in p= is truncated" },
		{ DKIM_PRIVATE_KEY_LEAKED, "p= of the key record is the private key" },
		{ DKIM_NOT_RSA_SPKI, "the key in p= is not an RSA key" },
		{ DKIM_P_NOT_A_KEY, "p= of the key record is not a public key" },
		{ DKIM_K_MISMATCH, "the key in p= does not match k=" },
		{ DKIM_RSA_MODULUS_BAD, "the modulus of the RSA key is weak" },
		{ DKIM_ED25519_LENGTH, "p= of an Ed25519 key must have 32 octets" },
		{ DKIM_ED25519_SPKI, "the Ed25519 key in p= is in SubjectPublicKeyInfo format" },
	};

	if (key->bytes.len && key->type != DKIM_KEY_RSA && !dkim_key_is_ed25519(key))
		return find_rsa_fault(key);
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		if (find_problem(key, faults[i].kind))
			return faults[i].fault;
	if (dkim_key_is_too_short(key))
		return arena_printf(arena,
			"the key has %u bits; at least %d are required (RFC 8301 section 3.2)", key->bits,
			DKIM_RSA_BITS_LEAST);
	return key->bytes.len ? NULL : "p= of the key record is not a public key";
}

const char *key_misfit(struct arena *arena, const struct dkim_key *key, const struct dkim_key_wanted *wanted)
{
	const char *fault = find_syntax_fault(arena, key);
	const struct tag *k = find(key, "k"); /* rsa without it; K= is an unknown tag */
	struct slice type = k ? tags_value(&key->tags, k) : (struct slice){ 0 };
	bool ed25519;

	if (fault)
		return fault;
	if (!allows(key, "h", "sha256"))
		return list_fault(arena, key, "h", "allows only", "sha256");
	if (!allows(key, "s", "email") && !allows(key, "s", "*"))
		return list_fault(arena, key, "s", "is only for", "email");
	if (key->revoked)
		return "the key is revoked (p= is empty)";
	ed25519 = dkim_key_is_ed25519(key);
	if (k && !ed25519 && !slice_is_nocase(type, "rsa"))
		return arena_printf(arena, "unknown key type k=%s", shown(arena, type));
	if (ed25519 != wanted->ed25519)
		return arena_printf(arena, "the key type %s does not match a=%s",
			wanted->ed25519 ? "rsa" : "ed25519",
			wanted->ed25519 ? "ed25519-sha256" : "rsa-sha256");
	fault = find_data_fault(arena, key);
	if (fault)
		return fault;
	if (find(key, "t") && allows(key, "t", "s") && wanted->agent &&
		!dns_name_equal(wanted->agent, wanted->domain))
		return "the domain of i= must equal d= (t=s in the key record)";
	return NULL;
}
