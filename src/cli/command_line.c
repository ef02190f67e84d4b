/*
 * Reads the command line against the rows of commands and options, and prints the help from them.
 *
 *   argument = "--" name [ "=" value ] / "--" name value / "-" 1*letter / "--" / operand
 */
#include "cli/command_line.h"

#include "cli/command_rows.h"
#include "cli/config.h"
#include "cli/mistyped.h"
#include "cli/option_rows.h"
#include "cli/output.h"
#include "input/operand.h"

#include "base/escape.h"
#include "base/nearest.h"
#include "print/terminal.h"
#include "rules/registry.h"
#include "rules/selection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TIMEOUT_MS = 2000, TRIES = 2, JOBS = 64 };

/* An argument as it may be shown. */
static const char *shown(struct options *options, const char *text)
{
	return escape_copy(&options->arena, slice_of(text));
}

static enum exit_status print_version(void)
{
	struct bytes out = { 0 };

	bytes_printf(&out, "mailauth-check %s\n", MAILAUTH_VERSION);
	return write_out(&out) ? EXIT_CLEAN : EXIT_USAGE;
}

/* `all`: with every option, on as many lines as that takes. */
static enum exit_status print_help(struct options *options, bool of_command, bool all)
{
	struct usage usage = usage_of_rows(&options->arena);
	struct bytes out = { 0 };

	if (of_command)
		print_usage_of_command(&out, &usage, command_row_of(options->command), all);
	else
		print_usage(&out, &usage);
	return write_out(&out) ? EXIT_CLEAN : EXIT_USAGE;
}

static const struct option_row *find_row(const struct options *options, struct slice name)
{
	for (size_t i = 0; i < option_rows_count; i++)
		if (slice_is(name, option_rows[i].name) && option_rows[i].commands & (int)options->command)
			return &option_rows[i];
	return NULL;
}

static void complain_unknown(struct options *options, struct slice name)
{
	struct nearest nearest = { .word = name };

	for (size_t i = 0; i < option_rows_count; i++) {
		if (slice_is(name, option_rows[i].name)) {
			complain("this command has no option --%s; see --help", option_rows[i].name);
			return;
		}
		if (option_rows[i].commands & (int)options->command)
			nearest_offer(&nearest, option_rows[i].name);
	}
	nearest_offer(&nearest, "help");
	nearest_offer(&nearest, "version");
	if (nearest.best)
		complain("unknown option --%s; did you mean --%s?", escape_copy(&options->arena, name),
			nearest.best);
	else
		complain("unknown option --%s; see --help", escape_copy(&options->arena, name));
}

static bool apply(struct options *options, const struct option_row *row, const char *value)
{
	const char *expected = row->set(options, value);

	options->config.given[row - option_rows] = true;
	if (expected)
		complain("--%s %s: expected %s", row->name, shown(options, value), expected);
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
		complain("--%s does not take a value", row->name);
		return false;
	}
	return apply(options, row, value ? value : "");
}

static bool read_letters(struct options *options, const char *letters)
{
	for (; *letters; letters++) {
		const struct option_row *row = NULL;

		for (size_t i = 0; i < option_rows_count; i++)
			if (option_rows[i].letter == *letters &&
				option_rows[i].commands & (int)options->command)
				row = &option_rows[i];
		if (!row) {
			complain("unknown option -%s; see --help%s", shown(options, (char[]){ *letters, 0 }),
				options->command == COMMAND_RECORD ? " (put the text of a record in quotes)"
								   : "");
			return false;
		}
		apply(options, row, "");
	}
	return true;
}

/* False after a message about an item of a list that no rule has. */
static bool check_list(struct options *options, const char *option, const char *list)
{
	const char *nearest;
	struct slice item;

	if (!list || !rules_list_unknown(list, &item))
		return true;
	nearest = rules_nearest(item);
	complain("--%s: unknown rule %s%s", option, escape_copy(&options->arena, item),
		nearest ? nearest_question(&options->arena, nearest) : " (see: mailauth-check rules)");
	return false;
}

/* Several lists are one. False after a message. */
static bool join_lists(struct options *options, const char *option, const char *const *lists, size_t count,
	const char **ret_joined)
{
	enum { RULES_MOST = 1000 }; /* there are fewer */
	struct bytes joined = { 0 };
	size_t rules = 0;

	for (size_t i = 0; i < count; i++) {
		rules += slice_count_items(slice_of(lists[i]), ',');
		bytes_add_text(&joined, i ? "," : "");
		bytes_add_text(&joined, lists[i]);
	}
	if (count)
		*ret_joined = (const char *)arena_copy(&options->arena, bytes_slice(&joined)).at;
	bytes_free(&joined);
	if (rules > RULES_MOST)
		complain("--%s: more than %d rules", option, RULES_MOST);
	return rules <= RULES_MOST;
}

static bool choose_rules(struct options *options)
{
	struct selection_options *selection = &options->selection;

	if (!join_lists(
		    options, "select", selection->selects.at, selection->selects.count, &selection->select) ||
		!join_lists(options, "ignore", selection->ignores.at, selection->ignores.count,
			&selection->ignore))
		return false;
	if (!check_list(options, "select", options->selection.select) ||
		!check_list(options, "ignore", options->selection.ignore))
		return false;
	options->selection.chosen = rules_all(&options->arena);
	if (options->selection.select)
		options->selection.chosen =
			rules_within(&options->arena, &options->selection.chosen, options->selection.select);
	if (options->selection.ignore)
		options->selection.chosen =
			rules_without(&options->arena, &options->selection.chosen, options->selection.ignore);
	config_prepare(options);
	return true;
}

/* True for a long option whose value is the next word. */
static bool takes_value(const char *word)
{
	for (size_t r = 0; word[1] == '-' && r < option_rows_count; r++)
		if (option_rows[r].value && strcmp(word + 2, option_rows[r].name) == 0)
			return true;
	return false;
}

/*
 * The time of the run: SOURCE_DATE_EPOCH, with which runs can be repeated, else that of the system. False after a message.
 */
static bool clock_read(struct options *options)
{
	const char *given = getenv("SOURCE_DATE_EPOCH");
	uint64_t seconds;

	options->check.now = (uint32_t)time(NULL);
	if (!given || !*given)
		return true;
	if (!slice_number(slice_of(given), UINT32_MAX, &seconds)) {
		complain("SOURCE_DATE_EPOCH=%s: expected a number of seconds since 1970",
			shown(options, given));
		return false;
	}
	options->check.now = (uint32_t)seconds;
	return true;
}

static bool choose_command(struct options *options, const char *name)
{
	for (size_t c = 0; c < command_rows_count; c++) {
		if (strcmp(name, command_rows[c].name) == 0) {
			options->command = (enum command)command_rows[c].bit;
			return true;
		}
	}
	return false;
}

/* The command, when the first word that is no option names one. Returns its position in argv, or 0. */
static int find_command(struct options *options, int argc, char **argv)
{
	options->command = COMMAND_CHECK;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--") == 0)
			return 0;
		if (argv[i][0] == '@' && argv[i][1])
			continue; /* a server */
		if (argv[i][0] == '-' && argv[i][1]) {
			i += takes_value(argv[i]); /* its value is no command */
			continue;
		}
		return choose_command(options, argv[i]) ? i : 0;
	}
	return 0;
}

/* `help COMMAND`: the exit status. */
static enum exit_status help_with(struct options *options, const char *command)
{
	if (command && choose_command(options, command))
		return print_help(options, true, true);
	if (command)
		complain_no_command(options, command);
	else
		complain("help needs the name of a command; mailauth-check --help lists all commands");
	return EXIT_USAGE;
}

/* "@SERVER", as dig has it. A text of `record` may begin with "@", and go on after a blank; a file is one. */
static bool is_server(const char *word)
{
	return word[0] == '@' && word[1] && !strpbrk(word, " \t\r\n") &&
	       operand_existing(word) == OPERAND_MISSING;
}

/* A word that is no option. `first`: nothing has said what it is. False after a message or the help, with *ret_status. */
static bool read_operand(struct options *options, char **words, bool first, enum exit_status *ret_status)
{
	const struct option_row *server = find_row(options, slice_of("server"));

	if (server && is_server(words[0])) {
		options->lookup.at_server = words[0];
		return apply(options, server, words[0] + 1);
	}
	if (first && strcmp(words[0], "help") == 0) {
		*ret_status = help_with(options, words[1]);
		return false;
	}
	if (first && command_is_mistyped(options, words[0]))
		return false;
	*arena_append(&options->arena, &options->operands) = words[0];
	return true;
}

/* -h, --help, -V and --version: printed, and nothing else done. */
static bool is_answered(
	struct options *options, const char *word, bool of_command, enum exit_status *ret_status)
{
	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
		*ret_status = print_help(options, of_command, false);
	else if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0)
		*ret_status = print_version();
	else
		return false;
	return true;
}

/* What is counted has a form of its own in some formats only. False after a message. */
static bool has_statistics(struct options *options)
{
	const struct output_options *output = &options->output;
	struct arena *arena = &options->arena;

	if (!output->statistics)
		return true;
	if (output->fix)
		complain("--statistics counts findings and --fix prints fixes; specify only one of them");
	else if (!output->format->statistics)
		complain("--format %s has no statistics; use one of: %s", output->format->name,
			format_names(arena, DOCUMENT_STATISTICS));
	return !output->fix && output->format->statistics;
}

bool command_line_read(struct options *options, int argc, char **argv, enum exit_status *ret_status)
{
	int command = find_command(options, argc, argv);
	bool only_operands = false;

	*ret_status = EXIT_USAGE;
	if (!clock_read(options))
		return false;
	options->config.given = arena_take(&options->arena, option_rows_count);
	options->lookup.live.timeout_ms = TIMEOUT_MS;
	options->lookup.live.tries = TRIES;
	options->lookup.jobs = JOBS;
	options->selection.fail_on = FAIL_ON_ERROR;
	options->output.publish_as = PUBLISH_AS_USUAL;
	options->output.format = format_default;
	options->output.colour = terminal_wants_colour();
	for (int i = 1; i < argc; i++) {
		const char *word = argv[i];

		if (i == command)
			continue;
		if (only_operands) {
			*arena_append(&options->arena, &options->operands) = word;
		} else if (word[0] != '-' || !word[1]) {
			if (!read_operand(
				    options, argv + i, !command && !options->operands.count, ret_status))
				return false;
		} else if (strcmp(word, "--") == 0) {
			only_operands = true;
		} else if (is_answered(options, word, command, ret_status)) {
			return false;
		} else if (!(word[1] == '-' ? read_long(options, argc, argv, &i)
					    : read_letters(options, word + 1))) {
			return false;
		}
	}
	if (options->command & (JUDGES | COMMAND_SHOW_CONFIG) &&
		(!config_read(options) || !choose_rules(options) || !has_statistics(options)))
		return false;
	options->check.selectors = options->subject.selectors.at;
	options->check.selector_count = options->subject.selectors.count;
	options->check.addresses = options->subject.addresses.at;
	options->check.address_count = options->subject.addresses.count;
	options->check.thorough = options->output.verbose || options->selection.select;
	return true;
}
