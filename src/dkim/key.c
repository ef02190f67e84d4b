/* Reads a key record: what it is instead when it is none, its tags one by one, then the key in p=. */
#include "dkim/key.h"

#include "base/ascii.h"
#include "base/base64.h"
#include "base/escape.h"
#include "dkim/public_key.h"

#include <string.h>

struct key_parser {
	struct arena *arena;
	struct dkim_key *key;
};

static struct problem *note(struct key_parser *p, enum dkim_problem_kind kind, struct span span)
{
	return problem_add(p->arena, &p->key->problems, (int)kind, span.first, span.end);
}

/* Notes a problem that makes the record useless to a verifier. */
static struct problem *fatal(struct key_parser *p, enum dkim_problem_kind kind, struct span span)
{
	p->key->valid = false;
	return note(p, kind, span);
}

static bool is_base64_byte(uint8_t c)
{
	return ascii_is_alnum(c) || c == '+' || c == '/' || c == '=';
}

bool dkim_is_base64_only(struct slice text)
{
	bool padded = false;
	size_t digits = 0;

	for (size_t i = 0; i < text.len; i++) {
		if ((!is_base64_byte(text.at[i]) && !ascii_is_space(text.at[i]) &&
			    !(text.at[i] == ';' && i + 1 == text.len)) ||
			(padded && is_base64_byte(text.at[i]) && text.at[i] != '='))
			return false;
		digits += is_base64_byte(text.at[i]);
		padded = padded || text.at[i] == '=';
	}
	return digits >= 40;
}

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

/* Text that is no key record at all. True when it was recognised. */
static bool diagnose_other_text(struct key_parser *p)
{
	const struct slice text = p->key->text, trimmed = slice_trim(text);
	struct span all = { 0, (uint32_t)text.len };
	bool signature = slice_find_nocase(text, "DKIM-Signature", 0) >= 0 ||
			 (tags_find(&p->key->tags, "b", false) && tags_find(&p->key->tags, "bh", false));

	if (signature) {
		fatal(p, DKIM_SIGNATURE_PASTED, all);
	} else if (slice_find_nocase(text, "PRIVATE KEY-----", 0) >= 0 ||
		   (dkim_is_base64_only(text) &&
			   public_key_read(base64_decode(p->arena, trimmed).bytes, false).form ==
				   PUBLIC_KEY_PRIVATE)) {
		fatal(p, DKIM_PRIVATE_KEY_LEAKED, all);
	} else if (dkim_is_base64_only(text)) {
		struct problem *problem = fatal(p, DKIM_ONLY_BASE64, all);

		problem->replaced.end = 0;
		problem->replacement = "v=DKIM1; k=rsa; p=";
	} else if (is_host_name(trimmed)) {
		fatal(p, DKIM_TXT_HOLDS_CNAME_TARGET, all);
	} else if (!dkim_looks_like_key(text)) {
		fatal(p, DKIM_UNRELATED_TXT, all);
	} else {
		return false;
	}
	p->key->is_key = signature;
	return true;
}

static void check_bytes(struct key_parser *p)
{
	const struct slice text = p->key->text;

	for (uint32_t i = 0; i < text.len; i++) {
		if (text.at[i] >= 0x80) {
			uint32_t first = i;

			while (i + 1 < text.len && text.at[i + 1] >= 0x80)
				i++;
			fatal(p, DKIM_NON_ASCII, (struct span){ first, i + 1 });
		} else if (text.at[i] == '\\' && i + 1 < text.len && text.at[i + 1] == ';') {
			problem_replace(fatal(p, DKIM_ESCAPED_SEMICOLON, (struct span){ i, i + 2 }), ";");
		}
	}
}

/* The problem is mended when the tag goes; NULL for one that only a person can choose about. */
static void note_needless(struct key_parser *p, struct problem *problem, const struct tag *tag)
{
	if (!tag)
		return;
	problem->replaced = tags_with_separator(&p->key->tags, tag);
	problem->replacement = "";
}

/* t=y goes; of "t=y:s" the s stays. */
static void note_testing(struct key_parser *p, const struct tag *t)
{
	struct problem *problem = note(p, DKIM_T_Y, t->span);

	if (slice_find_nocase(tags_value(&p->key->tags, t), "s", 0) < 0) {
		note_needless(p, problem, t);
	} else {
		problem->replaced = t->value;
		problem->replacement = "s";
	}
}

/* The record with its version in front. */
static void note_v_not_first(struct key_parser *p, const struct tag *v)
{
	struct problem *problem = fatal(p, DKIM_V_NOT_FIRST, v->span);
	struct span tag = tags_with_separator(&p->key->tags, v);
	const struct slice text = p->key->text;

	problem->replaced = (struct span){ 0, (uint32_t)text.len };
	problem->replacement = arena_printf(p->arena, "%.*s; %.*s%.*s", (int)(v->span.end - v->span.first),
		(const char *)text.at + v->span.first, (int)tag.first, (const char *)text.at,
		(int)(text.len - tag.end), (const char *)text.at + tag.end);
}

static bool is_known_tag(struct slice name)
{
	return name.len == 1 && name.at[0] && strchr("vghknpst", name.at[0]);
}

/* Where the next "name=" begins inside a value: the semicolon before it was forgotten. */
static bool find_swallowed_tag(struct slice text, struct span value, uint32_t *ret_at)
{
	for (uint32_t i = value.first; i + 2 < value.end; i++) {
		if (ascii_is_space(text.at[i]) && is_known_tag(slice_part(text, i + 1, i + 2)) &&
			text.at[i + 2] == '=' && (text.at[i + 1] != '=')) {
			*ret_at = i;
			return true;
		}
	}
	return false;
}

/* ALPHA *( ALPHA / DIGIT / "_" ), RFC 6376 section 3.2. */
static bool is_tag_name(struct slice name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!ascii_is_alnum(name.at[i]) && name.at[i] != '_')
			return false;
	return name.len && ascii_is_alpha(name.at[0]);
}

/* The quote at the end of a record that was pasted with its quotes: another rule has it. */
static bool is_closing_quote(const struct tag_list *tags, const struct tag *tag)
{
	return slice_is(tags_name(tags, tag), "\"") && tag->span.end == tags->text.len &&
	       tags->text.at[0] == '"';
}

static void check_tag_syntax(struct key_parser *p, const struct tag *tag)
{
	const struct tag_list *tags = &p->key->tags;
	struct slice name = tags_name(tags, tag);
	uint32_t at;

	if (tag->is_empty || !tag->has_equals || !name.len) {
		if (tag->is_empty)
			problem_replace(fatal(p, DKIM_TAGLIST_SYNTAX,
						(struct span){ tag->span.first, tag->span.first + 1 }),
				"");
		else if (!is_closing_quote(tags, tag))
			fatal(p, DKIM_TAGLIST_SYNTAX, tag->span);
		return;
	}
	if (!is_tag_name(name)) {
		fatal(p, DKIM_TAGLIST_SYNTAX, tag->name);
		return;
	}
	if (name.len == 1 && ascii_is_upper(name.at[0]) && strchr("VHKNPST", name.at[0])) {
		problem_replace(fatal(p, DKIM_TAG_UPPERCASE, tag->name),
			arena_printf(p->arena, "%c", ascii_lower(name.at[0])));
		return;
	}
	if (tags_earlier(tags, tag))
		note_needless(p, fatal(p, DKIM_DUPLICATE_TAG, tag->span),
			slice_equal(tags_value(tags, tags_earlier(tags, tag)), tags_value(tags, tag)) ? tag
												      : NULL);
	if (find_swallowed_tag(tags->text, tag->value, &at) && !slice_is(name, "n")) {
		struct problem *problem = fatal(p, DKIM_TAGLIST_SYNTAX, (struct span){ at, at + 3 });

		problem->replaced = (struct span){ at, at };
		problem->replacement = ";";
		problem->hint = "a semicolon is missing in front of it";
	}
}

static void check_version(struct key_parser *p)
{
	const struct tag *v = tags_find(&p->key->tags, "v", false);
	uint32_t unused;

	if (!v || problem_has(&p->key->problems, DKIM_ESCAPED_SEMICOLON) ||
		find_swallowed_tag(p->key->text, v->value, &unused))
		return;
	if (v != p->key->tags.tags.at)
		note_v_not_first(p, v);
	if (!slice_is(tags_value(&p->key->tags, v), "DKIM1"))
		problem_replace(fatal(p, DKIM_V_VALUE, v->value), "DKIM1");
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
		note_needless(p, fatal(p, DKIM_H_EMPTY, h->span), h);
	} else if (h && !list_has(key, h, "sha256")) {
		problem_replace(fatal(p, DKIM_H_NO_SHA256, h->value), "sha256");
	} else if (h && list_has(key, h, "sha1")) {
		problem_replace(note(p, DKIM_H_SHA1_LISTED, h->value), "sha256");
	}
	if (s && !list_has(key, s, "email") && !list_has(key, s, "*"))
		problem_replace(fatal(p, DKIM_S_NOT_EMAIL, s->value), "email");
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
	uint32_t unused;

	p->key->type = DKIM_KEY_RSA;
	if (!k || find_swallowed_tag(p->key->text, k->value, &unused))
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
			fatal(p, DKIM_K_UNKNOWN, k->value.first < k->value.end ? k->value : k->span);

		if (slice_starts_nocase(value, "rsa"))
			problem->replacement = "rsa";
		else if (slice_find_nocase(value, "25519", 0) >= 0)
			problem->replacement = "ed25519";
	} else if (!slice_is(value, "rsa") && !slice_is(value, "ed25519")) {
		problem_replace(
			note(p, DKIM_K_CASE, k->value), p->key->type == DKIM_KEY_RSA ? "rsa" : "ed25519");
	}
}

bool dkim_key_is_too_short(const struct dkim_key *key)
{
	return key->type == DKIM_KEY_RSA && key->bits && key->bits < DKIM_RSA_BITS_LEAST;
}

static void judge_rsa(struct key_parser *p, const struct public_key *read, struct span value)
{
	struct dkim_key *key = p->key;

	key->bits = read->bits;
	if (read->form == PUBLIC_KEY_RSA_PKCS1)
		note(p, DKIM_RSA_PKCS1, value);
	if (dkim_key_is_too_short(key))
		fatal(p, DKIM_RSA_UNDER_1024, value)->hint =
			arena_printf(p->arena, "this key has %u bits", read->bits);
	else if (read->bits < 2048)
		note(p, DKIM_RSA_1024, value)->hint =
			arena_printf(p->arena, "this key has %u bits", read->bits);
	else if (read->bits > 4096)
		note(p, DKIM_RSA_OVER_4096, value)->hint =
			arena_printf(p->arena, "this key has %u bits", read->bits);
	if (read->exponent_bad)
		fatal(p, DKIM_RSA_EXPONENT, value)->hint =
			"the public exponent is even, below 3 or above the modulus";
	else if (read->exponent != 65537) {
		struct problem *problem = note(p, DKIM_RSA_EXPONENT, value);

		problem->hint = read->exponent
					? arena_printf(p->arena, "the public exponent is %u; 65537 is usual",
						  read->exponent)
					: "the public exponent is very large; 65537 is usual";
		problem->minor = read->exponent == 3 ? 1 : 2;
	}
	if (read->modulus_even)
		fatal(p, DKIM_RSA_MODULUS_BAD, value)->hint = "the modulus is even";
}

/* The 32 octets at the end of the wrapped key. */
static struct slice last_octets(struct slice der)
{
	return slice_part(der, der.len - 32, der.len);
}

static void judge_key(struct key_parser *p, struct slice bytes, struct span value)
{
	struct public_key read = public_key_read(bytes, p->key->type == DKIM_KEY_ED25519);
	bool rsa = p->key->type == DKIM_KEY_RSA,
	     is_rsa = read.form == PUBLIC_KEY_RSA || read.form == PUBLIC_KEY_RSA_PKCS1;
	struct problem *problem;

	if (read.form == PUBLIC_KEY_PRIVATE) {
		fatal(p, DKIM_PRIVATE_KEY_LEAKED, value);
	} else if (is_rsa && rsa) {
		judge_rsa(p, &read, value);
	} else if (read.form == PUBLIC_KEY_ED25519 && p->key->type == DKIM_KEY_ED25519) {
		p->key->bits = 256;
	} else if (read.form == PUBLIC_KEY_ED25519_SPKI && !rsa) {
		problem_replace(fatal(p, DKIM_ED25519_SPKI, value),
			base64_encode(
				p->arena, last_octets(slice_part(bytes, 0, bytes.len - read.trailing))));
	} else if (is_rsa ||
		   (rsa && (read.form == PUBLIC_KEY_ED25519 || read.form == PUBLIC_KEY_ED25519_SPKI))) {
		problem = fatal(p, DKIM_K_MISMATCH, value);
		problem->hint = is_rsa ? "the key is RSA, but k= says ed25519"
				       : "the key is Ed25519, but k= does not say ed25519";
	} else if (read.form == PUBLIC_KEY_TRUNCATED) {
		fatal(p, DKIM_P_TRUNCATED, value);
	} else if (read.form == PUBLIC_KEY_OTHER) {
		fatal(p, DKIM_NOT_RSA_SPKI, value)->hint =
			read.algorithm ? arena_printf(p->arena, "its algorithm is %s", read.algorithm) : NULL;
	} else {
		problem = fatal(p, rsa ? DKIM_P_NOT_A_KEY : DKIM_ED25519_LENGTH, value);
		problem->hint = arena_printf(p->arena, "it decodes to %zu octets", bytes.len);
	}
	if (read.trailing)
		note(p, DKIM_P_TRAILING_GARBAGE, value)->hint =
			arena_printf(p->arena, "%zu octets follow the key", read.trailing);
}

/* What stands between "-----BEGIN ...-----" and "-----END ...-----". */
static const char *without_pem_lines(struct arena *arena, struct slice value)
{
	char *text = arena_take(arena, value.len + 1), *out = text;

	for (size_t i = 0; i < value.len;) {
		ptrdiff_t end = SLICE_NONE;

		if (slice_starts(slice_part(value, i, value.len), "-----"))
			end = slice_find_nocase(value, "-----", i + 5);
		if (end >= 0)
			i = (size_t)end + 5;
		else if (!ascii_is_space(value.at[i]))
			*out++ = (char)value.at[i++];
		else
			i++;
	}
	return text;
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
			fatal(p, DKIM_P_MISSING, (struct span){ 0, (uint32_t)key->text.len });
		return;
	}
	value = tags_value(&key->tags, tag);
	if (!value.len) {
		key->revoked = true;
		fatal(p, DKIM_P_EMPTY, tag->span);
		return;
	}
	dashes = slice_find_nocase(value, "-----", 0);
	if (dashes >= 0) {
		if (slice_find_nocase(value, "PRIVATE KEY", 0) >= 0)
			fatal(p, DKIM_PRIVATE_KEY_LEAKED, tag->value);
		else
			problem_replace(
				fatal(p, DKIM_P_PEM_LINES, tag->value), without_pem_lines(p->arena, value));
		return;
	}
	quote = slice_find(value, '"', 0);
	if (quote >= 0) {
		fault = tag->value.first + (uint32_t)quote;
		problem_replace(fatal(p, DKIM_P_QUOTE, (struct span){ fault, fault + 1 }), "");
		return;
	}
	if (value.at[value.len - 1] == '\\' && problem_has(&key->problems, DKIM_ESCAPED_SEMICOLON))
		value.len--;
	decoded = base64_decode(p->arena, value);
	if (!decoded.valid && (decoded.fault < value.len ||
				      public_key_read(decoded.bytes, key->type == DKIM_KEY_ED25519).form !=
					      PUBLIC_KEY_TRUNCATED)) {
		fault = tag->value.first + (uint32_t)decoded.fault;
		if (problem_has(&key->problems, DKIM_NON_ASCII) && decoded.fault < value.len &&
			value.at[decoded.fault] >= 0x80)
			return;
		fatal(p, DKIM_P_BASE64, (struct span){ fault, decoded.fault < value.len ? fault + 1 : fault })
			->hint =
			decoded.fault < value.len
				? arena_printf(p->arena,
					  "\"%s\" is not of the base64 alphabet, or follows the padding",
					  escape_copy(p->arena,
						  slice_part(value, decoded.fault, decoded.fault + 1)))
				: "the end is missing: the number of characters is no multiple of four";
		return;
	}
	key->bytes = decoded.bytes;
	if (key->type)
		judge_key(p, decoded.bytes, tag->value);
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
	check_bytes(&p);
	for (size_t i = 0; i < key->tags.tags.count; i++)
		check_tag_syntax(&p, &key->tags.tags.at[i]);
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
	struct public_key_weakness weakness;

	if (!tag || p->key->type != DKIM_KEY_RSA || !p->key->bits)
		return;
	weakness = public_key_weakness(p->key->bytes);
	if (weakness.small_factor)
		fatal(p, DKIM_RSA_MODULUS_BAD, tag->value)->hint =
			arena_printf(p->arena, "the modulus can be divided by %u", weakness.small_factor);
	if (weakness.fermat)
		note(p, DKIM_RSA_FERMAT, tag->value);
	if (weakness.roca)
		note(p, DKIM_RSA_ROCA, tag->value);
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
