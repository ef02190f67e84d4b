/* What a text is, by its content: one case a source and form. */
#include "support/world.h"

#include "input/decode.h"
#include "input/recognise.h"

#include <string.h>

struct expected {
	enum input_kind kind;
	const char *what; /* a part of it, or NULL */
	const char *text;
};

static const struct expected cases[] = {
	{ INPUT_EMPTY, "empty", "" },
	{ INPUT_EMPTY, "empty", "\n \r\n\t\n" },
	{ INPUT_EMPTY, "comments", "; nothing\n;; but comments\n" },

	{ INPUT_MASTER_FILE, NULL, "$ORIGIN example.com.\n@ SOA ns h 1 2 3 4 5\n" },
	{ INPUT_MASTER_FILE, NULL, "$TTL 3600\n" },
	{ INPUT_MASTER_FILE, NULL, "; {{ ansible_managed }}\n$TTL 3600\n@ A 192.0.2.1 ; {{ address }}\n" },
	{ INPUT_FOREIGN, "a template", "$TTL 3600\n@ A {{ address }}\n" },
	{ INPUT_MASTER_FILE, NULL,
		"$ORIGIN example.com.\n; <<>> DiG 9.18 <<>> example.com\n;; ANSWER SECTION:\n@ A 192.0.2.1\n" },
	{ INPUT_TOOL_ANSWERS, NULL, "```\nexample.com. 300 IN TXT \"v=spf1 -all\"\n```\n" },
	{ INPUT_TOOL_ANSWERS, NULL, "TXT example.com. 5m00s   \"v=spf1 -all\"\n" },
	{ INPUT_MASTER_FILE, NULL,
		"; \313\314\300\336 \313 \332\317\316\305 \304\317\315\305\316\301\n@ A 192.0.2.1\n" },
	{ INPUT_MASTER_FILE, NULL, "@ IN TXT \"v=spf1 -all\"\n" },
	{ INPUT_MASTER_FILE, NULL, "example.com. 300 IN TXT v=spf1 mx -all\n" },
	{ INPUT_MASTER_FILE, NULL,
		"; Zone file for example.com\n$TTL 14400\nexample.com. 86400 IN SOA a. b. (\n" },
	{ INPUT_MASTER_FILE, NULL, "$ORIGIN .\nexample.com\t3600\tIN\tMX\t10 mx1.example.com.\n" },
	{ INPUT_MASTER_FILE, NULL, "[example.com.] _dmarc.example.com. 3600 TXT \"v=DMARC1; p=none\"\n" },
	{ INPUT_MASTER_FILE, NULL,
		";\r\n;  Database file example.com.dns for example.com zone.\r\n;\r\n"
		"@ IN SOA a. b. (\r\n 1 )\r\n@ [AGE:3686744] 600 A 192.0.2.1\r\n" },
	{ INPUT_MASTER_FILE, NULL,
		"@ IN SOA ns h 1 2 3 4 5\n@ IN TXT \"local-data: and - type: MESSAGE\"\n"
		"a IN TXT \"is an alias for\"\nb IN TXT \"{\\\"Status\\\":0}\"\n" },
	{ INPUT_MASTER_FILE, NULL,
		"; <<>> DiG 9.18.28 <<>> AXFR example.com @192.0.2.1\n"
		"example.com. 60 IN SOA a. b. 1 2 3 4 5\n;; XFR size: 12 records\n" },
	{ INPUT_MASTER_FILE, "transfer",
		"; <<>> DiG 9.18.28 <<>> @192.0.2.1 example.com axfr +noall +answer\nexample.com. 60 IN SOA a. b. 1 2 3 4 5\n" },
	{ INPUT_TOOL_ANSWERS, "dig",
		"; <<>> DiG 9.18.28 <<>> SOA example.com\nexample.com. 60 IN SOA a. b. 1 2 3 4 5\n" },
	/* More faults than records, and a zone all the same. */
	{ INPUT_MASTER_FILE, NULL, "$ORIGIN example.com.\n@ XMX 10 mail\nmail AA 1.2.3.4\n@ TEXT \"x\"\n" },

	{ INPUT_SAVED_ANSWERS, NULL, "; @recorded by mailauth-check\n; @answer example.com TXT nodata\n" },
	{ INPUT_TOOL_ANSWERS, "dig",
		"\n; <<>> DiG 9.18.28 <<>> TXT example.com\n"
		"example.com. 300 IN TXT \"v=spf1 -all\"\n" },
	{ INPUT_TOOL_ANSWERS, NULL, ";; ->>HEADER<<- opcode: QUERY; status: NOERROR; id: 4711\n" },
	{ INPUT_TOOL_ANSWERS, NULL, ";; connection timed out; no servers could be reached\n" },
	{ INPUT_TOOL_ANSWERS, "dig +yaml", "- type: MESSAGE\n  message:\n    type: RECURSIVE_RESPONSE\n" },
	{ INPUT_TOOL_ANSWERS, "+short", "\"v=spf1 mx -all\"\n\"verification=abc\"\n" },
	{ INPUT_TOOL_ANSWERS, "+short", "10 mx1.example.com.\n20 mx2.example.com.\n" },
	{ INPUT_TOOL_ANSWERS, "+short", "s1.dkim.example.net.\n\"v=DKIM1; p=\"\n" },
	{ INPUT_TOOL_ANSWERS, "host", "example.com descriptive text \"v=spf1 -all\"\n" },
	{ INPUT_TOOL_ANSWERS, "host", "example.com mail is handled by 10 mx1.example.com.\n" },
	{ INPUT_TOOL_ANSWERS, "host", "Host nothing.example.com not found: 3(NXDOMAIN)\n" },
	{ INPUT_TOOL_ANSWERS, "nslookup",
		"Server:\t\t192.0.2.53\nAddress:\t192.0.2.53#53\n\n"
		"example.com\ttext = \"v=spf1 -all\"\n" },
	{ INPUT_TOOL_ANSWERS, "nslookup",
		"Nicht autorisierende Antwort:\nexample.com\ttext =\n\n\t\"v=spf1 -all\"\n" },
	{ INPUT_TOOL_ANSWERS, "resolvectl",
		"example.com IN TXT \"v=spf1 -all\"   -- link: eth0\n\n"
		"-- Information acquired via protocol DNS in 2.1ms.\n" },
	{ INPUT_TOOL_ANSWERS, "Resolve-DnsName",
		"\nName          Type   TTL   Section    Strings\n"
		"----          ----   ---   -------    -------\n"
		"example.com   TXT    300   Answer     {v=spf1 -all}\n" },
	{ INPUT_TOOL_ANSWERS, "Resolve-DnsName",
		"Name       : example.com\nQueryType  : TXT\nTTL        : 300\n"
		"Section    : Answer\nStrings    : {v=spf1 -all}\n" },
	{ INPUT_ANSWER_JSON, "HTTPS", "{\"Status\": 0, \"Question\": [], \"Answer\": []}" },
	{ INPUT_ANSWER_JSON, "kdig", "{\"QNAME\":\"_dmarc.example.com.\",\"RCODE\":0,\"answerRRs\":[]}" },
	{ INPUT_ANSWER_JSON, "Resolve-DnsName",
		"[{\"Name\":\"example.com\",\"Strings\":[\"v=spf1 -all\"]}]" },

	{ INPUT_FOREIGN, "octoDNS",
		"---\n'':\n  - type: MX\n    values:\n      - exchange: mx1.example.net.\n"
		"_dmarc:\n  type: TXT\n  value: v=DMARC1\\; p=reject\n" },
	{ INPUT_FOREIGN, "octoDNS configuration",
		"providers:\n  config:\n    class: octodns.provider.yaml.YamlProvider\n"
		"zones:\n  example.com.:\n    sources: [config]\n" },
	{ INPUT_FOREIGN, "Terraform plan", "{\"format_version\":\"1.2\",\"planned_values\":{}}" },
	{ INPUT_FOREIGN, "Terraform state", "{\"format_version\":\"1.0\",\"values\":{}}" },
	{ INPUT_FOREIGN, "Terraform state",
		"{\n  \"version\": 4,\n  \"terraform_version\": \"1.9.0\",\n  \"resources\": []\n}" },
	{ INPUT_FOREIGN, "terraform plan -json",
		"{\"@level\":\"info\",\"@message\":\"Terraform 1.9\"}\n{\"@level\":\"info\"}\n" },
	{ INPUT_FOREIGN, "Terraform configuration",
		"resource \"aws_route53_record\" \"spf\" {\n  type = \"TXT\"\n"
		"  records = [\"v=spf1 -all\"]\n}\n" },
	{ INPUT_FOREIGN, "text of a Terraform plan",
		"Terraform will perform the following actions:\n\n  # aws_route53_record.spf will be created\n  + resource \"aws_route53_record\" \"spf\" {\n      + name = \"example.com\"\n    }\n" },
	{ INPUT_FOREIGN, "WHOIS",
		"Domain Name: EXAMPLE.COM\nRegistry Domain ID: 1\nRegistrar: none\nName Server: A.EXAMPLE.NET\n" },
	{ INPUT_FOREIGN, "RTF", "{\\rtf1\\ansi v=spf1}" },
	{ INPUT_FOREIGN, "DNSControl", "{\"registrars\":[],\"dns_providers\":[],\"domains\":[]}" },
	{ INPUT_FOREIGN, "DNSControl",
		"var REG = NewRegistrar(\"none\");\nD(\"example.com\", REG,\n  TXT(\"@\", \"v=spf1 -all\")\n);\n" },
	{ INPUT_FOREIGN, "DNSControl", "[{\"domain\":\"example.com\",\"corrections\":1}]" },
	{ INPUT_FOREIGN, "Route 53",
		"{\"ResourceRecordSets\":[{\"Name\":\"example.com.\",\"Type\":\"TXT\"}]}" },
	{ INPUT_FOREIGN, "CloudFormation",
		"AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Spf:\n    Type: AWS::Route53::RecordSet\n" },
	{ INPUT_FOREIGN, "Cloudflare",
		"{\"result\":[{\"name\":\"example.com\",\"type\":\"MX\",\"content\":\"mx1\"}],\"success\":true}" },
	{ INPUT_FOREIGN, "Cloud DNS", "[{\"kind\":\"dns#resourceRecordSet\",\"name\":\"example.com.\"}]" },
	{ INPUT_FOREIGN, "Cloud DNS",
		"---\nkind: dns#resourceRecordSet\nname: example.com.\nrrdatas:\n- '\"v=spf1 -all\"'\ntype: TXT\n" },
	{ INPUT_FOREIGN, "Azure", "[{\"name\":\"@\",\"type\":\"Microsoft.Network/dnszones/TXT\"}]" },
	{ INPUT_FOREIGN, "PowerDNS", "{\"name\":\"example.com.\",\"rrsets\":[]}" },
	{ INPUT_FOREIGN, "JSON", "{\"a\": 1}" },
	{ INPUT_FOREIGN, "JSON", "{\"cut\": \"of" },
	{ INPUT_FOREIGN, "tinydns",
		"# zone\n.example.com:192.0.2.53:a:259200\n'example.com:v=spf1 mx -all:300\n@example.com:192.0.2.25:mx:10\n" },
	{ INPUT_FOREIGN, "Unbound",
		"server:\n  local-zone: \"example.com.\" static\n  local-data: \"example.com. IN TXT 'v=spf1 -all'\"\n" },
	{ INPUT_FOREIGN, "dnsmasq",
		"txt-record=example.com,\"v=spf1 -all\"\nmx-host=example.com,mx1.example.com,10\n" },
	{ INPUT_FOREIGN, "MaraDNS", "% +300 TXT 'v=spf1 -all' ~\n% MX 10 mail.% ~\n" },
	{ INPUT_FOREIGN, "MaraDNS",
		"example.com. SOA example.com. hostmaster@example.com. 1 7200 3600 604800 1800 ~\n"
		"example.com. TXT 'v=spf1 -all' ~\n" },
	{ INPUT_FOREIGN, "table", "Name\tType\tValue\nexample.com\tTXT\tv=spf1 -all\n" },
	{ INPUT_FOREIGN, "BIND",
		"options {\n  directory \"/var/named\";\n};\nzone \"example.com\" {\n  type master;\n  file \"db.example.com\";\n};\n" },
	{ INPUT_FOREIGN, "BIND journal", ";BIND LOG V9\n" },
	{ INPUT_FOREIGN, "nsupdate",
		"server 192.0.2.53\nzone example.com\nupdate add example.com 300 TXT \"v=spf1 -all\"\nsend\n" },
	{ INPUT_FOREIGN, "HTML",
		"<!DOCTYPE html>\n<html><body><pre>\n$ORIGIN example.com.\n</pre></body></html>\n" },
	{ INPUT_FOREIGN, "XML",
		"<?xml version=\"1.0\"?>\n<ApiResponse><host Name=\"@\" Type=\"MX\"/></ApiResponse>\n" },
	{ INPUT_FOREIGN, "table of records",
		"Type,Name,Content,TTL\nTXT,example.com,v=spf1 -all,300\nMX,example.com,10 mx1,300\n" },
	{ INPUT_FOREIGN, "table of records",
		"example.com\t@\t300\tIN\tTXT\tv=spf1 -all\n_dmarc.example.com\t_dmarc\t300\tIN\tTXT\tv=DMARC1; p=none\n" },
	{ INPUT_FOREIGN, "e-mail",
		"From: Anna <a@example.com>\nTo: b@example.com\nSubject: zone\n\n$ORIGIN example.com.\n@ TXT \"v=spf1 -all\"\n" },
	{ INPUT_FOREIGN, "private key",
		"-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n" },
	{ INPUT_FOREIGN, "PDF", "%PDF-1.7\n" },
	{ INPUT_FOREIGN, "gzip", "\037\213\010" },
	{ INPUT_FOREIGN, "ZIP", "PK\003\004" },
	{ INPUT_FOREIGN, "PNG", "\211PNG\r\n" },
	{ INPUT_FOREIGN, "cut at the width",
		"\nName          Type   TTL   Section    Strings\n"
		"----          ----   ---   -------    -------\n"
		"example.com   TXT    300   Answer     {v=spf1 include:...}\n" },
	{ INPUT_FOREIGN, "Get-DnsServerResourceRecord",
		"HostName   RecordType Type Timestamp TimeToLive RecordData\n"
		"--------   ---------- ---- --------- ---------- ----------\n"
		"@          TXT        16   0         01:00:00   v=spf1 -all\n" },
	{ INPUT_FOREIGN, "transfer that failed",
		"; <<>> DiG 9.18 <<>> AXFR example.com\n; Transfer failed.\n" },
	{ INPUT_FOREIGN, "SPF record", "v=spf1 mx -all\n" },
	{ INPUT_FOREIGN, "patch",
		"diff --git a/db b/db\n--- a/db\n+++ b/db\n@@ -1 +1 @@\n-@ IN TXT \"a\"\n" },
	{ INPUT_FOREIGN, "Git LFS", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n" },
	{ INPUT_FOREIGN, "without DNS records",
		"Dear colleague,\nplease publish the record.\nIt is for our mail.\nThe MX is fine.\nThanks!\n" },
};

static void check_case(const struct expected *expected)
{
	struct input input = input_recognise(slice_of(expected->text), NULL);

	if (input.kind != expected->kind ||
		(expected->what && (!input.what || !strstr(input.what, expected->what))))
		fail_msg("%.60s...: kind %d, %s; expected kind %d, %s", expected->text, (int)input.kind,
			input.what ? input.what : "-", (int)expected->kind,
			expected->what ? expected->what : "-");
}

static void sources_are_told_by_their_content(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		check_case(&cases[i]);
}

/* Every cut of every case, with bytes turned: nothing may crash, and each answer has a name. */
static void cut_and_broken_texts_are_named(void **state)
{
	uint8_t copy[512];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct slice text = slice_part(slice_of(cases[i].text), 0, sizeof copy);

		for (size_t cut = 0; cut < text.len; cut++) {
			memcpy(copy, text.at, text.len);
			copy[cut] = (uint8_t)(copy[cut] * 7 + i);
			assert_non_null(input_recognise((struct slice){ copy, text.len }, "x.yaml").what);
			assert_non_null(input_recognise((struct slice){ copy, cut }, "-").what);
		}
	}
}

static void octets_that_no_text_has_are_binary(void **state)
{
	static const uint8_t nuls[] = "@ TXT \"a\"\n\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
	static const uint8_t raw[] = { 0, 0, 0, 2, 0, 0, 0, 1, 0x67, 0x4b, 0, 0, 'e', 'x' };
	static const uint8_t latin[] = "k\xe4se \xfc\xf6\xe4 \xdf\xe9\xe8 \xe0\n";

	(void)state;
	assert_non_null(
		strstr(input_recognise((struct slice){ nuls, sizeof nuls }, NULL).what, "interrupted"));
	assert_non_null(
		strstr(input_recognise((struct slice){ raw, sizeof raw }, NULL).what, "BIND raw format"));
	assert_string_equal(
		input_recognise((struct slice){ latin, sizeof latin - 1 }, NULL).what, "binary data");
}

static void check_decoded(const char *bytes, size_t size, const char *expected)
{
	struct text text = text_of("zone", (struct slice){ (const uint8_t *)bytes, size });

	assert_int_equal(input_decode(&text), expected != NULL);
	if (expected)
		assert_true(slice_is(text.bytes, expected));
	text_close(&text);
}

static void utf16_is_decoded(void **state)
{
	(void)state;
	check_decoded("\xff\xfe@\0 \0A\0", 8, "@ A");
	check_decoded("\xfe\xff\0@\0 \0A", 8, "@ A");
	check_decoded("@\0 \0I\0N\0 \0A\0\n\0", 14, "@ IN A\n");
	check_decoded("\0@\0 \0I\0N\0 \0A\0\n", 14, "@ IN A\n");
	check_decoded("\xff\xfe\xfc\0\xac\x20\x3d\xd8\x00\xde", 10, "\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80");
	check_decoded("\xff\xfe\x3d\xd8x\0", 6, "\xef\xbf\xbdx");
	check_decoded("\xff\xfe", 2, "");
	check_decoded("@ IN A\n", 7, NULL);
	check_decoded("www A 192.0.2.1\n", 16, NULL);
	check_decoded("", 0, NULL);
	check_decoded("\0\0\0\0\0\0\0\0\0\0", 10, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sources_are_told_by_their_content),
		cmocka_unit_test(cut_and_broken_texts_are_named),
		cmocka_unit_test(octets_that_no_text_has_are_binary),
		cmocka_unit_test(utf16_is_decoded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
