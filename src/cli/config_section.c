/* Tells which section a line is in, and merges the sections that are about one domain. */
#include "cli/config_section.h"

#include "cli/option_rows.h"

#include "base/escape.h"
#include "base/nearest.h"
#include "base/path.h"

#include <string.h>

/* What the same sections say of several domains is made once. */
struct config_world {
	ARENA_LIST(const struct config_section *) sections;
	struct domain_config config;
};

/* "check", or a kind with something in quotes. */
static bool is_of_kind(const char *section, const char *kind, struct slice *ret_quoted)
{
	size_t length = strlen(kind);

	if (strncmp(section, kind, length) != 0 || (section[length] != ' ' && section[length] != '"'))
		return false;
	*ret_quoted = slice_trim(slice_part(slice_of(section), length, strlen(section)));
	if (ret_quoted->len >= 2 && ret_quoted->at[0] == '"' && ret_quoted->at[ret_quoted->len - 1] == '"')
		*ret_quoted = slice_part(*ret_quoted, 1, ret_quoted->len - 1);
	return true;
}

/* A domain, "*.example.com", or "*" for all domains. */
static bool read_domain(struct slice text, struct config_section *section)
{
	section->kind = SECTION_DOMAIN;
	section->levels.of_domain = true;
	section->below = slice_is(text, "*") || slice_starts(text, "*.");
	section->name = dns_name_root();
	if (slice_is(text, "*"))
		return true;
	text = slice_part(text, section->below ? 2 : 0, text.len);
	return text.len && slice_find(text, ' ', 0) < 0 && slice_find(text, '*', 0) < 0 &&
	       dns_name_from_unicode(text, &section->name) == DNS_NAME_OK && dns_name_labels(&section->name);
}

/* "./" and "../" before the pattern are steps from the folder of the configuration file. */
static bool read_path(struct arena *arena, struct slice text, const struct config_line *line,
	struct config_section *section)
{
	const char *folder = path_folder(arena, line->file->path);
	bool down;

	while ((down = slice_starts(text, "./")) || slice_starts(text, "../")) {
		if (!down && folder)
			folder = path_folder(arena, folder);
		for (text = slice_part(text, down ? 1 : 2, text.len); slice_starts(text, "/");)
			text = slice_part(text, 1, text.len);
	}
	section->kind = SECTION_PATH;
	section->levels.path = (const char *)arena_copy(arena, text).at;
	section->levels.folder = folder;
	return text.len && slice_find_text(text, "/../", 0) < 0 && slice_find(text, '"', 0) < 0;
}

static const char *unknown_section(struct arena *arena, const struct config_line *line)
{
	struct slice section = slice_of(line->section);
	ptrdiff_t blank = slice_find(section, ' ', 0);
	struct nearest nearest = { .word = slice_part(section, 0, blank < 0 ? section.len : (size_t)blank) };

	nearest_offer(&nearest, "check");
	nearest_offer(&nearest, "domain");
	nearest_offer(&nearest, "path");
	return arena_printf(arena, "unknown section \"%s\"%s", escape_copy(arena, slice_part(section, 0, 80)),
		nearest_question(arena, nearest.best));
}

/* Returns what is wrong with the section, or NULL. */
static const char *read_section(
	struct arena *arena, const struct config_line *line, struct config_section *section)
{
	struct slice quoted;

	*section = (struct config_section){ .kind = SECTION_CHECK };
	if (!*line->section)
		return "expected a section such as [check] or [domain \"example.com\"] first";
	if (strcmp(line->section, "check") == 0)
		return NULL;
	if (is_of_kind(line->section, "domain", &quoted))
		return read_domain(quoted, section)
			       ? NULL
			       : "expected [domain \"example.com\"] with a domain name, or with "
				 "*.example.com for the names below it";
	if (is_of_kind(line->section, "path", &quoted))
		return read_path(arena, quoted, line, section)
			       ? NULL
			       : "expected [path \"zones/*.zone\"] with a pattern of file names";
	return unknown_section(arena, line);
}

static bool is_same_path(const struct level_section *a, const struct level_section *b)
{
	if (!a->path || !b->path || !a->folder || !b->folder)
		return !a->path && !b->path;
	return strcmp(a->path, b->path) == 0 && strcmp(a->folder, b->folder) == 0;
}

static bool is_same(const struct config_section *a, const struct config_section *b)
{
	return a->kind == b->kind && a->below == b->below &&
	       (a->kind != SECTION_DOMAIN || dns_name_equal(&a->name, &b->name)) &&
	       is_same_path(&a->levels, &b->levels);
}

enum { BUCKETS = 4096 };

/* By the name or the path that a section is about. */
static size_t bucket_of(const struct config_section *section)
{
	uint64_t hash = section->kind == SECTION_DOMAIN ? dns_name_hash(&section->name) : 0;

	for (const char *at = section->levels.path; at && *at; at++)
		hash = hash * 31 + (uint8_t)*at;
	return (size_t)(hash ^ hash >> 32) % BUCKETS;
}

/* The more it says of what it is about, the more specific a section is. */
static size_t specificity(const struct config_section *section)
{
	if (section->kind == SECTION_PATH)
		return strlen(section->levels.path);
	return section->kind == SECTION_DOMAIN ? 2 * (size_t)dns_name_labels(&section->name) +
							 (section->below ? 1 : 4 * DNS_NAME_SIZE)
					       : 0;
}

static bool is_more_specific(const struct config_section *a, const struct config_section *b)
{
	return a->kind != b->kind ? a->kind > b->kind : specificity(a) > specificity(b);
}

struct config_section *config_section_of(
	struct options *options, const struct config_line *line, const char **ret_fault)
{
	struct config_section section, *kept, **bucket;
	size_t at;

	*ret_fault = read_section(&options->arena, line, &section);
	if (*ret_fault)
		return NULL;
	if (!options->config.buckets)
		options->config.buckets =
			arena_take_array(&options->arena, BUCKETS, sizeof(struct config_section *));
	bucket = &options->config.buckets[bucket_of(&section)];
	for (kept = *bucket; kept; kept = kept->next)
		if (is_same(kept, &section))
			return kept;
	kept = arena_take(&options->arena, sizeof *kept);
	*kept = section;
	kept->next = *bucket;
	*bucket = kept;
	*arena_append(&options->arena, &options->config.sections) = kept;
	for (at = options->config.sections.count - 1;
		at && is_more_specific(options->config.sections.at[at - 1], kept); at--)
		options->config.sections.at[at] = options->config.sections.at[at - 1];
	options->config.sections.at[at] = kept;
	return kept;
}

bool config_section_has(const struct config_section *section, const struct dns_name *name)
{
	return section->kind != SECTION_DOMAIN ||
	       (dns_name_equal(&section->name, name)
			       ? !section->below
			       : section->below && dns_name_is_under(name, &section->name));
}

static bool has_key(const struct config_section *section, const char *key)
{
	for (size_t i = 0; i < section->lines.count; i++)
		if (strcmp(section->lines.at[i]->key, key) == 0)
			return true;
	return false;
}

bool config_line_holds(const struct options *options, const struct config_section *section,
	const struct config_line *line, const struct dns_name *domain)
{
	size_t at = options->config.sections.count;

	if (line->overridden || strcmp(line->key, "ignore") == 0 || strcmp(line->key, "accept") == 0)
		return !line->overridden;
	while (options->config.sections.at[--at] != section)
		if (config_section_has(options->config.sections.at[at], domain) &&
			options->config.sections.at[at]->kind == SECTION_DOMAIN &&
			has_key(options->config.sections.at[at], line->key))
			return false;
	return true;
}

bool config_domain_has_key(const struct options *options, const char *key, const struct dns_name *domain)
{
	for (size_t i = 0; i < options->config.sections.count; i++)
		if (options->config.sections.at[i]->kind == SECTION_DOMAIN &&
			config_section_has(options->config.sections.at[i], domain) &&
			has_key(options->config.sections.at[i], key))
			return true;
	return false;
}

static bool is_given(const struct options *options, const char *name)
{
	for (size_t i = 0; i < option_rows_count; i++)
		if (strcmp(option_rows[i].name, name) == 0)
			return options->config.given[i];
	return false;
}

/* Lines of domains were read before: none has a fault. */
static void merge(struct options *options, struct config_world *world, const struct dns_name *name)
{
	struct domain_config *config = &world->config;
	struct config_fault unused;

	for (size_t i = 0; i < world->sections.count; i++) {
		const struct config_section *section = world->sections.at[i];

		*arena_append(&options->arena, &config->levels.sections) = &section->levels;
		for (size_t k = 0; k < section->lines.count && section->kind == SECTION_DOMAIN; k++) {
			const struct config_line *line = section->lines.at[k];

			if (!is_level_key(line->key) && strcmp(line->key, "accept") != 0 &&
				config_line_holds(options, section, line, name))
				domain_config_set(&options->arena, config, line->key, line->value, &unused);
		}
	}
}

static bool has_same_sections(const struct config_world *a, const struct config_world *b)
{
	for (size_t i = 0; i < a->sections.count && a->sections.count == b->sections.count; i++)
		if (a->sections.at[i] != b->sections.at[i])
			return false;
	return a->sections.count == b->sections.count;
}

/* The one that was made of the same sections, most recent first: domains of a list are often alike. */
static const struct config_world *find_world(const struct options *options, const struct config_world *wanted)
{
	for (size_t i = options->config.worlds.count; i; i--)
		if (has_same_sections(options->config.worlds.at[i - 1], wanted))
			return options->config.worlds.at[i - 1];
	return NULL;
}

const struct domain_config *config_of_domain(struct options *options, const struct dns_name *name)
{
	const struct domain_defaults defaults = { &options->check, &options->selection.chosen,
		is_given(options, "role"), is_given(options, "volume") };
	struct arena scratch = { 0 };
	struct config_world wanted = { 0 }, *made;
	const struct config_world *found;

	for (size_t i = 0; i < options->config.sections.count; i++)
		if (config_section_has(options->config.sections.at[i], name))
			*arena_append(&scratch, &wanted.sections) = options->config.sections.at[i];
	found = find_world(options, &wanted);
	if (!found) {
		made = arena_take(&options->arena, sizeof *made);
		for (size_t i = 0; i < wanted.sections.count; i++)
			*arena_append(&options->arena, &made->sections) = wanted.sections.at[i];
		merge(options, made, name);
		domain_config_prepare(&options->arena, &made->config, &defaults);
		*arena_append(&options->arena, &options->config.worlds) = made;
		found = made;
	}
	arena_release(&scratch);
	return &found->config;
}

void config_prepare(struct options *options)
{
	struct config_world *world = arena_take(&options->arena, sizeof *world);

	for (size_t i = 0; i < options->config.sections.count; i++)
		if (options->config.sections.at[i]->kind != SECTION_DOMAIN)
			*arena_append(&options->arena, &world->sections) = options->config.sections.at[i];
	merge(options, world, &(struct dns_name){ 0 });
	options->check.levels = &world->config.levels;
	options->check.acceptances = &options->config.accept;
	options->selection.rules = rules_left_on(
		&options->arena, &options->selection.chosen, options->check.levels, options->check.now);
}
