/*
 * What was meant by a faulty term, kind by kind: the record that is offered holds every sender, include, redirect and "all" of
 * the one that was published, and lets nobody pass who was not named. NULL: only a person can tell.
 */
#include "support/world.h"

#include "spf/record.h"

#include <string.h>

static const char *const rule_ids[] = {
	NULL,
#define SPF_PROBLEM(name, rule) rule,
#include "spf/problems.def"
#undef SPF_PROBLEM
};

static const struct spf_record *parse(struct arena *arena, const char *text)
{
	struct dns_name owner = dns_name_of("example.com");

	return spf_parse(arena, dns_txt_of(arena, slice_of(text)), &owner);
}

static const struct {
	const char *rule, *text, *mended;
} faults[] = {
	{ "spf-version-repeated", "v=spf1 mx v=spf1,~all", "v=spf1 mx ~all" },
	{ "spf-version-repeated", "v=spf1 mx v=spf1-all", "v=spf1 mx -all" },
	{ "spf-foreign-token", "v=spf1 mx MS=ms1,-all", "v=spf1 mx -all" },
	{ "spf-foreign-token", "v=spf1 MS=ms1;mx -all", "v=spf1 mx -all" },
	{ "spf-token-in-term", "v=spf1 mx -allMS=ms00000001", "v=spf1 mx -all" },
	{ "spf-token-in-term", "v=spf1 mx ~allgoogle-site-verification=abc", "v=spf1 mx ~all" },
	{ "spf-token-in-term", "v=spf1 mx -allEM=ms1", "v=spf1 mx -all" },
	{ "spf-token-in-term", "v=spf1 mx ~allapple-domain-verification=Ab1", "v=spf1 mx ~all" },
	{ "spf-token-in-term", "v=spf1 mx -all_globalsign-domain-verification=x-y", "v=spf1 mx -all" },
	{ "spf-token-in-term", "v=spf1 mx -allzoho-verification=zb1.zmverify.zoho.com", "v=spf1 mx -all" },
	{ "spf-token-in-term", "v=spf1 mx -alldocusign=1-2", "v=spf1 mx -all" },
	{ "spf-semicolon-separator", "v=spf1 mx -allv=DMARC1;", "v=spf1 mx -all" },
	{ "spf-token-in-term", "v=spf1 mx -allbrevo-code:12ab", "v=spf1 mx -all" },
	{ "spf-token-in-term", "v=spf1 mx +allMS=ms1", "v=spf1 mx ~all" },
	{ "spf-token-in-term", "v=spf1 mx ?allMS=ms1", "v=spf1 mx ~all" },
	{ "spf-token-in-term", "v=spf1 mx allMS=ms1", "v=spf1 mx ~all" },
	{ "spf-token-in-term", "v=spf1 include:_spf.a.example-allMS=ms1",
		"v=spf1 include:_spf.a.example -all" },
	{ "spf-token-in-term", "v=spf1 ip4:11.0.0.1~allMS=ms1", "v=spf1 ip4:11.0.0.1 ~all" },
	{ "spf-token-in-term", "v=spf1 mx include:EM=ms1 -all", "v=spf1 mx -all" },
	{ "spf-token-in-term", "v=spf1 mx brevo-code:12ab -all", "v=spf1 mx -all" },
	{ "spf-semicolon-separator", "v=spf1 mx -all;MS=ms1", "v=spf1 mx -all" },
	{ "spf-comma-separator", "v=spf1 mx,MS=ms1,-all", "v=spf1 mx -all" },
	{ "spf-quote-inside", "v=spf1 mx -all\"MS=ms1\"", "v=spf1 mx -all" },
	{ "spf-missing-space", "v=spf1 mx -allv=spf1 include:a.example ~all",
		"v=spf1 mx include:a.example -all" },
	{ "spf-missing-space", "v=spf1 mx ~allinclude:a.example ~all", "v=spf1 mx include:a.example ~all" },
	{ "spf-missing-space", "v=spf1 mx -all-all", "v=spf1 mx -all" },
	{ "spf-missing-space", "v=spf1 mx ~allip4:11.0.0.1", "v=spf1 mx ip4:11.0.0.1 ~all" },
	{ "spf-missing-space", "v=spf1 include:a.example+all", "v=spf1 include:a.example ~all" },
	{ "spf-unknown-mechanism", "v=spf1 mx -allD1234567", NULL },
	{ "spf-bare-domain", "v=spf1 _spf.a.example -all", "v=spf1 include:_spf.a.example -all" },
	{ "spf-bare-domain", "v=spf1 spf.protection.outlook.com -all",
		"v=spf1 include:spf.protection.outlook.com -all" },
	{ "spf-bare-domain", "v=spf1 servers.mcsv.net -all", "v=spf1 include:servers.mcsv.net -all" },
	{ "spf-doubled-mechanism", "v=spf1 include:a:mail.a.example -all", "v=spf1 a:mail.a.example -all" },
	{ "spf-doubled-mechanism", "v=spf1 include:mx:a.example -all", "v=spf1 mx:a.example -all" },
	{ "spf-doubled-mechanism", "v=spf1 include:ip4:11.0.0.1 -all", "v=spf1 ip4:11.0.0.1 -all" },
	{ "spf-doubled-mechanism", "v=spf1 ip4:include:_spf.a.example -all",
		"v=spf1 include:_spf.a.example -all" },
	{ "spf-doubled-mechanism", "v=spf1 a:include:_spf.a.example -all",
		"v=spf1 include:_spf.a.example -all" },
	{ "spf-doubled-mechanism", "v=spf1 include:mx -all", "v=spf1 mx -all" },
	{ "spf-doubled-mechanism", "v=spf1 include:redirect=_spf.a.example",
		"v=spf1 redirect=_spf.a.example" },
	{ "spf-doubled-mechanism", "v=spf1 redirect=redirect=_spf.a.example",
		"v=spf1 redirect=_spf.a.example" },
	{ "spf-doubled-mechanism", "v=spf1 redirect=include:_spf.a.example",
		"v=spf1 redirect=_spf.a.example" },
	{ "spf-doubled-mechanism", "v=spf1 redirect=a:mail.a.example", NULL },
	{ "spf-redirect-with-all", "v=spf1 mx redirect=spf.a.example -all",
		"v=spf1 mx include:spf.a.example -all" },
	{ "spf-redirect-with-all", "v=spf1 -all redirect=spf.a.example exp=e.a.example",
		"v=spf1 include:spf.a.example -all exp=e.a.example" },
	{ "spf-duplicate-redirect", "v=spf1 redirect=a.example redirect=b.example",
		"v=spf1 include:a.example include:b.example ~all" },
	{ "spf-duplicate-redirect", "v=spf1 redirect=a.example redirect=a.example",
		"v=spf1 redirect=a.example" },
	{ "spf-terms-after-all", "v=spf1 mx ~all include:a.example ~all",
		"v=spf1 mx include:a.example ~all" },
	{ "spf-multiple-all", "v=spf1 mx ~all include:a.example ~all", NULL },
	{ "spf-multiple-all", "v=spf1 mx ~all -all", "v=spf1 mx ~all" },
	{ "spf-doubled-colon", "v=spf1 include::mail.a.example ~all", "v=spf1 include:mail.a.example ~all" },
	{ "spf-doubled-colon", "v=spf1 ip4::11.0.0.1 ~all", "v=spf1 ip4:11.0.0.1 ~all" },
	{ "spf-doubled-colon", "v=spf1 redirect==spf.a.example", "v=spf1 redirect=spf.a.example" },
	{ "spf-url-in-domain", "v=spf1 include:://mail.a.example ~all",
		"v=spf1 include:mail.a.example ~all" },
	{ "spf-url-in-domain", "v=spf1 include://mail.a.example/x ~all",
		"v=spf1 include:mail.a.example ~all" },
	{ "spf-wildcard-domain", "v=spf1 a:*.a.example -all", NULL },
	{ "spf-wildcard-domain", "v=spf1 include:*.a.example -all", NULL },
	{ "spf-include-empty", "v=spf1 mx include:-all", "v=spf1 mx -all" },
	{ "spf-include-empty", "v=spf1 mx include: -all", "v=spf1 mx -all" },
	{ "spf-include-empty", "v=spf1 include: -all", NULL },
	{ "spf-redirect-empty", "v=spf1 mx redirect=", NULL },
	{ "spf-redirect-empty", "v=spf1 mx redirect=-all", "v=spf1 mx -all" },
	{ "spf-a-empty-domain", "v=spf1 a:-all", "v=spf1 a -all" },
	{ "spf-a-empty-domain", "v=spf1 a:/27 -all", "v=spf1 a/27 -all" },
	{ "spf-a-empty-domain", "v=spf1 mx:/27//64 -all", "v=spf1 mx/27//64 -all" },
	{ "spf-all-with-argument", "v=spf1 mx -all=", "v=spf1 mx -all" },
	{ "spf-redirect-empty", "v=spf1 mx redirect", NULL },
	{ "spf-exp-empty", "v=spf1 mx exp -all", "v=spf1 mx -all" },
	{ "spf-bare-domain", "v=spf1 mx mail.a.example/27 -all", "v=spf1 mx a:mail.a.example/27 -all" },
	{ "spf-unknown-mechanism", "v=spf1 mx _spf.a.example/27 -all", NULL },
	{ "spf-wildcard-domain", "v=spf1 a:*mail.a.example -all", NULL },
	{ "spf-ip-empty", "v=spf1 ip4", NULL },
	{ "spf-ip-empty", "v=spf1 mx ip4:/24 -all", "v=spf1 mx -all" },
	{ "spf-ip-empty", "v=spf1 mx ip6/64 -all", "v=spf1 mx -all" },
	{ "spf-ip-empty", "v=spf1 mx ip6: -all", "v=spf1 mx -all" },
	{ "spf-extra-space-in-term", "v=spf1 ip4 11.0.0.1 -all", "v=spf1 ip4:11.0.0.1 -all" },
	{ "spf-extra-space-in-term", "v=spf1 include _spf.a.example -all",
		"v=spf1 include:_spf.a.example -all" },
	{ "spf-extra-space-in-term", "v=spf1 ip 4:11.0.0.1 -all", "v=spf1 ip4:11.0.0.1 -all" },
	{ "spf-extra-space-in-term", "v=spf1 ip4:11.0.0.0 /24 -all", "v=spf1 ip4:11.0.0.0/24 -all" },
	{ "spf-extra-space-in-term", "v=spf1 redirect= _spf.a.example", "v=spf1 redirect=_spf.a.example" },
	{ "spf-non-ascii", "v=spf1 mx \xe2\x80\x94 all", "v=spf1 mx -all" },
	{ "spf-non-ascii",
		"v=spf1 mx \xe2\x88\xbc"
		"all",
		"v=spf1 mx ~all" },
	{ "spf-qualifier-alone", "v=spf1 mx ~ all.", "v=spf1 mx ~all" },
	{ "spf-qualifier-alone", "v=spf1 mx -", "v=spf1 mx -all" },
	{ "spf-qualifier-alone", "v=spf1 - include:a.example -all", NULL },
	{ "spf-double-qualifier", "v=spf1 mx +-all", "v=spf1 mx -all" },
	{ "spf-double-qualifier", "v=spf1 ~-mx -all", NULL },
	{ "spf-typo-all", "v=spf1 mx aall", "v=spf1 mx ~all" },
	{ "spf-all-with-argument", "v=spf1 mx all:a.example", "v=spf1 mx ~all" },
	{ "spf-all-with-argument", "v=spf1 mx -all:ip4:11.0.0.1", "v=spf1 mx ip4:11.0.0.1 -all" },
	{ "spf-qualifier-on-modifier", "v=spf1 mx -include=a.example ~all",
		"v=spf1 mx -include:a.example ~all" },
	{ "spf-typo-modifier", "v=spf1 mx redirct=_spf.a.example", "v=spf1 mx redirect=_spf.a.example" },
	{ "spf-typo-ip", "v=spf1 ip4-11.0.0.1 -all", "v=spf1 ip4:11.0.0.1 -all" },
	{ "spf-typo-include", "v=spf1 include_spf.a.example -all", "v=spf1 include:_spf.a.example -all" },
	{ "spf-unknown-mechanism", "v=spf1 exist:%{i}.a.example -all", "v=spf1 exists:%{i}.a.example -all" },
	{ "spf-ip4-invalid", "v=spf1 ip4:mail.a.example -all", "v=spf1 a:mail.a.example -all" },
	{ "spf-ip4-invalid", "v=spf1 ip4:_spf.a.example -all", "v=spf1 include:_spf.a.example -all" },
	{ "spf-ip4-invalid", "v=spf1 ip4:11.0.0.* -all", "v=spf1 ip4:11.0.0.0/24 -all" },
	{ "spf-comma-separator", "v=spf1 mx,all", "v=spf1 mx ~all" },
	{ "spf-comma-separator", "v=spf1 ip4,11.0.0.1 -all", "v=spf1 ip4:11.0.0.1 -all" },
	{ "spf-foreign-token", "v=spf1 mx -all v=DKIM1; k=rsa; p=abc", "v=spf1 mx -all" },
};

static const struct problem *find(const struct spf_record *record, const char *rule)
{
	for (size_t i = 0; i < record->problems.list.count; i++)
		if (strcmp(rule_ids[record->problems.list.at[i].kind], rule) == 0)
			return &record->problems.list.at[i];
	return NULL;
}

static void each_kind_is_mended_as_it_was_meant(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		struct arena arena = { 0 };
		const struct spf_record *record = parse(&arena, faults[i].text);
		const struct problem *problem = find(record, faults[i].rule);

		if (!problem)
			fail_msg("\"%s\" does not raise %s", faults[i].text, faults[i].rule);
		if (!faults[i].mended != !problem->mended ||
			(problem->mended && strcmp(problem->mended, faults[i].mended) != 0))
			fail_msg("%s of \"%s\" is mended as \"%s\"", faults[i].rule, faults[i].text,
				problem->mended ? problem->mended : "nothing");
		arena_release(&arena);
	}
}

/* The text that mends a fault has none of its own. */
static void a_mended_record_is_a_good_one(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		struct arena arena = { 0 };
		const struct spf_record *record;

		if (!faults[i].mended)
			continue;
		record = parse(&arena, faults[i].mended);
		if (!record->valid || record->problems.list.count)
			fail_msg("\"%s\" raises %s", faults[i].mended,
				record->problems.list.count ? rule_ids[record->problems.list.at[0].kind]
							    : "nothing and is invalid");
		arena_release(&arena);
	}
}

static void what_services_prescribe_is_no_fault(void **state)
{
	static const char *const records[] = { "v=spf1 mx a:dedi1234.your-server.de -all",
		"v=spf1 include:_spf.your-server.de mx:www1.your-server.de/28 -all",
		"v=spf1 include:%{i}._ip.%{h}._ehlo.%{d}._spf.vali.email ~all",
		"v=spf1 exists:%{i}._i.%{h}._h.%{o}._o.espf.agari.com -all",
		"v=spf1 include:%{ir}.%{v}.%{h}.spf.has.pphosted.com ~all",
		"v=spf1 include:%{h}._u.example.com._spf.smart.ondmarc.com ~all",
		"v=spf1 include:%{i}_%{h}.s.easydmarc.com ~all", "v=spf1 ip6:::1 ip6:::ffff:0:0/96 -all",
		"v=spf1 mx allow=yes -all", "v=spf1 include:spf-all.a.example include:all.a.example -all" };

	(void)state;
	for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
		struct arena arena = { 0 };
		const struct spf_record *record = parse(&arena, records[i]);

		assert_true(record->valid);
		if (record->problems.list.count && record->problems.list.at[0].kind != SPF_IP6_MAPPED)
			fail_msg("\"%s\" raises %s", records[i], rule_ids[record->problems.list.at[0].kind]);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_is_mended_as_it_was_meant),
		cmocka_unit_test(a_mended_record_is_a_good_one),
		cmocka_unit_test(what_services_prescribe_is_no_fault),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
