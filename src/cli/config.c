/* Finds the configuration file, and reads what its lines say into the options and into the sections. */
#include "cli/config.h"

#include "cli/command_rows.h"
#include "cli/inputs.h"
#include "cli/option_rows.h"

#include "base/escape.h"
#include "base/nearest.h"
#include "rules/registry.h"
#include "rules/selection.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

enum { PARENTS_MOST = 64, ITEMS_MOST = 1000, FAULTS_MOST = 100 };

static const char file_name[] = ".mailauth-check.conf";

/* The line that is being read. */
struct config_reader {
	struct options *options;
	const struct config_line *line;
	size_t faults;
};

static const char *shown(const struct config_reader *reader, struct slice text)
{
	return escape_copy(&reader->options->arena, slice_part(text, 0, 80));
}

static void say(struct config_reader *reader, const char *message)
{
	config_line_complain(reader->line, message);
	reader->faults++;
}

static void say_unknown(
	struct config_reader *reader, const char *what, struct slice word, const char *nearest)
{
	struct arena *arena = &reader->options->arena;

	say(reader, arena_printf(arena, "unknown %s \"%s\"%s", what, shown(reader, word),
			    nearest_question(arena, nearest)));
}

static void say_expected(
	struct config_reader *reader, const char *key, const char *value, const char *expected)
{
	say(reader, arena_printf(&reader->options->arena, "%s = %s: expected %s", key,
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

/* What a configuration says of the options in [check], beside the options themselves. */
static const char *const check_keys[] = { "accept", "extends", NULL };

static void say_unknown_option(struct config_reader *reader, const char *name)
{
	struct nearest nearest = { .word = slice_of(name) };

	for (size_t i = 0; i < option_rows_count; i++)
		nearest_offer(&nearest, option_rows[i].name);
	for (size_t i = 0; check_keys[i]; i++)
		nearest_offer(&nearest, check_keys[i]);
	say_unknown(reader, "option", slice_of(name), nearest.best ? nearest.best : nearest_level_key(name));
}

/* Of a file that the configuration names, to read or to write: who may change the configuration is not to reach all others. */
static bool is_within(const struct config_reader *reader, const char *path)
{
	return strcmp(path, "-") == 0 || text_roots_hold(&reader->options->subject.roots, path);
}

/* Reports and what is kept of a run. */
static bool is_written(const char *key)
{
	return strcmp(key, "output") == 0 || strcmp(key, "write-baseline") == 0 ||
	       strcmp(key, "save-answers") == 0;
}

static void say_outside(struct config_reader *reader, const char *key, const char *value)
{
	say(reader, arena_printf(&reader->options->arena, "%s = %s: outside the --include-root folders", key,
			    shown(reader, slice_of(value))));
}

/* A format that the command cannot print, and another one can, is passed over as the options of others are. */
static bool is_format_of_others(const struct options *options, const char *name, const char *value)
{
	bool is_known = false;

	if (strcmp(name, "format") != 0 ||
		format_find(slice_of(value), command_row_of(options->command)->document))
		return false;
	for (size_t i = 0; i < command_rows_count; i++)
		is_known = is_known || (command_rows[i].bit & JUDGES &&
					       format_find(slice_of(value), command_rows[i].document));
	return is_known;
}

/* The value as it is used: files are beside the configuration. NULL after a message. */
static const char *read_path(struct config_reader *reader, const struct option_row *row)
{
	const char *name = reader->line->key, *value = reader->line->value, *kept = value;
	bool is_file = row->value && strcmp(row->value, "FILE") == 0;

	if (is_file || (row->value && strcmp(row->value, "DIR") == 0))
		kept = config_path_beside(&reader->options->arena, reader->line->file, value);
	if (is_file && !is_within(reader, kept)) {
		say_outside(reader, name, value);
		return NULL;
	}
	if (is_written(name) && strcmp(value, "-") != 0 && reader->options->subject.roots.list.count) {
		say(reader,
			arena_printf(&reader->options->arena,
				"%s = %s: with --include-root, only the command line can name files to write",
				name, shown(reader, slice_of(value))));
		return NULL;
	}
	if (is_file)
		*arena_append(&reader->options->arena, &reader->options->config.named) = kept;
	return kept;
}

/* An option that is given on the command line, or not of this command, or that another file says, is read all the same. */
static void set_option(struct config_reader *reader)
{
	struct options *options = reader->options, unused;
	const char *name = reader->line->key, *value = reader->line->value, *kept, *expected;
	/* show-config takes nothing from the file: it only shows it. */
	bool shows = options->command == COMMAND_SHOW_CONFIG;
	const struct option_row *row = shows ? NULL : find_row(name, (int)options->command),
				*any = find_row(name, ~0);
	int on = read_switch(value);

	if (!any || strcmp(name, "config") == 0) {
		say_unknown_option(reader, name);
		return;
	}
	/* A file of strangers is not to set the run free; a run that goes on is one run. */
	if (strcmp(name, "no-sandbox") == 0 || strcmp(name, "resume") == 0) {
		say(reader, arena_printf(&reader->options->arena, "%s: only on the command line", name));
		return;
	}
	if (is_format_of_others(options, name, value) ||
		(any->value && strcmp(any->value, "RULES") == 0 && !check_rules(reader, value)))
		return;
	kept = read_path(reader, row ? row : any);
	if (!kept)
		return;
	if (!row || options->config.given[row - option_rows] || reader->line->overridden) {
		unused = *options;
		options = &unused;
		options->command = shows ? COMMAND_CHECK : options->command;
		row = row ? row : any;
	}
	if (!row->value && on < 0)
		say_expected(reader, name, value, "yes or no");
	else if (row->value || on) {
		expected = row->set(options, row->value ? kept : "");
		reader->options->arena = options->arena;
		if (expected)
			say_expected(reader, name, value, expected);
	}
}

static void say_fault(struct config_reader *reader, const struct config_fault *fault)
{
	if (fault->unknown)
		say_unknown(reader, fault->unknown, fault->name, fault->nearest);
	else
		say_expected(reader, reader->line->key, reader->line->value, fault->expected);
}

static bool is_given(const struct options *options, const char *name)
{
	const struct option_row *row = find_row(name, ~0);

	return row && options->config.given[row - option_rows];
}

/* --ignore of the command line replaces all that [check] has. */
static void set_level(struct config_reader *reader, struct config_section *section)
{
	struct level_section unused = { 0 };
	bool given = section->kind == SECTION_CHECK && strcmp(reader->line->key, "ignore") == 0 &&
		     is_given(reader->options, "ignore");
	struct config_fault fault;

	if (!level_section_set(&reader->options->arena, given ? &unused : &section->levels, reader->line->key,
		    reader->line->value, reader->line->place, &fault))
		say_fault(reader, &fault);
}

/* The value is read where the domain is met; here it is only looked at. */
static void set_of_domain(struct config_reader *reader, struct config_section *section)
{
	struct domain_config unused = { 0 };
	struct config_fault fault;

	if (!domain_config_set(
		    &reader->options->arena, &unused, reader->line->key, reader->line->value, &fault))
		say_fault(reader, &fault);
	section->has_expectations = section->has_expectations || unused.has_expectations;
}

/* Of the lists of a section, and of the changes that are accepted: told once, with the first that is too many. */
static bool are_too_many(struct config_reader *reader, struct config_section *section)
{
	bool accepts = strcmp(reader->line->key, "accept") == 0;
	size_t count = accepts ? 1 : slice_count_items(slice_of(reader->line->value), ',');
	size_t *items = accepts ? &reader->options->config.accepted : &section->items;

	if (*items <= ITEMS_MOST && *items + count > ITEMS_MOST)
		say(reader, arena_printf(&reader->options->arena,
				    accepts ? "more than %d accepted changes"
					    : "more than %d values in the section",
				    ITEMS_MOST));
	*items += count;
	return *items > ITEMS_MOST;
}

static void read_line(struct config_reader *reader, struct config_section *section)
{
	struct config_fault fault;

	if (are_too_many(reader, section)) {
		return;
	} else if (is_level_key(reader->line->key)) {
		set_level(reader, section);
	} else if (section->kind == SECTION_PATH) {
		say_unknown(reader, "key for files", slice_of(reader->line->key),
			nearest_level_key(reader->line->key));
	} else if (strcmp(reader->line->key, "accept") == 0) {
		if (!acceptances_set(&reader->options->arena, &reader->options->config.accept,
			    reader->line->value, reader->line->place, &fault))
			say_fault(reader, &fault);
	} else if (section->kind == SECTION_CHECK) {
		set_option(reader);
	} else {
		set_of_domain(reader, section);
	}
}

/* A file that extends another one wins; but what both ignore, accept or give a severity adds up. */
static bool is_overridden(const struct config_section *section, const struct config_line *line)
{
	if (!line->file->extended_by || is_level_key(line->key) || strcmp(line->key, "accept") == 0)
		return false;
	for (size_t i = 0; i < section->lines.count; i++)
		if (strcmp(section->lines.at[i]->key, line->key) == 0 &&
			config_file_extends(section->lines.at[i]->file, line->file))
			return true;
	return false;
}

/* Finds the section of each line first: whether a line counts is told by all lines of its section. */
static bool read_lines(struct options *options)
{
	struct config_lines *lines = &options->config.lines;
	struct config_reader reader = { options, NULL, 0 };
	struct found {
		struct config_section *section;
		const char *fault;
	} *found = arena_take_array(&options->arena, lines->lines.count + 1, sizeof *found);

	for (size_t i = 0; i < lines->lines.count; i++) {
		found[i].section = config_section_of(options, &lines->lines.at[i], &found[i].fault);
		if (found[i].section)
			*arena_append(&options->arena, &found[i].section->lines) = &lines->lines.at[i];
	}
	for (size_t i = 0; i < lines->lines.count; i++) {
		struct config_line *line = &lines->lines.at[i];

		reader.line = line;
		if (reader.faults == FAULTS_MOST) {
			say(&reader, "too many mistakes; the others are not listed");
			break;
		}
		if (!found[i].section) {
			if (!i || found[i - 1].section || line->section != lines->lines.at[i - 1].section)
				say(&reader, found[i].fault); /* once for all lines of the section */
			continue;
		}
		line->overridden = is_overridden(found[i].section, line);
		read_line(&reader, found[i].section);
	}
	return !reader.faults;
}

/* False where it cannot be seen whether it is there; errno is 0 when it is known not to be. */
static bool exists(const char *path)
{
	struct stat status;

	if (stat(path, &status) == 0)
		return true;
	errno = errno == ENOENT || errno == ENOTDIR ? 0 : errno;
	return false;
}

/* The folders above may be closed to the user, and belong to no repository of theirs then. False after a message. */
static bool is_repository(struct arena *arena, const char *prefix, bool *ret_repository)
{
	const char *path = arena_printf(arena, "%s.git", prefix);

	*ret_repository = exists(path);
	if (*ret_repository || !errno || errno == EACCES)
		return true;
	complain("cannot look for a configuration file: %s: %s", path, strerror(errno));
	return false;
}

/*
 * In this folder; within a repository also in the folders above, up to its root. *ret_path is NULL when there is none. One that may be
 * there is taken: to read it tells. False after a message.
 */
static bool find_file(struct arena *arena, const char **ret_path)
{
	const char *prefix = "";
	bool repository = false, root = false;

	*ret_path = NULL;
	for (int i = 0; i < PARENTS_MOST && !repository; i++) {
		if (!is_repository(arena, prefix, &repository))
			return false;
		prefix = arena_printf(arena, "../%s", prefix);
	}
	prefix = "";
	for (int i = 0; i < PARENTS_MOST && !root; i++) {
		const char *path = arena_printf(arena, "%s%s", prefix, file_name);

		if (exists(path) || errno) {
			*ret_path = path;
			return true;
		}
		if (!is_repository(arena, prefix, &root))
			return false;
		root = root || !repository;
		prefix = arena_printf(arena, "../%s", prefix);
	}
	return true;
}

bool config_read(struct options *options)
{
	const char *path = options->config.path;

	if (!path && !options->config.none && !find_file(&options->arena, &path))
		return false;
	if (!path)
		return true;
	options->config.lines.roots = &options->subject.roots;
	options->config.lines.is_given = options->config.path;
	return (options->config.path || file_is_within(options, path)) &&
	       config_file_read(&options->arena, &options->config.lines, path) && read_lines(options);
}
