/* --help. */
#include "print/usage.h"

#include <stdio.h>
#include <string.h>

enum { HELP_COLUMN = 29, HELP_WIDTH = 80 };

/* The formats that a command has, behind the help of the option. The first one is the default. */
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

void print_usage_of_command(struct bytes *out, const struct usage *usage, const struct usage_command *command)
{
	bytes_printf(out, "Usage: mailauth-check %s\n%s.\n\n", command->usage, command->summary);
	for (size_t i = 0; i < usage->option_count; i++)
		if (usage->options[i].commands & command->bit)
			print_option(out, &usage->options[i], command);
	bytes_printf(out, "  %-26s %s\n\nExamples:\n%s", "-h, --help, -V, --version",
		"this text; the version", command->examples);
}

void print_usage(struct bytes *out, const struct usage *usage)
{
	bytes_add_text(out, "Usage: mailauth-check [COMMAND] [OPTIONS] ...\n"
			    "Lints the DNS records that decide whether a domain's mail is believed:\n"
			    "SPF, DKIM, DMARC, MX.\n\n");
	for (size_t i = 0; i < usage->command_count; i++)
		bytes_printf(out, "  %-11s %s\n", usage->commands[i].name, usage->commands[i].summary);
	bytes_add_text(out,
		"\nWithout COMMAND it is check; help COMMAND lists the options of a command.\n"
		"Exit status: 0 clean, 1 findings, 2 wrong usage or input, 3 not all answered.\n\nExamples:\n"
		"  mailauth-check example.com\n  mailauth-check zone --offline db.example.com\n");
}
