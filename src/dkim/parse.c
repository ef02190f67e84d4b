/* Reads a key record: what it is instead when it is none, its tags one by one, then the key in p=. */
#include "dkim/key.h"

#include "base/ascii.h"
#include "base/base64.h"
#include "base/escape.h"
#include "dkim/key_tags.h"
#include "dkim/mend.h"

#include <string.h>

bool dkim_looks_like_key(struct slice text)
{
	struct slice trimmed = slice_trim(text);
	struct arena scratch = { 0 };
	struct tag_list tags = tags_split(&scratch, text);
	bool found = slice_starts_nocase(trimmed, "v=dkim") || slice_starts_nocase(trimmed, "\"v=dkim") ||
		     slice_starts_nocase(trimmed, "v = dkim") || tags_find(&tags, "p", true) ||
		     tags_find(&tags, "k", true);

	arena_release(&scratch);
	return found && !slice_starts_nocase(trimmed, "v=spf1") && !slice_starts_nocase(trimmed, "v=dmarc1");
}

/* A host name of two dots and more, where a key should be: the text of a CNAME. */
static bool is_host_name(struct slice text)
{
	unsigned dots = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '.')
			dots++;
		else if (!ascii_is_alnum(text.at[i]) && text.at[i] != '-' && text.at[i] != '_')
			return false;
	}
	while (text.len && (ascii_is_digit(text.at[text.len - 1]) || text.at[text.len - 1] == '.'))
		text.len--; /* an address is no host name */
	return dots >= 2 && text.len && text.at[0] != '.';
}

/* The tags that a whole key lacks; one half of a key is no record of its own. */
static void mend_bare_key(struct key_parser *p, struct problem *problem)
{
	struct base64 decoded = base64_decode(p->arena, slice_trim(p->key->text));
	struct public_key read = public_key_read(decoded.bytes, false),
			  ed25519 = public_key_read(decoded.bytes, true);
	bool rsa = read.form == PUBLIC_KEY_RSA || read.form == PUBLIC_KEY_RSA_PKCS1;

	problem->replaced.end = 0;
	if (rsa || public_key_is_whole(&ed25519))
		problem->replacement = rsa ? "v=DKIM1; k=rsa; p=" : "v=DKIM1; k=ed25519; p=";
}

/* A run of base64 that can be a key, in however garbled a record: nothing to throw away. */
static bool has_key_material(struct slice text)
{
	enum { RUN_LEAST = 40 };
	size_t run = 0;

	for (size_t i = 0; i < text.len && run < RUN_LEAST; i++)
		run = ascii_is_alnum(text.at[i]) || text.at[i] == '+' || text.at[i] == '/' ? run + 1 : 0;
	return run >= RUN_LEAST;
}

/* The base64 that begins here, in the alphabet of records: "-" and "_" are "+" and "/" of URLs (RFC 4648 section 5). */
static struct slice base64_run(struct arena *arena, struct slice text)
{
	char *run = arena_take(arena, text.len + 1);
	size_t len = 0;

	while (len < text.len && (ascii_is_alnum(text.at[len]) || strchr("+/-_=", text.at[len])) &&
		!(text.at[len] == '-' && len + 1 < text.len && text.at[len + 1] == '-') &&
		!(len && text.at[len - 1] == '=' && text.at[len] != '=')) {
		run[len] = (char)text.at[len];
		run[len] = run[len] == '-' ? '+' : run[len];
		run[len] = run[len] == '_' ? '/' : run[len];
		len++;
	}
	return slice_part(slice_of(run), 0, len);
}

/* The record of the RSA key that is somewhere in a text; NULL when there is none. Its DER begins with MI in base64. */
static const char *record_of_key_in(struct key_parser *p, struct slice text)
{
	enum { TRIES_MOST = 16 }; /* a text may be long and begin there all the time */
	ptrdiff_t at = slice_find_text(text, "MI", 0);

	for (int tries = 0; at >= 0 && tries < TRIES_MOST;
		tries++, at = slice_find_text(text, "MI", (size_t)at + 1)) {
		struct slice run = base64_run(p->arena, slice_part(text, (size_t)at, text.len));
		struct base64 decoded = base64_decode(p->arena, run);
		struct public_key read = public_key_read(decoded.bytes, false);

		if (decoded.valid && read.form == PUBLIC_KEY_RSA && !read.trailing)
			return arena_printf(
				p->arena, "v=DKIM1; k=rsa; p=%.*s", (int)run.len, (const char *)run.at);
	}
	return NULL;
}

/* Text that is no key record at all. True when it was recognised. */
static bool diagnose_other_text(struct key_parser *p)
{
	const struct slice text = p->key->text, trimmed = slice_trim(text);
	struct span all = { 0, (uint32_t)text.len };
	bool signature = slice_find_nocase(text, "DKIM-Signature", 0) >= 0 ||
			 (tags_find(&p->key->tags, "b", false) && tags_find(&p->key->tags, "bh", false));

	if (signature) {
		key_fatal(p, DKIM_SIGNATURE_PASTED, all);
	} else if (slice_find_nocase(text, "PRIVATE KEY-----", 0) >= 0 ||
		   (dkim_is_base64_only(text) &&
			   public_key_read(base64_decode(p->arena, trimmed).bytes, false).form ==
				   PUBLIC_KEY_PRIVATE)) {
		key_fatal(p, DKIM_PRIVATE_KEY_LEAKED, all)->is_stray = true;
	} else if (dkim_is_base64_only(text)) {
		mend_bare_key(p, key_fatal(p, DKIM_ONLY_BASE64, all));
	} else if (is_host_name(trimmed)) {
		struct problem *problem = key_fatal(p, DKIM_TXT_HOLDS_CNAME_TARGET, all);
		size_t len = trimmed.len - (trimmed.at[trimmed.len - 1] == '.');

		problem->instead_type = DNS_TYPE_CNAME;
		problem->instead = arena_printf(p->arena, "%.*s.", (int)len, (const char *)trimmed.at);
	} else if (!dkim_looks_like_key(text)) {
		struct problem *problem = key_fatal(p, DKIM_UNRELATED_TXT, all);

		problem->is_stray = !has_key_material(text);
		problem_replace(problem, record_of_key_in(p, text));
	} else {
		return false;
	}
	p->key->is_key = signature;
	return true;
}

/* t=y goes; of "t=y:s" the s stays. */
static void note_testing(struct key_parser *p, const struct tag *t)
{
	struct problem *problem = key_note(p, DKIM_T_Y, t->span);

	if (slice_find_nocase(tags_value(&p->key->tags, t), "s", 0) < 0) {
		key_note_needless(p, problem, t);
	} else {
		problem->replaced = t->value;
		problem->replacement = "s";
	}
}

/* The record with its version in front. */
static void note_v_not_first(struct key_parser *p, const struct tag *v)
{
	struct problem *problem = key_fatal(p, DKIM_V_NOT_FIRST, v->span);
	struct span tag = tags_with_separator(&p->key->tags, v);
	const struct slice text = p->key->text;

	problem->replaced = (struct span){ 0, (uint32_t)text.len };
	problem->replacement = arena_printf(p->arena, "%.*s; %.*s%.*s", (int)(v->span.end - v->span.first),
		(const char *)text.at + v->span.first, (int)tag.first, (const char *)text.at,
		(int)(text.len - tag.end), (const char *)text.at + tag.end);
}

static void check_version(struct key_parser *p)
{
	const struct tag *v = tags_find(&p->key->tags, "v", false);
	struct span unused;

	if (!v || problem_has(&p->key->problems, DKIM_ESCAPED_SEMICOLON) ||
		key_find_swallowed_tag(p->key->text, v->value, &unused))
		return;
	if (v != p->key->tags.tags.at)
		note_v_not_first(p, v);
	if (!slice_is(tags_value(&p->key->tags, v), "DKIM1"))
		problem_replace(key_fatal(p, DKIM_V_VALUE, v->value), "DKIM1");
}

static bool list_has(const struct dkim_key *key, const struct tag *tag, const char *word)
{
	uint32_t at = tag->value.first;
	struct span piece;

	while (tags_next_piece(key->text, tag->value, ':', &at, &piece))
		if (slice_is_nocase(slice_span(key->text, piece), word))
			return true;
	return false;
}

static void check_lists(struct key_parser *p)
{
	struct dkim_key *key = p->key;
	const struct tag *h = tags_find(&key->tags, "h", false), *s = tags_find(&key->tags, "s", false),
			 *t = tags_find(&key->tags, "t", false);

	if (h && h->value.first == h->value.end) {
		key_note_needless(p, key_fatal(p, DKIM_H_EMPTY, h->span), h);
	} else if (h && !list_has(key, h, "sha256")) {
		problem_replace(key_fatal(p, DKIM_H_NO_SHA256, h->value), "sha256");
	} else if (h && list_has(key, h, "sha1")) {
		problem_replace(key_note(p, DKIM_H_SHA1_LISTED, h->value), "sha256");
	}
	if (s && !list_has(key, s, "email") && !list_has(key, s, "*"))
		problem_replace(key_fatal(p, DKIM_S_NOT_EMAIL, s->value), "email");
	if (t && list_has(key, t, "y")) {
		key->testing = true;
		note_testing(p, t);
	}
}

static void check_key_type(struct key_parser *p)
{
	const struct tag *lower = tags_find(&p->key->tags, "k", false);
	const struct tag *k =
		lower ? lower : tags_find(&p->key->tags, "k", true); /* K= is reported already */
	struct slice value;
	struct span unused;

	p->key->type = DKIM_KEY_RSA;
	if (!k || key_find_swallowed_tag(p->key->text, k->value, &unused))
		return;
	value = tags_value(&p->key->tags, k);
	if (value.len && value.at[value.len - 1] == '\\')
		value.len--;
	if (slice_is_nocase(value, "ed25519"))
		p->key->type = DKIM_KEY_ED25519;
	else if (!slice_is_nocase(value, "rsa"))
		p->key->type = DKIM_KEY_UNKNOWN;
	if (!p->key->type) {
		struct problem *problem =
			key_fatal(p, DKIM_K_UNKNOWN, k->value.first < k->value.end ? k->value : k->span);

		problem->replaced = k->value;
		if (slice_starts_nocase(value, "rsa"))
			problem->replacement = "rsa";
		else if (slice_find_nocase(value, "25519", 0) >= 0)
			problem->replacement = "ed25519";
	} else if (!slice_is(value, "rsa") && !slice_is(value, "ed25519")) {
		problem_replace(
			key_note(p, DKIM_K_CASE, k->value), p->key->type == DKIM_KEY_RSA ? "rsa" : "ed25519");
	}
}

bool dkim_key_is_too_short(const struct dkim_key *key)
{
	return key->type == DKIM_KEY_RSA && key->bits && key->bits < DKIM_RSA_BITS_LEAST;
}

bool dkim_key_is_ed25519(const struct dkim_key *key)
{
	const struct tag *k = tags_find(&key->tags, "k", false);

	return k && slice_is_nocase(tags_value(&key->tags, k), "ed25519");
}

enum { RSA_EXPONENT_USUAL = 65537 };

static void judge_rsa(struct key_parser *p, const struct public_key *read, struct span value)
{
	struct dkim_key *key = p->key;

	key->bits = read->bits;
	if (read->form == PUBLIC_KEY_RSA_PKCS1) {
		struct problem *problem = key_note(p, DKIM_RSA_PKCS1, value);

		problem->hides = true;
		problem_replace(problem, wrapped_rsa_key(p->arena,
						 slice_part(key->bytes, 0, key->bytes.len - read->trailing)));
	}
	if (dkim_key_is_too_short(key))
		key_fatal(p, DKIM_RSA_UNDER_1024, value)->hint =
			arena_printf(p->arena, "%u bits, minimum %d", read->bits, DKIM_RSA_BITS_LEAST);
	else if (read->bits < DKIM_RSA_BITS_ADVISED)
		key_note(p, DKIM_RSA_1024, value)->hint =
			arena_printf(p->arena, "%u bits, recommended %d", read->bits, DKIM_RSA_BITS_ADVISED);
	else if (read->bits > DKIM_RSA_BITS_MOST)
		key_note(p, DKIM_RSA_OVER_4096, value)->hint =
			arena_printf(p->arena, "%u bits, maximum %d", read->bits, DKIM_RSA_BITS_MOST);
	if (read->exponent_bad)
		key_fatal(p, DKIM_RSA_EXPONENT, value)->hint = "it is even, below 3 or above the modulus";
	else if (read->exponent != RSA_EXPONENT_USUAL) {
		struct problem *problem = key_note(p, DKIM_RSA_EXPONENT, value);

		problem->hint = read->exponent
					? arena_printf(p->arena, "it is %u, expected 65537", read->exponent)
					: "it is very large, expected 65537";
		problem->minor = read->exponent == 3 ? 1 : 2;
	}
	if (read->modulus_even)
		key_fatal(p, DKIM_RSA_MODULUS_BAD, value)->hint = "it is even";
}

/* The 32 octets at the end of the wrapped key. */
static struct slice last_octets(struct slice der)
{
	return slice_part(der, der.len - 32, der.len);
}

/* k= as the key itself says. */
static void mend_key_type(struct key_parser *p, struct problem *problem, bool rsa)
{
	const struct tag *k = tags_find(&p->key->tags, "k", true),
			 *key = tags_find(&p->key->tags, "p", false);
	const char *type = rsa ? "rsa" : "ed25519";

	if (k) {
		problem->replaced = k->value;
		problem_replace(problem, type);
	} else {
		problem->replaced = (struct span){ key->span.first, key->span.first };
		problem_replace(problem, arena_printf(p->arena, "k=%s; ", type));
	}
}

/* The type that k= does not name: the key tells it, when it is whole. */
static void mend_unknown_type(struct key_parser *p, struct slice bytes)
{
	struct public_key read = public_key_read(bytes, false);
	struct problems *problems = &p->key->problems;

	for (size_t i = 0; i < problems->list.count; i++)
		if (problems->list.at[i].kind == DKIM_K_UNKNOWN && public_key_is_whole(&read))
			mend_key_type(p, &problems->list.at[i],
				read.form == PUBLIC_KEY_RSA || read.form == PUBLIC_KEY_RSA_PKCS1);
}

static void judge_key(struct key_parser *p, struct slice bytes, struct span value)
{
	struct public_key read = public_key_read(bytes, p->key->type == DKIM_KEY_ED25519);
	bool rsa = p->key->type == DKIM_KEY_RSA,
	     is_rsa = read.form == PUBLIC_KEY_RSA || read.form == PUBLIC_KEY_RSA_PKCS1;
	struct problem *problem;

	if (read.form == PUBLIC_KEY_PRIVATE) {
		key_fatal(p, DKIM_PRIVATE_KEY_LEAKED, value)->is_stray = true;
	} else if (is_rsa && rsa) {
		judge_rsa(p, &read, value);
	} else if (read.form == PUBLIC_KEY_ED25519 && p->key->type == DKIM_KEY_ED25519) {
		p->key->bits = 256;
	} else if (read.form == PUBLIC_KEY_ED25519_SPKI && !rsa) {
		problem_replace(key_fatal(p, DKIM_ED25519_SPKI, value),
			base64_encode(
				p->arena, last_octets(slice_part(bytes, 0, bytes.len - read.trailing))));
	} else if (is_rsa ||
		   (rsa && (read.form == PUBLIC_KEY_ED25519 || read.form == PUBLIC_KEY_ED25519_SPKI))) {
		problem = key_fatal(p, DKIM_K_MISMATCH, value);
		mend_key_type(p, problem, is_rsa);
		problem->hint = is_rsa ? "it is RSA, not ed25519" : "it is Ed25519, not rsa";
	} else if (read.form == PUBLIC_KEY_TRUNCATED) {
		key_fatal(p, DKIM_P_TRUNCATED, value);
	} else if (read.form == PUBLIC_KEY_OTHER) {
		key_fatal(p, DKIM_NOT_RSA_SPKI, value)->hint =
			read.algorithm ? arena_printf(p->arena, "its algorithm is %s", read.algorithm) : NULL;
	} else {
		problem = key_fatal(p, rsa ? DKIM_P_NOT_A_KEY : DKIM_ED25519_LENGTH, value);
		problem->hint = arena_printf(
			p->arena, rsa ? "it decodes to %zu octets" : "this one has %zu", bytes.len);
	}
	if (read.trailing) {
		problem = key_note(p, DKIM_P_TRAILING_GARBAGE, value);
		problem->hint =
			arena_printf(p->arena, "%zu octet%s", read.trailing, read.trailing == 1 ? "" : "s");
		if (is_rsa)
			problem_replace(problem,
				base64_encode(p->arena, slice_part(bytes, 0, bytes.len - read.trailing)));
	}
}

static void note_bad_base64(struct key_parser *p, const struct tag *tag, struct slice value, size_t offset)
{
	uint32_t fault = tag->value.first + (uint32_t)offset;
	bool inside = offset < value.len;
	struct problem *problem =
		key_fatal(p, DKIM_P_BASE64, (struct span){ fault, inside ? fault + 1 : fault });

	problem->hint = inside ? arena_printf(p->arena, "unexpected character \"%s\"",
					 escape_visible_copy(p->arena, slice_part(value, offset, offset + 1)))
			       : "its length is not a multiple of 4";
	problem->replaced = tag->value;
	problem_replace(problem, cleaned_key(p->arena, value, p->key->type == DKIM_KEY_ED25519));
}

static void check_public_key(struct key_parser *p)
{
	struct dkim_key *key = p->key;
	const struct tag *tag = tags_find(&key->tags, "p", false);
	struct slice value;
	struct base64 decoded;
	ptrdiff_t quote, dashes;
	uint32_t fault;

	if (!tag) {
		if (!problem_has(&key->problems, DKIM_TAG_UPPERCASE) &&
			!problem_has(&key->problems, DKIM_TAGLIST_SYNTAX))
			key_fatal(p, DKIM_P_MISSING, (struct span){ 0, (uint32_t)key->text.len });
		return;
	}
	value = tags_value(&key->tags, tag);
	if (!value.len) {
		key->revoked = true;
		key_fatal(p, DKIM_P_EMPTY, tag->span);
		return;
	}
	dashes = slice_find_nocase(value, "-----", 0);
	if (dashes >= 0) {
		if (slice_find_nocase(value, "PRIVATE KEY", 0) >= 0)
			key_fatal(p, DKIM_PRIVATE_KEY_LEAKED, tag->value)->is_stray = true;
		else
			problem_replace(key_fatal(p, DKIM_P_PEM_LINES, tag->value),
				without_pem_lines(p->arena, value));
		return;
	}
	quote = slice_find(value, '"', 0);
	if (quote >= 0) {
		fault = tag->value.first + (uint32_t)quote;
		problem_replace(key_fatal(p, DKIM_P_QUOTE, (struct span){ fault, fault + 1 }), "");
		return;
	}
	if (value.at[value.len - 1] == '\\' && problem_has(&key->problems, DKIM_ESCAPED_SEMICOLON))
		value.len--;
	decoded = base64_decode(p->arena, value);
	if (!decoded.valid && (decoded.fault < value.len ||
				      public_key_read(decoded.bytes, key->type == DKIM_KEY_ED25519).form !=
					      PUBLIC_KEY_TRUNCATED)) {
		if (problem_has(&key->problems, DKIM_NON_ASCII) && decoded.fault < value.len &&
			value.at[decoded.fault] >= 0x80)
			return;
		note_bad_base64(p, tag, value, decoded.fault);
		return;
	}
	key->bytes = decoded.bytes;
	if (key->type)
		judge_key(p, decoded.bytes, tag->value);
	else
		mend_unknown_type(p, decoded.bytes);
}

static struct dkim_key *parse(struct arena *arena, const struct dns_txt *txt)
{
	struct dkim_key *key = arena_take(arena, sizeof *key);
	struct key_parser p = { .arena = arena, .key = key };

	key->txt = txt;
	key->text = txt->joined;
	key->valid = key->is_key = true;
	key->tags = tags_split(arena, key->text);
	if (diagnose_other_text(&p))
		return key;
	key_check_bytes(&p);
	for (size_t i = 0; i < key->tags.tags.count; i++)
		key_check_tag_syntax(&p, &key->tags.tags.at[i]);
	check_version(&p);
	check_lists(&p);
	check_key_type(&p);
	check_public_key(&p);
	return key;
}

static const struct problems *reread(struct arena *arena, struct slice mended, void *context)
{
	(void)context;
	return &parse(arena, dns_txt_of(arena, mended))->problems;
}

/* No text mends a weak key, so this comes after the proof of replacements, and once. */
static void note_weakness(struct key_parser *p)
{
	const struct tag *tag = tags_find(&p->key->tags, "p", false);
	struct rsa_weakness weakness;

	if (!tag || p->key->type != DKIM_KEY_RSA || !p->key->bits)
		return;
	weakness = public_key_weakness(p->key->bytes);
	if (weakness.small_factor)
		key_fatal(p, DKIM_RSA_MODULUS_BAD, tag->value)->hint =
			arena_printf(p->arena, "it is divisible by %u", weakness.small_factor);
	if (weakness.fermat)
		key_note(p, DKIM_RSA_FERMAT, tag->value);
	if (weakness.roca)
		key_note(p, DKIM_RSA_ROCA, tag->value);
}

struct dkim_key *dkim_parse(struct arena *arena, const struct dns_txt *txt)
{
	struct dkim_key *key = parse(arena, txt);
	struct key_parser p = { .arena = arena, .key = key };

	problems_prove(arena, &key->problems, key->text, reread, NULL);
	note_weakness(&p);
	return key;
}

static const void *make_key(
	struct arena *arena, const struct dns_record *record, const struct dns_name *owner)
{
	(void)owner;
	return dkim_parse(arena, record->data.txt);
}

const struct dkim_key *dkim_parse_kept(struct arena *arena, const struct dns_reply *reply, size_t number)
{
	return dns_kept(arena, reply, number, make_key, NULL);
}
