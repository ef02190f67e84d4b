/* DKIM key records (RFC 6376 section 3.6.1, RFC 8301, RFC 8463), with keys that openssl makes here. */
#include "support/world.h"

#include "dkim/key.h"

#include <stdio.h>
#include <string.h>

static const char *const rule_ids[] = {
	NULL,
#define DKIM_PROBLEM(name, rule) rule,
#include "dkim/problems.def"
#undef DKIM_PROBLEM
};

/* Ed25519 key of RFC 8463 appendix A.2. */
#define ED25519 "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="

static struct dkim_key *parse(struct arena *arena, const char *text)
{
	return dkim_parse(arena, dns_txt_of(arena, slice_of(text)));
}

static void expect_only(const char *text, const char *rule)
{
	struct arena arena = { 0 };
	const struct dkim_key *key = parse(&arena, text);

	if (!rule && key->problems.list.count)
		fail_msg("\"%.80s\" raises %s", text, rule_ids[key->problems.list.at[0].kind]);
	if (rule &&
		(key->problems.list.count != 1 || strcmp(rule_ids[key->problems.list.at[0].kind], rule) != 0))
		fail_msg("\"%.80s\" raises %zu problems, %s first, not just %s", text,
			key->problems.list.count,
			key->problems.list.count ? rule_ids[key->problems.list.at[0].kind] : "none", rule);
	arena_release(&arena);
}

/* The base64 of a public key; the file is read whole without its line ends. */
static const char *openssl_key(struct arena *arena, const char *arguments)
{
	const char *command = arena_printf(arena,
		"openssl genpkey %s 2>/dev/null | openssl pkey -pubout -outform DER 2>/dev/null | openssl "
		"base64 -A",
		arguments);
	char *text = arena_take(arena, 4096);
	FILE *pipe = popen(command, "r");
	size_t length;

	assert_non_null(pipe);
	length = fread(text, 1, 4095, pipe);
	assert_int_equal(pclose(pipe), 0);
	assert_true(length > 40);
	return text;
}

static void rfc_8301_section_3_2_sizes_of_rsa_keys(void **state)
{
	static const struct {
		unsigned bits;
		const char *rule;
	} sizes[] = { { 512, "dkim-rsa-under-1024" }, { 768, "dkim-rsa-under-1024" },
		{ 1024, "dkim-rsa-1024" }, { 1536, "dkim-rsa-1024" }, { 2048, NULL }, { 3072, NULL },
		{ 4096, NULL } };

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct arena arena = { 0 };
		const char *base64 = openssl_key(&arena,
			arena_printf(&arena, "-algorithm RSA -pkeyopt rsa_keygen_bits:%u", sizes[i].bits));
		const char *text = arena_printf(&arena, "v=DKIM1; k=rsa; p=%s", base64);

		expect_only(text, sizes[i].rule);
		assert_int_equal(parse(&arena, text)->bits, sizes[i].bits);
		assert_int_equal(parse(&arena, text)->valid, sizes[i].bits >= 1024);
		arena_release(&arena);
	}
}

static void a_key_cut_at_any_byte_is_a_finding(void **state)
{
	struct arena arena = { 0 };
	const char *base64 = openssl_key(&arena, "-algorithm RSA -pkeyopt rsa_keygen_bits:2048");

	(void)state;
	for (size_t length = 1; length < strlen(base64); length++) {
		struct arena scratch = { 0 };
		const struct dkim_key *key =
			parse(&scratch, arena_printf(&scratch, "v=DKIM1; p=%.*s", (int)length, base64));

		if (key->valid || !key->problems.list.count)
			fail_msg("cut at %zu of %zu: no finding", length, strlen(base64));
		arena_release(&scratch);
	}
	arena_release(&arena);
}

static void section_3_2_white_space_may_stand_in_the_key(void **state)
{
	struct arena arena = { 0 };
	const char *base64 = openssl_key(&arena, "-algorithm RSA -pkeyopt rsa_keygen_bits:2048");

	(void)state;
	expect_only(arena_printf(&arena, "v = DKIM1 ;\tk = rsa ; p = %.64s\r\n  %s ;", base64, base64 + 64),
		NULL);
	arena_release(&arena);
}

static void tags_that_lost_their_semicolon_are_told_apart(void **state)
{
	static const char *const forms[] = { "v=DKIM1; k=rsap=%s", "v=DKIM1k=rsa; p=%s",
		"v=DKIM1, k=rsa, p=%s", "v=DKIM1; k=rsa; p:%s", "v=DKIM1; k rsa; p=%s",
		"\"v=DKIM1; k=rsa; p=%s\"", "v=DKIM1; s=emailp=%s" };
	struct arena arena = { 0 };
	const char *base64 = openssl_key(&arena, "-algorithm RSA -pkeyopt rsa_keygen_bits:2048");

	(void)state;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		ptrdiff_t hole = slice_find_text(slice_of(forms[i]), "%s", 0);
		const char *text =
			arena_printf(&arena, "%.*s%s%s", (int)hole, forms[i], base64, forms[i] + hole + 2);

		for (int turn = 0; turn < 4 && parse(&arena, text)->problems.list.count; turn++) {
			const struct dkim_key *key = parse(&arena, text);

			if (!key->problems.list.at[0].mended)
				fail_msg("no text mends \"%.40s\"", text);
			text = key->problems.list.at[0].mended;
		}
		expect_only(text, NULL);
		assert_true(parse(&arena, text)->bits == 2048);
	}
	arena_release(&arena);
}

static void other_algorithms_are_no_dkim_keys(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	expect_only(arena_printf(&arena, "v=DKIM1; p=%s",
			    openssl_key(&arena, "-algorithm EC -pkeyopt ec_paramgen_curve:P-256")),
		"dkim-not-rsa-spki");
	expect_only(
		arena_printf(&arena, "v=DKIM1; k=ed25519; p=%s", openssl_key(&arena, "-algorithm ED25519")),
		"dkim-ed25519-spki");
	expect_only(arena_printf(&arena, "v=DKIM1; p=%s", openssl_key(&arena, "-algorithm ED25519")),
		"dkim-k-mismatch");
	expect_only(
		arena_printf(&arena, "v=DKIM1; p=%s",
			openssl_key(&arena,
				"-algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3")),
		"dkim-rsa-exponent");
	arena_release(&arena);
}

static void the_fix_of_a_wrapped_ed25519_key_is_the_bare_key(void **state)
{
	struct arena arena = { 0 };
	const char *text =
		"v=DKIM1; k=ed25519; p=MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
	const struct dkim_key *key = parse(&arena, text);
	const char *mended = problem_mend(&arena, &key->problems.list.at[0], key->text);

	(void)state;
	assert_string_equal(mended, "v=DKIM1; k=ed25519; p=" ED25519);
	expect_only(mended, NULL);
	arena_release(&arena);
}

static void rfc_8463_section_4_2_ed25519(void **state)
{
	struct arena arena = { 0 };
	const struct dkim_key *key = parse(&arena, "v=DKIM1; k=ed25519; p=" ED25519);

	(void)state;
	assert_true(key->valid);
	assert_int_equal(key->type, DKIM_KEY_ED25519);
	assert_int_equal(key->bits, 256);
	expect_only(
		"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHUQ==", "dkim-ed25519-length");
	expect_only("v=DKIM1; k=rsa; p=" ED25519, "dkim-k-mismatch");
	arena_release(&arena);
}

static void section_3_6_1_tags(void **state)
{
	(void)state;
	expect_only("k=ed25519; p=" ED25519, NULL);
	expect_only(
		"v=DKIM1; k=ed25519; h=sha256; s=*:other; t=s; n=note with = and spaces; x=unknown; p=" ED25519
		";",
		NULL);
	expect_only("v=DKIM1; k=ed25519; s=email; p=" ED25519, NULL);
	expect_only("k=ed25519; v=DKIM1; p=" ED25519, "dkim-v-not-first");
	expect_only("v=DKIM2; k=ed25519; p=" ED25519, "dkim-v-value");
	expect_only("v=DKIM1; K=ed25519; p=" ED25519, "dkim-tag-uppercase");
	expect_only("v=DKIM1; k=ed25519; k=ed25519; p=" ED25519, "dkim-duplicate-tag");
	expect_only("v=DKIM1; k=Ed25519; p=" ED25519, "dkim-k-case");
	expect_only("v=DKIM1; k=dsa; p=" ED25519, "dkim-k-unknown");
	expect_only("v=DKIM1; k=ed25519; h=sha1; p=" ED25519, "dkim-h-no-sha256");
	expect_only("v=DKIM1; k=ed25519; h=sha1:sha256; p=" ED25519, "dkim-h-sha1-listed");
	expect_only("v=DKIM1; k=ed25519; h=; p=" ED25519, "dkim-h-empty");
	expect_only("v=DKIM1; k=ed25519; s=tlsrpt; p=" ED25519, "dkim-s-not-email");
	expect_only("v=DKIM1; k=ed25519; t=y:s; p=" ED25519, "dkim-t-y");
	expect_only("v=DKIM1; k=ed25519;; p=" ED25519, "dkim-taglist-syntax");
	expect_only("v=DKIM1; k=ed25519", "dkim-p-missing");
	expect_only("v=DKIM1; p=", "dkim-p-empty");
	expect_only("v=DKIM1; p=;", "dkim-p-empty");
	expect_only("v=DKIM1; p=MIIB*abc", "dkim-p-base64");
	expect_only("v=DKIM1; p=c29tZXRoaW5n", "dkim-p-not-a-key");
	expect_only("v=DKIM1; p=-----BEGIN RSA PRIVATE KEY-----MIIB", "dkim-private-key-leaked");
	expect_only(
		"selector1-example-com._domainkey.example.onmicrosoft.com", "dkim-txt-holds-cname-target");
	expect_only("v=spf1 -all", "dkim-unrelated-txt");
	expect_only("a=rsa-sha256; v=1; d=example.com; s=x; bh=abc; b=def", "dkim-signature-pasted");
}

static void the_place_of_the_first_bad_byte_is_told(void **state)
{
	struct arena arena = { 0 };
	const struct dkim_key *key = parse(&arena, "v=DKIM1; p=MIIB_IjANBgkqhkiG9w0B");

	(void)state;
	assert_int_equal(key->problems.list.at[0].span.first, 15);
	assert_int_equal(key->problems.list.at[0].span.end, 16);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rfc_8301_section_3_2_sizes_of_rsa_keys),
		cmocka_unit_test(a_key_cut_at_any_byte_is_a_finding),
		cmocka_unit_test(section_3_2_white_space_may_stand_in_the_key),
		cmocka_unit_test(tags_that_lost_their_semicolon_are_told_apart),
		cmocka_unit_test(other_algorithms_are_no_dkim_keys),
		cmocka_unit_test(the_fix_of_a_wrapped_ed25519_key_is_the_bare_key),
		cmocka_unit_test(rfc_8463_section_4_2_ed25519),
		cmocka_unit_test(section_3_6_1_tags),
		cmocka_unit_test(the_place_of_the_first_bad_byte_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
