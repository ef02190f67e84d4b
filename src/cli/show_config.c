/* `show-config`: which settings hold, for all or for one domain, and the line that each comes from. */
#include "cli/commands.h"
#include "cli/config.h"
#include "cli/inputs.h"
#include "cli/option_rows.h"
#include "cli/output.h"

#include "print/command/settings.h"
#include "print/terminal.h"

#include <string.h>

/* The value of an option that nobody has given; NULL for none. */
static const char *default_of(const struct option_row *row)
{
	static const char *const defaults[][2] = { { "timeout", "2" }, { "tries", "2" }, { "jobs", "64" },
		{ "name-server-port", "53" }, { "probe", "auto" }, { "role", "auto" },
		{ "volume", "regular" }, { "format", "text" }, { "fail-on", "error" },
		{ "publish-as", "zone" }, { "color", "auto" } };

	for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++)
		if (strcmp(defaults[i][0], row->name) == 0)
			return defaults[i][1];
	return row->value ? NULL : "no";
}

static void add_line(struct arena *arena, struct settings *settings, const struct config_line *line)
{
	*arena_append(arena, &settings->list) =
		(struct setting){ line->section, line->key, line->value, line->file->path, line->number };
}

static const struct config_section *check_section(const struct options *options)
{
	static const struct config_section none;

	for (size_t i = 0; i < options->config.sections.count; i++)
		if (options->config.sections.at[i]->kind == SECTION_CHECK)
			return options->config.sections.at[i];
	return &none;
}

static bool is_option(const char *key)
{
	for (size_t i = 0; i < option_rows_count; i++)
		if (strcmp(option_rows[i].name, key) == 0)
			return strcmp(key, "ignore") != 0;
	return false;
}

/* What the file says of an option, or its default. What is ignored comes with the lines about rules. */
static void add_option(struct options *options, struct settings *settings, const struct option_row *row)
{
	const struct config_section *check = check_section(options);
	bool said = false;

	for (size_t i = 0; i < check->lines.count; i++) {
		const struct config_line *line = check->lines.at[i];

		if (line->overridden || strcmp(line->key, row->name) != 0)
			continue;
		add_line(&options->arena, settings, line);
		said = true;
	}
	if (!said)
		*arena_append(&options->arena, &settings->list) =
			(struct setting){ "check", row->name, default_of(row), NULL, 0 };
}

/* What a section about the domain says of a key wins over [check]. */
static void add_check(struct options *options, struct settings *settings, const struct dns_name *domain)
{
	const struct config_section *check = check_section(options);

	for (size_t i = 0; i < option_rows_count; i++)
		if (option_rows[i].commands & JUDGES && is_option(option_rows[i].name) &&
			strcmp(option_rows[i].name, "config") != 0 &&
			strcmp(option_rows[i].name, "no-config") != 0 &&
			strcmp(option_rows[i].name, "no-sandbox") != 0 &&
			!(domain && config_domain_has_key(options, option_rows[i].name, domain)))
			add_option(options, settings, &option_rows[i]);
	for (size_t i = 0; i < check->lines.count; i++)
		if (!is_option(check->lines.at[i]->key) &&
			(!domain || config_line_holds(options, check, check->lines.at[i], domain)))
			add_line(&options->arena, settings, check->lines.at[i]);
}

static void add_sections(struct options *options, struct settings *settings, const struct dns_name *domain)
{
	for (size_t i = 0; i < options->config.sections.count; i++) {
		const struct config_section *section = options->config.sections.at[i];

		if (section->kind == SECTION_CHECK || (domain && !config_section_has(section, domain)))
			continue;
		for (size_t k = 0; k < section->lines.count; k++) {
			const struct config_line *line = section->lines.at[k];

			if (domain ? config_line_holds(options, section, line, domain) : !line->overridden)
				add_line(&options->arena, settings, line);
		}
	}
}

enum exit_status command_show_config(struct options *options)
{
	struct print print = { .format = options->output.format, .unicode = terminal_shows_unicode() };
	struct settings settings = { 0 };
	struct dns_name domain;
	bool of_domain = options->operands.count;

	if (options->operands.count > 1) {
		complain("show-config takes at most one domain");
		return EXIT_USAGE;
	}
	if (of_domain && !checked_domain_read(options, slice_of(options->operands.at[0]), "", &domain))
		return EXIT_USAGE;
	settings.domain = of_domain ? dns_name_text(&options->arena, &domain) : NULL;
	for (size_t i = 0; i < options->config.lines.files.count; i++)
		*arena_append(&options->arena, &settings.files) = options->config.lines.files.at[i]->path;
	add_check(options, &settings, of_domain ? &domain : NULL);
	add_sections(options, &settings, of_domain ? &domain : NULL);
	options->output.format->settings(&print, &settings);
	output_localize(&print.out, print.format);
	return write_out(&print.out) ? EXIT_CLEAN : EXIT_USAGE;
}
