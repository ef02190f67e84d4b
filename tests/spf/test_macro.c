/* The macros of RFC 7208 section 7, as check_host() expands them. */
#include "support/evaluate.h"

#include <string.h>

/* The identities of section 7.4. */
static const char ip4[] = "192.0.2.3", ip6[] = "2001:db8::cb01", domain[] = "email.example.com";
static const char strong_bad[] = "strong-bad@email.example.com";

struct expansion {
	const char *macros, *text;
};

/* A domain-spec expands to this. */
static void expect_expansion(
	const char *zone, const char *sender, const char *ip, const char *macros, const char *text)
{
	struct arena arena = { 0 };
	struct check check;

	check_open(&check, arena_printf(&arena, "email TXT \"v=spf1 exists:%s ?all\"\n%s", macros, zone));
	check.sender = sender;
	check.what = macros;
	expect_target(check_run(&check, ip, domain), 0, text);
	check_close(&check);
	arena_release(&arena);
}

static void expect_expansions(const char *sender, const char *ip, const struct expansion *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		expect_expansion("", sender, ip, cases[i].macros, cases[i].text);
}

#define EXPECT_EXPANSIONS(sender, ip, cases) \
	expect_expansions(sender, ip, cases, sizeof cases / sizeof *cases)

/* An explanation expands to this; an empty text means that it is no explain-string. */
static void expect_explained(const struct check *like, const char *ip, const char *macros, const char *text)
{
	struct arena arena = { 0 };
	struct check check;

	check_open(&check,
		arena_printf(&arena, "email TXT \"v=spf1 -all exp=e.example.com\"\ne TXT \"%s\"", macros));
	check.sender = like->sender;
	check.helo = like->helo;
	check.receiver = like->receiver;
	check.now = like->now;
	expect_explanation(check_expect(&check, ip, domain, "fail"), text);
	check_close(&check);
	arena_release(&arena);
}

static void section_7_4_table(void **state)
{
	static const struct expansion cases[] = {
		{ "%{s}", "strong-bad@email.example.com" },
		{ "%{o}", "email.example.com" },
		{ "%{d}", "email.example.com" },
		{ "%{d4}", "email.example.com" },
		{ "%{d3}", "email.example.com" },
		{ "%{d2}", "example.com" },
		{ "%{d1}", "com" },
		{ "%{dr}", "com.example.email" },
		{ "%{d2r}", "example.email" },
		{ "%{l}", "strong-bad" },
		{ "%{l-}", "strong.bad" },
		{ "%{lr}", "strong-bad" },
		{ "%{lr-}", "bad.strong" },
		{ "%{l1r-}", "strong" },
		{ "%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com" },
		{ "%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com" },
		{ "%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "bad.strong.lp.3.2.0.192.in-addr._spf.example.com" },
		{ "%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "3.2.0.192.in-addr.strong.lp._spf.example.com" },
		{ "%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net" },
	};

	(void)state;
	EXPECT_EXPANSIONS(strong_bad, ip4, cases);
}

static void section_7_4_ip6(void **state)
{
	static const struct expansion cases[] = {
		{ "%{ir}.%{v}._spf.%{d2}",
			"1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com" },
		{ "%{i}", "2.0.0.1.0.d.b.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.c.b.0.1" },
		{ "%{i4}", "c.b.0.1" },
		{ "%{i1r}", "2" },
		{ "%{v}", "ip6" },
	};

	(void)state;
	EXPECT_EXPANSIONS(strong_bad, ip6, cases);
}

/* "The PTR domain name of the client IP is mx.example.org." */
static void section_7_4_macro_p(void **state)
{
	static const char zone[] =
		"3.2.0.192.in-addr.arpa. PTR mx.example.org.\nmx.example.org. A 192.0.2.3\n";

	(void)state;
	expect_expansion(zone, strong_bad, ip4, "%{p}", "mx.example.org");
	expect_expansion(zone, strong_bad, ip4, "%{p2}.x", "example.org.x");
	expect_expansion(zone, strong_bad, ip4, "%{pr}", "org.example.mx");
}

static void section_7_1_special_cases(void **state)
{
	static const struct expansion cases[] = {
		{ "a%%b.example.com", "a%b.example.com" },
		{ "a%_b.example.com", "a b.example.com" },
		{ "a%-b.example.com", "a%20b.example.com" },
		{ "a%%%_%-", "a% %20" },
		{ "%%{d}.example.com", "%{d}.example.com" },
	};

	(void)state;
	EXPECT_EXPANSIONS(strong_bad, ip4, cases);
}

/* "c", "r" and "t" are "allowed only in "exp" text". */
static void section_7_2_letters(void **state)
{
	static const struct expansion allowed[] = {
		{ "%{s} %{l} %{o} %{d}",
			"strong-bad@email.example.com strong-bad email.example.com email.example.com" },
		{ "%{i} %{v} %{h} %{p}", "192.0.2.3 in-addr helo.example.net unknown" },
		{ "%{c} %{r} %{t}", "192.0.2.3 mx.receiver.example 1396310400" },
		{ "%{S}%{L}%{O}%{D}%{I}%{V}%{H}%{P}%{C}%{R}%{T}",
			"strong-bad%40email.example.comstrong-bademail.example.comemail.example.com192.0.2.3in-addrhelo.example.netunknown192.0.2.3mx.receiver.example1396310400" },
	};
	static const char *const letters = "abcdefghijklmnopqrstuvwxyz";
	const struct check like = { .sender = strong_bad,
		.helo = "helo.example.net",
		.receiver = "mx.receiver.example",
		.now = 1396310400 };

	(void)state;
	for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
		expect_explained(&like, ip4, allowed[i].macros, allowed[i].text);
	for (const char *letter = letters; *letter; letter++) {
		struct arena arena = { 0 };

		expect_record("", arena_printf(&arena, "v=spf1 exists:%%{%c}.example.com ?all", *letter), ip4,
			strchr("slodiphv", *letter) ? "neutral" : "permerror");
		if (!strchr("slodiphvcrt", *letter))
			expect_explained(&like, ip4, arena_printf(&arena, "x%%{%c}", *letter), "");
		arena_release(&arena);
	}
	expect_record("", "v=spf1 redirect=%{c}.example.com", ip4, "permerror");
	expect_record("", "v=spf1 -all exp=%{t}.example.com", ip4, "permerror");
	expect_record("", "v=spf1 include:%{r}.example.com", ip4, "permerror");
}

/* "A '%' character not followed by a '{', '%', '-', or '_' character is a syntax error." */
static void section_7_3_percent(void **state)
{
	struct check check;

	(void)state;
	expect_record("", "v=spf1 -exists:%(ir).sbl.example.org", ip4, "permerror");
	expect_record("", "v=spf1 -exists:%{ir}.sbl.example.org", ip4, "neutral");
	expect_record("", "v=spf1 exists:%.example.com", ip4, "permerror");
	expect_record("", "v=spf1 exists:a%", ip4, "permerror");
	expect_record("", "v=spf1 x=%a", ip4, "permerror");
	check_open(&check,
		"@ TXT \"v=spf1 -exists:%{ir}.sbl.example.org\"\n3.2.0.192.sbl.example.org. A 127.0.0.2");
	check_expect(&check, ip4, "example.com", "fail");
	check_close(&check);
}

/* "leading, trailing, or consecutive delimiters ...: the list of parts might contain empty strings" */
static void section_7_3_splitting(void **state)
{
	static const struct expansion cases[] = {
		{ "%{l}.x", "-a--b+c.d-.x" },
		{ "%{l-}.x", ".a..b+c.d..x" },
		{ "%{l-+}.x", ".a..b.c.d..x" },
		{ "%{lr-}.x", ".b+c.d..a..x" },
		{ "%{l1-}.x", ".x" },
		{ "%{l2-}.x", "b+c.d..x" },
		{ "%{l1r-}.x", ".x" },
		{ "%{l1}.x", "d-.x" },
		{ "%{l1+}.x", "c.d-.x" },
		{ "%{l1.-+}.x", ".x" },
		{ "%{l2.-+}.x", "d..x" },
		{ "%{l9-}.x", ".a..b+c.d..x" },
	};
	static const struct expansion delimiters[] = {
		{ "%{l.}.x", "a.b-c+d,e/f_g=h.x" },
		{ "%{l-}.x", "a.b.c+d,e/f_g=h.x" },
		{ "%{l+}.x", "a.b-c.d,e/f_g=h.x" },
		{ "%{l,}.x", "a.b-c+d.e/f_g=h.x" },
		{ "%{l/}.x", "a.b-c+d,e.f_g=h.x" },
		{ "%{l_}.x", "a.b-c+d,e/f.g=h.x" },
		{ "%{l=}.x", "a.b-c+d,e/f_g.h.x" },
		{ "%{lr.-+,/_=}.x", "h.g.f.e.d.c.b.a.x" },
		{ "%{l3r.-+,/_=}.x", "c.b.a.x" },
		{ "%{l3.-+,/_=}.x", "f.g.h.x" },
		/* Given delimiters stand instead of the dot. */
		{ "%{l1-}.x", "c+d,e/f_g=h.x" },
		{ "%{lr-}.x", "c+d,e/f_g=h.a.b.x" },
	};

	(void)state;
	EXPECT_EXPANSIONS("-a--b+c.d-@example.com", ip4, cases);
	EXPECT_EXPANSIONS("a.b-c+d,e/f_g=h@example.com", ip4, delimiters);
}

/* "If a DIGIT is specified, the value MUST be nonzero"; "MUST support at least a value of 127" */
static void section_7_3_digits(void **state)
{
	static const struct expansion cases[] = {
		{ "%{i1}.x", "3.x" },
		{ "%{i2}.x", "2.3.x" },
		{ "%{i2r}.x", "0.192.x" },
		{ "%{i5}.x", "192.0.2.3.x" },
		{ "%{i10r}.x", "3.2.0.192.x" },
		{ "%{i127}.x", "192.0.2.3.x" },
		{ "%{i128r}.x", "3.2.0.192.x" },
		{ "%{i002}.x", "2.3.x" },
		{ "%{i4294967297}.x", "192.0.2.3.x" },
		{ "%{i18446744073709551617}.x", "192.0.2.3.x" },
		{ "%{I2R}.x", "0.192.x" },
	};

	(void)state;
	EXPECT_EXPANSIONS(strong_bad, ip4, cases);
	expect_record("", "v=spf1 exists:%{d0}.example.com ?all", ip4, "permerror");
	expect_record("", "v=spf1 exists:%{d00r}.example.com ?all", ip4, "permerror");
	expect_record("", "v=spf1 exists:%{dr2}.example.com ?all", ip4, "permerror");
	expect_record("", "v=spf1 exists:%{d-2}.example.com ?all", ip4, "permerror");
}

/* 127 labels of one character are the most that a name can have: 253 characters. */
static void section_7_3_all_127_parts(void **state)
{
	struct bytes sender = { 0 };
	char text[254];

	(void)state;
	bytes_add_text(&sender, "y");
	for (int i = 0; i < 127; i++)
		bytes_printf(&sender, ".%c", 'a' + i % 26);
	bytes_add_text(&sender, "@example.com");
	bytes_add_byte(&sender, 0);
	for (int i = 0; i < 127; i++) {
		text[2 * i] = (char)('a' + i % 26);
		text[2 * i + 1] = '.';
	}
	text[253] = 0;
	expect_expansion("", (const char *)sender.at, ip4, "%{l127}", text);
	/* Of 128 parts the first is cut off, because the name is too long with it. */
	expect_expansion("", (const char *)sender.at, ip4, "%{l}", text);
	bytes_free(&sender);
}

/* "trailing dots SHOULD NOT be published, although they MUST be accepted" */
static void section_7_3_trailing_dots(void **state)
{
	static const char zone[] = "h A 192.0.2.3\nr TXT \"v=spf1 a:h.example.com. -all\"\ne TXT \"why\"\n";
	static const char *const records[] = { "v=spf1 a:h.example.com. -all",
		"v=spf1 exists:%{i4}.example.com. a:h.example.com.", "v=spf1 include:r.example.com. -all",
		"v=spf1 redirect=r.example.com.", "v=spf1 a:h.example.com./24//64 -all",
		"v=spf1 a:h.example.com -all exp=e.example.com." };
	struct check check;

	(void)state;
	for (size_t i = 0; i < sizeof records / sizeof *records; i++)
		expect_record(zone, records[i], ip4, "pass");
	check_open(&check, "@ TXT \"v=spf1 -all exp=e.example.com.\"\ne TXT \"why\"");
	expect_explanation(check_expect(&check, ip4, "example.com", "fail"), "why");
	check_close(&check);
}

/* "these values remain the same during recursive and chained evaluations" */
static void section_7_3_sender_in_recursion(void **state)
{
	struct check check;
	const struct spf_visit *inner;

	(void)state;
	check_open(&check, "@ TXT \"v=spf1 include:i.example.net redirect=r.example.org\"\n"
			   "i.example.net. TXT \"v=spf1 exists:%{l}.%{o}.%{s}.%{d} -all\"\n"
			   "r.example.org. TXT \"v=spf1 exists:%{l}.%{o}.%{s}.%{d} -all\"");
	check.sender = "bounce";
	inner = check_expect(&check, ip4, "example.com", "fail")->root->steps[0].visit;
	assert_true(slice_is(inner->steps[0].target, "postmaster.bounce.postmaster@bounce.i.example.net"));
	inner = check_run(&check, ip4, "example.com")->root->steps[1].visit;
	assert_true(slice_is(inner->steps[0].target, "postmaster.bounce.postmaster@bounce.r.example.org"));
	check_close(&check);
}

/* "any of the hexadecimal colon-format addresses specified in Section 2.2 of [RFC4291]" */
static void section_7_3_macro_c_and_i(void **state)
{
	const struct check like = { 0 };
	struct dns_address wanted, got;
	struct check check;
	struct slice text;

	(void)state;
	expect_explained(&like, ip4, "%{c} %{i} %{C}", "192.0.2.3 192.0.2.3 192.0.2.3");
	expect_explained(&like, "::ffff:192.0.2.3", "%{c} %{i} %{v}", "192.0.2.3 192.0.2.3 in-addr");
	expect_explained(
		&like, ip6, "%{i}", "2.0.0.1.0.d.b.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.c.b.0.1");
	check_open(&check, "@ TXT \"v=spf1 -all exp=e.example.com\"\ne TXT \"%{c}\"");
	text = check_expect(&check, ip6, "example.com", "fail")->explanation;
	assert_true(dns_address_from_text(text, &got));
	assert_true(dns_address_from_text(slice_of(ip6), &wanted));
	assert_memory_equal(got.bytes, wanted.bytes, 16);
	check_close(&check);
}

/* "If the <domain> is present ..., it SHOULD be used. Otherwise, if a subdomain of the <domain> is present ..." */
static void section_7_3_macro_p(void **state)
{
	static const char names[] = "a.example.net. A 192.0.2.3\nemail A 192.0.2.3\nz.email A 192.0.2.3\n"
				    "a.email A 192.0.2.4\n";
	static const struct {
		const char *ptr, *text;
	} cases[] = {
		{ "$ORIGIN 3.2.0.192.in-addr.arpa.\n@ PTR a.example.net.\n@ PTR z.email.example.com.\n"
		  "@ PTR email.example.com.\n",
			"email.example.com" },
		{ "$ORIGIN 3.2.0.192.in-addr.arpa.\n@ PTR a.example.net.\n@ PTR z.email.example.com.\n",
			"z.email.example.com" },
		{ "$ORIGIN 3.2.0.192.in-addr.arpa.\n@ PTR a.example.net.\n@ PTR a.email.example.com.\n",
			"a.example.net" },
		/* "If there are no validated domain names or if a DNS error occurs, the string "unknown" is used." */
		{ "3.2.0.192.in-addr.arpa. PTR a.email.example.com.\n", "unknown" },
		{ "3.2.0.192.in-addr.arpa. PTR gone.example.com.\n", "unknown" },
		{ "", "unknown" },
		{ "; @answer 3.2.0.192.in-addr.arpa. PTR servfail\n", "unknown" },
		{ "; @answer 3.2.0.192.in-addr.arpa. PTR timeout\n", "unknown" },
		{ "3.2.0.192.in-addr.arpa. PTR b.example.com.\n; @answer b.example.com. A servfail\n",
			"unknown" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = { 0 };

		expect_expansion(arena_printf(&arena, "%s%s", names, cases[i].ptr), strong_bad, ip4, "%{p}.x",
			arena_printf(&arena, "%s.x", cases[i].text));
		arena_release(&arena);
	}
}

/* <domain> is the one of the record that holds the macro. */
static void section_7_3_macro_p_in_an_include(void **state)
{
	struct check check;
	const struct spf_evaluation *evaluation;

	(void)state;
	check_open(&check,
		"@ TXT \"v=spf1 exists:%{p}.x include:i.example.net ?all\"\n"
		"i.example.net. TXT \"v=spf1 exists:%{p}.x -all\"\n"
		"3.2.0.192.in-addr.arpa. PTR h.example.com.\n3.2.0.192.in-addr.arpa. PTR h.i.example.net.\n"
		"h A 192.0.2.3\nh.i.example.net. A 192.0.2.3");
	evaluation = check_expect(&check, ip4, "example.com", "neutral");
	expect_target(evaluation, 0, "h.example.com.x");
	assert_true(slice_is(evaluation->root->steps[1].visit->steps[0].target, "h.i.example.net.x"));
	check_close(&check);
}

static void section_7_3_macros_h_r_and_t(void **state)
{
	struct check like = { .helo = "HELO.example.net", .receiver = "mx.example.org", .now = 1 };

	(void)state;
	expect_explained(&like, ip4, "%{h} %{r} %{t}", "HELO.example.net mx.example.org 1");
	like.receiver = NULL;
	like.now = 4102444800;
	expect_explained(&like, ip4, "%{r} %{t}", "unknown 4102444800");
	like.helo = "[192.0.2.3]";
	expect_explained(&like, ip4, "%{h} %{H}", "[192.0.2.3] %5B192.0.2.3%5D");
}

#define TEN "0123456789"
#define LABEL_49 TEN TEN TEN TEN "012345678"
#define LABELS_250 LABEL_49 "." LABEL_49 "." LABEL_49 "." LABEL_49 "." LABEL_49

/* "removing successive domain labels (and their following dots) until the total length does not exceed 253" */
static void section_7_3_long_names_lose_labels_on_the_left(void **state)
{
	(void)state;
	/* 249 characters of local-part and ".com": 253. */
	expect_expansion("", LABELS_250 "@example.com", ip4, "%{l}.com", LABELS_250 ".com");
	expect_expansion("", LABELS_250 "@example.com", ip4, "%{l}.com.", LABELS_250 ".com");
	expect_expansion("", LABELS_250 "@example.com", ip4, "%{l}.info",
		LABEL_49 "." LABEL_49 "." LABEL_49 "." LABEL_49 ".info");
	expect_expansion("", "a.b." LABELS_250 "@example.com", ip4, "%{l}.com", LABELS_250 ".com");
	expect_expansion("", LABELS_250 "." LABELS_250 "@example.com", ip4, "%{l}.%{d2}",
		LABEL_49 "." LABEL_49 "." LABEL_49 "." LABEL_49 ".example.com");
}

/* A single label of any length cannot be cut. */
static void section_7_3_long_label_is_no_name(void **state)
{
	struct check check;

	(void)state;
	check_open(
		&check, "@ TXT \"v=spf1 exists:%{l-} a:%{l}.example.com ?all\"\n*.example.com. A 192.0.2.3");
	check.sender = TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
		TEN TEN TEN TEN "@example.com";
	check_expect(&check, ip4, "example.com", "neutral");
	check_close(&check);
}

/* "URL escaping MUST be performed for characters not in the "unreserved" set, which is defined in [RFC3986]" */
static void section_7_3_uppercase_is_url_escaped(void **state)
{
	static const struct expansion cases[] = {
		{ "%{L}", "aZ09-._~%21%23%24%25%26%27%2A%2B%2F%3D%3F%5E%60%7B%7C%7D" },
		{ "%{l}", "aZ09-._~!#$%&'*+/=?^`{|}" },
		{ "%{S}", "aZ09-._~%21%23%24%25%26%27%2A%2B%2F%3D%3F%5E%60%7B%7C%7D%40example.com" },
		/* expanded as the lower-case macro first */
		{ "%{L1+}", "%2F%3D%3F%5E%60%7B%7C%7D" },
		{ "%{LR+}", "%2F%3D%3F%5E%60%7B%7C%7D.aZ09-._~%21%23%24%25%26%27%2A" },
		{ "%{D}", "email.example.com" },
		{ "%{I}", "192.0.2.3" },
	};
	const struct check like = { .sender = "aZ09-._~!#$%&'*+/=?^`{|}@example.com" };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		expect_explained(&like, ip4, cases[i].macros, cases[i].text);
	expect_expansion("", "a b@example.com", ip4, "%{L}.x", "a%20b.x");
}

/* What a macro brings in is not expanded again. */
static void section_7_3_values_are_not_expanded(void **state)
{
	const struct check like = { .sender = "%{d}%%x@example.com" };

	(void)state;
	expect_explained(&like, ip4, "%{l}", "%{d}%%x");
	expect_expansion("", "%{i}@example.com", ip4, "%{l}.%{d}", "%{i}.email.example.com");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(section_7_4_table),
		cmocka_unit_test(section_7_4_ip6),
		cmocka_unit_test(section_7_4_macro_p),
		cmocka_unit_test(section_7_1_special_cases),
		cmocka_unit_test(section_7_2_letters),
		cmocka_unit_test(section_7_3_percent),
		cmocka_unit_test(section_7_3_splitting),
		cmocka_unit_test(section_7_3_digits),
		cmocka_unit_test(section_7_3_all_127_parts),
		cmocka_unit_test(section_7_3_trailing_dots),
		cmocka_unit_test(section_7_3_sender_in_recursion),
		cmocka_unit_test(section_7_3_macro_c_and_i),
		cmocka_unit_test(section_7_3_macro_p),
		cmocka_unit_test(section_7_3_macro_p_in_an_include),
		cmocka_unit_test(section_7_3_macros_h_r_and_t),
		cmocka_unit_test(section_7_3_long_names_lose_labels_on_the_left),
		cmocka_unit_test(section_7_3_long_label_is_no_name),
		cmocka_unit_test(section_7_3_uppercase_is_url_escaped),
		cmocka_unit_test(section_7_3_values_are_not_expanded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
