/* --help. */
#include "print/command/usage.h"

#include "base/ascii.h"

#include <stdio.h>
#include <string.h>

enum { HELP_COLUMN = 29, HELP_WIDTH = 80, HELP_LINES = 23 }; /* a screen of 24 by 80 has a prompt, too */

/* The formats that a command has, after the help of the option. The first one is the default. */
static void print_formats(struct bytes *out, const char *help, const char *formats)
{
	static const char suffix[] = " (default)";
	size_t column = HELP_COLUMN + strlen(help) + strlen(suffix) + 1;
	struct slice word;

	bytes_add_byte(out, ':');
	for (size_t at = 0; slice_next_item(slice_of(formats), ' ', &at, &word); column += word.len + 2) {
		if (column + word.len + 2 > HELP_WIDTH) {
			bytes_printf(out, "\n%*s", HELP_COLUMN - 1, "");
			column = HELP_COLUMN - 1;
		}
		bytes_printf(out, " %.*s%s%s", (int)word.len, (const char *)word.at,
			word.at == (const uint8_t *)formats ? suffix : "", word.at[word.len] ? "," : "");
	}
}

static void print_option(
	struct bytes *out, const struct usage_option *option, const struct usage_command *command)
{
	struct arena scratch = { 0 };
	char left[32];

	snprintf(left, sizeof left, "%s--%s %s",
		option->letter ? (char[]){ '-', option->letter, ',', ' ', 0 } : "    ", option->name,
		option->value ? option->value : "");
	bytes_printf(out, "  %-26s %s", left, option->help);
	if (option->value && strcmp(option->value, "FORMAT") == 0)
		print_formats(out, option->help, format_names(&scratch, command->document));
	bytes_add_byte(out, '\n');
	arena_release(&scratch);
}

static void print_head(struct bytes *out, const struct usage_command *command)
{
	bytes_printf(out, "Usage: mailauth-check %s\n%c%s.\n\n", command->usage, command->summary[0] - 32,
		command->summary + 1);
}

static void print_examples(struct bytes *out, const struct usage_command *command)
{
	bytes_printf(out, "\nExamples:\n%s", command->examples);
}

static void print_all_options(
	struct bytes *out, const struct usage *usage, const struct usage_command *command)
{
	print_head(out, command);
	for (size_t i = 0; i < usage->option_count; i++)
		if (usage->options[i].commands & command->bit)
			print_option(out, &usage->options[i], command);
	bytes_printf(out, "  %-26s %s\n", "-h, --help, -V, --version", "show this help; show the version");
	print_examples(out, command);
}

/* The names of the options that are not explained, as lines. */
static void print_other_options(
	struct bytes *out, const struct usage *usage, const struct usage_command *command)
{
	size_t column = HELP_WIDTH;

	bytes_printf(out, "Other options (see mailauth-check help %s):", command->name);
	for (size_t i = 0; i < usage->option_count; i++) {
		const struct usage_option *option = &usage->options[i];
		size_t width = strlen(" --") + strlen(option->name);

		if (!(option->commands & command->bit) || option->main & command->bit)
			continue;
		if (column + width > HELP_WIDTH) {
			bytes_add_text(out, "\n ");
			column = 1;
		}
		bytes_printf(out, " --%s", option->name);
		column += width;
	}
	bytes_add_byte(out, '\n');
}

static void print_main_options(
	struct bytes *out, const struct usage *usage, const struct usage_command *command)
{
	print_head(out, command);
	for (size_t i = 0; i < usage->option_count; i++)
		if (usage->options[i].commands & usage->options[i].main & command->bit)
			print_option(out, &usage->options[i], command);
	print_other_options(out, usage, command);
	print_examples(out, command);
}

static size_t count_lines(const struct bytes *text)
{
	size_t count = 0;

	for (size_t i = 0; i < text->len; i++)
		count += text->at[i] == '\n';
	return count;
}

void print_usage_of_command(
	struct bytes *out, const struct usage *usage, const struct usage_command *command, bool all)
{
	struct bytes whole = { 0 };

	print_all_options(&whole, usage, command);
	if (all || count_lines(&whole) <= HELP_LINES)
		bytes_add(out, bytes_slice(&whole));
	else
		print_main_options(out, usage, command);
	bytes_free(&whole);
}

void print_usage(struct bytes *out, const struct usage *usage)
{
	bytes_add_text(out, "Usage: mailauth-check [COMMAND] [OPTIONS] ...\n"
			    "Checks the DNS records of mail: SPF, DKIM, DMARC and MX.\n\n");
	for (size_t i = 0; i < usage->command_count; i++)
		bytes_printf(out, "  %-11s %s\n", usage->commands[i].name, usage->commands[i].summary);
	bytes_add_text(out,
		"\nThe default command is check. help COMMAND explains all options of a command.\n"
		"Exit status: 0 clean, 1 findings, 2 wrong usage or input, 3 unanswered queries.\n\nExamples:\n"
		"  mailauth-check example.com\n  mailauth-check zone --offline db.example.com\n");
}
