/* One row a source. Within a place the first row that fits is taken: the narrower ones come first. */
#include "input/sources.h"

#include <stdio.h>
#include <string.h>

/* What comes after it in a mark is later in the line. */
#define LATER "\f"
/* A mark that begins with it is not looked for in comments. */
#define NO_COMMENT "\v"

enum { MARK_SIZE = 64 };

#define FOREIGN(what, advice) \
	{ \
		INPUT_FOREIGN, what, advice, false \
	}
#define DAMAGED(what, advice) \
	{ \
		INPUT_FOREIGN, what, advice, true \
	}
#define ANSWERS(what) \
	{ \
		INPUT_TOOL_ANSWERS, what, NULL, false \
	}
#define ANSWER_JSON(what) \
	{ \
		INPUT_ANSWER_JSON, what, NULL, false \
	}
#define TRANSFER \
	{ \
		INPUT_MASTER_FILE, "a zone transfer", NULL, false \
	}

#define EXPORT_FROM_HOST "print a zone file with what your DNS hosting offers for export, or with dig AXFR"
#define UNPACK "unpack it first"
#define OCTODNS \
	"print a zone file with octodns-dump or octodns-sync to a provider of the class " \
	"octodns_bind.ZoneFileProvider"
#define TERRAFORM \
	"Terraform prints no zone file; after terraform apply, print one with the export of your DNS " \
	"hosting (cli53 export, gcloud dns record-sets export --zone-file-format, az network dns zone " \
	"export) or with dig AXFR"
#define DNSCONTROL "print a zone file with dnscontrol get-zones --format=zone"
#define ROUTE53 "print a zone file with cli53 export example.com"
#define CLOUDFLARE \
	"get the zone file from /client/v4/zones/ID/dns_records/export, or with Export in the dashboard"
#define GCLOUD "print a zone file with gcloud dns record-sets export --zone-file-format"
#define AZURE "print a zone file with az network dns zone export"
#define POWERDNS "print a zone file with pdnsutil list-zone example.com"
#define WINDOWS "write a zone file with Export-DnsServerZone"
#define TABLE "print the whole text with Resolve-DnsName -Type TXT example.com | Format-List"
#define NAMED_CONF "give the zone file that it names instead"
#define AXFR "print a zone file with dig AXFR example.com @SERVER"
#define RAW "print a zone file with named-compilezone -f raw -F text -o example.com.zone example.com FILE"
#define KEY "give the zone file; a key file goes with --private-key"
#define RECORD "judge it with mailauth-check record"
#define MESSAGE "judge a message with mailauth-check message, and give zone files without mail headers"
#define RENDER "render it first, and give the zone file that it makes"
#define SAVE_TEXT "save the zone file itself, as text"

static const struct source_row rows[] = {
	/* Other things than text, and texts that are told by how they begin. */
	{ SOURCE_FIRST, { "^%PDF-" }, FOREIGN("a PDF document", SAVE_TEXT) },
	{ SOURCE_FIRST, { "^PK\003\004" }, FOREIGN("a ZIP archive or an Office document", UNPACK) },
	{ SOURCE_FIRST, { "^\037\213" }, FOREIGN("a gzip archive", "unpack it first, with gunzip") },
	{ SOURCE_FIRST, { "^BZh" }, FOREIGN("a bzip2 archive", "unpack it first, with bunzip2") },
	{ SOURCE_FIRST, { "^\3757zXZ" }, FOREIGN("an xz archive", "unpack it first, with unxz") },
	{ SOURCE_FIRST, { "^\050\265\057\375" }, FOREIGN("a zstd archive", "unpack it first, with unzstd") },
	{ SOURCE_FIRST, { "^7z\274\257\047\034" }, FOREIGN("a 7-Zip archive", UNPACK) },
	{ SOURCE_FIRST, { "^\211PNG" }, FOREIGN("a PNG image", SAVE_TEXT) },
	{ SOURCE_FIRST, { "^\377\330\377" }, FOREIGN("a JPEG image", SAVE_TEXT) },
	{ SOURCE_FIRST, { "^GIF8" }, FOREIGN("a GIF image", SAVE_TEXT) },
	{ SOURCE_FIRST, { "^\177ELF" }, FOREIGN("a program", NULL) },
	{ SOURCE_FIRST, { "^{\\rtf" }, FOREIGN("an RTF document", SAVE_TEXT) },
	{ SOURCE_FIRST, { "^SQLite format 3" }, FOREIGN("an SQLite database", POWERDNS) },
	{ SOURCE_FIRST, { "^\320\317\021\340" }, FOREIGN("an Office document", SAVE_TEXT) },
	{ SOURCE_FIRST, { "^;BIND LOG" }, FOREIGN("a journal of BIND", AXFR) },
	{ SOURCE_FIRST, { "^version https://git-lfs" },
		DAMAGED("a pointer of Git LFS", "get the file itself with git lfs pull") },
	{ SOURCE_FIRST, { "^$ANSIBLE_VAULT" },
		FOREIGN("a file that Ansible encrypted", "decrypt it with ansible-vault view") },
	{ SOURCE_FIRST, { "^age-encryption.org" }, FOREIGN("a file that age encrypted", "decrypt it first") },
	{ SOURCE_FIRST, { "^-----BEGIN", "PRIVATE KEY-----" }, FOREIGN("a private key", KEY) },
	{ SOURCE_FIRST, { "^-----BEGIN PUBLIC KEY" }, FOREIGN("a public key", KEY) },
	{ SOURCE_FIRST, { "^-----BEGIN PGP" }, FOREIGN("a PGP message or key", NULL) },
	{ SOURCE_FIRST, { "^-----BEGIN CERT" }, FOREIGN("a certificate", NULL) },
	{ SOURCE_FIRST, { "^-----BEGIN" }, FOREIGN("a PEM file", NULL) },
	{ SOURCE_FIRST, { "^Private-key-format:" },
		FOREIGN("a private key of DNSSEC", "give the zone file") },
	{ SOURCE_FIRST, { "^<!DOCTYPE html" }, FOREIGN("an HTML page", SAVE_TEXT) },
	{ SOURCE_FIRST, { "^<!doctype html" }, FOREIGN("an HTML page", SAVE_TEXT) },
	{ SOURCE_FIRST, { "^<html" }, FOREIGN("an HTML page", SAVE_TEXT) },
	{ SOURCE_FIRST, { "^<HTML" }, FOREIGN("an HTML page", SAVE_TEXT) },
	{ SOURCE_FIRST, { "^<", "<body" }, FOREIGN("an HTML page", SAVE_TEXT) },
	{ SOURCE_FIRST, { "^<", "<feedback" },
		FOREIGN("a DMARC aggregate report", "judge it with mailauth-check reports") },
	{ SOURCE_FIRST, { "^<?xml" }, FOREIGN("an XML document", EXPORT_FROM_HOST) },
	{ SOURCE_FIRST, { "^<", "</" }, FOREIGN("an XML or HTML document", EXPORT_FROM_HOST) },
	{ SOURCE_FIRST, { "^diff --git " }, FOREIGN("a patch", "apply it, and give the zone file") },
	{ SOURCE_FIRST, { "^--- ", "\n+++ ", "\n@@ " },
		FOREIGN("a patch", "apply it, and give the zone file") },
	{ SOURCE_FIRST, { "^#!" }, FOREIGN("a script", "give the zone file that it makes") },
	{ SOURCE_FIRST, { "^From " }, FOREIGN("an e-mail", MESSAGE) },
	{ SOURCE_FIRST, { "^Return-Path:" }, FOREIGN("an e-mail", MESSAGE) },
	{ SOURCE_FIRST, { "^Delivered-To:" }, FOREIGN("an e-mail", MESSAGE) },
	{ SOURCE_FIRST, { "^Received:" }, FOREIGN("an e-mail", MESSAGE) },
	{ SOURCE_FIRST, { "^", "\nFrom:", "\nSubject:" }, FOREIGN("an e-mail", MESSAGE) },

	/* JSON. */
	{ SOURCE_JSON, { "\"format_version\"", "\"planned_values\"" },
		FOREIGN("a Terraform plan", TERRAFORM) },
	{ SOURCE_JSON, { "\"format_version\"", "\"resource_changes\"" },
		FOREIGN("a Terraform plan", TERRAFORM) },
	{ SOURCE_JSON, { "\"format_version\"", "\"values\"" }, FOREIGN("a Terraform state", TERRAFORM) },
	{ SOURCE_JSON, { "\"terraform_version\"", "\"resources\"" },
		FOREIGN("a Terraform state", TERRAFORM) },
	{ SOURCE_JSON, { "\"@level\"", "\"@message\"" },
		FOREIGN("the log of terraform plan -json", TERRAFORM) },
	{ SOURCE_JSON, { "\"AWSTemplateFormatVersion\"" }, FOREIGN("a CloudFormation template", ROUTE53) },
	{ SOURCE_JSON, { "\"AWS::Route53::" }, FOREIGN("a CloudFormation template", ROUTE53) },
	{ SOURCE_JSON, { "\"ResourceRecordSet" }, FOREIGN("a list of record sets of Route 53", ROUTE53) },
	{ SOURCE_JSON, { "\"dns_providers\"", "\"domains\"" },
		FOREIGN("the intermediate representation of DNSControl", DNSCONTROL) },
	{ SOURCE_JSON, { "\"domains\"", "\"registrar\"", "\"records\"" },
		FOREIGN("the intermediate representation of DNSControl", DNSCONTROL) },
	{ SOURCE_JSON, { "\"corrections\"" }, FOREIGN("a report of DNSControl", DNSCONTROL) },
	{ SOURCE_JSON, { "dns#resourceRecordSet" }, FOREIGN("a list of record sets of Cloud DNS", GCLOUD) },
	{ SOURCE_JSON, { "icrosoft.Network/dns" }, FOREIGN("a list of record sets of Azure DNS", AZURE) },
	{ SOURCE_JSON, { "icrosoft.Network/privateDns" },
		FOREIGN("a list of record sets of Azure DNS", AZURE) },
	{ SOURCE_JSON, { "\"rrset_values\"" }, FOREIGN("a list of records of Gandi", EXPORT_FROM_HOST) },
	{ SOURCE_JSON, { "\"rrsets\"" }, FOREIGN("a zone of the PowerDNS API", POWERDNS) },
	{ SOURCE_JSON, { "\"records\"", "\"content\"", "\"kind\"" },
		FOREIGN("a zone of PowerDNS", POWERDNS) },
	{ SOURCE_JSON, { "\"answerRRs\"" }, ANSWER_JSON("an answer of kdig +json") },
	{ SOURCE_JSON, { "\"Status\"", "\"Question\"" }, ANSWER_JSON("an answer of DNS over HTTPS") },
	{ SOURCE_JSON, { "\"Status\"", "\"Answer\"" }, ANSWER_JSON("an answer of DNS over HTTPS") },
	{ SOURCE_JSON, { "\"QueryType\"" }, ANSWER_JSON("an answer of Resolve-DnsName") },
	{ SOURCE_JSON, { "\"NameExchange\"" }, ANSWER_JSON("an answer of Resolve-DnsName") },
	{ SOURCE_JSON, { "\"Strings\"" }, ANSWER_JSON("an answer of Resolve-DnsName") },
	{ SOURCE_JSON, { "\"RecordData\"" }, FOREIGN("a list of records of Windows DNS", WINDOWS) },
	{ SOURCE_JSON, { "\"QNAME\"", "\"RCODE\"" }, ANSWER_JSON("an answer of kdig +json") },
	{ SOURCE_JSON, { "\"responses\"", "\"answers\"" }, ANSWER_JSON("an answer of doggo or dog") },
	{ SOURCE_JSON, { "\"result_info\"" }, FOREIGN("a list of records of Cloudflare", CLOUDFLARE) },
	{ SOURCE_JSON, { "\"result\"", "\"content\"" },
		FOREIGN("a list of records of Cloudflare", CLOUDFLARE) },
	{ SOURCE_JSON, { "\"proxied\"" }, FOREIGN("a list of records of Cloudflare", CLOUDFLARE) },
	{ SOURCE_JSON, { "\"format\"", "\"mailauth-check\"" },
		FOREIGN("a report of mailauth-check", "give the zone file that it is about") },
	{ SOURCE_JSON, { "\"type\"", "\"TXT\"" }, FOREIGN("a list of records in JSON", EXPORT_FROM_HOST) },
	{ SOURCE_JSON, { "" }, FOREIGN("JSON", EXPORT_FROM_HOST) },

	/* Answers and transfers, which may have whole records in them. */
	{ SOURCE_ANSWER, { "\n; @recorded" }, { INPUT_SAVED_ANSWERS, "saved answers", NULL, false } },
	{ SOURCE_ANSWER, { "\n; @answer" }, { INPUT_SAVED_ANSWERS, "saved answers", NULL, false } },
	{ SOURCE_ANSWER, { "\n;; XFR size:" }, TRANSFER },
	{ SOURCE_ANSWER, { "\n; <<>> DiG" LATER " AXFR", "SOA" }, TRANSFER },
	{ SOURCE_ANSWER, { "\n;; AXFR for " }, TRANSFER },
	{ SOURCE_ANSWER, { "\n; Transfer failed" },
		FOREIGN("a zone transfer that failed", "ask a server that allows transfers to this host") },
	{ SOURCE_ANSWER, { "\n<<<<<<< ", "\n=======", "\n>>>>>>> " },
		DAMAGED("a file with conflicts of a merge", "resolve them first") },
	{ SOURCE_ANSWER, { NO_COMMENT "{{ ", NO_COMMENT " }}" }, FOREIGN("a template", RENDER) },
	{ SOURCE_ANSWER, { NO_COMMENT "{% ", NO_COMMENT " %}" }, FOREIGN("a template", RENDER) },
	{ SOURCE_ANSWER, { "\n- type: MESSAGE" }, ANSWERS("an answer of dig +yaml") },
	{ SOURCE_ANSWER, { "->>HEADER<<-" }, ANSWERS("an answer of a query tool") },
	{ SOURCE_ANSWER, { "\n; <<>> DiG" }, ANSWERS("an answer of dig") },
	{ SOURCE_ANSWER, { "\n;; ANSWER SECTION" }, ANSWERS("an answer of a query tool") },
	{ SOURCE_ANSWER, { "\n;; connection timed out" }, ANSWERS("an answer of a query tool") },
	{ SOURCE_ANSWER, { "\n;; communications error" }, ANSWERS("an answer of a query tool") },
	{ SOURCE_ANSWER, { "\n;; no servers could be reached" }, ANSWERS("an answer of a query tool") },
	{ SOURCE_ANSWER, { "\n;; ERROR: failed to query server" }, ANSWERS("an answer of kdig") },
	{ SOURCE_ANSWER, { "\nError: error sending query" }, ANSWERS("an answer of drill") },
	{ SOURCE_ANSWER, { "\n-- Information acquired via" }, ANSWERS("an answer of resolvectl") },
	{ SOURCE_ANSWER, { "\n;QUESTION\n", "\nrcode " }, ANSWERS("an answer of a query tool") },
	{ SOURCE_ANSWER, { " -- link: " }, ANSWERS("an answer of resolvectl") },
	{ SOURCE_ANSWER, { ": resolve call failed: " }, ANSWERS("an answer of resolvectl") },

	/* Lines that are no records. */
	{ SOURCE_LINES, { " descriptive text \"" }, ANSWERS("an answer of host") },
	{ SOURCE_LINES, { " has TXT record \"" }, ANSWERS("an answer of unbound-host") },
	{ SOURCE_LINES, { " mail is handled by " }, ANSWERS("an answer of host") },
	{ SOURCE_LINES, { " is an alias for " }, ANSWERS("an answer of host") },
	{ SOURCE_LINES, { " has no TXT record" }, ANSWERS("an answer of host") },
	{ SOURCE_LINES, { " has no MX record" }, ANSWERS("an answer of host") },
	{ SOURCE_LINES, { "\nHost ", " not found: " }, ANSWERS("an answer of host") },
	{ SOURCE_ANSWER, { "\nUsing domain server:" }, ANSWERS("an answer of host") },
	{ SOURCE_LINES, { "text = \"" }, ANSWERS("an answer of nslookup") },
	{ SOURCE_LINES, { "\ttext =" }, ANSWERS("an answer of nslookup") },
	{ SOURCE_LINES, { "mail exchanger = " }, ANSWERS("an answer of nslookup") },
	{ SOURCE_LINES, { "canonical name = " }, ANSWERS("an answer of nslookup") },
	{ SOURCE_LINES, { "** server can't find " }, ANSWERS("an answer of nslookup") },
	{ SOURCE_LINES, { "\n*** ", ": " }, ANSWERS("an answer of nslookup") },
	{ SOURCE_LINES, { "\nServer:", "\nAddress" }, ANSWERS("an answer of nslookup") },
	{ SOURCE_LINES, { "\nName ", " Section ", "...}" },
		FOREIGN("a table of Resolve-DnsName that was cut at the width of the window", TABLE) },
	{ SOURCE_LINES, { "\nName ", " Section ", "..." },
		FOREIGN("a table of Resolve-DnsName that was cut at the width of the window", TABLE) },
	{ SOURCE_LINES, { "\nName ", " Section ", "\n---" }, ANSWERS("an answer of Resolve-DnsName") },
	{ SOURCE_LINES, { "\nStrings ", ": {" }, ANSWERS("an answer of Resolve-DnsName") },
	{ SOURCE_LINES, { "\nQueryType ", "\nName " }, ANSWERS("an answer of Resolve-DnsName") },
	{ SOURCE_LINES, { "\nNameExchange " }, ANSWERS("an answer of Resolve-DnsName") },
	{ SOURCE_LINES, { "\nHostName ", "RecordData" },
		FOREIGN("a table of Get-DnsServerResourceRecord", WINDOWS) },
	{ SOURCE_LINES, { "\nRecordType ", "\nRecordData " },
		FOREIGN("a list of Get-DnsServerResourceRecord", WINDOWS) },

	/* YAML. */
	{ SOURCE_LINES, { "kind: dns#resourceRecordSet" },
		FOREIGN("a list of record sets of Cloud DNS", GCLOUD) },
	{ SOURCE_LINES, { "AWSTemplateFormatVersion" }, FOREIGN("a CloudFormation template", ROUTE53) },
	{ SOURCE_LINES, { "AWS::Route53::" }, FOREIGN("a CloudFormation template", ROUTE53) },
	{ SOURCE_LINES, { "ResourceRecordSets:" }, FOREIGN("a list of record sets of Route 53", ROUTE53) },
	{ SOURCE_LINES, { "\nRESOURCERECORDSETS" }, FOREIGN("a list of record sets of Route 53", ROUTE53) },
	{ SOURCE_LINES, { "\nproviders:", "\nzones:" },
		FOREIGN("a configuration of octoDNS, which holds no records", OCTODNS) },
	{ SOURCE_LINES, { "\nproviders:", "class: octodns" },
		FOREIGN("a configuration of octoDNS, which holds no records", OCTODNS) },
	{ SOURCE_LINES, { "\nkind: DNSEndpoint" }, FOREIGN("a Kubernetes manifest", EXPORT_FROM_HOST) },
	{ SOURCE_LINES, { "\nsops:", "\nmac:" },
		FOREIGN("a file that SOPS encrypted", "decrypt it with sops -d") },
	{ SOURCE_LINES, { "\nzone:", "\nzonefile:" }, FOREIGN("a configuration of NSD", NAMED_CONF) },
	{ SOURCE_LINES, { "\nzone:", "\n- domain:" }, FOREIGN("a configuration of Knot DNS", NAMED_CONF) },

	/* Configurations of other programs, and their zones. */
	{ SOURCE_LINES, { "\nlocal-data:" },
		FOREIGN("a configuration of Unbound",
			"print a zone file with unbound-control list_local_data") },
	{ SOURCE_LINES, { "\nserver:", "\ninterface:" },
		FOREIGN("a configuration of Unbound or NSD", NAMED_CONF) },
	{ SOURCE_LINES, { "\nlocal-zone:" },
		FOREIGN("a configuration of Unbound",
			"print a zone file with unbound-control list_local_data") },
	{ SOURCE_LINES, { "\ntxt-record=" },
		FOREIGN("a configuration of dnsmasq", "ask dnsmasq with dig, and give what it prints") },
	{ SOURCE_LINES, { "\nmx-host=" },
		FOREIGN("a configuration of dnsmasq", "ask dnsmasq with dig, and give what it prints") },
	{ SOURCE_LINES, { "\naddress=/" },
		FOREIGN("a configuration of dnsmasq", "ask dnsmasq with dig, and give what it prints") },
	{ SOURCE_LINES, { "\nzone \"", "{", "file" }, FOREIGN("a configuration of BIND", NAMED_CONF) },
	{ SOURCE_LINES, { "\nzone \"", "{" }, FOREIGN("a configuration of BIND", NAMED_CONF) },
	{ SOURCE_LINES, { "\nkey \"", "{", "algorithm" }, FOREIGN("a configuration of BIND", NAMED_CONF) },
	{ SOURCE_LINES, { "\nDomain Name:", "\nRegistrar" },
		FOREIGN("an answer of WHOIS, which holds no records", AXFR) },
	{ SOURCE_LINES, { "\noptions {" }, FOREIGN("a configuration of BIND", NAMED_CONF) },
	{ SOURCE_LINES, { "\ncsv2[" }, FOREIGN("a configuration of MaraDNS", NAMED_CONF) },
	{ SOURCE_LINES, { "\nzone ", "\nsend" },
		FOREIGN("a script of nsupdate, which holds changes and no zone", AXFR) },
	{ SOURCE_LINES, { "\nupdate add " },
		FOREIGN("a script of nsupdate, which holds changes and no zone", AXFR) },
	{ SOURCE_LINES, { "\nupdate delete " },
		FOREIGN("a script of nsupdate, which holds changes and no zone", AXFR) },
	{ SOURCE_LINES, { "\nresource \"", "{" }, FOREIGN("a Terraform configuration", TERRAFORM) },
	{ SOURCE_LINES, { "\n+ resource \"", "{" }, FOREIGN("the text of a Terraform plan", TERRAFORM) },
	{ SOURCE_LINES, { "\n~ resource \"", "{" }, FOREIGN("the text of a Terraform plan", TERRAFORM) },
	{ SOURCE_LINES, { "\n- resource \"", "{" }, FOREIGN("the text of a Terraform plan", TERRAFORM) },
	{ SOURCE_LINES, { "\nmodule \"", "{" }, FOREIGN("a Terraform configuration", TERRAFORM) },
	{ SOURCE_LINES, { "\nvariable \"", "{" }, FOREIGN("a Terraform configuration", TERRAFORM) },
	{ SOURCE_LINES, { "\nlocals {" }, FOREIGN("a Terraform configuration", TERRAFORM) },
	{ SOURCE_LINES, { "\nterraform {" }, FOREIGN("a Terraform configuration", TERRAFORM) },
	{ SOURCE_LINES, { "NewRegistrar(" }, FOREIGN("a configuration of DNSControl", DNSCONTROL) },
	{ SOURCE_LINES, { "NewDnsProvider(" }, FOREIGN("a configuration of DNSControl", DNSCONTROL) },
	{ SOURCE_LINES, { "\nD(" }, FOREIGN("a configuration of DNSControl", DNSCONTROL) },
	{ SOURCE_LINES, { "\nD_EXTEND(" }, FOREIGN("a configuration of DNSControl", DNSCONTROL) },
	{ SOURCE_LINES, { "DnsProvider(" }, FOREIGN("a configuration of DNSControl", DNSCONTROL) },
	{ SOURCE_LINES, { "\nINSERT INTO " }, FOREIGN("a dump of a database", POWERDNS) },
	{ SOURCE_LINES, { "\nCREATE TABLE " }, FOREIGN("a dump of a database", POWERDNS) },
	{ SOURCE_LINES, { "\nnameserver ", "\nsearch " }, FOREIGN("a resolv.conf file", NULL) },
	{ SOURCE_LINES, { "\n127.0.0.1", "localhost" }, FOREIGN("a hosts file", NULL) },

	/* Records without names. */
	{ SOURCE_LINES, { "^v=spf1" }, FOREIGN("an SPF record", RECORD) },
	{ SOURCE_LINES, { "^v=DMARC1" }, FOREIGN("a DMARC record", RECORD) },
	{ SOURCE_LINES, { "^v=DKIM1" }, FOREIGN("a DKIM record", RECORD) },
	{ SOURCE_LINES, { "^v=STSv1" }, FOREIGN("an MTA-STS record", RECORD) },
	{ SOURCE_LINES, { "^v=TLSRPTv1" }, FOREIGN("a TLS-RPT record", RECORD) },
	{ SOURCE_LINES, { "^v=BIMI1" }, FOREIGN("a BIMI record", RECORD) },
	{ SOURCE_LINES, { "^version:", "STSv1" }, FOREIGN("an MTA-STS policy", RECORD) },
};

static const struct input shapes[] = {
	[SOURCE_SHORT_ANSWER] = ANSWERS("an answer of dig +short"),
	[SOURCE_ANSWER_LINES] = ANSWERS("an answer of a query tool"),
	[SOURCE_MASTER_FILE] = { INPUT_MASTER_FILE, "a zone file", NULL, false },
	[SOURCE_CUT_OFF] = DAMAGED("a file with NUL bytes in it, as a write that was cut off leaves it",
		"restore the file from a copy"),
	[SOURCE_RAW_ZONE] = FOREIGN("a zone in the raw format of BIND", RAW),
	[SOURCE_BINARY] = FOREIGN("binary data", SAVE_TEXT),
	[SOURCE_OCTODNS] = FOREIGN("a zone of octoDNS", OCTODNS),
	[SOURCE_TINYDNS] = FOREIGN("data of tinydns", "print a zone file with dig AXFR from axfrdns"),
	[SOURCE_MARADNS] = FOREIGN("a zone of MaraDNS", "print a zone file with dig AXFR from zoneserver"),
	[SOURCE_TABLE] = FOREIGN("a table of records (CSV or TSV)", EXPORT_FROM_HOST),
	[SOURCE_YAML] = FOREIGN("a YAML file", EXPORT_FROM_HOST),
	[SOURCE_PROSE] = FOREIGN("a text without DNS records", NULL),
	[SOURCE_EMPTY] = { INPUT_EMPTY, "an empty file", NULL, true },
	[SOURCE_COMMENTS] = { INPUT_EMPTY, "a file of comments only", NULL, true },
};

struct input source_of_shape(enum source_shape shape)
{
	return shapes[shape];
}

/* Is the rest of a mark in the rest of its line? */
static bool has_in_line(struct slice text, size_t at, const char *rest)
{
	ptrdiff_t end = slice_find(text, '\n', at);
	struct slice line = slice_part(text, at, end < 0 ? text.len : (size_t)end);

	return slice_find_nocase(line, rest, 0) >= 0;
}

static bool has_at_line_start(struct slice text, const char *pattern)
{
	char mark[MARK_SIZE] = "";
	const char *later = strchr(pattern, LATER[0]);
	ptrdiff_t found = SLICE_NONE;

	snprintf(mark, sizeof mark, "%.*s", later ? (int)(later - pattern) : (int)sizeof mark, pattern);

	while ((found = slice_find_text(text, mark, (size_t)(found + 1))) >= 0) {
		ptrdiff_t before = found;

		while (before > 0 && (text.at[before - 1] == ' ' || text.at[before - 1] == '\t'))
			before--;
		if ((!before || text.at[before - 1] == '\n' || text.at[before - 1] == '\r') &&
			(!later || has_in_line(text, (size_t)found, later + 1)))
			return true;
	}
	return false;
}

static bool has_outside_comments(struct slice text, const char *mark)
{
	bool quoted = false, comment = false;

	for (size_t at = 0; at < text.len; at++) {
		uint8_t c = text.at[at];

		if (c == '\n')
			quoted = comment = false;
		else if (c == '"')
			quoted = !quoted;
		else if (c == ';' && !quoted)
			comment = true;
		else if (c == (uint8_t)mark[0] && !comment &&
			 slice_starts(slice_part(text, at, text.len), mark))
			return true;
	}
	return false;
}

static bool has_mark(struct slice text, const char *mark)
{
	if (mark[0] == '^')
		return slice_starts(text, mark + 1);
	if (mark[0] == '\n')
		return has_at_line_start(text, mark + 1);
	if (mark[0] == NO_COMMENT[0])
		return has_outside_comments(text, mark + 1);
	return !mark[0] || slice_find_text(text, mark, 0) >= 0;
}

const struct source_row *source_find(struct slice text, enum source_place place)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t mark = 0;

		if (rows[i].place != place)
			continue;
		while (mark < SOURCE_MARKS && rows[i].marks[mark] && has_mark(text, rows[i].marks[mark]))
			mark++;
		if (mark == SOURCE_MARKS || !rows[i].marks[mark])
			return &rows[i];
	}
	return NULL;
}
