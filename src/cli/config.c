/* Reads the configuration file into the options and into a struct for each [domain] section; every message has a line. */
#include "cli/config.h"

#include "cli/inputs.h"
#include "cli/option_rows.h"

#include "base/escape.h"
#include "base/nearest.h"
#include "rules/registry.h"
#include "rules/selection.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE_MOST = 198 /* libinih cuts longer ones */, PARENTS_MOST = 64 };

static const char file_name[] = ".mailauth-check.conf";

struct config_reader {
	struct options *options;
	const char *path; /* as it is shown */
	const char *file_path;
	FILE *file;
	const char *section; /* whole: libinih cuts it */
	unsigned line;
	bool good;
};

static const char *shown(const struct config_reader *reader, struct slice text)
{
	return escape_copy(&reader->options->arena, slice_part(text, 0, 80));
}

static void say(struct config_reader *reader, const char *message)
{
	complain("%s:%u: %s", reader->path, reader->line, message);
	reader->good = false;
}

static void say_unknown(
	struct config_reader *reader, const char *what, struct slice word, const char *nearest)
{
	struct arena *arena = &reader->options->arena;

	say(reader, arena_printf(arena, "there is no %s \"%s\"%s", what, shown(reader, word),
			    nearest_question(arena, nearest)));
}

static void say_expected(
	struct config_reader *reader, const char *key, const char *value, const char *expected)
{
	say(reader, arena_printf(&reader->options->arena, "%s = %s: %s is expected", key,
			    shown(reader, slice_of(value)), expected));
}

/* "yes" and its like for options without a value. Returns 1, 0, or -1 for another word. */
static int read_switch(const char *value)
{
	static const char *const words[] = { "no", "yes", "false", "true", "off", "on", "0", "1" };

	for (int i = 0; i < 8; i++)
		if (slice_is_nocase(slice_of(value), words[i]))
			return i & 1;
	return -1;
}

static const struct option_row *find_row(const char *name, int commands)
{
	for (size_t i = 0; i < option_rows_count; i++)
		if (strcmp(option_rows[i].name, name) == 0 && option_rows[i].commands & commands)
			return &option_rows[i];
	return NULL;
}

/* An id of a rule that does not exist is a mistake that would go unnoticed. */
static bool check_rules(struct config_reader *reader, const char *list)
{
	struct slice item;

	if (!rules_list_unknown(list, &item))
		return true;
	say_unknown(reader, "rule", item, rules_nearest(item));
	return false;
}

/* Files are looked for from the folder that the configuration file is in. */
static const char *beside(const struct config_reader *reader, const char *path)
{
	const char *folder = reader->file_path, *slash = strrchr(folder, '/');

	if (!slash || path[0] == '/' || strcmp(path, "-") == 0)
		return arena_strdup(&reader->options->arena, path);
	return arena_printf(&reader->options->arena, "%.*s/%s", (int)(slash - folder), folder, path);
}

/* Of a file that the configuration names, to read or to write: who may change the configuration is not to reach all others. */
static bool is_within(const struct config_reader *reader, const char *path)
{
	return strcmp(path, "-") == 0 || text_roots_hold(&reader->options->subject.roots, path);
}

static void say_outside(struct config_reader *reader, const char *key, const char *value)
{
	say(reader, arena_printf(&reader->options->arena,
			    "%s = %s: it lies outside the folders of --include-root", key,
			    shown(reader, slice_of(value))));
}

/* An option that is given on the command line, or not of this command, keeps its value, and is read all the same. */
static void set_option(struct config_reader *reader, const char *name, const char *value)
{
	struct options *options = reader->options, unused;
	const struct option_row *row = find_row(name, (int)options->command);
	struct nearest nearest = { .word = slice_of(name) };
	const char *expected, *kept = arena_strdup(&options->arena, value);
	int on = read_switch(value);

	if (!find_row(name, ~0) || strcmp(name, "config") == 0) {
		for (size_t i = 0; i < option_rows_count; i++)
			nearest_offer(&nearest, option_rows[i].name);
		say_unknown(reader, "option", slice_of(name), nearest.best);
		return;
	}
	if (!row || options->config.given[row - option_rows]) {
		unused = *options;
		options = &unused;
		row = row ? row : find_row(name, ~0);
	}
	if (row->value && strcmp(row->value, "RULES") == 0 && !check_rules(reader, value))
		return;
	if (row->value && (strcmp(row->value, "FILE") == 0 || strcmp(row->value, "DIR") == 0))
		kept = beside(reader, value);
	if (row->value && strcmp(row->value, "FILE") == 0 && !is_within(reader, kept)) {
		say_outside(reader, name, value);
		return;
	}
	if (!row->value && on < 0)
		say_expected(reader, name, value, "yes or no");
	else if (row->value || on) {
		expected = row->set(options, row->value ? kept : "");
		if (expected)
			say_expected(reader, name, value, expected);
	}
}

static void set_of_domain(
	struct config_reader *reader, struct domain_config *config, const char *key, const char *value)
{
	struct domain_config_fault fault;

	if (domain_config_set(&reader->options->arena, config, key, value, &fault))
		return;
	if (fault.unknown)
		say_unknown(reader, fault.unknown, fault.name, fault.nearest);
	else
		say_expected(reader, key, value, fault.expected);
}

static struct domain_config *find_domain(struct options *options, const struct dns_name *name)
{
	for (size_t i = 0; i < options->config.domains.count; i++)
		if (dns_name_equal(&options->config.domains.at[i]->name, name))
			return options->config.domains.at[i];
	return NULL;
}

/* The domain of a section 'domain "example.com"'; NULL after a message. */
static struct domain_config *domain_of_section(struct config_reader *reader, const char *section)
{
	struct options *options = reader->options;
	struct slice name = slice_trim(slice_part(slice_of(section), sizeof "domain" - 1, strlen(section)));
	struct domain_config *config;
	struct dns_name domain;

	if (name.len >= 2 && name.at[0] == '"' && name.at[name.len - 1] == '"')
		name = slice_part(name, 1, name.len - 1);
	if (!name.len || slice_find(name, ' ', 0) >= 0 ||
		dns_name_from_unicode(name, &domain) != DNS_NAME_OK || dns_name_labels(&domain) == 0) {
		say(reader, "a section [domain \"example.com\"] with a domain name is expected");
		return NULL;
	}
	config = find_domain(options, &domain);
	if (config)
		return config;
	config = arena_take(&options->arena, sizeof *config);
	config->name = domain;
	*arena_append(&options->arena, &options->config.domains) = config;
	return config;
}

static int take_pair(void *user, const char *section, const char *name, const char *value)
{
	struct config_reader *reader = user;
	struct domain_config *config;

	section = *section ? reader->section : section;
	if (!*section) {
		say(reader, "a section [check] or [domain \"example.com\"] is expected first");
	} else if (strcmp(section, "check") == 0) {
		set_option(reader, name, value);
	} else if (strncmp(section, "domain", 6) == 0 && (section[6] == ' ' || section[6] == '"')) {
		config = domain_of_section(reader, section);
		if (config)
			set_of_domain(reader, config, name, value);
	} else {
		struct nearest nearest = { .word = slice_of(section) };

		nearest_offer(&nearest, "check");
		nearest_offer(&nearest, "domain");
		say_unknown(reader, "section", slice_of(section), nearest.best);
	}
	return 1;
}

/* Counts lines for the messages, and refuses those that libinih would cut. */
static char *read_line(char *line, int size, void *stream)
{
	struct config_reader *reader = stream;

	if (!fgets(line, size, reader->file))
		return NULL;
	reader->line++;
	if (strlen(line) > LINE_MOST) {
		say(reader, "the line is too long; a list goes on in the next line when that begins with a "
			    "blank");
		return NULL;
	}
	if (line[0] == '[' && strchr(line, ']'))
		reader->section = arena_printf(
			&reader->options->arena, "%.*s", (int)(strchr(line, ']') - line - 1), line + 1);
	return line;
}

static bool exists(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0;
}

/* In this folder; within a repository also in the folders above, up to its root. NULL when there is none. */
static const char *find_file(struct arena *arena)
{
	const char *prefix = "";
	bool repository = false;

	for (int i = 0; i < PARENTS_MOST && !repository; i++) {
		repository = exists(arena_printf(arena, "%s.git", prefix));
		prefix = arena_printf(arena, "../%s", prefix);
	}
	prefix = "";
	for (int i = 0; i < PARENTS_MOST; i++) {
		const char *path = arena_printf(arena, "%s%s", prefix, file_name);

		if (exists(path))
			return path;
		if (!repository || exists(arena_printf(arena, "%s.git", prefix)))
			return NULL;
		prefix = arena_printf(arena, "../%s", prefix);
	}
	return NULL;
}

bool config_read(struct options *options)
{
	const char *path = options->config.path;
	struct config_reader reader = { .options = options, .good = true };
	int fault;

	if (!path)
		path = options->config.none ? NULL : find_file(&options->arena);
	if (!path)
		return true;
	reader.path = escape_copy(&options->arena, slice_of(path));
	reader.file_path = path;
	if (!options->config.path && !file_is_within(options, path))
		return false;
	reader.file = fopen(path, "r");
	if (!reader.file) {
		complain("cannot read %s: %s", reader.path, strerror(errno));
		return false;
	}
	fault = ini_parse_stream(read_line, &reader, take_pair, &reader);
	if (fault > 0 && reader.good) {
		reader.line = (unsigned)fault;
		say(&reader, "a [section], \"key = value\" or a comment is expected");
	}
	if (ferror(reader.file)) {
		complain("cannot read %s: %s", reader.path, strerror(errno));
		reader.good = false;
	}
	fclose(reader.file);
	return reader.good;
}

static bool is_given(const struct options *options, const char *name)
{
	const struct option_row *row = find_row(name, ~0);

	return row && options->config.given[row - option_rows];
}

struct domain_config *config_of_domain(struct options *options, const struct dns_name *name)
{
	struct domain_config *config = find_domain(options, name);
	const struct domain_defaults defaults = { &options->check, &options->selection.rules,
		is_given(options, "role"), is_given(options, "volume") };

	if (config && !config->prepared)
		domain_config_prepare(&options->arena, config, &defaults);
	return config;
}
