/* Authentication-Results fields (RFC 8601) as the RFC has them, and as servers write them. */
#include "support/world.h"

#include "mail/authentication_results.h"

#include <string.h>

static void add(struct bytes *out, const char *before, struct slice text, const char *after)
{
	if (!text.len)
		return;
	bytes_add_text(out, before);
	bytes_add(out, text);
	bytes_add_text(out, after);
}

static void add_result(struct bytes *out, const struct authentication_result *result)
{
	add(out, " | ", result->method, "");
	add(out, "/", result->version, "");
	add(out, "=", result->result, "");
	add(out, " (", result->comment, ")");
	add(out, " \"", result->reason, "\"");
	for (size_t i = 0; i < result->properties.count; i++) {
		const struct authentication_property *property = &result->properties.at[i];

		bytes_add_byte(out, ' ');
		add(out, "", property->ptype, ".");
		add(out, "", property->property, "=");
		add(out, "", property->value, "");
	}
}

/* The field in a normal form: authserv-id vVERSION | method/version=result (comment) "reason" ptype.property=value | ... */
static void add_normal(struct bytes *out, const struct authentication_results *results)
{
	add(out, "", results->instance, " ");
	add(out, "", results->authserv_id, "");
	add(out, " v", results->version, "");
	bytes_add_text(out, results->none ? " none" : "");
	for (size_t i = 0; i < results->list.count; i++)
		add_result(out, &results->list.at[i]);
	bytes_add_byte(out, 0);
}

static void expect(const char *field, const char *wanted)
{
	struct arena arena = { 0 };
	struct bytes text = { 0 };

	add_normal(&text, authentication_results_parse(&arena, slice_of(field)));
	assert_string_equal((const char *)text.at, wanted);
	bytes_free(&text);
	arena_release(&arena);
}

/* The forms of RFC 8601 section 2.2, with CFWS wherever it may come. */
static void test_grammar(void **state)
{
	(void)state;
	expect(" example.com 1; none", "example.com v1 none");
	expect(" mx.example.com;\r\n spf=pass smtp.mailfrom=example.net",
		"mx.example.com | spf=pass smtp.mailfrom=example.net");
	expect("(a (nested) one) example.com (b) 1 (c) ; (d) dkim (e) / (f) 1 (g) = (h) pass (kept) (not this) header (i) . (j) d (k) = (l) "
	       "example.net (m)",
		"example.com v1 | dkim/1=pass (kept) header.d=example.net");
	expect("\"a host; of ours\" ; auth=fail (it is; closed) reason=\"a \\\"bad\\\"; one\" smtp.auth=\"a b\"@example.com",
		"a host; of ours | auth=fail (it is; closed) \"a \"bad\"; one\" smtp.auth=a b@example.com");
	expect("example.com; dkim=fail header.i = joe (c) @example.net header.s=s1",
		"example.com | dkim=fail (c) header.i=joe@example.net header.s=s1");
	expect("example.com; x-own/2=some-word policy.x.y=1 ; dkim=policy policy.dkim-rules=unsigned-subject",
		"example.com | x-own/2=some-word policy.x.y=1 | dkim=policy policy.dkim-rules=unsigned-subject");
}

/* Result words are whole, and comments and properties are of their result. */
static void test_words_of_receivers(void **state)
{
	(void)state;
	expect(" mx.google.com;\n       dkim=neutral (body hash did not verify) header.i=@example.com header.s=s1 header.b=\"ab/+c=\";\n"
	       "       spf=pass (google.com: domain of a@example.com designates 192.0.2.10 as permitted sender) smtp.mailfrom=a@example.com;\n"
	       "       dmarc=pass (p=REJECT sp=NONE dis=NONE) header.from=example.com",
		"mx.google.com | dkim=neutral (body hash did not verify) header.i=@example.com header.s=s1 header.b=ab/+c= | spf=pass (google.com: "
		"domain of a@example.com designates 192.0.2.10 as permitted sender) smtp.mailfrom=a@example.com | dmarc=pass (p=REJECT sp=NONE "
		"dis=NONE) header.from=example.com");
	expect("mta.example.com; dkim=dkim_pass header.i=@example.com; dmarc=success(p=REJECT) header.from=example.com; spf=bestguesspass",
		"mta.example.com | dkim=dkim_pass header.i=@example.com | dmarc=success (p=REJECT) header.from=example.com | spf=bestguesspass");
	expect("mx.example.com (filter-new); dkim=fail (2048-bit key) reason=\"fail (body altered)\" header.d=example.net",
		"mx.example.com | dkim=fail (2048-bit key) \"fail (body altered)\" header.d=example.net");
	expect("mx; dmarc=fail reason=\"no key\" header.from=example.com (policy=reject)",
		"mx | dmarc=fail (policy=reject) \"no key\" header.from=example.com");
}

/* Without authserv-id, with words that are no methods, and with an empty MAIL FROM. */
static void test_without_authserv_id(void **state)
{
	(void)state;
	expect("spf=pass (sender IP is 192.0.2.10)\r\n smtp.mailfrom=example.com; dkim=none (message not signed)\r\n header.d=none;dmarc=bestguesspass "
	       "action=none\r\n header.from=example.com;compauth=pass reason=109",
		" | spf=pass (sender IP is 192.0.2.10) smtp.mailfrom=example.com | dkim=none (message not signed) header.d=none | dmarc=bestguesspass "
		"action=none header.from=example.com | compauth=pass \"109\"");
	expect("spf=none smtp.mailfrom= smtp.helo=mail.example.com; dkim/1=pass",
		" | spf=none smtp.mailfrom= smtp.helo=mail.example.com | dkim/1=pass");
	expect("mx; spf=pass (x) client-ip=192.0.2.1; envelope-from=a@b.example; helo=mail; dkim=pass",
		"mx | spf=pass (x) client-ip=192.0.2.1 envelope-from=a@b.example helo=mail | dkim=pass");
	expect("mx; spf=pass smtp.mailfrom=prvs=12ab=a=b@example.com; dmarc=fail action=oreject",
		"mx | spf=pass smtp.mailfrom=prvs=12ab=a=b@example.com | dmarc=fail action=oreject");
}

static void test_missing_and_odd_delimiters(void **state)
{
	(void)state;
	expect("mx.example.com spf=pass smtp.mailfrom=a@b.example dkim=fail header.d=b.example;; ; dmarc=none;",
		"mx.example.com | spf=pass smtp.mailfrom=a@b.example | dkim=fail header.d=b.example | dmarc=none");
	expect("mx.example.com; spf=pass, dkim=pass", "mx.example.com | spf=pass | dkim=pass");
	expect("mx.example.com from=example.com; domainkeys=neutral (no sig); from=example.com; dkim=pass (ok)",
		"mx.example.com | domainkeys=neutral (no sig) from=example.com | dkim=pass (ok)");
	expect("mx.example.com; dkim=fail reason=signature verification failed header.d=b.example",
		"mx.example.com | dkim=fail \"signature\" header.d=b.example");
	expect("mx.example.com; spf=fail (never closed; dkim=pass",
		"mx.example.com | spf=fail (never closed; dkim=pass)");
	expect("mx.example.com; spf=fail reason=\"never closed; dkim=pass",
		"mx.example.com | spf=fail \"never closed; dkim=pass\"");
	expect("", "");
	expect(";=;.=/;(", "");
}

/* RFC 8617 section 4.1.1: the same behind an instance. */
static void test_instance(void **state)
{
	(void)state;
	expect(" i=12; mx.example.com 1; spf=pass smtp.mailfrom=a.example; arc=none",
		"12 mx.example.com v1 | spf=pass smtp.mailfrom=a.example | arc=none");
	expect("(c) i (c) = (c) 1 (c); mx.example.com; none", "1 mx.example.com none");
}

static void test_property_of(void **state)
{
	struct arena arena = { 0 };
	const struct authentication_results *results = authentication_results_parse(
		&arena, slice_of("mx; dmarc=fail ACTION=none Header.From=example.com"));

	(void)state;
	assert_int_equal(results->list.count, 1);
	assert_true(
		slice_is(authentication_property_of(&results->list.at[0], "header", "from"), "example.com"));
	assert_true(slice_is(authentication_property_of(&results->list.at[0], NULL, "action"), "none"));
	assert_null(authentication_property_of(&results->list.at[0], "header", "d").at);
	arena_release(&arena);
}

/* A field of many pieces takes time and memory by its length. */
static void test_long_field(void **state)
{
	enum { PIECES = 200000 };
	struct arena arena = { 0 };
	struct bytes field = { 0 };
	const struct authentication_results *results;

	(void)state;
	for (size_t i = 0; i < PIECES; i++)
		bytes_add_text(&field, i % 2 ? " header.d= (c)" : ";dkim=pass");
	results = authentication_results_parse(&arena, (struct slice){ field.at, field.len });
	assert_int_equal(results->list.count, PIECES / 2);
	bytes_free(&field);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grammar),
		cmocka_unit_test(test_words_of_receivers),
		cmocka_unit_test(test_without_authserv_id),
		cmocka_unit_test(test_missing_and_odd_delimiters),
		cmocka_unit_test(test_instance),
		cmocka_unit_test(test_property_of),
		cmocka_unit_test(test_long_field),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
