/* DKIM: what is legal in a key record and still better otherwise. */
#include "base/ascii.h"
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

static void v_missing(struct rule_run *run, const struct dkim_subject *dkim)
{
	if ((dkim->key->bits || dkim->key->revoked) && dkim->key->is_key && dkim->key->tags.tags.count &&
		!tags_find(&dkim->key->tags, "v", true) &&
		!problem_has(&dkim->key->problems, DKIM_TAGLIST_SYNTAX))
		report_replaced(run, &dkim->published, (struct span){ 0, 0 }, (struct span){ 0, 0 },
			"v=DKIM1; ", "the record does not begin with v=DKIM1");
}

static void g_tag(struct rule_run *run, const struct dkim_subject *dkim)
{
	const struct tag *tag = tag_of(dkim, "g");

	if (tag)
		report_needless(run, dkim, tag,
			tag->value.first == tag->value.end
				? "an empty g=, which matches no sender for old verifiers"
				: "g= was dropped from DKIM in 2011");
}

static void n_note(struct rule_run *run, const struct dkim_subject *dkim)
{
	const struct tag *tag = tag_of(dkim, "n");

	if (tag)
		report_needless(run, dkim, tag, "a note, which no program reads");
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
			name.len == 1 && strchr("abcdqxzil", name.at[0])
				? "a tag of DKIM-Signature headers, not of keys: it is ignored"
				: "a tag that no verifier knows: it is ignored");
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
			report_finding(run, &dkim->published, piece,
				"signatures must be made for the domain itself, not for a subdomain in i=");
		else if (!want_s && !s && !slice_is_nocase(flag, "y"))
			report_finding(
				run, &dkim->published, piece, "a flag that no verifier knows: it is ignored");
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
			"the record ends in a semicolon");
}

/* The base64 of p= without its blanks. */
static const char *compact(struct rule_run *run, struct slice value)
{
	char *text = arena_take(run->arena, value.len + 1);
	size_t length = 0;

	for (size_t i = 0; i < value.len; i++)
		if (!ascii_is_space(value.at[i]))
			text[length++] = (char)value.at[i];
	return text;
}

/* The first blank inside p=, or the end of the record's text. */
static uint32_t blank_in_key(const struct dkim_subject *dkim, const struct tag *tag)
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

static void report_blank(
	struct rule_run *run, const struct dkim_subject *dkim, bool at_join, const char *message)
{
	const struct tag *tag = tag_of(dkim, "p");
	uint32_t blank = tag ? blank_in_key(dkim, tag) : 0;

	if (tag && dkim->key->bits && blank < dkim->key->text.len && is_beside_join(dkim, blank) == at_join)
		report_replaced(run, &dkim->published, (struct span){ blank, blank + 1 }, tag->value,
			compact(run, slice_span(dkim->key->text, tag->value)), message);
}

static void p_whitespace(struct rule_run *run, const struct dkim_subject *dkim)
{
	report_blank(run, dkim, false, "a blank inside the key");
}

static void split_space(struct rule_run *run, const struct dkim_subject *dkim)
{
	report_blank(run, dkim, true, "a blank inside the key where two strings meet");
}

static void rsa_odd_size(struct rule_run *run, const struct dkim_subject *dkim)
{
	const struct tag *tag = tag_of(dkim, "p");
	unsigned bits = dkim->key->bits;

	if (tag && dkim->key->type == DKIM_KEY_RSA && bits >= DKIM_RSA_BITS_LEAST &&
		bits <= DKIM_RSA_BITS_MOST && bits % 1024)
		report_finding(run, &dkim->published, tag->value, "an RSA key of %u bits", bits);
}

static void rsa_4096_dns(struct rule_run *run, const struct dkim_subject *dkim)
{
	const struct tag *tag = tag_of(dkim, "p");

	if (tag && dkim->key->type == DKIM_KEY_RSA && dkim->key->bits > 3072 &&
		dkim->key->bits <= DKIM_RSA_BITS_MOST)
		report_finding(run, &dkim->published, tag->value,
			"a key of %u bits takes %zu octets, in %zu strings", dkim->key->bits,
			dkim->key->text.len, (dkim->key->text.len + DNS_STRING_MOST - 1) / DNS_STRING_MOST);
}

static void revoked_vs_removed(struct rule_run *run, const struct dkim_subject *dkim)
{
	if (dkim->key->revoked)
		report_finding(run, &dkim->published, whole_text(&dkim->published),
			"to a verifier a revoked key is the same as none");
}

static void ttl_low(struct rule_run *run, const struct dkim_subject *dkim)
{
	enum { TTL_LOW = 300 };

	/* A resolver counts the TTL down: only a zone file tells what it was. */
	if (dkim->published.place.text && dkim->published.name.len > 1 && dkim->published.ttl < TTL_LOW)
		report_finding(run, &dkim->published, whole_text(&dkim->published), "a TTL of %u seconds",
			dkim->published.ttl);
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
			report_finding(run, &dkim->published, tag->value,
				"this is the key of %s, whose private half is printed there",
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
		report_finding(run, &only->published, whole_text(&only->published),
			"all keys that were found are Ed25519");
}

static const struct rule rows[] = {
	{
		.id = "dkim-v-missing",
		SUBJECT_ROW(INFO, DKIM, dkim, v_missing),
		.summary = "the record does not say v=DKIM1",
		.why = "It is only recommended, but some verifiers and most checkers want it.",
		.help = "Begin the record with v=DKIM1;.",
		.reference = "RFC 6376 section 3.6.1",
		.bad = DKIM_EXAMPLE("k=rsa; p=" KEY_RSA_2048),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-g-tag",
		SUBJECT_ROW(INFO, DKIM, dkim, g_tag),
		.summary = "the record has a g= tag",
		.why = "The tag limited a key to some local-parts and was dropped. An empty one makes old "
		       "verifiers refuse every signature.",
		.help = "Remove it.",
		.reference = "RFC 6376 appendices C.1 and E",
		.bad = DKIM_EXAMPLE("v=DKIM1; g=*; k=rsa; p=" KEY_RSA_2048),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-n-note",
		SUBJECT_ROW(INFO, DKIM, dkim, n_note),
		.summary = "the record carries a note",
		.why = "n= is for people who look into DNS; it makes every answer longer.",
		.help = "Remove it, or keep it short.",
		.reference = "RFC 6376 section 3.6.1",
		.bad = DKIM_EXAMPLE("v=DKIM1; n=new; k=rsa; p=" KEY_RSA_2048),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-unknown-tag",
		SUBJECT_ROW(INFO, DKIM, dkim, unknown_tag),
		.summary = "the record has a tag that key records do not have",
		.why = "Verifiers ignore it. Tags such as a=, b=, c= and d= show that a header was pasted.",
		.help = "Remove it, or write what was meant.",
		.reference = "RFC 6376 section 3.6.1",
		.bad = DKIM_EXAMPLE("v=DKIM1; k=rsa; a=rsa-sha256; p=" KEY_RSA_2048),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-t-s",
		SUBJECT_ROW(INFO, DKIM, dkim, t_s),
		.summary = "the flag t=s forbids subdomains in i=",
		.why = "A signature whose i= names a subdomain of d= fails with this key.",
		.help = "Keep it if no mail is signed for a subdomain with this key.",
		.reference = "RFC 6376 section 3.6.1",
		.bad = DKIM_EXAMPLE("v=DKIM1; t=s; k=rsa; p=" KEY_RSA_2048),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-t-unknown",
		SUBJECT_ROW(INFO, DKIM, dkim, t_unknown),
		.summary = "t= has a flag that does not exist",
		.why = "Verifiers ignore it. Only y (testing) and s (no subdomains) mean something.",
		.help = "Remove it.",
		.reference = "RFC 6376 section 3.6.1",
		.bad = DKIM_EXAMPLE("v=DKIM1; t=n; k=rsa; p=" KEY_RSA_2048),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-trailing-semicolon",
		SUBJECT_ROW(INFO, DKIM, dkim, trailing_semicolon),
		.summary = "the record ends in a semicolon",
		.why = "It is legal, and useless.",
		.help = "Leave it or remove it.",
		.reference = "RFC 6376 section 3.2",
		.bad = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048 ";"),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-p-whitespace",
		SUBJECT_ROW(INFO, DKIM, dkim, p_whitespace),
		.summary = "the key has blanks in it",
		.why = "Blanks inside base64 are legal, and some verifiers stumble over them all the same.",
		.help = "Remove the blanks.",
		.reference = "RFC 6376 section 3.6.1",
		.bad = DKIM_EXAMPLE("v=DKIM1; k=ed25519; p=Us9vjYJDCG7FfJSc+i3H lUXbEZ+wWPgtu6oFsDkfe9s="),
		.good = DKIM_EXAMPLE("v=DKIM1; k=ed25519; p=" KEY_ED25519),
	},
	{
		.id = "dkim-split-space",
		SUBJECT_ROW(INFO, DKIM, dkim, split_space),
		.summary = "a blank stands in the key where two strings meet",
		.why = "The strings are joined with nothing in between; the blank becomes part of the key, "
		       "which is legal and not loved by all verifiers.",
		.help = "Split the text without a blank.",
		.reference = "RFC 6376 sections 3.6.1 and 3.6.2.2",
		.bad = "s1._domainkey TXT \"v=DKIM1; k=ed25519; p=Us9vjYJDCG7FfJSc+i3H \" "
		       "\"lUXbEZ+wWPgtu6oFsDkfe9s=\"",
		.good = "s1._domainkey TXT \"v=DKIM1; k=ed25519; p=Us9vjYJDCG7FfJSc+i3H\" "
			"\"lUXbEZ+wWPgtu6oFsDkfe9s=\"",
	},
	{
		.id = "dkim-rsa-odd-size",
		SUBJECT_ROW(INFO, DKIM, dkim, rsa_odd_size),
		.summary = "an RSA key of an unusual size",
		.why = "Verifiers support every size from 1024 to 4096 bits; odd ones show that a tool was "
		       "used in an unusual way.",
		.help = "Use 2048 bits.",
		.reference = "RFC 8301 section 3.2",
		.bad = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_1536),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-rsa-4096-dns",
		SUBJECT_ROW(INFO, DKIM, dkim, rsa_4096_dns),
		.summary = "a key of 4096 bits makes for large answers",
		.why = "The answer has over 512 octets and needs EDNS or TCP; 2048 bits are enough.",
		.help = "Use 2048 bits unless a policy asks for more.",
		.reference = "RFC 6376 section 3.3.3",
		.bad = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_4096),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-rsa-example-key",
		SUBJECT_ROW(ERROR, DKIM, dkim, rsa_example_key),
		.summary = "the key is an example of an RFC",
		.why = "Its private half is printed in the same RFC: anybody can sign in the domain's name.",
		.help = "Make a key pair of your own at once.",
		.reference = "RFC 6376 appendix C and RFC 8463 appendix A",
		.bad = DKIM_EXAMPLE("v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="),
		.good = DKIM_EXAMPLE("v=DKIM1; k=ed25519; p=" KEY_ED25519),
	},
	{
		.id = "dkim-ed25519-only",
		DOMAIN_ROW(WARNING, ed25519_only),
		.confidence = LIKELY,
		.summary = "the domain has Ed25519 keys and no RSA key",
		.why = "Not every large receiver verifies Ed25519 yet: for them the mail is not signed.",
		.help = "Sign with an RSA key at a second selector as well.",
		.reference = "RFC 8463 section 6",
		.bad = DKIM_EXAMPLE("v=DKIM1; k=ed25519; p=" KEY_ED25519),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-revoked-vs-removed",
		SUBJECT_ROW(INFO, DKIM, dkim, revoked_vs_removed),
		.summary = "a revoked key is still published",
		.why = "To verifiers it is the same whether the record says p= or is gone. After a rotation "
		       "keep the old key for some days: mail is still on its way.",
		.help = "Remove the record when nobody needs to read that the key was revoked.",
		.reference = "RFC 6376 sections 3.1 and 6.1.2",
		.bad = DKIM_EXAMPLE("v=DKIM1; p="),
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
	{
		.id = "dkim-ttl-low",
		SUBJECT_ROW(INFO, DKIM, dkim, ttl_low),
		.summary = "the TTL of a key is below five minutes",
		.why = "A key stays the same for months: a low TTL only makes verification depend on your "
		       "name servers more often.",
		.help = "Use an hour or more.",
		.reference = "RFC 1035 section 3.2.1",
		.bad = "s1._domainkey 60 TXT \"v=DKIM1; k=rsa; p=" KEY_RSA_2048 "\"",
		.good = DKIM_EXAMPLE("v=DKIM1; k=rsa; p=" KEY_RSA_2048),
	},
};

RULE_FAMILY(dkim_style_rules, "DKIM: legal, and better otherwise", rows);
