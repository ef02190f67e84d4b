/* DKIM: what is valid in a key record and still better avoided. */
#include "base/ascii.h"
#include "base/escape.h"
#include "check/domain.h"
#include "check/rule.h"
#include "rules/common.h"
#include "rules/example_text.h"
#include "rules/families.h"

#include <string.h>

static const struct tag *tag_of(const struct dkim_subject *dkim, const char *name)
{
	return dkim->key->is_key ? tags_find(&dkim->key->tags, name, false) : NULL;
}

static void report_needless(
	struct rule_run *run, const struct dkim_subject *dkim, const struct tag *tag, const char *message)
{
	struct finding *finding = report_finding(run, &dkim->published, tag->span, "%s", message);

	/* Which of two equal tags goes is for a person to say. */
	if (!problem_has(&dkim->key->problems, DKIM_DUPLICATE_TAG))
		fix_without_tag(run, finding, &dkim->key->tags, tag);
}

/* The start of a name that somebody else wrote, safe to print. */
static const char *shown(struct arena *arena, struct slice name)
{
	enum { SHOWN_MOST = 40 };

	return escape_visible_copy(arena, slice_part(name, 0, SHOWN_MOST));
}

static void v_missing(struct rule_run *run, const struct dkim_subject *dkim)
{
	if ((dkim->key->bits || dkim->key->revoked) && dkim->key->is_key && dkim->key->tags.tags.count &&
		!tags_find(&dkim->key->tags, "v", true) &&
		!problem_has(&dkim->key->problems, DKIM_TAGLIST_SYNTAX))
		report_replaced(run, &dkim->published, (struct span){ 0, 0 }, (struct span){ 0, 0 },
			"v=DKIM1; ", "the record has no v=DKIM1 tag");
}

static void g_tag(struct rule_run *run, const struct dkim_subject *dkim)
{
	const struct tag *tag = tag_of(dkim, "g");

	if (tag)
		report_needless(run, dkim, tag,
			tag->value.first == tag->value.end
				? "deprecated g= tag; old verifiers reject an empty one"
				: "deprecated g= tag; verifiers ignore it");
}

static void n_note(struct rule_run *run, const struct dkim_subject *dkim)
{
	const struct tag *tag = tag_of(dkim, "n");

	if (tag)
		report_needless(run, dkim, tag, "n= is a note for people; verifiers ignore it");
}

static void unknown_tag(struct rule_run *run, const struct dkim_subject *dkim)
{
	const struct tag_list *tags = &dkim->key->tags;

	if (problem_has(&dkim->key->problems, DKIM_SIGNATURE_PASTED))
		return;
	for (size_t i = 0; dkim->key->is_key && i < tags->tags.count; i++) {
		const struct tag *tag = &tags->tags.at[i];
		struct slice name = tags_name(tags, tag);

		if (!tag->has_equals || !name.len ||
			(name.len == 1 && strchr("vghknpstVGHKNPST", name.at[0])))
			continue;
		report_needless(run, dkim, tag,
			arena_printf(run->arena, "unknown tag \"%s\"; %s", shown(run->arena, name),
				name.len == 1 && strchr("abcdqxzil", name.at[0])
					? "it belongs in a DKIM-Signature"
					: "verifiers ignore it"));
	}
}

static void t_flags(struct rule_run *run, const struct dkim_subject *dkim, bool want_s)
{
	const struct tag *tag = tag_of(dkim, "t");
	uint32_t at = tag ? tag->value.first : 0;
	struct span piece;

	while (tag && tags_next_piece(dkim->key->text, tag->value, ':', &at, &piece)) {
		struct slice flag = slice_span(dkim->key->text, piece);
		bool s = slice_is_nocase(flag, "s");

		if (want_s && s)
			report_finding(
				run, &dkim->published, piece, "t=s does not allow a subdomain of d= in i=");
		else if (!want_s && !s && !slice_is_nocase(flag, "y"))
			report_finding(run, &dkim->published, piece,
				"unknown flag \"%s\" in t=; verifiers ignore it", shown(run->arena, flag));
	}
}

static void t_s(struct rule_run *run, const struct dkim_subject *dkim)
{
	t_flags(run, dkim, true);
}

static void t_unknown(struct rule_run *run, const struct dkim_subject *dkim)
{
	t_flags(run, dkim, false);
}

static void trailing_semicolon(struct rule_run *run, const struct dkim_subject *dkim)
{
	const struct slice text = dkim->key->text;
	size_t end = text.len;

	if (!dkim->key->is_key || !dkim->key->tags.ends_in_semicolon ||
		problem_has(&dkim->key->problems, DKIM_ESCAPED_SEMICOLON) ||
		problem_has(&dkim->key->problems, DKIM_TAGLIST_SYNTAX))
		return;
	while (end && text.at[end - 1] != ';')
		end--;
	if (end)
		report_replaced(run, &dkim->published, (struct span){ (uint32_t)end - 1, (uint32_t)end },
			(struct span){ (uint32_t)end - 1, (uint32_t)text.len }, "",
			"the record ends with a semicolon");
}

/* The base64 of p= without its whitespace. */
static const char *compact(struct rule_run *run, struct slice value)
{
	char *text = arena_take(run->arena, value.len + 1);
	size_t length = 0;

	for (size_t i = 0; i < value.len; i++)
		if (!ascii_is_space(value.at[i]))
			text[length++] = (char)value.at[i];
	return text;
}

/* The first whitespace inside p=, or the end of the record's text. */
static uint32_t space_in_key(const struct dkim_subject *dkim, const struct tag *tag)
{
	uint32_t at = tag->value.first;

	while (at < tag->value.end && !ascii_is_space(dkim->key->text.at[at]))
		at++;
	return at < tag->value.end ? at : (uint32_t)dkim->key->text.len;
}

static bool is_beside_join(const struct dkim_subject *dkim, uint32_t at)
{
	const struct dns_txt *txt = dkim->published.txt;

	for (size_t i = 0; i + 1 < txt->ends.count; i++)
		if (txt->ends.at[i] == at || txt->ends.at[i] == at + 1)
			return true;
	return false;
}

static void report_space(
	struct rule_run *run, const struct dkim_subject *dkim, bool at_join, const char *message)
{
	const struct tag *tag = tag_of(dkim, "p");
	uint32_t space = tag ? space_in_key(dkim, tag) : 0;

	if (tag && dkim->key->bits && space < dkim->key->text.len && is_beside_join(dkim, space) == at_join)
		report_replaced(run, &dkim->published, (struct span){ space, space + 1 }, tag->value,
			compact(run, slice_span(dkim->key->text, tag->value)), message);
}

static void p_whitespace(struct rule_run *run, const struct dkim_subject *dkim)
{
	report_space(run, dkim, false, "whitespace in the key");
}

static void split_space(struct rule_run *run, const struct dkim_subject *dkim)
{
	report_space(run, dkim, true, "whitespace in the key where two strings join");
}

static void rsa_odd_size(struct rule_run *run, const struct dkim_subject *dkim)
{
	const struct tag *tag = tag_of(dkim, "p");
	unsigned bits = dkim->key->bits;

	if (tag && dkim->key->type == DKIM_KEY_RSA && bits >= DKIM_RSA_BITS_LEAST &&
		bits <= DKIM_RSA_BITS_MOST && bits % 1024)
		report_finding(run, &dkim->published, tag->value, "RSA key of %u bits; 2048 is usual", bits);
}

static void rsa_4096_dns(struct rule_run *run, const struct dkim_subject *dkim)
{
	const struct tag *tag = tag_of(dkim, "p");

	if (tag && dkim->key->type == DKIM_KEY_RSA && dkim->key->bits > 3072 &&
		dkim->key->bits <= DKIM_RSA_BITS_MOST)
		report_finding(run, &dkim->published, tag->value,
			"RSA key of %u bits; the record has %zu octets", dkim->key->bits,
			dkim->key->text.len);
}

static void revoked_vs_removed(struct rule_run *run, const struct dkim_subject *dkim)
{
	if (dkim->key->revoked)
		report_finding(run, &dkim->published, whole_text(&dkim->published),
			"the record of a revoked key is still published");
}

static void ttl_low(struct rule_run *run, const struct dkim_subject *dkim)
{
	enum { TTL_LOW = 300 };

	/* A resolver counts the TTL down: only a zone file tells what it was. */
	if (dkim->published.place.text && dkim->published.name.len > 1 && dkim->published.ttl < TTL_LOW)
		report_finding(run, &dkim->published, whole_text(&dkim->published), "the TTL is %u second%s",
			dkim->published.ttl, dkim->published.ttl == 1 ? "" : "s");
}

/* Keys whose private half is printed in an RFC, by the start of their base64. */
static void rsa_example_key(struct rule_run *run, const struct dkim_subject *dkim)
{
	static const struct {
		const char *key, *where;
	} examples[] = {
		{ "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFC",
			"RFC 6376 appendix C" },
		{ "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQi",
			"RFC 8463 appendix A" },
		{ "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", "RFC 8463 appendix A" },
	};
	const struct tag *tag = tag_of(dkim, "p");

	for (size_t i = 0; tag && i < sizeof examples / sizeof *examples; i++)
		if (slice_starts(
			    slice_of(compact(run, slice_span(dkim->key->text, tag->value))), examples[i].key))
			report_finding(run, &dkim->published, tag->value, "this is the example key of %s",
				examples[i].where);
}

static void ed25519_only(struct rule_run *run)
{
	const struct dkim_subject *only = NULL;

	for (size_t i = 0; i < run->domain->selectors.count; i++) {
		const struct dkim_selector *selector = &run->domain->selectors.at[i];

		if (selector->status == DKIM_STATUS_UNANSWERED)
			return;
		for (size_t k = 0; k < selector->keys.count; k++) {
			const struct dkim_key *key = selector->keys.at[k].key;

			if (key->type == DKIM_KEY_RSA && key->bits)
				return;
			/* Also one in a wrapping that verifiers do not take. */
			if (key->type == DKIM_KEY_ED25519 &&
				(key->valid || problem_has(&key->problems, DKIM_ED25519_SPKI)))
				only = &selector->keys.at[k];
		}
	}
	if (only && run->domain->selectors.at[0].name.len > 1 &&
		dns_outcome_is_answer(run->domain->txt->outcome))
		report_finding(
			run, &only->published, whole_text(&only->published), "only Ed25519 keys were found");
}

static const struct rule rows[] = {
	{
		.id = "dkim-v-missing",
		SUBJECT_ROW(INFO, DKIM, dkim, v_missing),
		.summary = "key record has no \"v=DKIM1\" tag",
		.why = "The tag is only recommended, but some verifiers and most checkers expect it.",
		.help = "Begin the record with `v=DKIM1;`.",
		.reference = "RFC 6376 section 3.6.1",
		.bad = DKIM_EXAMPLE("k=rsa; p=" KEY_RSA_2048),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-g-tag",
		SUBJECT_ROW(INFO, DKIM, dkim, g_tag),
		.summary = "deprecated \"g\" tag",
		.why = "The tag limited a key to some local-parts. RFC 6376 deprecated it, and verifiers "
		       "ignore it. With an empty g= tag, old verifiers reject every signature.",
		.help = "Remove the `g` tag.",
		.reference = "RFC 6376 appendices C.1 and C.2",
		.bad = DKIM_EXAMPLE("v=DKIM1; g=*; k=rsa; p=" KEY_RSA_2048),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-n-note",
		SUBJECT_ROW(INFO, DKIM, dkim, n_note),
		.summary = "key record contains a note (\"n\" tag)",
		.why = "The n= tag is for people who read DNS records. It makes every answer longer.",
		.help = "Remove the `n` tag, or keep it short.",
		.reference = "RFC 6376 section 3.6.1",
		.bad = DKIM_EXAMPLE("v=DKIM1; n=new; k=rsa; p=" KEY_RSA_2048),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-unknown-tag",
		SUBJECT_ROW(INFO, DKIM, dkim, unknown_tag),
		.summary = "unknown tag in the key record",
		.why = "Verifiers ignore an unknown tag. Tags such as a=, b=, c= and d= belong in a "
		       "DKIM-Signature header field.",
		.help = "Remove the unknown tag, or correct its name.",
		.reference = "RFC 6376 section 3.6.1",
		.bad = DKIM_EXAMPLE("v=DKIM1; k=rsa; a=rsa-sha256; p=" KEY_RSA_2048),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-t-s",
		SUBJECT_ROW(INFO, DKIM, dkim, t_s),
		.summary = "\"t=s\" does not allow subdomains in the \"i\" tag of signatures",
		.why = "A signature fails with this key if the domain of its i= tag is a subdomain of d=. RFC "
		       "6376 recommends the flag where no subdomains are needed.",
		.help = NULL,
		.reference = "RFC 6376 section 3.6.1",
		.bad = DKIM_EXAMPLE("v=DKIM1; t=s; k=rsa; p=" KEY_RSA_2048),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-t-unknown",
		SUBJECT_ROW(INFO, DKIM, dkim, t_unknown),
		.summary = "unknown flag in the \"t\" tag",
		.why = "Verifiers ignore an unknown flag. The defined flags are y (testing) and s (no "
		       "subdomains).",
		.help = "Remove the unknown flag from the `t` tag.",
		.reference = "RFC 6376 section 3.6.1",
		.bad = DKIM_EXAMPLE("v=DKIM1; t=n; k=rsa; p=" KEY_RSA_2048),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-trailing-semicolon",
		SUBJECT_ROW(INFO, DKIM, dkim, trailing_semicolon),
		.summary = "key record ends with a semicolon",
		.why = "The semicolon is valid and has no effect.",
		.help = NULL,
		.reference = "RFC 6376 section 3.2",
		.bad = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048 ";"),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-p-whitespace",
		SUBJECT_ROW(INFO, DKIM, dkim, p_whitespace),
		.summary = "whitespace in the key",
		.why = "Whitespace in base64 is valid, but some verifiers cannot read such a key.",
		.help = "Remove the whitespace from the key.",
		.reference = "RFC 6376 section 3.6.1",
		.bad = DKIM_EXAMPLE("v=DKIM1; k=ed25519; p=Us9vjYJDCG7FfJSc+i3H lUXbEZ+wWPgtu6oFsDkfe9s="),
		.good = DKIM_EXAMPLE("v=DKIM1; k=ed25519; p=" KEY_ED25519),
	},
	{
		.id = "dkim-split-space",
		SUBJECT_ROW(INFO, DKIM, dkim, split_space),
		.summary = "whitespace in the key where two strings join",
		.why = "Verifiers join the strings of a record without a space, so the whitespace becomes "
		       "part of the key. It is valid, but some verifiers cannot read such a key.",
		.help = "Remove the whitespace at the end or the start of the strings.",
		.reference = "RFC 6376 sections 3.6.1 and 3.6.2.2",
		.bad = "s1._domainkey TXT \"v=DKIM1; k=ed25519; p=Us9vjYJDCG7FfJSc+i3H \" "
		       "\"lUXbEZ+wWPgtu6oFsDkfe9s=\"",
		.good = "s1._domainkey TXT \"v=DKIM1; k=ed25519; p=Us9vjYJDCG7FfJSc+i3H\" "
			"\"lUXbEZ+wWPgtu6oFsDkfe9s=\"",
	},
	{
		.id = "dkim-rsa-odd-size",
		SUBJECT_ROW(INFO, DKIM, dkim, rsa_odd_size),
		.summary = "RSA key of an unusual size",
		.why = "Verifiers support all sizes from 1024 to 4096 bits. An unusual size is often a "
		       "mistake made when the key was created.",
		.help = "Create a key of 2048 bits.",
		.reference = "RFC 8301 section 3.2",
		.bad = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_1536),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-rsa-4096-dns",
		SUBJECT_ROW(INFO, DKIM, dkim, rsa_4096_dns),
		.summary = "RSA key makes the DNS answer large",
		.why = "The DNS answer is larger than 512 octets and needs EDNS or TCP. A key of 2048 bits is "
		       "sufficient.",
		.help = "Use a key of 2048 bits, unless a policy requires a longer one.",
		.reference = "RFC 6376 section 3.3.3",
		.bad = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_4096),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-rsa-example-key",
		SUBJECT_ROW(ERROR, DKIM, dkim, rsa_example_key),
		.summary = "key is the example key of an RFC",
		.why = "The RFC prints the private key too, so anyone can sign mail in the name of the domain.",
		.help = "Create a new key pair now and publish its public key at a new selector.",
		.reference = "RFC 6376 appendix C and RFC 8463 appendix A",
		.bad = DKIM_EXAMPLE("v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="),
		.good = DKIM_EXAMPLE("v=DKIM1; k=ed25519; p=" KEY_ED25519),
	},
	{
		.id = "dkim-ed25519-only",
		DOMAIN_ROW(WARNING, ed25519_only),
		.confidence = LIKELY,
		.summary = "only Ed25519 keys were found",
		.why = "Not all large receivers verify Ed25519 signatures. If the domain has no RSA key at "
		       "another selector, its mail is unsigned for these receivers.",
		.help = "Also sign with an RSA key at a second selector.",
		.reference = "RFC 8463 section 6",
		.bad = DKIM_EXAMPLE("v=DKIM1; k=ed25519; p=" KEY_ED25519),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-revoked-vs-removed",
		SUBJECT_ROW(INFO, DKIM, dkim, revoked_vs_removed),
		.summary = "revoked key is still published",
		.why = "For verifiers a revoked key is the same as a missing key. After a key rotation keep "
		       "the old key for some days, because mail may still be in transit.",
		.help = "Remove the record of the revoked key some days after the rotation.",
		.reference = "RFC 6376 sections 3.1 and 6.1.2",
		.bad = DKIM_EXAMPLE("v=DKIM1; p="),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-ttl-low",
		SUBJECT_ROW(INFO, DKIM, dkim, ttl_low),
		.summary = "TTL of a key record is below 5 minutes",
		.why = "A key stays the same for months. A low TTL makes verification depend on the name "
		       "servers of the domain more often.",
		.help = "Use a TTL of one hour or more.",
		.reference = "RFC 1034 section 3.6",
		.bad = "s1._domainkey 60 TXT \"v=DKIM1; k=rsa; p=" KEY_RSA_2048 "\"",
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
};

RULE_FAMILY(dkim_style_rules, "DKIM: style", rows);
