/* What each query tool prints, as records and outcomes: what is there, what is absent, and what was not answered. */
#include "support/world.h"

#include "input/answer_reader.h"

#include <string.h>

/* A paste, the lines that are made of it, and the domains that it is about. */
struct row {
	const char *name, *paste, *lines, *domains;
};

#define HEADER(status) ";; ->>HEADER<<- opcode: QUERY, status: " status ", id: 1\n"
#define FLAGS(flags) ";; flags: " flags "; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 0\n\n"
#define QUESTION(name, type) ";; QUESTION SECTION:\n;" name "\t\tIN\t" type "\n\n"
#define FOOTER "\n;; Query time: 0 msec\n;; MSG SIZE  rcvd: 139\n\n"

static const struct row rows[] = {
	{ "dig",
		"\n; <<>> DiG 9.18.1 <<>> TXT example.com\n" HEADER("NOERROR") FLAGS("qr rd ra") QUESTION(
			"example.com.",
			"TXT") ";; ANSWER SECTION:\nexample.com.\t\t300\tIN\tTXT\t\"v=spf1 \" \"-all\"\n"
			       "\n;; ADDITIONAL SECTION:\nns.example.com. 5 IN TXT \"other\"\n" FOOTER,
		"example.com. 300 IN TXT \"v=spf1 \" \"-all\"\n; @answer example.com. TXT answer\n",
		"example.com" },
	{ "dig: the name does not exist",
		HEADER("NXDOMAIN") FLAGS("qr rd ra") QUESTION("_dmarc.example.com.", "TXT") FOOTER,
		"; @answer _dmarc.example.com. * nxdomain\n", "example.com" },
	{ "dig: no record of the type",
		HEADER("NOERROR") FLAGS("qr rd ra") QUESTION("example.com.", "MX") FOOTER,
		"; @answer example.com. MX nodata\n", "example.com" },
	{ "dig: not answered", HEADER("SERVFAIL") FLAGS("qr rd ra") QUESTION("example.com.", "MX") FOOTER,
		"; @answer example.com. MX servfail\n", "example.com" },
	{ "dig: refused", HEADER("REFUSED") FLAGS("qr rd") QUESTION("example.com.", "MX") FOOTER,
		"; @answer example.com. MX refused\n", "example.com" },
	{ "dig: cut off",
		HEADER("NOERROR") FLAGS("qr tc rd ra")
			QUESTION("example.com.", "TXT") ";; ANSWER SECTION:\n"
							"example.com. 300 IN TXT \"a\"\n" FOOTER,
		"example.com. 300 IN TXT \"a\"\n; @answer example.com. TXT truncated\n", "example.com" },
	{ "dig: an alias to nothing, of a resolver",
		HEADER("NOERROR") FLAGS("qr rd ra") QUESTION("s1._domainkey.example.com.",
			"TXT") ";; ANSWER SECTION:\ns1._domainkey.example.com. 300 IN CNAME s1.example.net.\n" FOOTER,
		"s1._domainkey.example.com. 300 IN CNAME s1.example.net.\n; @answer s1.example.net. TXT nodata\n"
		"; @answer s1._domainkey.example.com. CNAME answer\n; @answer s1._domainkey.example.com. TXT answer\n",
		"example.com" },
	{ "dig: an alias out of the zone, of its server",
		HEADER("NOERROR") FLAGS("qr aa rd") QUESTION("s1._domainkey.example.com.",
			"TXT") ";; ANSWER SECTION:\ns1._domainkey.example.com. 300 IN CNAME s1.example.net.\n" FOOTER,
		"s1._domainkey.example.com. 300 IN CNAME s1.example.net.\n"
		"; @answer s1._domainkey.example.com. CNAME answer\n; @answer s1._domainkey.example.com. TXT answer\n",
		"example.com" },
	{ "dig: an alias to a name that does not exist",
		HEADER("NXDOMAIN") FLAGS("qr rd ra") QUESTION("_dmarc.example.com.",
			"TXT") ";; ANSWER SECTION:\n_dmarc.example.com. 300 IN CNAME d.example.net.\n" FOOTER,
		"_dmarc.example.com. 300 IN CNAME d.example.net.\n; @answer d.example.net. * nxdomain\n"
		"; @answer _dmarc.example.com. CNAME answer\n; @answer _dmarc.example.com. TXT answer\n",
		"example.com" },
	{ "dig: all types, of which one came",
		HEADER("NOERROR") FLAGS("qr aa rd")
			QUESTION("example.com.", "ANY") ";; ANSWER SECTION:\n"
							"example.com. 300 IN MX 0 .\n" FOOTER,
		"example.com. 300 IN MX 0 .\n; @answer example.com. MX answer\n", "example.com" },
	{ "dig: no server",
		";; communications error to 192.0.2.1#53: timed out\n\n; <<>> DiG 9.18.1 <<>> @192.0.2.1 -p 53 txt example.com\n"
		"; (1 server found)\n;; global options: +cmd\n;; no servers could be reached\n",
		"; @answer example.com. TXT timeout\n", "example.com" },
	{ "dig: tried again",
		";; communications error to 192.0.2.1#53: timed out\n\n; <<>> DiG 9.18.1 <<>> txt example.com\n" HEADER(
			"NOERROR") FLAGS("qr rd ra") QUESTION("example.com.",
			"TXT") ";; ANSWER SECTION:\nexample.com. 300 IN TXT \"a\"\n" FOOTER,
		"example.com. 300 IN TXT \"a\"\n; @answer example.com. TXT answer\n", "example.com" },
	{ "dig +noall +answer, behind a whole answer",
		HEADER("NOERROR") FLAGS("qr rd ra") QUESTION(
			"example.com.", "TXT") ";; AUTHORITY SECTION:\n"
					       "example.com. 300 IN SOA a. b. (\n 1 2 3 4 5 )\n" FOOTER
					       "_dmarc.example.com. 300 IN TXT \"v=DMARC1; p=none\"\n",
		"_dmarc.example.com. 300 IN TXT \"v=DMARC1; p=none\"\n; @answer example.com. TXT nodata\n"
		"; @answer _dmarc.example.com. TXT answer\n",
		"example.com" },
	{ "dig +multiline",
		"example.com.\t300 IN SOA ns1.example.com. h.example.com. (\n\t\t1 ; serial\n\t\t2 3 4 5\n\t\t)\n",
		"example.com. 300 IN SOA ns1.example.com. h.example.com. (\n\t\t1 \n\t\t2 3 4 5\n\t\t)\n"
		"; @answer example.com. SOA answer\n",
		"" },
	{ "dig +short, with its command",
		"$ dig +short TXT _dmarc.example.com\nd.example.net.\n\"v=DMARC1;\" \" p=none\"\n",
		"_dmarc.example.com. 3600 IN CNAME d.example.net.\nd.example.net. 3600 IN TXT \"v=DMARC1;\" \" p=none\"\n"
		"; @answer _dmarc.example.com. CNAME answer\n; @answer _dmarc.example.com. TXT answer\n"
		"; @answer d.example.net. TXT answer\n; @answer _dmarc.example.com. TXT answer\n",
		"example.com" },
	{ "dig +short: a line is a record", "\"a\"\n\"b\" \"c\"\n10 mx.example.com.\n",
		". 3600 IN TXT \"a\"\n. 3600 IN TXT \"b\" \"c\"\n. 3600 IN MX 10 mx.example.com.\n", "" },
	{ "dig +short: nothing is not absent", "$ dig +short TXT example.com\n$ dig +short MX example.com\n",
		"", "" },
	{ "dig +yaml",
		"- type: MESSAGE\n  message:\n    response_message_data:\n      status: NOERROR\n      flags: qr rd ra\n"
		"      QUESTION_SECTION:\n        - 'example.com. IN TXT'\n      ANSWER_SECTION:\n"
		"        - 'example.com. 300 IN TXT \"it''s\"'\n      AUTHORITY_SECTION:\n        - 'example.com. 300 IN NS ns.'\n",
		"example.com. 300 IN TXT \"it's\"\n; @answer example.com. TXT answer\n", "example.com" },
	{ "kdig",
		";; ->>HEADER<<- opcode: QUERY; status: NXDOMAIN; id: 1\n;; Flags: qr aa rd; QUERY: 1; ANSWER: 0\n\n"
		";; QUESTION SECTION:\n;; nope.example.com.   \t\tIN\tTXT\n\n;; Received 85 B\n",
		"; @answer nope.example.com. * nxdomain\n", "nope.example.com" },
	{ "drill",
		";; ->>HEADER<<- opcode: QUERY, rcode: NOERROR, id: 1\n;; flags: qr aa rd ; QUERY: 1, ANSWER: 1\n"
		";; QUESTION SECTION:\n;; example.com.\tIN\tTXT\n\n;; ANSWER SECTION:\nexample.com.\t300\tIN\tTXT\t\"a\tb\"\n\n"
		";; Query time: 0 msec\n",
		"example.com. 300 IN TXT \"a\tb\"\n; @answer example.com. TXT answer\n", "example.com" },
	{ "host",
		"Using domain server:\nName: 127.0.0.1\nAddress: 127.0.0.1#53\nAliases: \n\n_dmarc.example.com is an alias for d.example.net.\n"
		"d.example.net descriptive text \"v=DMARC1; p=none\"\nexample.com mail is handled by 10 mx1.example.com.\n",
		"_dmarc.example.com. 3600 IN CNAME d.example.net.\nd.example.net. 3600 IN TXT \"v=DMARC1; p=none\"\n"
		"example.com. 3600 IN MX 10 mx1.example.com.\n; @answer _dmarc.example.com. CNAME answer\n"
		"; @answer d.example.net. TXT answer\n; @answer _dmarc.example.com. TXT answer\n; @answer example.com. MX answer\n",
		"example.com" },
	{ "host: absent and refused",
		"example.com has no TXT record\nHost _dmarc.example.com not found: 3(NXDOMAIN)\n"
		"$ host -t mx example.org\nHost example.org not found: 5(REFUSED)\n",
		"; @answer example.org. MX refused\n; @answer example.com. TXT nodata\n; @answer _dmarc.example.com. * nxdomain\n",
		"example.com example.org" },
	{ "nslookup",
		"Server:\t\t192.0.2.53\nAddress:\t192.0.2.53#53\n\nNon-authoritative answer:\nexample.com\ttext = \"v=spf1\" \" -all\"\n"
		"example.com\tmail exchanger = 10 mx1.example.com.\n\nAuthoritative answers can be found from:\n\n"
		"** server can't find _dmarc.example.com: NXDOMAIN\n",
		"example.com. 3600 IN TXT \"v=spf1\" \" -all\"\nexample.com. 3600 IN MX 10 mx1.example.com.\n"
		"; @answer _dmarc.example.com. * nxdomain\n; @answer example.com. TXT answer\n; @answer example.com. MX answer\n",
		"example.com" },
	{ "nslookup, interactive",
		"> set type=txt\n> example.com\nServer:\t\t192.0.2.53\n\n*** Can't find example.com: No answer\n> exit\n",
		"; @answer example.com. TXT nodata\n", "example.com" },
	{ "nslookup of Windows",
		"C:\\>nslookup -q=txt example.com\r\nServer:  dns.google\r\nAddress:  8.8.8.8\r\n\r\nNicht autorisierende Antwort:\r\n"
		"example.com\ttext =\r\n\r\n\t\"v=spf1 \"\r\n\t\"a \\\"b\\\"\"\r\nexample.com\ttext =\r\n\r\n\t\"MS=1\"\r\n\r\n"
		"example.com\tMX preference = 10, mail exchanger = mx1.example.com\r\n"
		"*** dns.google kann _dmarc.example.com nicht finden: Non-existent domain\r\n",
		"example.com. 3600 IN TXT \"v=spf1 \" \"a \\\\\\\"b\\\\\\\"\" \nexample.com. 3600 IN TXT \"MS=1\" \n"
		"example.com. 3600 IN MX 10 mx1.example.com\n; @answer _dmarc.example.com. * nxdomain\n"
		"; @answer example.com. TXT answer\n; @answer example.com. MX answer\n",
		"example.com" },
	{ "nslookup of Windows: no answer",
		"C:\\>nslookup -q=txt example.com\nDNS request timed out.\n    timeout was 2 seconds.\n*** Zeit\xc3\xbc"
		"berschreitung\n",
		"; @answer example.com. TXT timeout\n", "example.com" },
	{ "resolvectl",
		"example.com IN TXT \"v=spf1 -all\"                -- link: eth0\n\n-- Data from: network\n"
		"_dmarc.example.com: resolve call failed: '_dmarc.example.com' not found\n",
		"example.com. 3600 IN TXT \"v=spf1 -all\"\n; @answer _dmarc.example.com. * nxdomain\n; @answer example.com. TXT answer\n",
		"example.com" },
	{ "Resolve-DnsName",
		"\nName                 Type   TTL   Section    Strings\n----                 ----   ---   -------    -------\n"
		"example.com          TXT    3600  Answer     {v=spf1 -all}\n\n"
		"Name                 Type   TTL   Section    NameExchange         Preference\n"
		"----                 ----   ---   -------    ------------         ----------\n"
		"example.com          MX     300   Answer     mx1.example.com      10\n",
		"example.com. 3600 IN TXT \"v=spf1 -all\" \nexample.com. 300 IN MX 10 mx1.example.com\n"
		"; @answer example.com. TXT answer\n; @answer example.com. MX answer\n",
		"example.com" },
	{ "Resolve-DnsName | Format-List",
		"Name       : _dmarc.example.com\nType       : TXT\nTTL        : 300\nSection    : Answer\n"
		"Strings    : {v=DMARC1; p=none; rua=mailto:a@example.com, mailto:b@example.com; \n             fo=1}\n\n"
		"Name       : other.example\nType       : SOA\n",
		"_dmarc.example.com. 300 IN TXT \"v=DMARC1; p=none; rua=mailto:a@example.com, mailto:b@example.com; fo=1\" \n"
		"; @answer _dmarc.example.com. TXT answer\n",
		"example.com" },
	{ "Resolve-DnsName | ConvertTo-Json",
		"[{\"Name\":\"example.com\",\"Type\":16,\"TTL\":300,\"Section\":1,\"Strings\":[\"v=spf1 \",\"a\\\"b\"]},"
		"{\"Name\":\"example.com\",\"Type\":15,\"TTL\":300,\"Section\":1,\"NameExchange\":\"mx1.example.com\",\"Preference\":10},"
		"{\"Name\":\"example.com\",\"Type\":6,\"TTL\":300,\"Section\":2}]",
		"example.com. 300 IN TXT \"v=spf1 \" \"a\\\"b\" \nexample.com. 300 IN MX 10 mx1.example.com\n"
		"; @answer example.com. TXT answer\n; @answer example.com. MX answer\n",
		"example.com" },
	{ "DNS over HTTPS, without quotes",
		"{\"Status\":0,\"TC\":false,\"RA\":true,\"Question\":[{\"name\":\"example.com.\",\"type\":16}],\"Answer\":"
		"[{\"name\":\"example.com.\",\"type\":16,\"TTL\":300,\"data\":\"v=spf1 \\u002dall\"}]}",
		"example.com. 300 IN TXT \"v=spf1 -all\" \n; @answer example.com. TXT answer\n",
		"example.com" },
	{ "DNS over HTTPS, with quotes, an alias, and what is absent",
		"{\"Status\":0,\"RA\":true,\"Question\":[{\"name\":\"_dmarc.example.com\",\"type\":16}],\"Answer\":"
		"[{\"name\":\"_dmarc.example.com\",\"type\":5,\"TTL\":300,\"data\":\"d.example.net.\"},"
		"{\"name\":\"d.example.net\",\"type\":16,\"TTL\":300,\"data\":\"\\\"v=DMARC1;\\\" \\\" p=none\\\"\"}]}\n"
		"{\"Status\":3,\"Question\":[{\"name\":\"s1._domainkey.example.com\",\"type\":16}]}\n"
		"{\"Status\":0,\"RA\":true,\"Question\":{\"name\":\"example.com\",\"type\":15}}\n"
		"{\"Status\":2,\"Question\":[{\"name\":\"example.com\",\"type\":16}]}\n",
		"_dmarc.example.com. 300 IN CNAME d.example.net.\nd.example.net. 300 IN TXT \"v=DMARC1;\" \" p=none\"\n"
		"; @answer example.com. TXT servfail\n; @answer s1._domainkey.example.com. * nxdomain\n"
		"; @answer example.com. MX nodata\n; @answer _dmarc.example.com. CNAME answer\n"
		"; @answer d.example.net. TXT answer\n; @answer _dmarc.example.com. TXT answer\n",
		"example.com" },
	{ "kdig +json",
		"{\"TC\":0,\"RA\":0,\"RCODE\":0,\"QNAME\":\"example.com.\",\"QTYPE\":16,\"answerRRs\":[{\"NAME\":\"example.com.\","
		"\"TYPE\":16,\"TTL\":300,\"rdataTXT\":\"\\\"v=spf1 -all\\\"\"}]}",
		"example.com. 300 IN TXT \"v=spf1 -all\"\n; @answer example.com. TXT answer\n",
		"example.com" },
	{ "dig: asked again",
		HEADER("NOERROR") FLAGS("qr rd ra") QUESTION("example.com.",
			"TXT") ";; ANSWER SECTION:\n"
			       "example.com. 300 IN TXT \"a\"\nexample.com. 300 IN TXT \"b\"\n" FOOTER HEADER(
				       "NOERROR") FLAGS("qr rd ra") QUESTION("example.com.",
				       "TXT") ";; ANSWER SECTION:\n"
					      "example.com. 200 IN TXT \"b\"\nexample.com. 200 IN TXT \"a\"\n" FOOTER,
		"example.com. 300 IN TXT \"a\"\nexample.com. 300 IN TXT \"b\"\n; @answer example.com. TXT answer\n",
		"example.com" },
	{ "a page of Markdown",
		"Look:\n\n```\nme@host:~$ host -t txt example.com\nexample.com descriptive text \"v=spf1 -all\"\n```\nThanks.\n",
		"example.com. 3600 IN TXT \"v=spf1 -all\"\n; @answer example.com. TXT answer\n",
		"example.com" },
	{ "a string that a terminal broke", "example.com. 300 IN TXT \"v=spf1 inc\nlude:a.example -all\"\n",
		"example.com. 300 IN TXT \"v=spf1 include:a.example -all\"\n; @answer example.com. TXT answer\n",
		"example.com" },
	{ "answered once, though not another time",
		HEADER("SERVFAIL") QUESTION("example.com.", "TXT") FOOTER
		"$ dig +noall +answer txt example.com\n"
		"example.com. 300 IN TXT \"a\"\n",
		"example.com. 300 IN TXT \"a\"\n; @answer example.com. TXT servfail\n; @answer example.com. TXT answer\n",
		"example.com" },
};

/* Answers of one set of records are noted once for each of them. */
static const char *without_repeats(struct arena *arena, struct slice lines)
{
	struct slice line, last = { 0 };
	struct bytes out = { 0 };
	const char *text;

	for (size_t at = 0; at < lines.len; at += line.len) {
		ptrdiff_t end = slice_find(lines, '\n', at);

		line = slice_part(lines, at, end < 0 ? lines.len : (size_t)end + 1);
		if (!slice_starts(line, "; @pasted") && !slice_equal(line, last))
			bytes_add(&out, line);
		last = line;
	}
	text = (const char *)arena_copy(arena, bytes_slice(&out)).at;
	bytes_free(&out);
	return text;
}

static void what_each_tool_prints_is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct text text = text_of("pasted", slice_of(rows[i].paste));
		struct arena arena = { 0 };
		struct answers answers;
		const char *domains = "", *lines;

		answers_read(&arena, &text, &answers);
		lines = without_repeats(&arena, answers.lines->bytes);
		for (size_t k = 0; k < answers.domains.count; k++)
			domains = arena_printf(&arena, "%s%s%s", domains, k ? " " : "",
				dns_name_text(&arena, &answers.domains.at[k]));
		if (strcmp(lines, rows[i].lines) != 0)
			fail_msg("%s:\n%s", rows[i].name, lines);
		if (strcmp(domains, rows[i].domains) != 0)
			fail_msg("%s: %s", rows[i].name, domains);
		if (answers.unread.count || zone_set_fault_count(answers.zones))
			fail_msg("%s: %zu lines unread, %zu faults", rows[i].name, answers.unread.count,
				zone_set_fault_count(answers.zones));
		answers_close(&answers);
		text_close(&text);
		arena_release(&arena);
	}
}

/* The joined text of the only TXT record, and where its byte at `offset` was written. */
static struct text_position place_of_byte(const char *paste, const char *owner, uint32_t offset)
{
	struct text text = text_of("pasted", slice_of(paste));
	struct arena arena = { 0 };
	struct dns_question question = { .name = dns_name_of(owner), .type = DNS_TYPE_TXT };
	struct answers answers;
	const struct dns_reply *reply;
	const struct dns_txt *txt;
	struct text_place place;
	struct text_position position;

	answers_read(&arena, &text, &answers);
	reply = zone_set_records_at(answers.zones, &arena, &question);
	assert_non_null(reply);
	txt = reply->records.at[0].data.txt;
	place = trace_byte(txt->trace, offset, (uint32_t)txt->joined.len);
	position = text_position(place.text, place.first);
	answers_close(&answers);
	text_close(&text);
	arena_release(&arena);
	return position;
}

static void a_byte_of_a_record_leads_back_to_where_it_was_printed(void **state)
{
	static const struct {
		const char *paste;
		uint32_t offset, line, column;
	} places[] = {
		{ "$ dig txt a.example\na.example.\t300\tIN\tTXT\t\"v=spf1\" \" -all\"\n", 7, 2, 34 },
		{ "a.example descriptive text \"v=spf1 \\\"x\"\n", 8, 1, 38 },
		{ "a.example\ttext =\r\n\r\n\t\"v=spf1 \"\r\n\t\"-all\"\r\n", 8, 4, 4 },
		{ "Name : a.example\nType : TXT\nStrings : {v=spf1\n          -all}\n", 6, 4, 11 },
		{ "{\"Status\":0,\"Answer\":[{\"name\":\"a.example\",\"type\":16,\"TTL\":1,\n\"data\":\"v=spf1 \\u002dall\"}]}",
			8, 2, 22 },
		{ "- type: MESSAGE\n  a:\n      ANSWER_SECTION:\n        - 'a.example. 3 IN TXT \"it''s v=\"'\n",
			5, 4, 39 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		struct text_position at = place_of_byte(places[i].paste, "a.example", places[i].offset);

		if (at.line != places[i].line || at.column != places[i].column)
			fail_msg("%zu: %u:%u", i, at.line, at.column);
	}
}

static void what_looks_like_a_record_and_is_none_is_noted(void **state)
{
	struct text text = text_of("pasted",
		slice_of(
			"$ host -t txt a.example\nTXT of it is v=spf1 -all, he says\n\"unfinished\n\nhello\n[{\"Status\":0\n"));
	struct arena arena = { 0 };
	struct answers answers;

	(void)state;
	answers_read(&arena, &text, &answers);
	assert_int_equal(answers.unread.count, 2);
	assert_int_equal(text_position(&text, answers.unread.at[0].first).line, 2);
	assert_int_equal(zone_set_fault_count(answers.zones), 1);
	answers_close(&answers);
	text_close(&text);
	arena_release(&arena);
}

static void a_table_that_was_cut_is_refused(void **state)
{
	struct text text = text_of("pasted",
		slice_of(
			"Name Type TTL Section Strings\n---- ---- --- ------- -------\na.example TXT 300 Answer {v=spf1 incl...\n"));
	struct arena arena = { 0 };
	struct answers answers;

	(void)state;
	answers_read(&arena, &text, &answers);
	assert_non_null(answers.refusal);
	answers_close(&answers);
	text_close(&text);
	arena_release(&arena);
}

static void answers_that_differ_are_noted_and_the_first_one_stays(void **state)
{
	struct text text = text_of("pasted",
		slice_of(HEADER("NOERROR") QUESTION("example.com.",
			"TXT") ";; ANSWER SECTION:\nexample.com. 1 IN TXT \"a\"\n" FOOTER HEADER("NOERROR")
				QUESTION("example.com.",
					"TXT") ";; ANSWER SECTION:\nexample.com. 1 IN TXT \"b\"\n" FOOTER
					       "x.example descriptive text \"c\"\n"));
	struct arena arena = { 0 };
	struct answers answers;

	(void)state;
	answers_read(&arena, &text, &answers);
	assert_int_equal(answers.differing.count, 1);
	assert_int_equal(answers.records, 2);
	assert_string_equal(without_repeats(&arena, answers.lines->bytes),
		"example.com. 1 IN TXT \"a\"\nx.example. 3600 IN TXT \"c\"\n"
		"; @answer example.com. TXT answer\n; @answer x.example. TXT answer\n");
	answers_close(&answers);
	text_close(&text);
	arena_release(&arena);
}

static void selectors_are_known(void **state)
{
	struct text text = text_of("pasted",
		slice_of(
			"s1._domainkey.example.com has no TXT record\nx.y._domainkey.example.com descriptive text \"p=\"\n"));
	struct arena arena = { 0 };
	struct answers answers;

	(void)state;
	answers_read(&arena, &text, &answers);
	assert_int_equal(answers.selectors.count, 2);
	assert_string_equal(answers.selectors.at[0].selector, "s1");
	assert_string_equal(answers.selectors.at[1].selector, "x.y");
	assert_string_equal(dns_name_text(&arena, &answers.selectors.at[1].domain), "example.com");
	answers_close(&answers);
	text_close(&text);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_each_tool_prints_is_read),
		cmocka_unit_test(a_byte_of_a_record_leads_back_to_where_it_was_printed),
		cmocka_unit_test(what_looks_like_a_record_and_is_none_is_noted),
		cmocka_unit_test(a_table_that_was_cut_is_refused),
		cmocka_unit_test(answers_that_differ_are_noted_and_the_first_one_stays),
		cmocka_unit_test(selectors_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
