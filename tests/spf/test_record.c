/* The grammar of RFC 7208, section by section: what is valid, what is not, and at which bytes. */
#include "support/world.h"

#include "spf/record.h"

#include <string.h>

static const char *const rule_ids[] = {
	NULL,
#define SPF_PROBLEM(name, rule) rule,
#include "spf/problems.def"
#undef SPF_PROBLEM
};

static struct spf_record *parse(struct arena *arena, const char *text)
{
	struct dns_name owner = dns_name_of("example.com");

	return spf_parse(arena, dns_txt_of(arena, slice_of(text)), &owner);
}

static void expect_valid(const char *const *records, size_t count, bool valid)
{
	for (size_t i = 0; i < count; i++) {
		struct arena arena = { 0 };
		const struct spf_record *record = parse(&arena, records[i]);

		if (record->valid != valid)
			fail_msg("\"%s\" should be %s", records[i], valid ? "valid" : "invalid");
		if (!valid && !record->problems.list.count)
			fail_msg("\"%s\" is invalid and no problem is named", records[i]);
		arena_release(&arena);
	}
}

#define EXPECT_VALID(...) \
	expect_valid((const char *const[]){ __VA_ARGS__ }, \
		sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *), true)
#define EXPECT_INVALID(...) \
	expect_valid((const char *const[]){ __VA_ARGS__ }, \
		sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *), false)

static void section_4_5_version(void **state)
{
	static const char *const selected[] = { "v=spf1", "V=SPF1", "v=spf1 ", "v=spf1 -all" };
	static const char *const not_selected[] = { "", "v=spf", "v=spf10", "v=spf1-all", " v=spf1",
		"v=spf1\t-all", "spf2.0/pra -all" };

	(void)state;
	for (size_t i = 0; i < sizeof selected / sizeof *selected; i++)
		assert_true(spf_is_selected(slice_of(selected[i])));
	for (size_t i = 0; i < sizeof not_selected / sizeof *not_selected; i++)
		assert_false(spf_is_selected(slice_of(not_selected[i])));
	assert_false(spf_is_near_miss(slice_of("spf2.0/pra -all")));
	assert_false(spf_is_near_miss(slice_of("google-site-verification=abc")));
	assert_true(spf_is_near_miss(slice_of("\"v=spf1 -all\"")));
}

static void section_4_6_1_terms(void **state)
{
	(void)state;
	EXPECT_VALID("v=spf1", "v=spf1   ", "v=spf1 -all", "v=spf1  a  mx   -ALL ",
		"v=spf1 +a ?mx ~ip4:192.0.2.1 -all", "v=spf1 unknown=value -all",
		"v=spf1 a.b-c_d=%{i}%% -all");
	EXPECT_INVALID("v=spf1 -", "v=spf1 --all", "v=spf1 foo", "v=spf1 a\tmx", "v=spf1 -redirect=a.example",
		"v=spf1 =x", "v=spf1 1a=x", "v=spf1 m\xc3\xbc", "v=spf1 foo=%x");
}

static void section_5_1_all(void **state)
{
	(void)state;
	EXPECT_VALID("v=spf1 all", "v=spf1 AlL");
	EXPECT_INVALID("v=spf1 all:", "v=spf1 all/8", "v=spf1 all.example.com", "v=spf1 -al");
}

static void sections_5_2_and_5_7_include_and_exists(void **state)
{
	(void)state;
	EXPECT_VALID("v=spf1 include:_spf.example.net", "v=spf1 exists:%{ir}.sbl.example.org",
		"v=spf1 include:a.b.example.", "v=spf1 include:%{d}");
	EXPECT_INVALID("v=spf1 include", "v=spf1 include:", "v=spf1 include:example",
		"v=spf1 include:a.example/24", "v=spf1 exists", "v=spf1 exists:a.example/24",
		"v=spf1 include:192.0.2.1");
}

static void sections_5_3_to_5_5_a_mx_ptr(void **state)
{
	(void)state;
	EXPECT_VALID("v=spf1 a", "v=spf1 a/24", "v=spf1 a//64", "v=spf1 a/24//64", "v=spf1 a:b.example/0//0",
		"v=spf1 mx:b.example/32//128", "v=spf1 ptr", "v=spf1 ptr:b.example",
		"v=spf1 a:%{i}.example/24", "v=spf1 a:b/c.example/24");
	EXPECT_INVALID("v=spf1 a:", "v=spf1 a/", "v=spf1 a//", "v=spf1 a/33", "v=spf1 a//129", "v=spf1 a/024",
		"v=spf1 a//64/24", "v=spf1 a/24/64", "v=spf1 ptr/24",
		"v=spf1 ptr:", "v=spf1 mx:b.example/24//", "v=spf1 a/-1");
}

static void section_5_6_networks(void **state)
{
	(void)state;
	EXPECT_VALID("v=spf1 ip4:192.0.2.1", "v=spf1 ip4:0.0.0.0/0", "v=spf1 ip4:255.255.255.255/32",
		"v=spf1 ip6:::1", "v=spf1 ip6:::", "v=spf1 ip6:2001:db8::/32", "v=spf1 ip6:2001:DB8::1/128",
		"v=spf1 ip6:::ffff:192.0.2.1", "v=spf1 ip6:1:2:3:4:5:6:7:8/0");
	EXPECT_INVALID("v=spf1 ip4", "v=spf1 ip4:", "v=spf1 ip4:192.0.2", "v=spf1 ip4:192.0.2.256",
		"v=spf1 ip4:192.0.2.01", "v=spf1 ip4:192.0.2.1/33", "v=spf1 ip4:192.0.2.1/",
		"v=spf1 ip4:192.0.2.1/08", "v=spf1 ip4:192.0.2.1//24", "v=spf1 ip6:2001:db8::/129",
		"v=spf1 ip6:2001::db8::", "v=spf1 ip6:192.0.2.1", "v=spf1 ip4:2001:db8::1",
		"v=spf1 ip6:[::1]", "v=spf1 ip6:fe80::1%eth0", "v=spf1 ip4:%{i}", "v=spf1 ip6:12345::");
}

static void section_6_modifiers(void **state)
{
	(void)state;
	EXPECT_VALID("v=spf1 redirect=_spf.example.com", "v=spf1 mx -all exp=explain._spf.%{d}",
		"v=spf1 REDIRECT=a.example");
	EXPECT_INVALID("v=spf1 redirect=", "v=spf1 exp=", "v=spf1 redirect=a.example redirect=b.example",
		"v=spf1 exp=a.example exp=b.example", "v=spf1 redirect:a.example", "v=spf1 redirect=a",
		"v=spf1 redirect=a.example/24");
}

static void section_7_1_domain_spec_and_macros(void **state)
{
	(void)state;
	EXPECT_VALID("v=spf1 exists:%{s}%{l}%{o}%{d}%{i}%{p}%{h}%{v}", "v=spf1 exists:%{L1R-.+,/_=}.example",
		"v=spf1 exists:%{d127}", "v=spf1 exists:%%%_%-.example", "v=spf1 include:a.b-c",
		"v=spf1 include:a.1-2", "v=spf1 include:.example");
	EXPECT_INVALID("v=spf1 exists:%(ir).example", "v=spf1 exists:%{i.example",
		"v=spf1 exists:%{x}.example", "v=spf1 exists:%{c}.example", "v=spf1 exists:%{d0}.example",
		"v=spf1 exists:%{dr2}.example", "v=spf1 exists:%{l:}.example", "v=spf1 exists:%{}.example",
		"v=spf1 exists:%", "v=spf1 include:a._b", "v=spf1 include:a.b-", "v=spf1 include:a.-b",
		"v=spf1 include:a.1", "v=spf1 include:%{d}x");
}

/* The record, the rule that reports it, the bytes at fault, and the mended record (NULL: none is offered). */
static const struct {
	const char *text;
	const char *rule;
	const char *bytes;
	const char *mended;
} faults[] = {
	{ "v=spf1; mx -all", "spf-version-not-terminated", ";", "v=spf1 mx -all" },
	{ "v=spf1, mx", "spf-version-not-terminated", ",", "v=spf1 mx" },
	{ "v=spf10 mx", "spf-version-not-terminated", "0", NULL },
	{ "v=spf1.0 mx", "spf-version-2", "v=spf1.0", "v=spf1 mx" },
	{ "spf1 mx", "spf-version-2", "spf1", "v=spf1 mx" },
	{ "v = spf1 mx", "spf-version-2", "v = spf1", "v=spf1 mx" },
	{ "v=SPF 1 mx", "spf-version-2", "v=SPF 1", "v=spf1 mx" },
	{ "  v=spf1 mx", "spf-leading-space", "  ", "v=spf1 mx" },
	{ "\xef\xbb\xbfv=spf1 mx", "spf-leading-bom-or-invisible", "\xef\xbb\xbf", "v=spf1 mx" },
	{ "\"v=spf1 mx -all\"", "spf-leading-quote", "\"", "v=spf1 mx -all" },
	{ "x=y v=spf1 mx", "spf-embedded-after-other-text", "x=y ", "v=spf1 mx" },
	{ "@ IN TXT v=spf1 mx", "spf-zone-line-pasted", "@ IN TXT ", "v=spf1 mx" },
	{ "v=spf1\tmx", "spf-tab-separator", "\t", "v=spf1 mx" },
	{ "v=spf1\xc2\xa0mx", "spf-nbsp", "\xc2\xa0", "v=spf1 mx" },
	{ "v=spf1 mx \xe2\x80\x93"
	  "all",
		"spf-non-ascii", "\xe2\x80\x93", "v=spf1 mx -all" },
	{ "v=spf1 mx\xe2\x80\x8b -all", "spf-zero-width", "\xe2\x80\x8b", "v=spf1 mx -all" },
	{ "v=spf1 mx\r\n-all", "spf-crlf", "\r", "v=spf1 mx -all" },
	{ "v=spf1 include:m\xc3\xbcnchen.example -all", "spf-idn-ulabel", "m\xc3\xbcnchen.example",
		"v=spf1 include:xn--mnchen-3ya.example -all" },
	{ "v=spf1 include:a.example,include:b.example", "spf-comma-separator", ",",
		"v=spf1 include:a.example include:b.example" },
	{ "v=spf1 mx; -all", "spf-semicolon-separator", ";", "v=spf1 mx -all" },
	{ "v=spf1 include:_spf.google.com-all", "spf-missing-space", "-all",
		"v=spf1 include:_spf.google.com -all" },
	{ "v=spf1 include:_spf.google.comip4:192.0.2.1", "spf-missing-space", "ip4:192.0.2.1",
		"v=spf1 include:_spf.google.com ip4:192.0.2.1" },
	{ "v=spf1 mx-all", "spf-missing-space", "-all", "v=spf1 mx -all" },
	{ "v=spf1 ip4: 192.0.2.1 -all", "spf-extra-space-in-term", " ", "v=spf1 ip4:192.0.2.1 -all" },
	{ "v=spf1 include : a.example -all", "spf-extra-space-in-term", " : ",
		"v=spf1 include:a.example -all" },
	{ "v=spf1 mx&nbsp;-all", "spf-html-entity", "&nbsp;", "v=spf1 mx -all" },
	{ "v=spf1 include:_spf\\.example.net", "spf-backslash-escape", "\\",
		"v=spf1 include:_spf.example.net" },
	{ "v=spf1 a mx ip4:x.x.x.x ?all", "spf-placeholder", "x.x.x.x", NULL },
	{ "v=spf1 include:yourdomain.com -all", "spf-placeholder", "yourdomain", NULL },
	{ "v=spf1 ip4:<IP> -all", "spf-placeholder", "<IP>", NULL },
	{ "v=spf1 include:https://a.example/x -all", "spf-url-in-domain", "https://a.example/x",
		"v=spf1 include:a.example -all" },
	{ "v=spf1 include:me@a.example -all", "spf-url-in-domain", "me@", "v=spf1 include:a.example -all" },
	{ "v=spf1 mx # office -all", "spf-comment", "# office", "v=spf1 mx -all" },
	{ "v=spf1 mx -all # was ~all", "spf-comment", "# was ~all", "v=spf1 mx -all" },
	{ "v=spf1 mx # old a mx -all", "spf-comment", "# old a mx", "v=spf1 mx -all" },
	{ "v=spf1 mx # office ip4:11.0.0.1 -all", "spf-comment", "# office", "v=spf1 mx ip4:11.0.0.1 -all" },
	{ "v=spf1 host:a.example -all", "spf-unknown-mechanism", "host:a.example",
		"v=spf1 a:a.example -all" },
	{ "v=spf1 ip:192.0.2.1 -all", "spf-typo-ip", "ip", "v=spf1 ip4:192.0.2.1 -all" },
	{ "v=spf1 ipv6:2001:db8::1 -all", "spf-typo-ip", "ipv6", "v=spf1 ip6:2001:db8::1 -all" },
	{ "v=spf1 inlcude:a.example -all", "spf-typo-include", "inlcude", "v=spf1 include:a.example -all" },
	{ "v=spf1 mx -alll", "spf-typo-all", "alll", "v=spf1 mx -all" },
	{ "v=spf1 192.0.2.0/24 -all", "spf-bare-ip", "192.0.2.0/24", "v=spf1 ip4:192.0.2.0/24 -all" },
	{ "v=spf1 mail.example.net -all", "spf-bare-domain", "mail.example.net",
		"v=spf1 a:mail.example.net -all" },
	{ "v=spf1 include.zcsend.net -all", "spf-dot-for-colon", ".", "v=spf1 include:zcsend.net -all" },
	{ "v=spf1 a:a:x.example", "spf-doubled-mechanism", "a:", "v=spf1 a:x.example" },
	{ "v=spf1 ip4:192.0.2.1~all", "spf-all-glued-to-ip", "~all", "v=spf1 ip4:192.0.2.1 ~all" },
	{ "v=spf1 mx MS=ms123 -all", "spf-foreign-token", "MS=ms123", "v=spf1 mx -all" },
	{ "v=spf1 mx v=spf1 a -all", "spf-version-repeated", "v=spf1", "v=spf1 mx a -all" },
	{ "v=spf1 include=a.example -all", "spf-equals-for-colon", "=", "v=spf1 include:a.example -all" },
	{ "v=spf1 redirect:a.example", "spf-colon-for-equals", ":", "v=spf1 redirect=a.example" },
	{ "v=spf1 mx --all", "spf-double-qualifier", "--", "v=spf1 mx -all" },
	{ "v=spf1 mx - all", "spf-qualifier-alone", "-", "v=spf1 mx -all" },
	{ "v=spf1 a:192.0.2.1 -all", "spf-a-is-ip", "192.0.2.1", "v=spf1 ip4:192.0.2.1 -all" },
	{ "v=spf1 include:google -all", "spf-domain-single-label", "google", NULL },
	{ "v=spf1 a:mail..example.net", "spf-empty-label", "..", "v=spf1 a:mail.example.net" },
	{ "v=spf1 ip4:192.0.2/24", "spf-ip4-partial", "192.0.2", "v=spf1 ip4:192.0.2.0/24" },
	{ "v=spf1 ip4:192.000.002.001", "spf-ip4-leading-zero", "192.000.002.001", "v=spf1 ip4:192.0.2.1" },
	{ "v=spf1 ip4:192.0.2.0/255.255.255.0", "spf-ip4-netmask", "/255.255.255.0",
		"v=spf1 ip4:192.0.2.0/24" },
	{ "v=spf1 ip4:2001:db8::1", "spf-ip4-with-ip6", "ip4:2001:db8::1", "v=spf1 ip6:2001:db8::1" },
	{ "v=spf1 ip4:192.0.2.1:25", "spf-ip-with-port", ":25", "v=spf1 ip4:192.0.2.1" },
	{ "v=spf1 ip6:[2001:db8::1]", "spf-ip6-brackets-or-zone", "[2001:db8::1]", "v=spf1 ip6:2001:db8::1" },
	{ "v=spf1 ip6:::ffff:192.0.2.1", "spf-ip6-mapped", "::ffff:192.0.2.1", "v=spf1 ip4:192.0.2.1" },
	{ "v=spf1 a/64", "spf-cidr-range", "/64", "v=spf1 a//64" },
	{ "v=spf1 ip6:2001:db8::1//64", "spf-dual-cidr-order", "//", "v=spf1 ip6:2001:db8::1/64" },
	{ "v=spf1 redirect=a.example ~all", "spf-redirect-with-all", "redirect=a.example",
		"v=spf1 include:a.example ~all" },
	{ "v=spf1 -all mx", "spf-terms-after-all", "mx", "v=spf1 mx -all" },
	{ "v=spf1 -all mx x=y a", "spf-terms-after-all", "mx", "v=spf1 mx a -all x=y" },
	{ "v=spf1 a,mx,ip4:192.0.2.1 -all", "spf-comma-separator", ",", "v=spf1 a mx ip4:192.0.2.1 -all" },
	{ "v=spf1 mx (office) -all", "spf-comment", "(office)", "v=spf1 mx -all" },
	{ "v=spf1 mx -all exp=a.example exp=b.example", "spf-duplicate-exp", "exp=b.example",
		"v=spf1 mx -all exp=a.example" },
	{ "v=spf1 exists:%(ir).a.example -all", "spf-macro-percent", "%",
		"v=spf1 exists:%{ir}.a.example -all" },
	{ "v=spf1 exists:%{dr2}.a.example -all", "spf-macro-transformer-order", "%{dr2}",
		"v=spf1 exists:%{d2r}.a.example -all" },
	{ "v=spf1 exists:%{d0}.a.example -all", "spf-macro-digit-zero", "0",
		"v=spf1 exists:%{d}.a.example -all" },
	{ "v=spf1 exists:%{i.a.example -all", "spf-macro-unclosed", "%{i.a.example",
		"v=spf1 exists:%{i}.a.example -all" },
	{ "v=spf1 ~ip4:11.0.0.1-11.0.0.4 -all", "spf-ip4-range-dash", "11.0.0.1-11.0.0.4",
		"v=spf1 ~ip4:11.0.0.1 ~ip4:11.0.0.2/31 ~ip4:11.0.0.4 -all" },
	{ "v=spf1 a//64/24 -all", "spf-dual-cidr-order", "//64/24", "v=spf1 a/24//64 -all" },
	{ "v=spf1 mx/24/64 -all", "spf-dual-cidr-order", "/24/64", "v=spf1 mx/24//64 -all" },
};

static void each_fault_is_named_at_its_bytes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		struct arena arena = { 0 };
		const struct spf_record *record = parse(&arena, faults[i].text);
		const struct problem *problem = NULL;
		const char *mended;

		for (size_t p = 0; p < record->problems.list.count && !problem; p++)
			if (strcmp(rule_ids[record->problems.list.at[p].kind], faults[i].rule) == 0)
				problem = &record->problems.list.at[p];
		if (!problem)
			fail_msg("\"%s\" does not raise %s (first: %s)", faults[i].text, faults[i].rule,
				record->problems.list.count ? rule_ids[record->problems.list.at[0].kind]
							    : "nothing");
		if (!slice_is(slice_span(record->text, problem->span), faults[i].bytes))
			fail_msg("%s of \"%s\" is at bytes %u to %u", faults[i].rule, faults[i].text,
				problem->span.first, problem->span.end);
		mended = problem->mended;
		if (faults[i].mended) {
			assert_non_null(mended);
			assert_string_equal(mended, faults[i].mended);
		} else {
			assert_null(mended);
		}
		arena_release(&arena);
	}
}

static void section_3_3_a_blank_lost_between_strings_is_told(void **state)
{
	struct arena arena = { 0 };
	struct dns_txt txt = { .joined = slice_of("v=spf1 ip4:192.0.2.1include:a.example-all") };
	struct dns_name owner = dns_name_of("example.com");
	const struct spf_record *record;

	(void)state;
	*arena_append(&arena, &txt.ends) = 20;
	*arena_append(&arena, &txt.ends) = (uint32_t)txt.joined.len;
	record = spf_parse(&arena, &txt, &owner);
	assert_false(record->valid);
	assert_true(problem_has(&record->problems, SPF_MISSING_SPACE_AT_JOIN));
	assert_int_equal(record->problems.list.at[0].replaced.first, 20);
	arena_release(&arena);
}

static void the_names_of_providers_raise_nothing(void **state)
{
	static const char *const records[] = { "v=spf1 include:_spf.google.com ~all",
		"v=spf1 include:spf.protection.outlook.com -all",
		"v=spf1 include:amazonses.com include:servers.mcsv.net ?all",
		"v=spf1 a mx include:sendgrid.net include:mailgun.org ip6:2a00:1450:4000::/36 ~all",
		"v=spf1 redirect=_spf.mail.ru", "v=spf1 exists:%{i}._spf.mta.salesforce.com -all",
		"v=spf1 include:%{i}._ip.%{h}._ehlo.%{d}._spf.vali.email ~all",
		"v=spf1 ip4:11.22.33.0/24 a:mail.example.com/28 mx/29//64 ptr:example.com -all" };

	(void)state;
	for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
		struct arena arena = { 0 };
		const struct spf_record *record = parse(&arena, records[i]);

		assert_true(record->valid);
		for (size_t p = 0; p < record->problems.list.count; p++)
			if (record->problems.list.at[p].kind != SPF_MACRO_LOCALPART)
				fail_msg("\"%s\" raises %s", records[i],
					rule_ids[record->problems.list.at[p].kind]);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(section_4_5_version),
		cmocka_unit_test(section_4_6_1_terms),
		cmocka_unit_test(section_5_1_all),
		cmocka_unit_test(sections_5_2_and_5_7_include_and_exists),
		cmocka_unit_test(sections_5_3_to_5_5_a_mx_ptr),
		cmocka_unit_test(section_5_6_networks),
		cmocka_unit_test(section_6_modifiers),
		cmocka_unit_test(section_7_1_domain_spec_and_macros),
		cmocka_unit_test(each_fault_is_named_at_its_bytes),
		cmocka_unit_test(section_3_3_a_blank_lost_between_strings_is_told),
		cmocka_unit_test(the_names_of_providers_raise_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
