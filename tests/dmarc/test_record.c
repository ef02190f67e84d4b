/* DMARC records (RFC 9989 sections 4.6 to 4.8, RFC 7489 sections 6.2 to 6.4). */
#include "support/world.h"

#include "dmarc/record.h"

#include <string.h>

static const char *const rule_ids[] = {
	NULL,
#define DMARC_PROBLEM(name, rule) rule,
#include "dmarc/problems.def"
#undef DMARC_PROBLEM
};

#define RUA "; rua=mailto:d@example.com"

static struct dmarc_record *parse(struct arena *arena, const char *text)
{
	return dmarc_parse(arena, dns_txt_of(arena, slice_of(text)));
}

/* The record, the only rule that it raises (NULL: none), the bytes at fault, and the mended record (NULL: none). */
static const struct {
	const char *text;
	const char *rule;
	const char *bytes;
	const char *mended;
} vectors[] = {
	{ "v=DMARC1; p=reject" RUA, NULL, NULL, NULL },
	{ "v=DMARC1;p=reject;rua=mailto:d@example.com;", NULL, NULL, NULL },
	{ "v=DMARC1; p=Reject; sp=NONE; np=quarantine; adkim=S; aspf=r; fo=1:d:s; t=n; psd=u; pct=100; "
	  "rf=afrf; ri=86400" RUA,
		NULL, NULL, NULL },
	{ "v=DMARC1; p=none; x=unknown" RUA, NULL, NULL, NULL },
	{ "v=DMARC1; p=none; rua=mailto:a@example.com!10m , mailto:b%21c@example.com?subject=x", NULL, NULL,
		NULL },
	{ "v=dmarc1; p=none" RUA, "dmarc-version-case", "dmarc1", "v=DMARC1; p=none" RUA },
	{ "v=DMARC10; p=none" RUA, "dmarc-version-value", "DMARC10", "v=DMARC1; p=none" RUA },
	{ "v=DMARC; p=none" RUA, "dmarc-version-value", "DMARC", "v=DMARC1; p=none" RUA },
	{ "v=DMARC1, p=none" RUA, "dmarc-version-value", "DMARC1,", "v=DMARC1; p=none" RUA },
	{ "v=DMRC1; p=none" RUA, "dmarc-version-value", "v=DMRC1", "v=DMARC1; p=none" RUA },
	{ "DMARC1 p=none" RUA, "dmarc-version-value", "DMARC1 p=none", "v=DMARC1; p=none" RUA },
	{ "v=DMARC1p=none" RUA, "dmarc-version-value", "DMARC1", "v=DMARC1; p=none" RUA },
	{ "\"v=dmarc1 p=none" RUA "\"", "dmarc-quotes", "\"", "v=DMARC1; p=none" RUA },
	{ "TXT v=DMARC1; p=none" RUA, "dmarc-version-not-first", "v=DMARC1", "v=DMARC1; p=none" RUA },
	{ "v=DMARC1 p=none" RUA, "dmarc-separator-comma", " ", "v=DMARC1; p=none" RUA },
	{ "p=none; v=DMARC1" RUA, "dmarc-version-not-first", "v=DMARC1", "v=DMARC1; p=none" RUA },
	{ " v=DMARC1; p=none" RUA, "dmarc-leading-whitespace", " ", "v=DMARC1; p=none" RUA },
	{ "\"v=DMARC1; p=none\"", "dmarc-quotes", "\"", "v=DMARC1; p=none" },
	{ "V=DMARC1; p=none" RUA, "dmarc-version-tag-case", "V", "v=DMARC1; p=none" RUA },
	{ "v = DMARC1 ; p=none" RUA, "dmarc-version-spaces", "v = DMARC1 ", "v=DMARC1; p=none" RUA },
	{ "v=DMARC1\\; p=none" RUA, "dmarc-escaped-semicolon", "\\;", "v=DMARC1; p=none" RUA },
	{ "v=DMARC1; p=none\\; rua=mailto:d@example.com", "dmarc-escaped-semicolon", "\\;",
		"v=DMARC1; p=none" RUA },
	{ "v=DMARC1; p=none, rua=mailto:d@example.com", "dmarc-separator-comma", ", ",
		"v=DMARC1; p=none" RUA },
	{ "v=DMARC1; p=none rua=mailto:d@example.com", "dmarc-separator-comma", " ", "v=DMARC1; p=none" RUA },
	{ "v=DMARC1; p:none" RUA, "dmarc-separator-colon", ":", "v=DMARC1; p=none" RUA },
	{ "v=DMARC1; p=none;" RUA, "dmarc-double-semicolon", ";", "v=DMARC1; p=none" RUA },
	{ "v=DMARC1; p=none; reject" RUA, "dmarc-tag-syntax", "reject", "v=DMARC1; p=none" RUA },
	{ "v=DMARC1; p reject" RUA, "dmarc-separator-colon", " ", "v=DMARC1; p=reject" RUA },
	{ "v=DMARC1; p=none; p=reject" RUA, "dmarc-duplicate-tag", "p=reject", "v=DMARC1; p=reject" RUA },
	{ "v=DMARC1; p=reject; p=none" RUA, "dmarc-duplicate-tag", "p=none", "v=DMARC1; p=reject" RUA },
	{ "v=DMARC1; p=none; aspf=r; aspf=s" RUA, "dmarc-duplicate-tag", "aspf=s", NULL },
	{ "v=DMARC1; p=none; rua=mailto:a@example.com; rua=mailto:b@example.com", "dmarc-duplicate-tag",
		"rua=mailto:b@example.com",
		"v=DMARC1; p=none; rua=mailto:a@example.com,mailto:b@example.com" },
	{ "v=DMARC1; P=none" RUA, "dmarc-tag-case", "P", "v=DMARC1; p=none" RUA },
	{ "v=DMARC1; p=none; sp=" RUA, "dmarc-tag-empty-value", "sp=", "v=DMARC1; p=none" RUA },
	{ "v=DMARC1" RUA, "dmarc-p-missing", "v=DMARC1", "v=DMARC1; p=none" RUA },
	{ "v=DMARC1; p=quarentine" RUA, "dmarc-p-invalid", "quarentine", "v=DMARC1; p=quarantine" RUA },
	{ "v=DMARC1; p=monitor" RUA, "dmarc-p-invalid", "monitor", NULL },
	{ "v=DMARC1; rua=mailto:d@example.com; p=none", "dmarc-p-not-second", "p=none",
		"v=DMARC1; p=none" RUA },
	{ "v=DMARC1; p=none; sp=no" RUA, "dmarc-sp-invalid", "no", "v=DMARC1; p=none" RUA },
	{ "v=DMARC1; p=none; np=rejected" RUA, "dmarc-np-invalid", "rejected",
		"v=DMARC1; p=none; np=reject" RUA },
	{ "v=DMARC1; p=none; t=yes" RUA, "dmarc-t-invalid", "yes", "v=DMARC1; p=none" RUA },
	{ "v=DMARC1; p=none; psd=x" RUA, "dmarc-psd-invalid", "x", "v=DMARC1; p=none" RUA },
	{ "v=DMARC1; p=none; pct=50%" RUA, "dmarc-pct-invalid", "50%", "v=DMARC1; p=none" RUA },
	{ "v=DMARC1; p=none; pct=101" RUA, "dmarc-pct-invalid", "101", "v=DMARC1; p=none" RUA },
	{ "v=DMARC1; p=none; adkim=relaxed" RUA, "dmarc-adkim-invalid", "relaxed",
		"v=DMARC1; p=none; adkim=r" RUA },
	{ "v=DMARC1; p=none; aspf=strict" RUA, "dmarc-aspf-invalid", "strict",
		"v=DMARC1; p=none; aspf=s" RUA },
	{ "v=DMARC1; p=none; fo=1,d" RUA, "dmarc-fo-invalid", "1,d", "v=DMARC1; p=none; fo=1:d" RUA },
	{ "v=DMARC1; p=none; fo=0:1" RUA, "dmarc-fo-0-and-1", "0:1", "v=DMARC1; p=none; fo=1" RUA },
	{ "v=DMARC1; p=none; fo=x" RUA, "dmarc-fo-invalid", "x", "v=DMARC1; p=none" RUA },
	{ "v=DMARC1; p=none rua:mailto:d@example.com", "dmarc-separator-comma", " ",
		"v=DMARC1; p=none; rua:mailto:d@example.com" },
	{ "v=DMARC1; policy=reject" RUA, "dmarc-p-missing", "v=DMARC1", "v=DMARC1; p=reject" RUA },
	{ "v=DMARC1; p=rejectrua=mailto:d@example.com", "dmarc-separator-comma", "r",
		"v=DMARC1; p=reject" RUA },
	{ "v=DMARC1; p=none; rua=d@example.com", "dmarc-rua-no-scheme", "d@example.com",
		"v=DMARC1; p=none" RUA },
	{ "v=DMARC1; p=none; rua=https://example.com/r", "dmarc-rua-scheme", "https", NULL },
	{ "v=DMARC1; p=none; rua=mailto://d@example.com", "dmarc-rua-mailto-slashes", "//",
		"v=DMARC1; p=none" RUA },
	{ "v=DMARC1; p=none; rua=mailto: d@example.com", "dmarc-rua-mailto-slashes", " ",
		"v=DMARC1; p=none" RUA },
	{ "v=DMARC1; p=none; rua=mailto:d.example.com", "dmarc-rua-address-syntax", "d.example.com", NULL },
	{ "v=DMARC1; p=none; rua=mailto:d@", "dmarc-rua-address-syntax", "d@", NULL },
	{ "v=DMARC1; p=none; rua=mailto:a@example.com; mailto:b@example.com", "dmarc-rua-separator", ";",
		"v=DMARC1; p=none; rua=mailto:a@example.com,mailto:b@example.com" },
	{ "v=DMARC1; p=none; rua=mailto:a@example.com mailto:b@example.com", "dmarc-rua-separator", " ",
		"v=DMARC1; p=none; rua=mailto:a@example.com,mailto:b@example.com" },
	{ "v=DMARC1; p=none; rua=mailto:a@example.com,b@example.com", "dmarc-rua-second-without-mailto",
		"b@example.com", "v=DMARC1; p=none; rua=mailto:a@example.com,mailto:b@example.com" },
	{ "v=DMARC1; p=none; rua=mailto:a,b@example.com", "dmarc-rua-unencoded", ",",
		"v=DMARC1; p=none; rua=mailto:a%2Cb@example.com" },
	{ "v=DMARC1; p=none; rua=mailto:d@example.com!10mb", "dmarc-rua-size-syntax", "!10mb",
		"v=DMARC1; p=none" RUA },
};

static void each_fault_is_named_once_at_its_bytes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
		struct arena arena = { 0 };
		const struct dmarc_record *record = parse(&arena, vectors[i].text);
		const struct problem *problem =
			record->problems.list.count ? &record->problems.list.at[0] : NULL;
		const char *mended;

		if (record->problems.list.count != (vectors[i].rule != NULL) ||
			(problem && strcmp(rule_ids[problem->kind], vectors[i].rule) != 0))
			fail_msg("\"%s\" raises %zu problems, %s first, not just %s", vectors[i].text,
				record->problems.list.count, problem ? rule_ids[problem->kind] : "none",
				vectors[i].rule ? vectors[i].rule : "none");
		if (!problem) {
			arena_release(&arena);
			continue;
		}
		if (!slice_is(slice_span(record->text, problem->span), vectors[i].bytes))
			fail_msg("%s of \"%s\" is at bytes %u to %u", vectors[i].rule, vectors[i].text,
				problem->span.first, problem->span.end);
		mended = problem_mend(&arena, problem, record->text);
		if (vectors[i].mended && !mended)
			fail_msg("\"%s\" is not mended", vectors[i].text);
		if (vectors[i].mended)
			assert_string_equal(mended, vectors[i].mended);
		else
			assert_null(mended);
		arena_release(&arena);
	}
}

static void rfc_9989_section_4_8_values(void **state)
{
	struct arena arena = { 0 };
	const struct dmarc_record *record = parse(&arena,
		"v=DMARC1; p=REJECT; sp=quarantine; np=none; t=y; psd=n; adkim=s; aspf=S; pct=20; "
		"rua=mailto:a@example.com,mailto:b@example.net; ruf=mailto:c@example.com");

	(void)state;
	assert_int_equal(record->p, DMARC_REJECT);
	assert_int_equal(record->sp, DMARC_QUARANTINE);
	assert_int_equal(record->np, DMARC_NONE);
	assert_true(record->test_mode && record->strict_dkim && record->strict_spf && record->has_rua &&
		    record->has_ruf);
	assert_int_equal(record->psd, 'n');
	assert_int_equal(record->pct, 20);
	assert_int_equal(record->uris.count, 3);
	arena_release(&arena);
}

static void rfc_9989_section_4_5_strings_are_joined(void **state)
{
	struct arena arena = { 0 };
	struct dns_txt txt = { .joined = slice_of("v=DMARC1; p=rejectrua=mailto:d@example.com") };
	const struct dmarc_record *record;

	(void)state;
	*arena_append(&arena, &txt.ends) = 18;
	*arena_append(&arena, &txt.ends) = (uint32_t)txt.joined.len;
	record = dmarc_parse(&arena, &txt);
	assert_int_equal(record->p, DMARC_INVALID); /* what a receiver reads is "rejectrua=mailto:..." */
	assert_int_equal(record->problems.list.count, 1);
	assert_int_equal(record->problems.list.at[0].kind, DMARC_MISSING_AT_JOIN);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_fault_is_named_once_at_its_bytes),
		cmocka_unit_test(rfc_9989_section_4_8_values),
		cmocka_unit_test(rfc_9989_section_4_5_strings_are_joined),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
