/* What each option is called, which commands have it, and how its value is read into struct options. */
#include "cli/option_rows.h"

#include "base/ascii.h"
#include "dns/server_name.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TRIES_MOST = 100, JOBS_MOST = 10000, SUBJECTS_MOST = 1000 };

static bool read_seconds(const char *value, double most, double *ret_seconds)
{
	char *end;

	*ret_seconds = strtod(value, &end);
	return ascii_is_digit((uint8_t)value[0]) && !*end && isfinite(*ret_seconds) && *ret_seconds > 0 &&
	       *ret_seconds <= most;
}

/* The setters return what was expected when the value is wrong, else NULL. */

static const char *set_server(struct options *options, const char *value)
{
	const char *server = dns_server_from_text(&options->arena, slice_of(value));

	/* A name is resolved when it is known that something is asked (cli/sources.c). */
	if (!server && dns_server_name_is(slice_of(value)))
		server = value;
	if (!server)
		return "the address or name of a server, ADDRESS:PORT, NAME:PORT or [IPV6]:PORT";
	if (options->lookup.live.server_count == DNS_SERVERS_MOST)
		return "at most 8 servers";
	options->lookup.live.servers[options->lookup.live.server_count++] = server;
	return NULL;
}

static const char *set_timeout(struct options *options, const char *value)
{
	double seconds;

	if (!read_seconds(value, 300, &seconds) || seconds < 0.01)
		return "seconds from 0.01 to 300";
	options->lookup.live.timeout_ms = (unsigned)(seconds * 1000 + 0.5);
	options->lookup.has_timeout = true;
	return NULL;
}

static const char *set_deadline(struct options *options, const char *value)
{
	double seconds;

	if (!read_seconds(value, 1e9, &seconds))
		return "a number of seconds";
	options->lookup.live.deadline_ms = seconds > 0 ? dns_live_now() + (uint64_t)(seconds * 1000) : 0;
	return NULL;
}

static const char *set_root(struct options *options, const char *value)
{
	return text_roots_add(&options->arena, &options->subject.roots, value) ? NULL : "a folder";
}

static const char *set_no_include(struct options *options, const char *value)
{
	(void)value;
	options->subject.includes_nothing = true;
	return NULL;
}

static const char *set_selector(struct options *options, const char *value)
{
	ptrdiff_t domainkey = slice_find_nocase(slice_of(value), "._domainkey", 0);
	const char *selector =
		domainkey > 0 ? arena_printf(&options->arena, "%.*s", (int)domainkey, value) : value;
	struct dns_name name;

	if (dns_name_from_text(slice_of(selector), NULL, &name) != DNS_NAME_OK ||
		selector[strlen(selector) - 1] == '.' || strchr("@*", selector[0]))
		return "a DKIM selector such as s1";
	if (options->subject.selectors.count == SUBJECTS_MOST)
		return "at most 1000 selectors";
	*arena_append(&options->arena, &options->subject.selectors) = selector;
	return NULL;
}

static const char *set_ip(struct options *options, const char *value)
{
	struct dns_address address = { 0 };

	if (!dns_address_from_text(slice_of(value), &address))
		return "an IPv4 or IPv6 address";
	if (options->subject.addresses.count == SUBJECTS_MOST)
		return "at most 1000 addresses";
	*arena_append(&options->arena, &options->subject.addresses) = address;
	return NULL;
}

static const char *set_mail_from(struct options *options, const char *value)
{
	options->subject.mail_from = value;
	return NULL;
}

static const char *set_domain(struct options *options, const char *value)
{
	*arena_append(&options->arena, &options->subject.domains) = value;
	return NULL;
}

static const char *set_exclude(struct options *options, const char *value)
{
	size_t length = strlen(value);

	while (length && value[length - 1] == '/')
		length--;
	*arena_append(&options->arena, &options->subject.exclude) =
		arena_printf(&options->arena, "%.*s", (int)length, value);
	return length ? NULL : "a pattern of file names";
}

#define PROBES "auto all none"
#define ROLES "auto sends receives no-mail include"
#define VOLUMES "regular bulk"
#define LEVELS "info warning error never"
#define COLOURS "auto always never"
#define FIXES "diff diff,unsafe"
#define PUBLISH_AS "zone panel"

/* One of some words with blanks between; their order is that of the values. Returns what was expected if it is none. */
static const char *read_word(struct options *options, const char *value, const char *words, int *ret_number)
{
	struct bytes expected = { 0 };
	struct slice word;
	const char *text;
	int number = 0;

	for (size_t at = 0; slice_next_item(slice_of(words), ' ', &at, &word); number++) {
		if (slice_is(word, value)) {
			*ret_number = number;
			bytes_free(&expected);
			return NULL;
		}
		bytes_add_text(&expected, !number ? "" : word.at[word.len] ? ", " : " or ");
		bytes_add(&expected, word);
	}
	text = arena_printf(&options->arena, "%.*s", (int)expected.len, (const char *)expected.at);
	bytes_free(&expected);
	return text;
}

static const char *set_format(struct options *options, const char *value)
{
	enum document document = command_row_of(options->command)->document;
	const struct format *format = format_find(slice_of(value), document);
	int number;

	if (format)
		options->output.format = format;
	return format ? NULL : read_word(options, value, format_names(&options->arena, document), &number);
}

static const char *set_colour(struct options *options, const char *value)
{
	int number = 0;
	const char *expected = read_word(options, value, COLOURS, &number);

	if (number)
		options->output.colour = number == 1;
	return expected;
}

static const char *set_fix(struct options *options, const char *value)
{
	int number = 0;
	const char *expected = read_word(options, value, FIXES, &number);

	options->output.fix = !expected;
	options->output.fix_unsafe = number == 1;
	return expected;
}

#define SET_TEXT(name, member) \
	static const char *set_##name(struct options *options, const char *value) \
	{ \
		options->member = value; \
		return value[0] ? NULL : "a non-empty value"; \
	}

#define SET_NUMBER(name, member, most) \
	static const char *set_##name(struct options *options, const char *value) \
	{ \
		uint64_t number; \
\
		if (!slice_number(slice_of(value), most, &number) || !number) \
			return arena_printf(&options->arena, "a number from 1 to %d", most); \
		options->member = (unsigned)number; \
		return NULL; \
	}

#define SET_TRUE(name, member) \
	static const char *set_##name(struct options *options, const char *value) \
	{ \
		(void)value; \
		options->member = true; \
		return NULL; \
	}

#define SET_WORD(name, member, kind, words) \
	static const char *set_##name(struct options *options, const char *value) \
	{ \
		int number = 0; \
		const char *expected = read_word(options, value, words, &number); \
\
		if (!expected) \
			options->member = (enum kind)number; \
		return expected; \
	}

/* Who gives a port knows these servers. */
static const char *set_name_server_port(struct options *options, const char *value)
{
	uint64_t number;

	if (!slice_number(slice_of(value), UINT16_MAX, &number) || !number)
		return "a number from 1 to 65535";
	options->lookup.live.name_server_port = (unsigned)number;
	options->check.asks_any_server = true;
	return NULL;
}

static const char *set_policy_server(struct options *options, const char *value)
{
	options->check.has_policy_server = dns_endpoint_from_text(
		slice_of(value), &options->check.policy_server, &options->lookup.policy_port);
	return options->check.has_policy_server ? NULL : "an address, ADDRESS:PORT or [IPV6]:PORT";
}

/* An empty name is as good as none: a caller that always passes what the client said may have nothing to pass. */
static const char *set_helo(struct options *options, const char *value)
{
	options->subject.helo = value[0] ? value : NULL;
	return NULL;
}

SET_TEXT(origin, subject.origin)
SET_TEXT(zone, subject.zone)
SET_TEXT(from_file, subject.from_file)
SET_TEXT(files_from, subject.files_from)
SET_TEXT(answers, lookup.answers)
SET_TEXT(save_answers, lookup.save_answers)
SET_TEXT(output, output.path)
SET_TEXT(resume, output.resume)
SET_TEXT(suffixes, lookup.suffixes)
SET_TEXT(private_key, subject.private_key)
SET_TEXT(authorities, lookup.authorities)
SET_TEXT(config, config.path)
SET_TEXT(baseline, selection.baseline)
SET_TEXT(write_baseline, selection.write_baseline)
SET_NUMBER(tries, lookup.live.tries, TRIES_MOST)
SET_NUMBER(jobs, lookup.jobs, JOBS_MOST)
SET_TRUE(tcp, lookup.live.tcp_only)
SET_TRUE(offline, lookup.offline)
SET_TRUE(authoritative, check.authoritative)
SET_TRUE(complete, selection.complete)
SET_TRUE(no_config, config.none)
SET_TRUE(no_sandbox, no_sandbox)
SET_TRUE(statistics, output.statistics)
SET_TRUE(quiet, output.quiet)
SET_TRUE(unordered, output.unordered)
SET_TRUE(verbose, output.verbose)
SET_WORD(probe, check.probe, probe, PROBES)
SET_WORD(role, check.role, role, ROLES)
SET_WORD(volume, check.volume, volume, VOLUMES)
SET_WORD(fail_on, selection.fail_on, fail_on, LEVELS)
SET_WORD(publish_as, output.publish_as, publish_as, PUBLISH_AS)

static const char *set_select(struct options *options, const char *value)
{
	*arena_append(&options->arena, &options->selection.selects) = value;
	return value[0] ? NULL : "a non-empty value";
}

static const char *set_ignore(struct options *options, const char *value)
{
	*arena_append(&options->arena, &options->selection.ignores) = value;
	return value[0] ? NULL : "a non-empty value";
}

const struct option_row option_rows[] = {
	{ "server", 0, "ADDR[:PORT]", NULL, LOOKS_UP, set_server,
		"query this server (repeatable); default: system's" },
	{ "timeout", 0, "SECONDS", NULL, LOOKS_UP, set_timeout, "time for one try; default 2" },
	{ "tries", 0, "N", NULL, LOOKS_UP, set_tries, "per question; default 2, each server at least once" },
	{ "deadline", 0, "SECONDS", NULL, LOOKS_UP, set_deadline, "time limit of the whole run" },
	{ "tcp", 0, NULL, NULL, LOOKS_UP, set_tcp, "use TCP only" },
	{ "authoritative", 0, NULL, NULL, CHECKS, set_authoritative,
		"also query every name server, and compare" },
	{ "name-server-port", 0, "N", NULL, CHECKS, set_name_server_port,
		"port of these name servers; default 53" },
	{ "policy-server", 0, "ADDR", NULL, CHECKS, set_policy_server,
		"fetch MTA-STS policies from this address" },
	{ "ca-file", 0, "FILE", NULL, CHECKS, set_authorities,
		"trusted CA certificates instead of the system's" },
	{ "offline", 0, NULL, NULL, LOOKS_UP, set_offline,
		"no DNS lookups; list what would have been asked" },
	{ "complete", 0, NULL, NULL, CHECKS | COMMAND_MERGE, set_complete,
		"exit 3 for any unanswered question, offline too" },
	{ "answers", 0, "FILE", NULL, LOOKS_UP, set_answers,
		"take DNS answers from FILE, without a network" },
	{ "save-answers", 0, "FILE", NULL, LOOKS_UP & ~COMMAND_DIFF, set_save_answers,
		"save all DNS answers of this run to FILE" },
	{ "ip", 0, "ADDR", NULL, LOOKS_UP, set_ip, "IP address of the sending server" },
	{ "helo", 0, "NAME", NULL, LOOKS_UP, set_helo, "HELO or EHLO name of that server" },
	{ "mail-from", 0, "ADDRESS", NULL, COMMAND_SPF | COMMAND_MESSAGE, set_mail_from,
		"envelope sender; '' for the null sender" },
	{ "selector", 0, "S", NULL, CHECKS, set_selector, "DKIM selector to check (repeatable)" },
	{ "private-key", 0, "FILE", NULL, CHECKS, set_private_key,
		"check that this key matches the one at --selector" },
	{ "probe", 0, "HOW", PROBES, CHECKS, set_probe, "guess other selectors: auto, all or none" },
	{ "role", 0, "ROLE", ROLES, JUDGES, set_role, "auto, sends, receives, no-mail or include" },
	{ "volume", 0, "VOLUME", VOLUMES, CHECKS, set_volume, "bulk or regular (default)" },
	{ "psl", 0, "FILE", NULL, CHECKS, set_suffixes, "public suffix list to use" },
	{ "from-file", 0, "FILE", NULL, COMMAND_CHECK, set_from_file,
		"read domains from FILE, one per line" },
	{ "jobs", 0, "N", NULL, COMMAND_CHECK, set_jobs, "domains checked in parallel; default 64" },
	{ "unordered", 0, NULL, NULL, COMMAND_CHECK, set_unordered, "print each report as its domain ends" },
	{ "resume", 0, "FILE", NULL, COMMAND_CHECK, set_resume,
		"continue an interrupted run (jsonl, FILE.partial)" },
	{ "domain", 0, "D", NULL, COMMAND_ZONE | COMMAND_DIFF | COMMAND_BOUNCE, set_domain,
		"report on this domain only (repeatable)" },
	{ "origin", 0, "NAME", NULL, COMMAND_ZONE | COMMAND_DIFF, set_origin,
		"origin of the names before the first $ORIGIN" },
	{ "files-from", 0, "FILE", NULL, COMMAND_ZONE | COMMAND_DIFF, set_files_from,
		"read file names from FILE, one per line" },
	{ "exclude", 0, "PATTERN", NULL, COMMAND_ZONE | COMMAND_DIFF, set_exclude,
		"skip matching files of a folder (repeatable)" },
	{ "include-root", 0, "DIR", NULL, COMMAND_ZONE | COMMAND_DIFF, set_root,
		"read no file outside DIR (repeatable)" },
	{ "no-include", 0, NULL, NULL, COMMAND_ZONE | COMMAND_DIFF, set_no_include,
		"read no file that $INCLUDE names" },
	{ "zone", 0, "FILE", NULL, COMMAND_CHECK | COMMAND_MESSAGE, set_zone,
		"answer from this zone file before DNS" },
	{ "format", 0, "FORMAT", NULL, ALL | COMMAND_SHOW_CONFIG | COMMAND_MERGE, set_format,
		"output format" },
	{ "output", 0, "FILE", NULL, REPORTS | COMMAND_MERGE, set_output, "write the report to FILE" },
	{ "select", 0, "RULES", NULL, JUDGES, set_select, "only these rules: ids, or spf-* for a family" },
	{ "ignore", 0, "RULES", NULL, JUDGES, set_ignore, "without these rules" },
	{ "fail-on", 0, "LEVEL", LEVELS, JUDGES | COMMAND_MERGE, set_fail_on,
		"exit 1 at error (default), warning, info or never" },
	{ "fix", 0, "diff", FIXES, COMMAND_ZONE, set_fix, "print fixes as a patch; diff,unsafe: all fixes" },
	{ "statistics", 0, NULL, NULL, COMMAND_CHECK | COMMAND_ZONE | COMMAND_DIFF, set_statistics,
		"count findings by rule (text, json or csv)" },
	{ "publish-as", 0, "HOW", PUBLISH_AS, JUDGES, set_publish_as,
		"remedies for a zone file (default) or a web panel" },
	{ "baseline", 0, "FILE", NULL, COMMAND_CHECK | COMMAND_ZONE | COMMAND_DIFF | COMMAND_MESSAGE,
		set_baseline, "do not count the findings in FILE" },
	{ "write-baseline", 0, "FILE", NULL, COMMAND_CHECK | COMMAND_ZONE | COMMAND_MESSAGE,
		set_write_baseline, "save the findings of this run to FILE" },
	{ "config", 0, "FILE", NULL, JUDGES | COMMAND_SHOW_CONFIG, set_config,
		"configuration file (default: .mailauth-check.conf)" },
	{ "no-config", 0, NULL, NULL, JUDGES | COMMAND_SHOW_CONFIG, set_no_config,
		"use no configuration file" },
	{ "no-sandbox", 0, NULL, NULL, ALL | COMMAND_SHOW_CONFIG | COMMAND_MERGE, set_no_sandbox,
		"do not confine the run to what it needs" },
	{ "color", 0, "WHEN", COLOURS, ALL | COMMAND_MERGE, set_colour, "auto (default), always or never" },
	{ "quiet", 'q', NULL, NULL, REPORTS, set_quiet, "one line for each finding, no summary" },
	{ "verbose", 'v', NULL, NULL, REPORTS | COMMAND_MERGE, set_verbose,
		"also notes (info), reasons and sources" },
};

const size_t option_rows_count = sizeof option_rows / sizeof *option_rows;

/* What --help of a command explains when all of its options are more than a screen. */
static const struct {
	const char *option;
	int commands;
} main_options[] = {
	{ "server", LOOKS_UP & ~COMMAND_ZONE },
	{ "offline", COMMAND_ZONE | COMMAND_DIFF },
	{ "ip", COMMAND_CHECK | COMMAND_SPF | COMMAND_BOUNCE | COMMAND_MESSAGE },
	{ "helo", COMMAND_SPF | COMMAND_MESSAGE },
	{ "mail-from", COMMAND_SPF | COMMAND_MESSAGE },
	{ "selector", COMMAND_CHECK | COMMAND_BOUNCE | COMMAND_DIFF },
	{ "from-file", COMMAND_CHECK },
	{ "domain", COMMAND_ZONE | COMMAND_BOUNCE | COMMAND_DIFF },
	{ "exclude", COMMAND_ZONE },
	{ "zone", COMMAND_MESSAGE },
	{ "format", LOOKS_UP },
	{ "fail-on", COMMAND_CHECK | COMMAND_ZONE | COMMAND_DIFF },
	{ "fix", COMMAND_ZONE },
	{ "publish-as", COMMAND_BOUNCE },
	{ "baseline", COMMAND_ZONE | COMMAND_DIFF },
	{ "quiet", COMMAND_CHECK },
	{ "verbose", LOOKS_UP },
};

static int main_commands(const struct option_row *row)
{
	for (size_t i = 0; i < sizeof main_options / sizeof *main_options; i++)
		if (strcmp(main_options[i].option, row->name) == 0)
			return main_options[i].commands;
	return 0;
}

struct usage usage_of_rows(struct arena *arena)
{
	struct usage_option *options = arena_take_array(arena, option_rows_count, sizeof *options);

	for (size_t i = 0; i < option_rows_count; i++) {
		const struct option_row *row = &option_rows[i];

		options[i] = (struct usage_option){ row->name, row->letter, row->value, row->words,
			row->commands, main_commands(row), row->help };
	}
	return (struct usage){ command_rows, command_rows_count, options, option_rows_count };
}
