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

#define EXPORT_FROM_HOST "export a zone file at your DNS hosting provider, or use dig AXFR"
#define UNPACK "unpack it first"
#define OCTODNS \
	"create a zone file with octodns-dump or octodns-sync to a provider of the class " \
	"octodns_bind.ZoneFileProvider"
#define TERRAFORM \
	"Terraform writes no zone file; after terraform apply, export one from your DNS hosting provider " \
	"(cli53 export, gcloud dns record-sets export --zone-file-format, az network dns zone " \
	"export) or use dig AXFR"
#define DNSCONTROL "create a zone file with dnscontrol get-zones --format=zone"
#define ROUTE53 "create a zone file with cli53 export example.com"
#define CLOUDFLARE \
	"download the zone file from /client/v4/zones/ID/dns_records/export, or with Export in the dashboard"
#define GCLOUD "create a zone file with gcloud dns record-sets export --zone-file-format"
#define AZURE "create a zone file with az network dns zone export"
#define POWERDNS "create a zone file with pdnsutil list-zone example.com"
#define WINDOWS "create a zone file with Export-DnsServerZone"
#define TABLE "print the whole text with Resolve-DnsName -Type TXT example.com | Format-List"
#define NAMED_CONF "check the zone file that it names"
#define AXFR "create a zone file with dig AXFR example.com @SERVER"
#define RAW "create a zone file with named-compilezone -f raw -F text -o example.com.zone example.com FILE"
#define KEY "check the zone file, and give the key file with --private-key"
#define RECORD "check it with mailauth-check record"
#define MESSAGE "check an e-mail with mailauth-check message; to check a zone file, remove the mail header"
#define RENDER "render it first, and check the resulting zone file"
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
	{ SOURCE_FIRST, { "^;BIND LOG" }, FOREIGN("a BIND journal", AXFR) },
	{ SOURCE_FIRST, { "^version https://git-lfs" },
		DAMAGED("a Git LFS pointer", "get the real file with git lfs pull") },
	{ SOURCE_FIRST, { "^$ANSIBLE_VAULT" },
		FOREIGN("a file encrypted with Ansible Vault", "decrypt it with ansible-vault view") },
	{ SOURCE_FIRST, { "^age-encryption.org" }, FOREIGN("a file encrypted with age", "decrypt it first") },
	{ SOURCE_FIRST, { "^-----BEGIN", "PRIVATE KEY-----" }, FOREIGN("a private key", KEY) },
	{ SOURCE_FIRST, { "^-----BEGIN PUBLIC KEY" }, FOREIGN("a public key", KEY) },
	{ SOURCE_FIRST, { "^-----BEGIN PGP" }, FOREIGN("a PGP message or key", NULL) },
	{ SOURCE_FIRST, { "^-----BEGIN CERT" }, FOREIGN("a certificate", NULL) },
	{ SOURCE_FIRST, { "^-----BEGIN" }, FOREIGN("a PEM file", NULL) },
	{ SOURCE_FIRST, { "^Private-key-format:" }, FOREIGN("a DNSSEC private key", "check the zone file") },
	{ SOURCE_FIRST, { "^<!DOCTYPE html" }, FOREIGN("an HTML page", SAVE_TEXT) },
	{ SOURCE_FIRST, { "^<!doctype html" }, FOREIGN("an HTML page", SAVE_TEXT) },
	{ SOURCE_FIRST, { "^<html" }, FOREIGN("an HTML page", SAVE_TEXT) },
	{ SOURCE_FIRST, { "^<HTML" }, FOREIGN("an HTML page", SAVE_TEXT) },
	{ SOURCE_FIRST, { "^<", "<body" }, FOREIGN("an HTML page", SAVE_TEXT) },
	{ SOURCE_FIRST, { "^<", "<feedback" }, FOREIGN("a DMARC aggregate report", NULL) },
	{ SOURCE_FIRST, { "^<?xml" }, FOREIGN("an XML document", EXPORT_FROM_HOST) },
	{ SOURCE_FIRST, { "^<", "</" }, FOREIGN("an XML or HTML document", EXPORT_FROM_HOST) },
	{ SOURCE_FIRST, { "^diff --git " }, FOREIGN("a patch", "apply it, and check the zone file") },
	{ SOURCE_FIRST, { "^--- ", "\n+++ ", "\n@@ " },
		FOREIGN("a patch", "apply it, and check the zone file") },
	{ SOURCE_FIRST, { "^#!" }, FOREIGN("a script", "check the zone file that it creates") },
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
	{ SOURCE_JSON, { "\"ResourceRecordSet" }, FOREIGN("a Route 53 list of record sets", ROUTE53) },
	{ SOURCE_JSON, { "\"dns_providers\"", "\"domains\"" },
		FOREIGN("the DNSControl intermediate representation", DNSCONTROL) },
	{ SOURCE_JSON, { "\"domains\"", "\"registrar\"", "\"records\"" },
		FOREIGN("the DNSControl intermediate representation", DNSCONTROL) },
	{ SOURCE_JSON, { "\"corrections\"" }, FOREIGN("a DNSControl report", DNSCONTROL) },
	{ SOURCE_JSON, { "dns#resourceRecordSet" }, FOREIGN("a Cloud DNS list of record sets", GCLOUD) },
	{ SOURCE_JSON, { "icrosoft.Network/dns" }, FOREIGN("an Azure DNS list of record sets", AZURE) },
	{ SOURCE_JSON, { "icrosoft.Network/privateDns" },
		FOREIGN("an Azure DNS list of record sets", AZURE) },
	{ SOURCE_JSON, { "\"rrset_values\"" }, FOREIGN("a Gandi list of records", EXPORT_FROM_HOST) },
	{ SOURCE_JSON, { "\"rrsets\"" }, FOREIGN("a zone of the PowerDNS API", POWERDNS) },
	{ SOURCE_JSON, { "\"records\"", "\"content\"", "\"kind\"" }, FOREIGN("a PowerDNS zone", POWERDNS) },
	{ SOURCE_JSON, { "\"answerRRs\"" }, ANSWER_JSON("the output of kdig +json") },
	{ SOURCE_JSON, { "\"Status\"", "\"Question\"" }, ANSWER_JSON("the output of DNS over HTTPS") },
	{ SOURCE_JSON, { "\"Status\"", "\"Answer\"" }, ANSWER_JSON("the output of DNS over HTTPS") },
	{ SOURCE_JSON, { "\"QueryType\"" }, ANSWER_JSON("the output of Resolve-DnsName") },
	{ SOURCE_JSON, { "\"NameExchange\"" }, ANSWER_JSON("the output of Resolve-DnsName") },
	{ SOURCE_JSON, { "\"Strings\"" }, ANSWER_JSON("the output of Resolve-DnsName") },
	{ SOURCE_JSON, { "\"RecordData\"" }, FOREIGN("a Windows DNS list of records", WINDOWS) },
	{ SOURCE_JSON, { "\"QNAME\"", "\"RCODE\"" }, ANSWER_JSON("the output of kdig +json") },
	{ SOURCE_JSON, { "\"responses\"", "\"answers\"" }, ANSWER_JSON("the output of doggo or dog") },
	{ SOURCE_JSON, { "\"result_info\"" }, FOREIGN("a Cloudflare list of records", CLOUDFLARE) },
	{ SOURCE_JSON, { "\"result\"", "\"content\"" }, FOREIGN("a Cloudflare list of records", CLOUDFLARE) },
	{ SOURCE_JSON, { "\"proxied\"" }, FOREIGN("a Cloudflare list of records", CLOUDFLARE) },
	{ SOURCE_JSON, { "\"format\"", "\"mailauth-check\"" },
		FOREIGN("a mailauth-check report", "check the zone file that it is about") },
	{ SOURCE_JSON, { "\"type\"", "\"TXT\"" }, FOREIGN("a list of records in JSON", EXPORT_FROM_HOST) },
	{ SOURCE_JSON, { "" }, FOREIGN("JSON", EXPORT_FROM_HOST) },

	/* Answers and transfers, which may have whole records in them. */
	{ SOURCE_ANSWER, { "\n; @recorded" }, { INPUT_SAVED_ANSWERS, "saved answers", NULL, false } },
	{ SOURCE_ANSWER, { "\n; @answer" }, { INPUT_SAVED_ANSWERS, "saved answers", NULL, false } },
	{ SOURCE_ANSWER, { "\n;; XFR size:" }, TRANSFER },
	{ SOURCE_ANSWER, { "\n; <<>> DiG" LATER " AXFR", "SOA" }, TRANSFER },
	{ SOURCE_ANSWER, { "\n;; AXFR for " }, TRANSFER },
	{ SOURCE_ANSWER, { "\n; Transfer failed" },
		FOREIGN("a zone transfer that failed",
			"query a server that allows zone transfers to this host") },
	{ SOURCE_ANSWER, { "\n<<<<<<< ", "\n=======", "\n>>>>>>> " },
		DAMAGED("a file with merge conflicts", "resolve the conflicts first") },
	{ SOURCE_ANSWER, { NO_COMMENT "{{ ", NO_COMMENT " }}" }, FOREIGN("a template", RENDER) },
	{ SOURCE_ANSWER, { NO_COMMENT "{% ", NO_COMMENT " %}" }, FOREIGN("a template", RENDER) },
	{ SOURCE_ANSWER, { "\n- type: MESSAGE" }, ANSWERS("the output of dig +yaml") },
	{ SOURCE_ANSWER, { "->>HEADER<<-" }, ANSWERS("the output of a DNS query tool") },
	{ SOURCE_ANSWER, { "\n; <<>> DiG" }, ANSWERS("the output of dig") },
	{ SOURCE_ANSWER, { "\n;; ANSWER SECTION" }, ANSWERS("the output of a DNS query tool") },
	{ SOURCE_ANSWER, { "\n;; connection timed out" }, ANSWERS("the output of a DNS query tool") },
	{ SOURCE_ANSWER, { "\n;; communications error" }, ANSWERS("the output of a DNS query tool") },
	{ SOURCE_ANSWER, { "\n;; no servers could be reached" }, ANSWERS("the output of a DNS query tool") },
	{ SOURCE_ANSWER, { "\n;; ERROR: failed to query server" }, ANSWERS("the output of kdig") },
	{ SOURCE_ANSWER, { "\nError: error sending query" }, ANSWERS("the output of drill") },
	{ SOURCE_ANSWER, { "\n-- Information acquired via" }, ANSWERS("the output of resolvectl") },
	{ SOURCE_ANSWER, { "\n;QUESTION\n", "\nrcode " }, ANSWERS("the output of a DNS query tool") },
	{ SOURCE_ANSWER, { " -- link: " }, ANSWERS("the output of resolvectl") },
	{ SOURCE_ANSWER, { ": resolve call failed: " }, ANSWERS("the output of resolvectl") },

	/* Lines that are no records. */
	{ SOURCE_LINES, { " descriptive text \"" }, ANSWERS("the output of host") },
	{ SOURCE_LINES, { " has TXT record \"" }, ANSWERS("the output of unbound-host") },
	{ SOURCE_LINES, { " mail is handled by " }, ANSWERS("the output of host") },
	{ SOURCE_LINES, { " is an alias for " }, ANSWERS("the output of host") },
	{ SOURCE_LINES, { " has no TXT record" }, ANSWERS("the output of host") },
	{ SOURCE_LINES, { " has no MX record" }, ANSWERS("the output of host") },
	{ SOURCE_LINES, { "\nHost ", " not found: " }, ANSWERS("the output of host") },
	{ SOURCE_ANSWER, { "\nUsing domain server:" }, ANSWERS("the output of host") },
	{ SOURCE_LINES, { "text = \"" }, ANSWERS("the output of nslookup") },
	{ SOURCE_LINES, { "\ttext =" }, ANSWERS("the output of nslookup") },
	{ SOURCE_LINES, { "mail exchanger = " }, ANSWERS("the output of nslookup") },
	{ SOURCE_LINES, { "canonical name = " }, ANSWERS("the output of nslookup") },
	{ SOURCE_LINES, { "** server can't find " }, ANSWERS("the output of nslookup") },
	{ SOURCE_LINES, { "\n*** ", ": " }, ANSWERS("the output of nslookup") },
	{ SOURCE_LINES, { "\nServer:", "\nAddress" }, ANSWERS("the output of nslookup") },
	{ SOURCE_LINES, { "\nName ", " Section ", "...}" },
		FOREIGN("a Resolve-DnsName table that was cut at the width of the window", TABLE) },
	{ SOURCE_LINES, { "\nName ", " Section ", "..." },
		FOREIGN("a Resolve-DnsName table that was cut at the width of the window", TABLE) },
	{ SOURCE_LINES, { "\nName ", " Section ", "\n---" }, ANSWERS("the output of Resolve-DnsName") },
	{ SOURCE_LINES, { "\nStrings ", ": {" }, ANSWERS("the output of Resolve-DnsName") },
	{ SOURCE_LINES, { "\nQueryType ", "\nName " }, ANSWERS("the output of Resolve-DnsName") },
	{ SOURCE_LINES, { "\nNameExchange " }, ANSWERS("the output of Resolve-DnsName") },
	{ SOURCE_LINES, { "\nHostName ", "RecordData" },
		FOREIGN("a Get-DnsServerResourceRecord table", WINDOWS) },
	{ SOURCE_LINES, { "\nRecordType ", "\nRecordData " },
		FOREIGN("a Get-DnsServerResourceRecord list", WINDOWS) },

	/* YAML. */
	{ SOURCE_LINES, { "kind: dns#resourceRecordSet" },
		FOREIGN("a Cloud DNS list of record sets", GCLOUD) },
	{ SOURCE_LINES, { "AWSTemplateFormatVersion" }, FOREIGN("a CloudFormation template", ROUTE53) },
	{ SOURCE_LINES, { "AWS::Route53::" }, FOREIGN("a CloudFormation template", ROUTE53) },
	{ SOURCE_LINES, { "ResourceRecordSets:" }, FOREIGN("a Route 53 list of record sets", ROUTE53) },
	{ SOURCE_LINES, { "\nRESOURCERECORDSETS" }, FOREIGN("a Route 53 list of record sets", ROUTE53) },
	{ SOURCE_LINES, { "\nproviders:", "\nzones:" },
		FOREIGN("an octoDNS configuration without records", OCTODNS) },
	{ SOURCE_LINES, { "\nproviders:", "class: octodns" },
		FOREIGN("an octoDNS configuration without records", OCTODNS) },
	{ SOURCE_LINES, { "\nkind: DNSEndpoint" }, FOREIGN("a Kubernetes manifest", EXPORT_FROM_HOST) },
	{ SOURCE_LINES, { "\nsops:", "\nmac:" },
		FOREIGN("a file encrypted with SOPS", "decrypt it with sops -d") },
	{ SOURCE_LINES, { "\nzone:", "\nzonefile:" }, FOREIGN("an NSD configuration", NAMED_CONF) },
	{ SOURCE_LINES, { "\nzone:", "\n- domain:" }, FOREIGN("a Knot configuration DNS", NAMED_CONF) },

	/* Configurations of other programs, and their zones. */
	{ SOURCE_LINES, { "\nlocal-data:" },
		FOREIGN("an Unbound configuration",
			"create a zone file with unbound-control list_local_data") },
	{ SOURCE_LINES, { "\nserver:", "\ninterface:" },
		FOREIGN("an Unbound or NSD configuration", NAMED_CONF) },
	{ SOURCE_LINES, { "\nlocal-zone:" },
		FOREIGN("an Unbound configuration",
			"create a zone file with unbound-control list_local_data") },
	{ SOURCE_LINES, { "\ntxt-record=" },
		FOREIGN("a dnsmasq configuration", "query dnsmasq with dig, and check the output") },
	{ SOURCE_LINES, { "\nmx-host=" },
		FOREIGN("a dnsmasq configuration", "query dnsmasq with dig, and check the output") },
	{ SOURCE_LINES, { "\naddress=/" },
		FOREIGN("a dnsmasq configuration", "query dnsmasq with dig, and check the output") },
	{ SOURCE_LINES, { "\nzone \"", "{", "file" }, FOREIGN("a BIND configuration", NAMED_CONF) },
	{ SOURCE_LINES, { "\nzone \"", "{" }, FOREIGN("a BIND configuration", NAMED_CONF) },
	{ SOURCE_LINES, { "\nkey \"", "{", "algorithm" }, FOREIGN("a BIND configuration", NAMED_CONF) },
	{ SOURCE_LINES, { "\nDomain Name:", "\nRegistrar" },
		FOREIGN("WHOIS output without DNS records", AXFR) },
	{ SOURCE_LINES, { "\noptions {" }, FOREIGN("a BIND configuration", NAMED_CONF) },
	{ SOURCE_LINES, { "\ncsv2[" }, FOREIGN("a MaraDNS configuration", NAMED_CONF) },
	{ SOURCE_LINES, { "\nzone ", "\nsend" }, FOREIGN("an nsupdate script", AXFR) },
	{ SOURCE_LINES, { "\nupdate add " }, FOREIGN("an nsupdate script", AXFR) },
	{ SOURCE_LINES, { "\nupdate delete " }, FOREIGN("an nsupdate script", AXFR) },
	{ SOURCE_LINES, { "\nresource \"", "{" }, FOREIGN("a Terraform configuration", TERRAFORM) },
	{ SOURCE_LINES, { "\n+ resource \"", "{" }, FOREIGN("the text of a Terraform plan", TERRAFORM) },
	{ SOURCE_LINES, { "\n~ resource \"", "{" }, FOREIGN("the text of a Terraform plan", TERRAFORM) },
	{ SOURCE_LINES, { "\n- resource \"", "{" }, FOREIGN("the text of a Terraform plan", TERRAFORM) },
	{ SOURCE_LINES, { "\nmodule \"", "{" }, FOREIGN("a Terraform configuration", TERRAFORM) },
	{ SOURCE_LINES, { "\nvariable \"", "{" }, FOREIGN("a Terraform configuration", TERRAFORM) },
	{ SOURCE_LINES, { "\nlocals {" }, FOREIGN("a Terraform configuration", TERRAFORM) },
	{ SOURCE_LINES, { "\nterraform {" }, FOREIGN("a Terraform configuration", TERRAFORM) },
	{ SOURCE_LINES, { "NewRegistrar(" }, FOREIGN("a DNSControl configuration", DNSCONTROL) },
	{ SOURCE_LINES, { "NewDnsProvider(" }, FOREIGN("a DNSControl configuration", DNSCONTROL) },
	{ SOURCE_LINES, { "\nD(" }, FOREIGN("a DNSControl configuration", DNSCONTROL) },
	{ SOURCE_LINES, { "\nD_EXTEND(" }, FOREIGN("a DNSControl configuration", DNSCONTROL) },
	{ SOURCE_LINES, { "DnsProvider(" }, FOREIGN("a DNSControl configuration", DNSCONTROL) },
	{ SOURCE_LINES, { "\nINSERT INTO " }, FOREIGN("a database dump", POWERDNS) },
	{ SOURCE_LINES, { "\nCREATE TABLE " }, FOREIGN("a database dump", POWERDNS) },
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
	[SOURCE_SHORT_ANSWER] = ANSWERS("the output of dig +short"),
	[SOURCE_ANSWER_LINES] = ANSWERS("the output of a DNS query tool"),
	[SOURCE_MASTER_FILE] = { INPUT_MASTER_FILE, "a zone file", NULL, false },
	[SOURCE_CUT_OFF] =
		DAMAGED("a file with NUL bytes (interrupted write?)", "restore the file from a backup"),
	[SOURCE_RAW_ZONE] = FOREIGN("a zone in BIND raw format", RAW),
	[SOURCE_BINARY] = FOREIGN("binary data", SAVE_TEXT),
	[SOURCE_OCTODNS] = FOREIGN("an octoDNS zone", OCTODNS),
	[SOURCE_TINYDNS] = FOREIGN("tinydns data", "create a zone file with dig AXFR from axfrdns"),
	[SOURCE_MARADNS] = FOREIGN("a MaraDNS zone", "create a zone file with dig AXFR from zoneserver"),
	[SOURCE_TABLE] = FOREIGN("a table of records (CSV or TSV)", EXPORT_FROM_HOST),
	[SOURCE_YAML] = FOREIGN("a YAML file", EXPORT_FROM_HOST),
	[SOURCE_PROSE] = FOREIGN("text without DNS records", NULL),
	[SOURCE_EMPTY] = { INPUT_EMPTY, "an empty file", NULL, true },
	[SOURCE_COMMENTS] = { INPUT_EMPTY, "a file with comments only", NULL, true },
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
