/* Reads the configuration file into the options and into a struct for each [domain] section; every message has a line. */
#include "cli/config.h"

#include "cli/option_rows.h"

#include "base/escape.h"
#include "base/nearest.h"
#include "check/expect.h"
#include "rules/registry.h"

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

static void say_unknown(struct config_reader *reader, const char *what, const char *word, const char *nearest)
{
	say(reader, arena_printf(&reader->options->arena, "there is no %s \"%s\"%s%s%s", what,
			    shown(reader, slice_of(word)), nearest ? "; did you mean " : "",
			    nearest ? nearest : "", nearest ? "?" : ""));
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
	struct slice id;

	for (size_t at = 0; slice_next_item(slice_of(list), ',', &at, &id);) {
		bool known = false;

		for (size_t i = 0; i < rules_count() && !known; i++)
			known = rule_matches(id, rules_at(i)->id);
		if (!known) {
			say_unknown(reader, "rule", shown(reader, id), rules_nearest(id));
			return false;
		}
	}
	return true;
}

/* Files are looked for from the folder that the configuration file is in. */
static const char *beside(const struct config_reader *reader, const char *path)
{
	const char *folder = reader->file_path, *slash = strrchr(folder, '/');

	if (!slash || path[0] == '/' || strcmp(path, "-") == 0)
		return arena_strdup(&reader->options->arena, path);
	return arena_printf(&reader->options->arena, "%.*s/%s", (int)(slash - folder), folder, path);
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
		say_unknown(reader, "option", name, nearest.best);
		return;
	}
	if (!row || options->given[row - option_rows]) {
		unused = *options;
		options = &unused;
		row = row ? row : find_row(name, ~0);
	}
	if (row->value && strcmp(row->value, "RULES") == 0 && !check_rules(reader, value))
		return;
	if (row->value && strcmp(row->value, "FILE") == 0)
		kept = beside(reader, value);
	if (!row->value && on < 0)
		say_expected(reader, name, value, "yes or no");
	else if (row->value || on) {
		expected = row->set(options, row->value ? kept : "");
		if (expected)
			say_expected(reader, name, value, expected);
	}
}

static bool read_word(const char *value, const char *const *words, int *ret_number)
{
	for (int i = 0; words[i]; i++)
		if (strcmp(value, words[i]) == 0) {
			*ret_number = i;
			return true;
		}
	return false;
}

static void add_selectors(struct arena *arena, struct domain_config *config, const char *value)
{
	struct slice word;

	for (size_t at = 0; slice_next_item(slice_of(value), ',', &at, &word);)
		*arena_append(arena, &config->selectors) = (const char *)arena_copy(arena, word).at;
}

static void say_unknown_key(struct config_reader *reader, const char *key)
{
	static const char *const keys[] = { "role", "volume", "selectors", "ignore" };
	struct nearest nearest = { .word = slice_of(key) };

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		nearest_offer(&nearest, keys[i]);
	for (size_t i = 0; expectation_keys[i]; i++)
		nearest_offer(&nearest, expectation_keys[i]);
	say_unknown(reader, "key", key, nearest.best);
}

static void set_expectation(
	struct config_reader *reader, struct domain_config *config, const char *key, const char *value)
{
	const char *expected = expectations_set(
		&reader->options->arena, &config->expectations, slice_of(key), slice_of(value));

	config->has_expectations = true;
	if (expected)
		say_expected(reader, key, value, expected);
}

static void set_of_domain(
	struct config_reader *reader, struct domain_config *config, const char *key, const char *value)
{
	static const char *const roles[] = { "auto", "sends", "receives", "no-mail", NULL };
	static const char *const volumes[] = { "regular", "bulk", NULL };
	struct arena *arena = &reader->options->arena;
	int number = 0;

	if (strncmp(key, "expect-", 7) == 0) {
		for (size_t i = 0; expectation_keys[i]; i++)
			if (strcmp(key, expectation_keys[i]) == 0) {
				set_expectation(reader, config, key, value);
				return;
			}
		say_unknown_key(reader, key);
	} else if (strcmp(key, "role") == 0) {
		config->has_role = read_word(value, roles, &number);
		config->role = (enum role)number;
		if (!config->has_role)
			say_expected(reader, key, value, "auto, sends, receives or no-mail");
	} else if (strcmp(key, "volume") == 0) {
		config->has_volume = read_word(value, volumes, &number);
		config->volume = (enum volume)number;
		if (!config->has_volume)
			say_expected(reader, key, value, "regular or bulk");
	} else if (strcmp(key, "selectors") == 0) {
		add_selectors(arena, config, value);
	} else if (strcmp(key, "ignore") == 0) {
		if (check_rules(reader, value))
			config->ignore = config->ignore ? arena_printf(arena, "%s,%s", config->ignore, value)
							: arena_strdup(arena, value);
	} else {
		say_unknown_key(reader, key);
	}
}

static struct domain_config *find_domain(struct options *options, const struct dns_name *name)
{
	for (size_t i = 0; i < options->domain_configs.count; i++)
		if (dns_name_equal(&options->domain_configs.at[i]->name, name))
			return options->domain_configs.at[i];
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
	*arena_append(&options->arena, &options->domain_configs) = config;
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
		say_unknown(reader, "section", section, nearest.best);
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
	const char *path = options->config;
	struct config_reader reader = { .options = options, .good = true };
	int fault;

	if (!path)
		path = options->no_config ? NULL : find_file(&options->arena);
	if (!path)
		return true;
	reader.path = escape_copy(&options->arena, slice_of(path));
	reader.file_path = path;
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

static bool is_ignored(const char *list, const char *id)
{
	struct slice pattern;

	for (size_t at = 0; slice_next_item(slice_of(list), ',', &at, &pattern);)
		if (rule_matches(pattern, id))
			return true;
	return false;
}

/* The rules of the run without those that are ignored for the domain. */
static struct rule_set rules_without(struct options *options, const char *ignore)
{
	const struct rule **kept =
		arena_take_array(&options->arena, options->rules.count + 1, sizeof(const struct rule *));
	struct rule_set rules = { kept, 0 };

	for (size_t i = 0; i < options->rules.count; i++)
		if (!is_ignored(ignore, options->rules.rules[i]->id))
			kept[rules.count++] = options->rules.rules[i];
	return rules;
}

/* Selectors of the file, of the command line, and those that are expected: all are looked at. */
static void join_selectors(struct options *options, struct domain_config *config)
{
	for (size_t i = 0; i < options->check.selector_count; i++)
		*arena_append(&options->arena, &config->selectors) = options->check.selectors[i];
	for (size_t i = 0; i < config->expectations.selectors.count; i++)
		*arena_append(&options->arena, &config->selectors) = config->expectations.selectors.at[i];
	config->check.selectors = config->selectors.at;
	config->check.selector_count = config->selectors.count;
}

static bool is_given(const struct options *options, const char *name)
{
	const struct option_row *row = find_row(name, ~0);

	return row && options->given[row - option_rows];
}

struct domain_config *config_of_domain(struct options *options, const struct dns_name *name)
{
	struct domain_config *config = find_domain(options, name);

	if (!config || config->prepared)
		return config;
	config->check = options->check;
	if (config->has_role && !is_given(options, "role"))
		config->check.role = config->role;
	if (config->has_volume && !is_given(options, "volume"))
		config->check.volume = config->volume;
	config->check.expectations = config->has_expectations ? &config->expectations : NULL;
	join_selectors(options, config);
	config->rules = config->ignore ? rules_without(options, config->ignore) : options->rules;
	config->prepared = true;
	return config;
}
