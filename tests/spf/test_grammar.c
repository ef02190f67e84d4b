/* The collected grammar of RFC 7208 section 12: each production, with what it takes and what it refuses. */
#include "support/evaluate.h"

#include "spf/grammar.h"

#include <string.h>

static bool is_record(const char *text)
{
	struct arena arena = { 0 };
	struct dns_name owner = dns_name_of("example.com");
	bool valid = spf_parse(&arena, dns_txt_of(&arena, slice_of(text)), &owner)->valid;

	arena_release(&arena);
	return valid;
}

/* Each text, put after `start`, is a record or is none. */
static void expect_all(const char *start, const char *const *texts, size_t count, bool valid)
{
	for (size_t i = 0; i < count; i++) {
		struct arena arena = { 0 };
		const char *record = arena_printf(&arena, "%s%s", start, texts[i]);

		if (is_record(record) != valid)
			fail_msg("\"%s\" should be %s", record, valid ? "taken" : "refused");
		/* What stands around a term changes nothing. */
		if (is_record(arena_printf(&arena, "%s -all", record)) != valid)
			fail_msg("\"%s -all\" should be %s", record, valid ? "taken" : "refused");
		arena_release(&arena);
	}
}

#define TAKEN(start, ...) \
	expect_all(start, (const char *const[]){ __VA_ARGS__ }, \
		sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *), true)
#define REFUSED(start, ...) \
	expect_all(start, (const char *const[]){ __VA_ARGS__ }, \
		sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *), false)

/* record = version terms *SP */
static void section_12_record_and_version(void **state)
{
	(void)state;
	TAKEN("", "v=spf1", "V=SPF1", "v=SpF1", "v=spf1 ", "v=spf1    ", "v=spf1 mx ", "v=spf1 mx   ");
	REFUSED("", "", " v=spf1", "v=spf", "v=spf2", "v=spf10", "v=spf1mx", "v =spf1", "v= spf1", "v:spf1",
		"v=spf1\t", "v=spf1,", "spf1", "\"v=spf1\"", "v=spf1\n");
}

/* terms = *( 1*SP ( directive / modifier ) ) */
static void section_12_terms(void **state)
{
	(void)state;
	TAKEN("v=spf1", " a", "  a", "     a  mx    ptr", " a a a", " x=y mx", " a x=y");
	REFUSED("v=spf1", " a,mx", " a;", " a\tmx", " a\nmx", " a\r\n", " foo", " a foo mx", " .", " \"a\"",
		" (a)");
}

/* directive = [ qualifier ] mechanism; qualifier = "+" / "-" / "?" / "~" */
static void section_12_directive(void **state)
{
	(void)state;
	TAKEN("v=spf1 ", "+a", "-a", "?a", "~a", "a", "+all", "-include:x.example", "~ip4:192.0.2.1",
		"?exists:x.example", "-ptr", "+mx/24", "-ip6:::1");
	REFUSED("v=spf1 ", "++a", "-+a", "!a", "*a", "=a", "a-", "- a", "-", "+", "~", "?", "-x=y",
		"+redirect=x.example",
		"\xe2\x80\x93"
		"all");
}

/* all = "all" */
static void section_12_all(void **state)
{
	(void)state;
	TAKEN("v=spf1 ", "all", "ALL", "aLl", "-All");
	REFUSED("v=spf1 ", "all:", "all/", "all/24", "all:x.example", "all.", "al", "alll", "all-",
		"all%{d}");
}

/* include = "include" ":" domain-spec; exists = "exists" ":" domain-spec */
static void section_12_include_and_exists(void **state)
{
	static const char *const words[] = { "include", "exists", "INCLUDE", "eXists" };

	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct arena arena = { 0 };
		const char *start = arena_printf(&arena, "v=spf1 %s", words[i]);

		TAKEN(start, ":x.example", ":%{d}", ":a.b.c.example.", ":_spf.x.example", ":%{ir}.x.example",
			":a/b.example", ":a:b.example", ":a=b.example");
		REFUSED(start, "", ":", "x.example", "/x.example", ":x", ":x.example/24", ":x.example//64",
			": x.example", ":x.example:", "::", ":.", ":%{d}/24");
		arena_release(&arena);
	}
}

/* a and mx = name [ ":" domain-spec ] [ dual-cidr-length ] */
static void section_12_a_and_mx(void **state)
{
	static const char *const words[] = { "a", "mx", "A", "Mx", "mX", "MX" };

	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct arena arena = { 0 };
		const char *start = arena_printf(&arena, "v=spf1 %s", words[i]);

		TAKEN(start, "", ":x.example", ":%{d}", "/24", "//64", "/24//64", ":x.example/24",
			":x.example//64", ":x.example/24//64", ":x.example./24", ":%{d}/24", ":%{d}//64",
			":a/24.example", ":a//b.example/0//0", ":%{d/}/24", ":1.example");
		REFUSED(start, ":", ":/24", "://64", "/", "//", "/24/64", "/24//", "//64/24", "/24//64/",
			"///64", "/x", "/ 24", ":x.example/", ":x.example//", ":x", ":x.example/24/",
			".x.example", ":x.example/24 /64", ":192.0.2.1", ":x.example/-1", ":x.example/+1");
		arena_release(&arena);
	}
}

/* ptr = "ptr" [ ":" domain-spec ] */
static void section_12_ptr(void **state)
{
	(void)state;
	TAKEN("v=spf1 ", "ptr", "PTR", "ptr:x.example", "ptr:%{d}", "ptr:x.example.");
	REFUSED("v=spf1 ", "ptr:", "ptr/24", "ptr:x", "ptr:x.example/24", "ptr//64", "ptr.");
}

/* ip4-cidr-length = "/" ("0" / %x31-39 0*1DIGIT), value range 0-32; ip6-cidr-length = "/" ("0" / %x31-39 0*2DIGIT), 0-128 */
static void section_12_cidr_lengths(void **state)
{
	(void)state;
	for (int i = 0; i <= 999; i++) {
		struct arena arena = { 0 };

		assert_int_equal(is_record(arena_printf(&arena, "v=spf1 a/%d", i)), i <= 32);
		assert_int_equal(is_record(arena_printf(&arena, "v=spf1 ip4:192.0.2.1/%d", i)), i <= 32);
		assert_int_equal(is_record(arena_printf(&arena, "v=spf1 mx//%d", i)), i <= 128);
		assert_int_equal(is_record(arena_printf(&arena, "v=spf1 ip6:2001:db8::/%d", i)), i <= 128);
		assert_int_equal(is_record(arena_printf(&arena, "v=spf1 a/32//%d", i)), i <= 128);
		arena_release(&arena);
	}
	REFUSED("v=spf1 a/", "00", "01", "032", "0x8", "4294967296", "4294967320", "18446744073709551640");
	REFUSED("v=spf1 a//", "00", "01", "064", "4294967296", "18446744073709551680");
	REFUSED("v=spf1 ip4:192.0.2.1/", "", "00", "01", "24/", "24//64", "a", "-1", "255.255.255.0");
	REFUSED("v=spf1 ip6:::1/", "", "00", "01", "064", "64/", "/64", "a");
}

/* ip4-network = qnum "." qnum "." qnum "." qnum */
static void section_12_ip4_network_and_qnum(void **state)
{
	(void)state;
	for (int i = 0; i <= 999; i++) {
		struct arena arena = { 0 };

		assert_int_equal(is_record(arena_printf(&arena, "v=spf1 ip4:%d.0.2.1", i)), i <= 255);
		assert_int_equal(is_record(arena_printf(&arena, "v=spf1 ip4:192.0.2.%d", i)), i <= 255);
		assert_false(is_record(arena_printf(&arena, "v=spf1 ip4:192.0%d.2.1", i)));
		arena_release(&arena);
	}
	TAKEN("v=spf1 ", "ip4:0.0.0.0", "ip4:255.255.255.255", "IP4:192.0.2.1", "ip4:9.10.99.100",
		"ip4:199.200.249.250");
	REFUSED("v=spf1 ", "ip4", "ip4:", "ip4/24", "ip4192.0.2.1", "ip4:192", "ip4:192.0", "ip4:192.0.2",
		"ip4:192.0.2.", "ip4:.192.0.2.1", "ip4:192.0.2.1.", "ip4:192.0.2.1.5", "ip4:192..2.1",
		"ip4:192.0.2.0x1", "ip4:192.0.2.-1", "ip4:192.0.2.1a", "ip4:x.example", "ip4:%{i}", "ip4:::1",
		"ip4:::ffff:192.0.2.1", "ip4: 192.0.2.1", "ip4:192.0.2.4294967297", "ip:192.0.2.1");
}

/* ip6-network = <as per Section 2.2 of [RFC4291]>, whose examples stand first */
static void section_12_ip6_network(void **state)
{
	(void)state;
	TAKEN("v=spf1 ip6:", "ABCD:EF01:2345:6789:ABCD:EF01:2345:6789", "2001:DB8:0:0:8:800:200C:417A",
		"2001:DB8::8:800:200C:417A", "FF01::101", "::1", "::", "0:0:0:0:0:0:13.1.68.3",
		"0:0:0:0:0:FFFF:129.144.52.38", "::13.1.68.3", "::FFFF:129.144.52.38", "2001:db8::cd30",
		"1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1::8", "0001:0002::0db8", "1:2:3:4:5:6:7::/64", "::/0",
		"1::192.0.2.1/96");
	REFUSED("v=spf1 ip6:", "", ":", ":::", "1", "1:2", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3",
		"12345::", "g::", ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:", "1:2:3:4:5:6:7:192.0.2.1", "::192.0.2",
		"::192.0.2.256", "192.0.2.1", "[::1]", "::1%eth0", "::1]", "fe80::1%25eth0", "x.example",
		"%{i}", "1::2:3:4:5:6:7:8:9");
	REFUSED("v=spf1 ", "ip6", "ip6/64", "ip6::1", "ipv6:::1");
}

/* "name where name is not any known modifier" "=" macro-string; name = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." ) */
static void section_12_modifiers(void **state)
{
	(void)state;
	TAKEN("v=spf1 ", "redirect=x.example", "REDIRECT=%{d}", "exp=x.example", "Exp=%{d}.x.example",
		"x=", "x=y", "x-y_z.1=", "a=", "mx=1", "include=x", "ip4=1", "ip6=::1", "exists=x.example",
		"ptr=", "all=", "x=a/b:c==d", "x=%{s}%{c}%{r}%{t}%%%_%-", "expx=y", "redirect2=x",
		"x=!\"#$&'()*+,-./:;<=>?@[]^`{|}~");
	REFUSED("v=spf1 ", "=", "=x", "1x=", "-x=", "_x=", ".x=", "x y=", "x/y=z", "x%=", "x=%", "x=%x",
		"x=%{x}", "x=%{d", "x=\x7f", "x=\x80", "x=\x01", "redirect=", "redirect", "redirect=x",
		"redirect:x.example", "redirect=x.example/24", "redirect=192.0.2.1", "exp=", "exp",
		"exp:x.example", "exp=x", "redirect =x.example", "exp=%{t}.x.example",
		"redirect=%{c}.x.example");
}

static void expect_domain_specs(const char *const *texts, size_t count, bool valid)
{
	for (size_t i = 0; i < count; i++) {
		uint32_t macros = 0;

		if (spf_is_domain_spec(slice_of(texts[i]), &macros) != valid)
			fail_msg("domain-spec \"%s\" should be %s", texts[i], valid ? "taken" : "refused");
	}
}

/* domain-spec = macro-string domain-end; domain-end = ( "." toplabel [ "." ] ) / macro-expand */
static void section_12_domain_spec(void **state)
{
	static const char *const taken[] = { "x.example", "x.example.", ".example", ".example.",
		"a.b.c.d.example", "_a._b.example", "%{d}", "x%{d}", "x.%{d}", "%{d}.example", "%{d}.x.",
		"%{d}.%{d}", "%{d}%{i}", "x.example%{d}", "%%", "%_", "%-", "x%%", "x.%{d}.example.",
		"%{d}x.example", "a..example", "!\"#$&'()*+,-/:;<=>?@[]^_`{|}~.example" };
	static const char *const refused[] = { "", ".", "..", "x", "example", "x.", "x..", "x.example..",
		"%{d}.", "%{d}x", "%{d}.1", "x y.example", "x.exam ple", "x\x7f.example", "x\xc3\xbc.example",
		"x\t.example", "x.%{d}.", "%{d}x.", "x.example/24", "x.example:25", "x.example,y", "x.%",
		"%.example", "x.%{d}example" };

	(void)state;
	expect_domain_specs(taken, sizeof taken / sizeof *taken, true);
	expect_domain_specs(refused, sizeof refused / sizeof *refused, false);
}

/* toplabel = ( *alphanum ALPHA *alphanum ) / ( 1*alphanum "-" *( alphanum / "-" ) alphanum ) */
static void section_12_toplabel(void **state)
{
	static const char *const taken[] = { "x.a", "x.Z", "x.com", "x.1a", "x.a1", "x.1a1", "x.a-b", "x.1-2",
		"x.1--2", "x.xn--p1ai", "x.a-1-b", "x.0-0" };
	static const char *const refused[] = { "x.1", "x.123", "x.-a", "x.a-", "x.-", "x.--", "x.1-", "x.-1",
		"x.a_b", "x._a", "x.a*", "x.a-.", "x.1." };

	(void)state;
	expect_domain_specs(taken, sizeof taken / sizeof *taken, true);
	expect_domain_specs(refused, sizeof refused / sizeof *refused, false);
}

/* macro-expand = ( "%{" macro-letter transformers *delimiter "}" ) / "%%" / "%_" / "%-" */
static void section_12_macro_expand(void **state)
{
	static const char *const taken[] = { "%{d}", "%{D}", "%{dr}", "%{dR}", "%{d1}", "%{d1r}", "%{d127}",
		"%{d999r}", "%{d.}", "%{d-}", "%{d+}", "%{d,}", "%{d/}", "%{d_}", "%{d=}", "%{d.-+,/_=}",
		"%{d12r.-}", "%{d..}", "%{d01}", "%{s}", "%{l}", "%{o}", "%{i}", "%{p}", "%{v}", "%{h}",
		"%{S}", "%{L}", "%{O}", "%{I}", "%{P}", "%{V}", "%{H}", "%%", "%_", "%-" };
	static const char *const refused[] = { "%", "%{", "%{}", "%{d", "%d", "%{1}", "%{d1", "%{rd}",
		"%{dr1}", "%{drr}", "%{d.r}", "%{d-1}", "%{d:}", "%{d;}", "%{d }", "%{ d}", "%{d{}", "%{dd}",
		"%(d)", "%[d]", "%{d)", "%{d0}", "%{d-0}", "%{\xc3}", "%{a}", "%{z}", "%+", "%.", "%{c}",
		"%{r}", "%{t}" };

	(void)state;
	expect_domain_specs(taken, sizeof taken / sizeof *taken, true);
	expect_domain_specs(refused, sizeof refused / sizeof *refused, false);
	/* The length ends at the brace. */
	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
		struct arena arena = { 0 };
		uint32_t macros = 0;
		struct slice text = slice_of(arena_printf(&arena, "%s}x%%", taken[i]));

		assert_int_equal(spf_macro_length(text, false, &macros), strlen(taken[i]));
		arena_release(&arena);
	}
}

/* macro-literal = %x21-24 / %x26-7E */
static void section_12_macro_literal(void **state)
{
	(void)state;
	for (int c = 0; c <= 0xff; c++) {
		const uint8_t byte = (uint8_t)c;
		uint32_t macros = 0;
		size_t end;

		assert_int_equal(spf_is_macro_string((struct slice){ &byte, 1 }, true, &macros, &end),
			(c >= 0x21 && c <= 0x24) || (c >= 0x26 && c <= 0x7e));
		assert_int_equal(macros, 0);
	}
}

/* macro-string = *( macro-expand / macro-literal ) */
static void section_12_macro_string_gathers_letters(void **state)
{
	uint32_t macros = 0;
	size_t end = 99;

	(void)state;
	assert_true(spf_is_macro_string(slice_of(""), false, &macros, &end));
	assert_int_equal(end, 0);
	assert_true(spf_is_macro_string(slice_of("%{d}.%{L1r-}x%%"), false, &macros, &end));
	assert_int_equal(macros, 1U << ('d' - 'a') | 1U << ('l' - 'a'));
	assert_int_equal(end, 15);
	assert_true(spf_is_macro_string(slice_of("%{c}"), true, &macros, &end));
	assert_false(spf_is_macro_string(slice_of("%{c}"), false, &macros, &end));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(section_12_record_and_version),
		cmocka_unit_test(section_12_terms),
		cmocka_unit_test(section_12_directive),
		cmocka_unit_test(section_12_all),
		cmocka_unit_test(section_12_include_and_exists),
		cmocka_unit_test(section_12_a_and_mx),
		cmocka_unit_test(section_12_ptr),
		cmocka_unit_test(section_12_cidr_lengths),
		cmocka_unit_test(section_12_ip4_network_and_qnum),
		cmocka_unit_test(section_12_ip6_network),
		cmocka_unit_test(section_12_modifiers),
		cmocka_unit_test(section_12_domain_spec),
		cmocka_unit_test(section_12_toplabel),
		cmocka_unit_test(section_12_macro_expand),
		cmocka_unit_test(section_12_macro_literal),
		cmocka_unit_test(section_12_macro_string_gathers_letters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
