#include "cli/options.h"

#include "mailauth/base/ascii.h"
#include "mailauth/base/escape.h"
#include "mailauth/base/nearest.h"
#include "mailauth/rules/registry.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	CHECKS = COMMAND_CHECK | COMMAND_ZONE,
	LOOKS_UP = CHECKS | COMMAND_SPF,
	JUDGES = CHECKS | COMMAND_RECORD,
	REPORTS = JUDGES | COMMAND_SPF,
	ALL = REPORTS | COMMAND_RULES | COMMAND_EXPLAIN,
	TIMEOUT_MS = 2000,
	TRIES = 2,
	JOBS = 64,
	JOBS_MOST = 10000,
};

static const struct {
	enum command command;
	const char *name;
	const char *usage;
	const char *summary;
	const char *examples;
} commands[] = {
	{ COMMAND_CHECK, "check", "[check] [OPTIONS] DOMAIN...", "lint what DNS publishes for each DOMAIN",
		"  mailauth-check example.com\n  mailauth-check --server 192.0.2.53 --selector s1 "
		"example.com example.net\n" },
	{ COMMAND_ZONE, "zone", "zone [OPTIONS] FILE...", "lint zone files before they are published",
		"  mailauth-check zone --offline db.example.com\n  mailauth-check zone --format short "
		"--fail-on warning example.com.zone\n" },
	{ COMMAND_RECORD, "record", "record [OPTIONS] [TEXT]", "lint the text of one record",
		"  mailauth-check record 'v=spf1 mx -all'\n  mailauth-check record < s1.txt\n" },
	{ COMMAND_SPF, "spf", "spf [OPTIONS] --ip ADDR [DOMAIN]",
		"what a receiver's check_host() returns for ADDR, and why",
		"  mailauth-check spf --ip 192.0.2.25 example.com\n  mailauth-check spf --ip 192.0.2.25 "
		"--helo mail.example.com --mail-from ''\n" },
	{ COMMAND_RULES, "rules", "rules", "list every rule",
		"  mailauth-check rules\n  mailauth-check rules | grep spf-\n" },
	{ COMMAND_EXPLAIN, "explain", "explain RULE...", "the whole story of a rule",
		"  mailauth-check explain spf-plus-all\n  mailauth-check explain dmarc-p-invalid "
		"dmarc-rua-missing\n" },
};

enum { COMMANDS = sizeof commands / sizeof *commands };

void complain(const char *format, ...)
{
	va_list arguments;

	fputs("mailauth-check: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
}

/* An argument as it may be shown. */
static const char *shown(struct options *options, const char *text)
{
	return escape_copy(&options->arena, slice_of(text));
}

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

	if (!server)
		return "an address, ADDRESS:PORT or [IPV6]:PORT";
	if (options->live.server_count == DNS_SERVERS_MOST)
		return "at most 8 servers";
	options->live.servers[options->live.server_count++] = server;
	return NULL;
}

static const char *set_timeout(struct options *options, const char *value)
{
	double seconds;

	if (!read_seconds(value, 300, &seconds) || seconds < 0.01)
		return "seconds from 0.01 to 300";
	options->live.timeout_ms = (unsigned)(seconds * 1000 + 0.5);
	options->has_timeout = true;
	return NULL;
}

static const char *set_tries(struct options *options, const char *value)
{
	uint64_t tries;

	if (!slice_number(slice_of(value), 100, &tries) || !tries)
		return "a number from 1 to 100";
	options->live.tries = (unsigned)tries;
	return NULL;
}

static const char *set_deadline(struct options *options, const char *value)
{
	return read_seconds(value, 1e9, &options->deadline) ? NULL : "a number of seconds";
}

static const char *set_jobs(struct options *options, const char *value)
{
	uint64_t jobs;

	if (!slice_number(slice_of(value), JOBS_MOST, &jobs) || !jobs)
		return "a number from 1 to 10000";
	options->jobs = (unsigned)jobs;
	return NULL;
}

static const char *set_tcp(struct options *options, const char *value)
{
	(void)value;
	options->live.tcp_only = true;
	return NULL;
}

static const char *set_offline(struct options *options, const char *value)
{
	(void)value;
	options->offline = true;
	return NULL;
}

static const char *set_complete(struct options *options, const char *value)
{
	(void)value;
	options->complete = true;
	return NULL;
}

static const char *set_quiet(struct options *options, const char *value)
{
	(void)value;
	options->quiet = true;
	return NULL;
}

static const char *set_verbose(struct options *options, const char *value)
{
	(void)value;
	options->verbose = true;
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
	*arena_append(&options->arena, &options->selectors) = selector;
	return NULL;
}

static const char *set_ip(struct options *options, const char *value)
{
	struct dns_address address = { 0 };

	if (!dns_address_from_text(slice_of(value), &address))
		return "an IPv4 or IPv6 address";
	*arena_append(&options->arena, &options->addresses) = address;
	return NULL;
}

static const char *set_mail_from(struct options *options, const char *value)
{
	options->mail_from = value;
	return NULL;
}

static const char *set_domain(struct options *options, const char *value)
{
	*arena_append(&options->arena, &options->domains) = value;
	return NULL;
}

/* One of some words; their order is that of the values. */
static bool read_word(const char *value, const char *const *words, int *ret_number)
{
	for (int i = 0; words[i]; i++) {
		if (strcmp(value, words[i]) == 0) {
			*ret_number = i;
			return true;
		}
	}
	return false;
}

static const char *set_probe(struct options *options, const char *value)
{
	int number;

	if (!read_word(value, (const char *const[]){ "auto", "all", "none", NULL }, &number))
		return "auto, all or none";
	options->check.probe = (enum probe)number;
	return NULL;
}

static const char *set_role(struct options *options, const char *value)
{
	int number;

	if (!read_word(value, (const char *const[]){ "auto", "sends", "receives", "no-mail", NULL }, &number))
		return "auto, sends, receives or no-mail";
	options->check.role = (enum role)number;
	return NULL;
}

static const char *set_volume(struct options *options, const char *value)
{
	int number;

	if (!read_word(value, (const char *const[]){ "regular", "bulk", NULL }, &number))
		return "bulk or regular";
	options->check.volume = (enum volume)number;
	return NULL;
}

static const char *set_fail_on(struct options *options, const char *value)
{
	int number;

	if (!read_word(value, (const char *const[]){ "info", "warning", "error", "never", NULL }, &number))
		return "error, warning, info or never";
	options->fail_on = (enum fail_on)number;
	return NULL;
}

static const char *set_format(struct options *options, const char *value)
{
	for (size_t i = 0; printers[i]; i++)
		if (strcmp(value, printers[i]->name) == 0)
			options->format = value;
	if (options->command == COMMAND_RULES && strcmp(value, "mdoc") == 0)
		options->format = value;
	return options->format == value ? NULL : "text, short or json";
}

static const char *set_colour(struct options *options, const char *value)
{
	int number;

	if (!read_word(value, (const char *const[]){ "auto", "always", "never", NULL }, &number))
		return "auto, always or never";
	if (number)
		options->colour = number == 1;
	return NULL;
}

#define SET_TEXT(member) \
	static const char *set_##member(struct options *options, const char *value) \
	{ \
		options->member = value; \
		return value[0] ? NULL : "something, not nothing"; \
	}

static const char *set_policy_server(struct options *options, const char *value)
{
	options->check.has_policy_server =
		dns_endpoint_from_text(slice_of(value), &options->check.policy_server, &options->policy_port);
	return options->check.has_policy_server ? NULL : "an address, ADDRESS:PORT or [IPV6]:PORT";
}

static const char *set_authoritative(struct options *options, const char *value)
{
	(void)value;
	options->check.authoritative = true;
	return NULL;
}

static const char *set_name_server_port(struct options *options, const char *value)
{
	uint64_t port;

	if (!slice_number(slice_of(value), UINT16_MAX, &port) || !port)
		return "a number from 1 to 65535";
	options->live.name_server_port = (unsigned)port;
	return NULL;
}

SET_TEXT(helo)
SET_TEXT(origin)
SET_TEXT(from_file)
SET_TEXT(answers)
SET_TEXT(save_answers)
SET_TEXT(output)
SET_TEXT(suffixes)
SET_TEXT(private_key)
SET_TEXT(authorities)
SET_TEXT(select)
SET_TEXT(ignore)

static const struct option_row {
	const char *name;
	char letter;
	const char *value; /* what follows it, or NULL */
	int commands;
	const char *(*set)(struct options *options, const char *value);
	const char *help;
} rows[] = {
	{ "server", 0, "ADDR[:PORT]", LOOKS_UP, set_server,
		"ask this server (repeatable); default: the system's" },
	{ "timeout", 0, "SECONDS", LOOKS_UP, set_timeout, "for one try; default 2" },
	{ "tries", 0, "N", LOOKS_UP, set_tries, "for one question; default 2, and each server once" },
	{ "deadline", 0, "SECONDS", LOOKS_UP, set_deadline, "for the whole run" },
	{ "tcp", 0, NULL, LOOKS_UP, set_tcp, "ask over TCP only" },
	{ "authoritative", 0, NULL, CHECKS, set_authoritative,
		"ask each name server of the zone, and compare" },
	{ "name-server-port", 0, "N", CHECKS, set_name_server_port, "of those name servers, if not 53" },
	{ "policy-server", 0, "ADDR", CHECKS, set_policy_server,
		"fetch MTA-STS policies there, whatever DNS says" },
	{ "ca-file", 0, "FILE", CHECKS, set_authorities,
		"certificates to trust for that, instead of the system's" },
	{ "offline", 0, NULL, LOOKS_UP, set_offline, "ask nothing; list what would have been asked" },
	{ "complete", 0, NULL, CHECKS, set_complete, "exit 3 for any question without answer, offline too" },
	{ "answers", 0, "FILE", LOOKS_UP, set_answers, "take DNS answers from FILE, without a network" },
	{ "save-answers", 0, "FILE", LOOKS_UP, set_save_answers,
		"keep every DNS answer of this run in FILE" },
	{ "ip", 0, "ADDR", LOOKS_UP, set_ip, "an address that mail is sent from" },
	{ "helo", 0, "NAME", LOOKS_UP, set_helo, "what the client says in HELO or EHLO" },
	{ "mail-from", 0, "ADDRESS", COMMAND_SPF, set_mail_from,
		"the envelope sender; '' for the null sender" },
	{ "selector", 0, "S", CHECKS, set_selector, "DKIM selector to look at (repeatable)" },
	{ "private-key", 0, "FILE", CHECKS, set_private_key,
		"the key that signs with --selector; is the published one its public half?" },
	{ "probe", 0, "HOW", CHECKS, set_probe, "guess other selectors: auto, all or none" },
	{ "role", 0, "ROLE", JUDGES, set_role, "auto, sends, receives or no-mail" },
	{ "volume", 0, "VOLUME", CHECKS, set_volume, "bulk or regular (default)" },
	{ "psl", 0, "FILE", CHECKS, set_suffixes, "a newer public suffix list" },
	{ "from-file", 0, "FILE", COMMAND_CHECK, set_from_file, "read domains from FILE, one a line" },
	{ "jobs", 0, "N", COMMAND_CHECK, set_jobs, "domains in flight; default 64" },
	{ "domain", 0, "D", COMMAND_ZONE, set_domain, "report on D only (repeatable)" },
	{ "origin", 0, "NAME", COMMAND_ZONE, set_origin, "what completes names before the first $ORIGIN" },
	{ "format", 0, "F", REPORTS | COMMAND_RULES, set_format, "text (default), short or json" },
	{ "output", 0, "FILE", REPORTS, set_output, "write the report to FILE, whole or not at all" },
	{ "select", 0, "RULES", JUDGES, set_select, "only these rules: ids with commas, spf-* for a family" },
	{ "ignore", 0, "RULES", JUDGES, set_ignore, "not these rules" },
	{ "fail-on", 0, "LEVEL", JUDGES, set_fail_on,
		"exit 1 from error (default), warning, info, or never" },
	{ "color", 0, "WHEN", ALL, set_colour, "auto (default), always or never" },
	{ "quiet", 'q', NULL, REPORTS, set_quiet, "findings only, no summary of a domain" },
	{ "verbose", 'v', NULL, REPORTS, set_verbose, "show notes (info) too" },
};

enum { ROWS = sizeof rows / sizeof *rows };

static void print_version(void)
{
	printf("mailauth-check %s\n", MAILAUTH_VERSION);
}

static void print_help(enum command command)
{
	for (size_t i = 0; i < COMMANDS; i++) {
		if (commands[i].command != command)
			continue;
		printf("Usage: mailauth-check %s\n%s.\n\n", commands[i].usage, commands[i].summary);
		for (size_t r = 0; r < ROWS; r++) {
			char left[32];

			if (!(rows[r].commands & (int)command))
				continue;
			snprintf(left, sizeof left, "%s--%s %s",
				rows[r].letter ? (char[]){ '-', rows[r].letter, ',', ' ', 0 } : "    ",
				rows[r].name, rows[r].value ? rows[r].value : "");
			printf("  %-26s %s\n", left, rows[r].help);
		}
		printf("  %-26s %s\n\nExamples:\n%s", "    --help, --version", "this text; the version",
			commands[i].examples);
	}
}

static void print_commands(void)
{
	fputs("Usage: mailauth-check [COMMAND] [OPTIONS] ...\n"
	      "Lints the DNS records that decide whether a domain's mail is believed: SPF, DKIM, DMARC, "
	      "MX.\n\n",
		stdout);
	for (size_t i = 0; i < COMMANDS; i++)
		printf("  %-28s %s\n", commands[i].usage, commands[i].summary);
	fputs("\nmailauth-check COMMAND --help lists the options of a command.\n"
	      "Exit status: 0 clean, 1 findings, 2 wrong usage or input, 3 not everything could be looked "
	      "up.\n\nExamples:\n"
	      "  mailauth-check example.com\n  mailauth-check zone --offline db.example.com\n",
		stdout);
}

static bool wants_colour(void)
{
	const char *no = getenv("NO_COLOR"), *force = getenv("FORCE_COLOR"),
		   *cli_force = getenv("CLICOLOR_FORCE"), *term = getenv("TERM");

	if (no && *no)
		return false;
	if ((force && *force && strcmp(force, "0") != 0) ||
		(cli_force && *cli_force && strcmp(cli_force, "0") != 0))
		return true;
	return isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0;
}

static const struct option_row *find_row(const struct options *options, struct slice name)
{
	for (size_t i = 0; i < ROWS; i++)
		if (slice_is(name, rows[i].name) && rows[i].commands & (int)options->command)
			return &rows[i];
	return NULL;
}

static void complain_unknown(struct options *options, struct slice name)
{
	struct nearest nearest = { .word = name };

	for (size_t i = 0; i < ROWS; i++) {
		if (slice_is(name, rows[i].name)) {
			complain("--%s does not go with this command; see --help", rows[i].name);
			return;
		}
		if (rows[i].commands & (int)options->command)
			nearest_offer(&nearest, rows[i].name);
	}
	complain("unknown option --%s%s%s%s", escape_copy(&options->arena, name),
		nearest.best ? "; did you mean --" : "; see --help", nearest.best ? nearest.best : "",
		nearest.best ? "?" : "");
}

static bool apply(struct options *options, const struct option_row *row, const char *value)
{
	const char *expected = row->set(options, value);

	if (expected)
		complain("--%s %s: %s is expected", row->name, shown(options, value), expected);
	return !expected;
}

/* "--name", "--name=value", "--name value". *at moves over what was used. */
static bool read_long(struct options *options, int argc, char **argv, int *at)
{
	struct slice word = slice_of(argv[*at] + 2);
	ptrdiff_t equals = slice_find(word, '=', 0);
	struct slice name = slice_part(word, 0, equals < 0 ? word.len : (size_t)equals);
	const struct option_row *row = find_row(options, name);
	const char *value = equals < 0 ? NULL : (const char *)word.at + equals + 1;

	if (!row) {
		complain_unknown(options, name);
		return false;
	}
	if (row->value && !value) {
		if (*at + 1 >= argc) {
			complain("--%s needs a value: %s", row->name, row->value);
			return false;
		}
		value = argv[++*at];
	}
	if (!row->value && value) {
		complain("--%s takes no value", row->name);
		return false;
	}
	return apply(options, row, value ? value : "");
}

static bool read_letters(struct options *options, const char *letters)
{
	for (; *letters; letters++) {
		const struct option_row *row = NULL;

		for (size_t i = 0; i < ROWS; i++)
			if (rows[i].letter == *letters && rows[i].commands & (int)options->command)
				row = &rows[i];
		if (!row) {
			complain("unknown option -%s; see --help%s", shown(options, (char[]){ *letters, 0 }),
				options->command == COMMAND_RECORD ? ". The text of a record goes in quotes"
								   : "");
			return false;
		}
		apply(options, row, "");
	}
	return true;
}

static bool matches(struct slice pattern, const char *id)
{
	if (pattern.len && pattern.at[pattern.len - 1] == '*')
		return slice_equal(slice_part(slice_of(id), 0, pattern.len - 1),
			slice_part(pattern, 0, pattern.len - 1));
	return slice_is(pattern, id);
}

/* Sets or clears the rules of a comma-separated list. */
static bool choose(struct options *options, const char *option, const char *list, bool *chosen, bool value)
{
	struct slice rest = slice_of(list);

	while (rest.len) {
		ptrdiff_t comma = slice_find(rest, ',', 0);
		struct slice part = slice_part(rest, 0, comma < 0 ? rest.len : (size_t)comma),
			     id = slice_trim(part);
		bool found = !id.len;

		for (size_t i = 0; i < rules_count(); i++) {
			if (id.len && matches(id, rules_at(i)->id)) {
				chosen[i] = value;
				found = true;
			}
		}
		if (!found) {
			const char *nearest = rules_nearest(id);

			complain("--%s: there is no rule %s%s%s%s", option, escape_copy(&options->arena, id),
				nearest ? "; did you mean " : "", nearest ? nearest : "",
				nearest ? "?" : " (see: mailauth-check rules)");
			return false;
		}
		rest = slice_part(rest, part.len + 1, rest.len);
	}
	return true;
}

static bool choose_rules(struct options *options)
{
	const struct rule **chosen = arena_take_array(&options->arena, rules_count(), sizeof *chosen);
	bool *in = arena_take(&options->arena, rules_count());

	memset(in, !options->select, rules_count());
	if ((options->select && !choose(options, "select", options->select, in, true)) ||
		(options->ignore && !choose(options, "ignore", options->ignore, in, false)))
		return false;
	for (size_t i = 0; i < rules_count(); i++)
		if (in[i])
			chosen[options->rules.count++] = rules_at(i);
	options->rules.rules = chosen;
	return true;
}

/* True for a long option whose value is the next word. */
static bool takes_value(const char *word)
{
	for (size_t r = 0; word[1] == '-' && r < ROWS; r++)
		if (rows[r].value && strcmp(word + 2, rows[r].name) == 0)
			return true;
	return false;
}

/* The command, when the first word that is no option names one. Returns its position in argv, or 0. */
static int find_command(struct options *options, int argc, char **argv)
{
	options->command = COMMAND_CHECK;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--") == 0)
			return 0;
		if (argv[i][0] == '-' && argv[i][1]) {
			i += takes_value(argv[i]); /* its value is no command */
			continue;
		}
		for (size_t c = 0; c < COMMANDS; c++) {
			if (strcmp(argv[i], commands[c].name) == 0) {
				options->command = commands[c].command;
				return i;
			}
		}
		return 0;
	}
	return 0;
}

bool options_read(struct options *options, int argc, char **argv, enum exit_status *ret_status)
{
	int command = find_command(options, argc, argv);
	bool only_operands = false;

	options->live.timeout_ms = TIMEOUT_MS;
	options->live.tries = TRIES;
	options->jobs = JOBS;
	options->fail_on = FAIL_ON_ERROR;
	options->format = "text";
	options->colour = wants_colour();
	*ret_status = EXIT_USAGE;
	for (int i = 1; i < argc; i++) {
		const char *word = argv[i];

		if (i == command)
			continue;
		if (only_operands || word[0] != '-' || !word[1]) {
			*arena_append(&options->arena, &options->operands) = word;
		} else if (strcmp(word, "--") == 0) {
			only_operands = true;
		} else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
			*ret_status = EXIT_CLEAN;
			if (command)
				print_help(options->command);
			else
				print_commands();
			return false;
		} else if (strcmp(word, "--version") == 0) {
			*ret_status = EXIT_CLEAN;
			print_version();
			return false;
		} else if (!(word[1] == '-' ? read_long(options, argc, argv, &i)
					    : read_letters(options, word + 1))) {
			return false;
		}
	}
	if (options->command & JUDGES && !choose_rules(options))
		return false;
	options->check.selectors = options->selectors.at;
	options->check.selector_count = options->selectors.count;
	options->check.addresses = options->addresses.at;
	options->check.address_count = options->addresses.count;
	return true;
}
