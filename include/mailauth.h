/*
 * mailauth: what is wrong with the DNS records that decide whether a domain's mail is believed: SPF (RFC 7208), DKIM (RFC
 * 6376), DMARC (RFC 7489 and RFC 9989), MX, and the records around them. The program mailauth-check as a library.
 *
 *	mailauth_source *source = mailauth_source_new();
 *	mailauth_report *report = NULL;
 *
 *	if (mailauth_source_add_zone_file(source, "db.example.com", NULL) == MAILAUTH_OK &&
 *		mailauth_source_open(source) == MAILAUTH_OK &&
 *		mailauth_check(source, NULL, "example.com", &report) == MAILAUTH_OK)
 *		for (size_t i = 0; i < mailauth_report_finding_count(report); i++)
 *			puts(mailauth_finding_message(mailauth_report_finding(report, i)));
 *	else
 *		fputs(mailauth_source_error(source), stderr);
 *	mailauth_report_free(report);
 *	mailauth_source_free(source);
 *
 * Build with: cc file.c $(pkg-config --cflags --libs mailauth)
 *
 * Stability. All types are opaque. Functions and enumerators are added to the interface, and neither removed nor changed while
 * the shared library is libmailauth.so.1. Rules come with every version, so take an unknown rule, role or reason as it is.
 *
 * Strings. They end in NUL and are never NULL unless the function says so. Domain names are in presentation form (RFC 1035
 * section 5.1), in lower case, internationalized ones as A-labels (RFC 5890), without the final dot. Messages are UTF-8 and
 * safe to print: control characters and bytes that are no UTF-8 stand in them as \xNN. The text of a record is not: it is as
 * DNS has it, and may hold any byte, NUL too, so it comes with its size.
 *
 * Ownership. What mailauth_..._new() and mailauth_check() give belongs to the caller, who frees it with the function of that
 * type; these functions take NULL. Everything else belongs to what it was asked of, and lives until that is freed. What a
 * caller passes in is copied, and is the caller's again when the function returns.
 *
 * Errors. A function that can fail returns enum mailauth_result, and leaves what it was to change as it was. Asking for an
 * element at or behind the count, or something of NULL, gives NULL, 0 or "" and no fault.
 *
 * Threads. A source is used by one thread at a time, as are options while they are changed; different sources are independent
 * of each other. A report is complete when mailauth_check() returns and never changes: it may be read by any number of threads,
 * and outlives its source and options.
 *
 * Memory. When there is none, a function returns MAILAUTH_NO_MEMORY, and a function that makes something returns NULL. A source is only
 * good for being freed then, and what was being done is lost to the process, with the memory and the sockets that it had; options
 * are as they were.
 *
 * The process. The library prints nothing, reads no standard input, never ends the process, and leaves signals, locale and
 * standard streams alone.
 */
#ifndef MAILAUTH_H
#define MAILAUTH_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__) && __GNUC__ >= 4
#define MAILAUTH_API __attribute__((visibility("default")))
#else
#define MAILAUTH_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Where answers come from. */
typedef struct mailauth_source mailauth_source;

/* What is known about a domain beside DNS, and which rules are wanted. */
typedef struct mailauth_options mailauth_options;

/* What is said about one domain. */
typedef struct mailauth_report mailauth_report;

/* One thing that is wrong or worth knowing; belongs to its report. */
typedef struct mailauth_finding mailauth_finding;

/* One change of one record, to be published; belongs to its report. */
typedef struct mailauth_remedy mailauth_remedy;

/* A value of the report as JSON has it (RFC 8259): an object, an array, a string...; belongs to its report. */
typedef struct mailauth_value mailauth_value;

/* How a function ended. */
enum mailauth_result {
	MAILAUTH_OK = 0,
	MAILAUTH_INVALID =
		1, /* an argument is not what it has to be, or the function is called out of order */
	MAILAUTH_UNREADABLE = 2,  /* a file cannot be read; errno says why */
	MAILAUTH_MALFORMED = 3,	  /* a file or text is not of the kind that was expected */
	MAILAUTH_NO_RESOLVER = 4, /* DNS cannot be asked from this machine */
	MAILAUTH_NO_MEMORY = 5,	  /* memory cannot be had */
};

/* How bad a finding is; a higher number is worse. */
enum mailauth_severity {
	MAILAUTH_INFO = 0,    /* hygiene */
	MAILAUTH_WARNING = 1, /* works at some receivers, or today only */
	MAILAUTH_ERROR = 2,   /* a conforming receiver ends in permerror, none or fail, or mail is refused */
};

/* How sure a finding is. */
enum mailauth_confidence {
	MAILAUTH_CERTAIN = 0, /* it follows from DNS alone */
	MAILAUTH_LIKELY = 1,  /* it depends on what DNS cannot show: who sends, which selectors exist */
};

/* The verdict on a domain. */
enum mailauth_status {
	MAILAUTH_CLEAN = 0, /* all was answered, and there is neither error nor warning; notes do not count */
	MAILAUTH_FINDINGS = 1,	 /* errors or warnings, whatever else was not answered */
	MAILAUTH_UNANSWERED = 2, /* neither, but not every question was answered: the verdict is not known */
};

/* What a domain is for. */
enum mailauth_role {
	MAILAUTH_ROLE_AUTO = 0, /* to be worked out from what DNS shows */
	MAILAUTH_ROLE_SENDS = 1,
	MAILAUTH_ROLE_RECEIVES = 2, /* takes mail and sends none */
	MAILAUTH_ROLE_NO_MAIL = 3,
	MAILAUTH_ROLE_INCLUDE = 4, /* an SPF record for others to include, and no mail of its own */
};

/* Which DKIM selectors are looked for beside those that are given. */
enum mailauth_probe {
	MAILAUTH_PROBE_AUTO =
		0, /* those of the services that the domain uses, and common ones while none is found */
	MAILAUTH_PROBE_ALL = 1, /* common ones in any case */
	MAILAUTH_PROBE_NONE = 2,
};

/* What a remedy does to its record. */
enum mailauth_action {
	MAILAUTH_ADD = 0,
	MAILAUTH_REPLACE = 1,
	MAILAUTH_DELETE = 2,
};

/* What kind of value it is. */
enum mailauth_kind {
	MAILAUTH_NULL = 0,
	MAILAUTH_BOOLEAN = 1,
	MAILAUTH_NUMBER = 2, /* all numbers of reports are whole and not negative */
	MAILAUTH_STRING = 3,
	MAILAUTH_ARRAY = 4,
	MAILAUTH_OBJECT = 5,
};

/* The version of the library, such as "0.1.0". Lives as long as the program. */
MAILAUTH_API const char *mailauth_version(void);

/* ---- Options: what a person knows. Every function that takes them takes NULL for options as they are when new. ---- */

/* New options: role and selectors are worked out, all rules are in force. */
MAILAUTH_API mailauth_options *mailauth_options_new(void);

/* Frees options. Reports that were made with them stay. */
MAILAUTH_API void mailauth_options_free(mailauth_options *options);

/*
 * Adds a DKIM selector (RFC 6376 section 3.1) such as "s1", which may have dots; it is asked for in any case, and that it has no
 * key is an error. MAILAUTH_INVALID for a text that cannot be one.
 */
MAILAUTH_API enum mailauth_result mailauth_options_add_selector(
	mailauth_options *options, const char *selector);

/*
 * Adds an IPv4 or IPv6 address that sends mail for the domain: its SPF result (RFC 7208) and its reverse DNS are checked.
 * MAILAUTH_INVALID for a text that is no address.
 */
MAILAUTH_API enum mailauth_result mailauth_options_add_address(
	mailauth_options *options, const char *address);

/* The name in HELO of the servers at those addresses (RFC 5321 section 4.1.1.1); NULL, as at first, for not known. */
MAILAUTH_API enum mailauth_result mailauth_options_set_helo(mailauth_options *options, const char *name);

/* What the domain is for; MAILAUTH_INVALID for a number that is none of the enum. */
MAILAUTH_API enum mailauth_result mailauth_options_set_role(
	mailauth_options *options, enum mailauth_role role);

/* How far selectors are guessed; MAILAUTH_INVALID for a number that is none of the enum. */
MAILAUTH_API enum mailauth_result mailauth_options_set_probe(
	mailauth_options *options, enum mailauth_probe probe);

/* Other than 0: the domain sends in bulk, which large receivers want more of. At first 0. */
MAILAUTH_API void mailauth_options_set_bulk(mailauth_options *options, int bulk);

/*
 * Other than 0: each name server of the zone is asked itself, too, and what they say is compared. Needs live DNS. At first 0.
 */
MAILAUTH_API void mailauth_options_set_authoritative(mailauth_options *options, int authoritative);

/*
 * Other than 0, as at first: what cannot be read in zone files is among the findings (rules zone-*). To be set to 0 for all but
 * one report when many domains of the same files are checked.
 */
MAILAUTH_API void mailauth_options_set_file_faults(mailauth_options *options, int wanted);

/*
 * Other than 0: remedies cure notes (MAILAUTH_INFO), too. At first 0: they touch a record for errors and warnings only.
 */
MAILAUTH_API void mailauth_options_set_cures_notes(mailauth_options *options, int wanted);

/*
 * Rules that are in force, as comma-separated ids; "spf-*" stands for a family. `selected` NULL for all, `ignored` NULL for
 * none; what is in both is ignored. MAILAUTH_INVALID when there is no such rule.
 */
MAILAUTH_API enum mailauth_result mailauth_options_set_rules(
	mailauth_options *options, const char *selected, const char *ignored);

/* ---- Sources: where answers come from. First they are set up, then opened, then domains are checked. ---- */

/*
 * A new source: live DNS through the resolvers of the system. Zone files and saved answers that are added come first, and only
 * what they do not know is asked.
 */
MAILAUTH_API mailauth_source *mailauth_source_new(void);

/* Frees a source; what it has not answered yet ends. Reports stay. */
MAILAUTH_API void mailauth_source_free(mailauth_source *source);

/*
 * Adds a resolver to ask instead of the system's: "192.0.2.53", "192.0.2.53:5353", "2001:db8::53" or "[2001:db8::53]:5353". At
 * most 8. MAILAUTH_INVALID for another text, for one too many, and once the source is open.
 */
MAILAUTH_API enum mailauth_result mailauth_source_add_server(mailauth_source *source, const char *server);

/*
 * How long an answer is waited for, in milliseconds for one try, and how often a question is tried; at first 2000 and 2. With
 * more servers than tries each server is tried once. MAILAUTH_INVALID for 0, for more than an hour or 100 tries, and once the
 * source is open.
 */
MAILAUTH_API enum mailauth_result mailauth_source_set_timeout(
	mailauth_source *source, unsigned milliseconds, unsigned tries);

/*
 * When all asking ends, in milliseconds from mailauth_source_open(); 0, as at first, for never. What is not answered then is
 * reported as unanswered (reason "limit"), never as missing. MAILAUTH_INVALID once the source is open.
 */
MAILAUTH_API enum mailauth_result mailauth_source_set_deadline(
	mailauth_source *source, uint64_t milliseconds);

/* Other than 0: live DNS is asked over TCP only (RFC 7766). At first 0. MAILAUTH_INVALID once the source is open. */
MAILAUTH_API enum mailauth_result mailauth_source_set_tcp(mailauth_source *source, int tcp);

/*
 * Other than 0: nothing is asked beyond what was added; other questions are unanswered, with the reason "offline". No socket is
 * opened then. At first 0. MAILAUTH_INVALID once the source is open.
 */
MAILAUTH_API enum mailauth_result mailauth_source_set_offline(mailauth_source *source, int offline);

/*
 * The file of a public suffix list (RFC 7489 section 3.2) to use instead of the newest on the system; NULL for that.
 * MAILAUTH_UNREADABLE when it cannot be read, MAILAUTH_INVALID once the source is open.
 */
MAILAUTH_API enum mailauth_result mailauth_source_set_suffix_list(mailauth_source *source, const char *path);

/*
 * Adds a master file (RFC 1035 section 5.1) with what it includes. All files of a source are one world: zones are told by their
 * SOA records. `origin` completes names until the first $ORIGIN; NULL when the file needs none or is named after its zone, as
 * "db.example.com" and "example.com.zone" are. A fault in the file is a finding (rule zone-*), and the rest is read.
 * MAILAUTH_UNREADABLE; MAILAUTH_MALFORMED when there is no record in it or its origin is not known, after which the source is
 * only good for being freed; MAILAUTH_INVALID for an origin that is no domain name, and once the source is open.
 */
MAILAUTH_API enum mailauth_result mailauth_source_add_zone_file(
	mailauth_source *source, const char *path, const char *origin);

/*
 * The same for `size` bytes in memory, at most 4294967294; `name` stands for the file in findings. $INCLUDE in the text reads
 * files as it does in a file: not for texts of strangers.
 */
MAILAUTH_API enum mailauth_result mailauth_source_add_zone_text(
	mailauth_source *source, const char *name, const void *bytes, size_t size, const char *origin);

/*
 * Answers that `mailauth-check --save-answers` kept: instead of live DNS, below zone files. One file for a source.
 * MAILAUTH_UNREADABLE; MAILAUTH_MALFORMED when the file holds no saved answers or a line of it cannot be read;
 * MAILAUTH_INVALID for a second file, and once the source is open.
 */
MAILAUTH_API enum mailauth_result mailauth_source_set_answers_file(mailauth_source *source, const char *path);

/*
 * Opens the source. Live DNS reads the system's configuration (resolv.conf, and what c-ares reads from the environment);
 * built with libcurl, the policies of MTA-STS are fetched over HTTPS too (RFC 8461 section 3.3) from where DNS says that they
 * are, by a child process, mailauth-check-fetch, which mailauth_source_free() ends. MAILAUTH_NO_RESOLVER when that fails; MAILAUTH_INVALID when it is open already. Answers are kept as long as the source:
 * to ask anew, open another one.
 */
MAILAUTH_API enum mailauth_result mailauth_source_open(mailauth_source *source);

/* What went wrong in the last function on the source that failed: a sentence for people; "" when none has. */
MAILAUTH_API const char *mailauth_source_error(const mailauth_source *source);

/*
 * How many mail domains the zone files hold: the apexes, and every name that owns an MX, SPF, DMARC or DKIM record. 0 before
 * the source is open.
 */
MAILAUTH_API size_t mailauth_source_domain_count(const mailauth_source *source);

/* The n-th of them, from 0, apexes first; NULL when there is none. Lives as long as the source. */
MAILAUTH_API const char *mailauth_source_domain(const mailauth_source *source, size_t number);

/*
 * Checks a domain, given in ASCII or UTF-8 (RFC 5891), and waits for all answers. `options` may be NULL. *ret_report is the
 * report, which the caller frees; it is NULL when the function fails. MAILAUTH_INVALID for a text that is no domain name and for
 * a source that is not open. A domain that does not exist, and questions without answer, are no failure: the report says so.
 * Comments in the zone files that silence findings are heeded.
 */
MAILAUTH_API enum mailauth_result mailauth_check(mailauth_source *source, const mailauth_options *options,
	const char *domain, mailauth_report **ret_report);

/*
 * Checks one record alone, without asking anybody: `size` bytes that are the value of a TXT record, its strings in quotes, or
 * lines of a zone file; of SPF, DKIM, DMARC, MTA-STS (its policy, too), TLS-RPT or BIMI. Rules that need more than the record
 * are silent, and so is the role, unless options tell it. `options` may be NULL. *ret_report is the report, which the caller
 * frees; it is NULL when the function fails. Its domain is that of the record where the text says it, else "", and offsets in
 * findings count in the file "<text>". MAILAUTH_MALFORMED for a text that is no such record, more than one, or more than a record
 * can hold (65535 octets). It has no $INCLUDE, so a text of strangers makes nobody read files.
 */
MAILAUTH_API enum mailauth_result mailauth_check_record(
	const mailauth_options *options, const char *text, size_t size, mailauth_report **ret_report);

/* ---- Reports ---- */

/* Frees a report with its findings, remedies and values. */
MAILAUTH_API void mailauth_report_free(mailauth_report *report);

/* The domain, with A-labels; "" for a record whose text does not name it. */
MAILAUTH_API const char *mailauth_report_domain(const mailauth_report *report);

/* The verdict. MAILAUTH_UNANSWERED for NULL. */
MAILAUTH_API enum mailauth_status mailauth_report_status(const mailauth_report *report);

/* What the domain is for, given or worked out. MAILAUTH_ROLE_AUTO only for a record that was checked alone, and for NULL. */
MAILAUTH_API enum mailauth_role mailauth_report_role(const mailauth_report *report);

/* How many findings have a severity. */
MAILAUTH_API size_t mailauth_report_count(const mailauth_report *report, enum mailauth_severity severity);

/*
 * The report as the document that `mailauth-check --format json` prints, version 1, with this one domain. UTF-8; the schema is
 * installed as share/mailauth-check/report-1.schema.json.
 */
MAILAUTH_API const char *mailauth_report_json(const mailauth_report *report);

/*
 * The domain's object in that document, to be walked without a parser. Its member "records" has what is published: "spf" (with
 * the tree of includes and the DNS lookups), "dkim", "dmarc" (by RFC 7489 and by RFC 9989) and "mx"; "receivers" has what large
 * receivers want.
 */
MAILAUTH_API const mailauth_value *mailauth_report_value(const mailauth_report *report);

/* ---- Findings ---- */

/* How many findings there are, notes too. */
MAILAUTH_API size_t mailauth_report_finding_count(const mailauth_report *report);

/* The n-th finding, from 0, the most severe first; NULL when there is none. */
MAILAUTH_API const mailauth_finding *mailauth_report_finding(const mailauth_report *report, size_t number);

/* The id of its rule, such as "spf-plus-all". Ids never change their meaning. */
MAILAUTH_API const char *mailauth_finding_rule(const mailauth_finding *finding);

/* How bad it is. */
MAILAUTH_API enum mailauth_severity mailauth_finding_severity(const mailauth_finding *finding);

/* How sure it is. */
MAILAUTH_API enum mailauth_confidence mailauth_finding_confidence(const mailauth_finding *finding);

/* What is wrong, in one sentence. */
MAILAUTH_API const char *mailauth_finding_message(const mailauth_finding *finding);

/* Why it matters, in one or two sentences. */
MAILAUTH_API const char *mailauth_finding_why(const mailauth_finding *finding);

/* What to do, in one sentence; empty for a note that asks for nothing. */
MAILAUTH_API const char *mailauth_finding_help(const mailauth_finding *finding);

/* The document that says so, such as "RFC 7208 section 4.5"; empty when none does. */
MAILAUTH_API const char *mailauth_finding_reference(const mailauth_finding *finding);

/* The name that it is about; NULL for a fault of a file. */
MAILAUTH_API const char *mailauth_finding_name(const mailauth_finding *finding);

/* The type of the record that it is about, such as "TXT" or "TYPE65280" (RFC 3597); NULL when it is about the name. */
MAILAUTH_API const char *mailauth_finding_type(const mailauth_finding *finding);

/*
 * The text of the record: of TXT the strings joined with nothing in between, of other types the RDATA in presentation form.
 * *ret_size, unless that is NULL, is its size in bytes without the NUL that stands behind it. NULL when it is about no record.
 */
MAILAUTH_API const char *mailauth_finding_text(const mailauth_finding *finding, size_t *ret_size);

/*
 * The bytes of that text that are at fault: offsets from 0, the end is the first byte that is not. Returns 0, and both are 0,
 * when it is about no record.
 */
MAILAUTH_API int mailauth_finding_span(const mailauth_finding *finding, size_t *ret_start, size_t *ret_end);

/* The file that the bytes at fault stand in; NULL for live DNS. */
MAILAUTH_API const char *mailauth_finding_file(const mailauth_finding *finding);

/* The line of the first byte at fault, from 1; 0 without a file. */
MAILAUTH_API unsigned long mailauth_finding_line(const mailauth_finding *finding);

/* The column of that byte, from 1, counted in bytes; 0 without a file. */
MAILAUTH_API unsigned long mailauth_finding_column(const mailauth_finding *finding);

/* The line of the first byte behind those at fault, from 1; 0 without a file. */
MAILAUTH_API unsigned long mailauth_finding_end_line(const mailauth_finding *finding);

/* The column of that byte, from 1, counted in bytes; 0 without a file. */
MAILAUTH_API unsigned long mailauth_finding_end_column(const mailauth_finding *finding);

/* The text of the remedy that cures it, whole, printable ASCII; NULL without one, and for one that deletes a record. */
MAILAUTH_API const char *mailauth_finding_fix_text(const mailauth_finding *finding);

/* The name to publish it at; NULL without a fix. */
MAILAUTH_API const char *mailauth_finding_fix_name(const mailauth_finding *finding);

/* The type of the record to publish; NULL without a fix. */
MAILAUTH_API const char *mailauth_finding_fix_type(const mailauth_finding *finding);

/* ---- Remedies: the smallest set of record changes that was proven to cure what text alone can cure ---- */

/* How many there are. They belong together: what they cure holds when all of them are published. */
MAILAUTH_API size_t mailauth_report_remedy_count(const mailauth_report *report);

/* The n-th remedy, from 0; NULL when there is none. */
MAILAUTH_API const mailauth_remedy *mailauth_report_remedy(const mailauth_report *report, size_t number);

/* What is done to the record. */
MAILAUTH_API enum mailauth_action mailauth_remedy_action(const mailauth_remedy *remedy);

/* The name of the record. */
MAILAUTH_API const char *mailauth_remedy_name(const mailauth_remedy *remedy);

/* The type of the record, such as "TXT". */
MAILAUTH_API const char *mailauth_remedy_type(const mailauth_remedy *remedy);

/*
 * What is published now, as mailauth_finding_text() has it; *ret_size likewise. NULL for an addition.
 */
MAILAUTH_API const char *mailauth_remedy_old(const mailauth_remedy *remedy, size_t *ret_size);

/* What to publish, without quotes; a TXT record of more than 255 bytes is to be split (RFC 1035 section 3.3). NULL for a deletion. */
MAILAUTH_API const char *mailauth_remedy_text(const mailauth_remedy *remedy);

/* What it changes beside the faults, in words; NULL for nothing. */
MAILAUTH_API const char *mailauth_remedy_effect(const mailauth_remedy *remedy);

/* How many rules have no finding of this report left with it. */
MAILAUTH_API size_t mailauth_remedy_cure_count(const mailauth_remedy *remedy);

/* The id of the n-th of these rules, from 0; NULL when there is none. */
MAILAUTH_API const char *mailauth_remedy_cure(const mailauth_remedy *remedy, size_t number);

/* ---- What was not answered ---- */

/* How many questions that could change the verdict were not answered. */
MAILAUTH_API size_t mailauth_report_unanswered_count(const mailauth_report *report);

/* The name in the n-th of them, from 0; NULL when there is none. */
MAILAUTH_API const char *mailauth_report_unanswered_name(const mailauth_report *report, size_t number);

/* The type in the n-th of them, such as "TXT"; NULL when there is none. */
MAILAUTH_API const char *mailauth_report_unanswered_type(const mailauth_report *report, size_t number);

/* Why the n-th of them was not answered: "timeout", "servfail", "refused", "offline"...; NULL when there is none. */
MAILAUTH_API const char *mailauth_report_unanswered_reason(const mailauth_report *report, size_t number);

/* ---- Values. Every function takes NULL, as a value that is null, so that a path can be walked without asking at each step. ---- */

/* What kind of value it is. */
MAILAUTH_API enum mailauth_kind mailauth_value_kind(const mailauth_value *value);

/* The member of an object that has this name; NULL when there is none or the value is no object. */
MAILAUTH_API const mailauth_value *mailauth_value_member(const mailauth_value *value, const char *name);

/* How many elements an array or members an object has; 0 for another value. */
MAILAUTH_API size_t mailauth_value_count(const mailauth_value *value);

/* The n-th element of an array or member of an object, from 0, in the order of the document; NULL when there is none. */
MAILAUTH_API const mailauth_value *mailauth_value_item(const mailauth_value *value, size_t number);

/* The name of the n-th member of an object, from 0; NULL when there is none. */
MAILAUTH_API const char *mailauth_value_name(const mailauth_value *value, size_t number);

/* The text of a string; NULL for another value. Bytes of a record that are no UTF-8 stand in it as \xNN. */
MAILAUTH_API const char *mailauth_value_text(const mailauth_value *value);

/* The number; 0 for another value. */
MAILAUTH_API uint64_t mailauth_value_number(const mailauth_value *value);

/* 1 for true, 0 for false and for another value. */
MAILAUTH_API int mailauth_value_boolean(const mailauth_value *value);

#ifdef __cplusplus
}
#endif

#endif
