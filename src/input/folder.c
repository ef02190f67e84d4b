/*
 * Walks a folder, looks into each file, and decides file by file. What is included from another file is known only when all have
 * been looked into.
 */
#include "input/folder.h"

#include "base/ascii.h"
#include "base/escape.h"
#include "dns/zone.h"
#include "input/decode.h"
#include "input/lines.h"
#include "input/operand.h"
#include "input/recognise.h"
#include "text/open.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
	DEPTH_MOST = 64,     /* folders within folders */
	FILES_MOST = 100000, /* it is some other folder then */
	LOOKED_AT = 1024 * 1024,
	PATH_MOST = 4096,
};

struct inclusion {
	size_t by; /* number of the file that has the $INCLUDE */
	struct identity file;
};

struct walk {
	const struct folder_search *search;
	struct arena *arena;
	struct folder *folder;
	struct identity_set folders;		 /* that were walked */
	struct hash_table by_identity, by_path;	 /* numbers of files */
	ARENA_LIST(struct inclusion) inclusions; /* in the order of the files that have them */
	ARENA_LIST(size_t) read;		 /* files whose inclusions are to be marked */
};

static const char *shown(struct walk *walk, const char *text)
{
	return escape_copy(walk->arena, slice_of(text));
}

static void fail(struct walk *walk, const char *path, const char *why)
{
	*arena_append(walk->arena, &walk->folder->faults) =
		arena_printf(walk->arena, "cannot read %s: %s", shown(walk, path), why);
}

static bool may_be_read(struct walk *walk, const char *path)
{
	if (text_roots_hold(walk->search->roots, path))
		return true;
	*arena_append(walk->arena, &walk->folder->faults) =
		arena_printf(walk->arena, "%s is outside the --include-root folders", shown(walk, path));
	return false;
}

/* A pattern without a slash is one for the name alone, too. */
static bool is_excluded(const struct walk *walk, const char *below)
{
	const char *slash = strrchr(below, '/');

	for (size_t i = 0; i < walk->search->exclude_count; i++) {
		const char *pattern = walk->search->exclude[i];

		if (fnmatch(pattern, below, 0) == 0 ||
			(slash && !strchr(pattern, '/') && fnmatch(pattern, slash + 1, 0) == 0))
			return true;
	}
	return false;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct names {
	ARENA_LIST(const char *) list;
};

/* What is in the folder, in order. False with a fault. */
static bool list_names(struct walk *walk, const char *path, struct names *names)
{
	DIR *entries = opendir(path);

	if (!entries) {
		fail(walk, path, strerror(errno));
		return false;
	}
	for (struct dirent *entry; errno = 0, (entry = readdir(entries));)
		if (entry->d_name[0] != '.' && strcmp(entry->d_name, "node_modules") != 0)
			*arena_append(walk->arena, &names->list) = arena_strdup(walk->arena, entry->d_name);
	if (errno) {
		fail(walk, path, strerror(errno));
		closedir(entries);
		return false;
	}
	closedir(entries);
	if (names->list.count)
		qsort(names->list.at, names->list.count, sizeof *names->list.at, compare_names);
	return true;
}

/* An ending of other files, which would do for a top-level domain as well. */
static bool has_other_ending(const char *name)
{
	static const char endings[] =
		"answers c cc cfg conf cpp css csv gz h htm html in inc include ini j2 jnl jpg js json key list "
		"lock log md mk patch pdf php pl png private py rb rs rst sh sql svg tar tf tmpl toml "
		"ts txt xml yaml yml zip";
	const char *dot = strrchr(name, '.');
	struct slice ending;

	for (size_t at = 0; dot && slice_next_item(slice_of(endings), ' ', &at, &ending);)
		if (slice_is_nocase(ending, dot + 1))
			return true;
	return false;
}

/* "db.example.com", "example.com.zone", "example.com"; not "dsset-example.com.", which dnssec-signzone writes. */
static bool has_name_of_zone(const char *below)
{
	const char *slash = strrchr(below, '/'), *name = slash ? slash + 1 : below;
	struct dns_name unused;

	return !slice_ends_nocase(slice_of(name), ".") && strchr(name, '.') &&
	       zone_origin_of_path(name, &unused) &&
	       (operand_is_zone_file_name(name) || !has_other_ending(name));
}

static void add_file(struct walk *walk, const char *path, const char *below, const struct identity *identity)
{
	size_t number = walk->folder->files.count;
	struct stat itself;

	if (walk->folder->files.count == FILES_MOST) {
		if (!walk->folder->faults.count)
			*arena_append(walk->arena, &walk->folder->faults) =
				arena_printf(walk->arena, "%s contains more than %d files",
					shown(walk, walk->folder->path), FILES_MOST);
		return;
	}
	*arena_append(walk->arena, &walk->folder->files) = (struct folder_file){ .path = path,
		.below = below,
		.has_name_of_zone = has_name_of_zone(below),
		.identity = *identity,
		.is_link = lstat(path, &itself) == 0 && S_ISLNK(itself.st_mode) };
	hash_table_add(walk->arena, &walk->by_identity, identity_hash(identity), number);
	hash_table_add(walk->arena, &walk->by_path, hash_bytes(slice_of(path)), number);
}

static void walk_folder(struct walk *walk, const char *path, const char *below, unsigned depth);

static void walk_name(struct walk *walk, const char *path, const char *below, unsigned depth)
{
	struct identity identity;
	struct stat status;

	if (is_excluded(walk, below))
		return;
	if (!may_be_read(walk, path))
		return;
	if (stat(path, &status) != 0) {
		if (errno == ELOOP) /* a link to itself: nothing is there */
			return;
		fail(walk, path, strerror(errno));
		return;
	}
	identity = identity_of(&status);
	if (S_ISREG(status.st_mode)) {
		add_file(walk, path, below, &identity);
	} else if (S_ISDIR(status.st_mode) && identity_set_add(walk->arena, &walk->folders, identity)) {
		walk_folder(walk, path, below, depth + 1);
	}
}

static void walk_folder(struct walk *walk, const char *path, const char *below, unsigned depth)
{
	const char *between = path[strlen(path) - 1] == '/' ? "" : "/";
	struct names names = { 0 };

	if (depth > DEPTH_MOST) {
		fail(walk, path, "folders are nested too deeply");
		return;
	}
	if (!list_names(walk, path, &names))
		return;
	for (size_t i = 0; i < names.list.count; i++)
		walk_name(walk, arena_printf(walk->arena, "%s%s%s", path, between, names.list.at[i]),
			arena_printf(walk->arena, "%s%s%s", below, *below ? "/" : "", names.list.at[i]),
			depth);
}

/* Beside the including file, or as written: as the reader of zone files looks for it. */
static void note_included(struct walk *walk, size_t by, struct slice word)
{
	const char *including = walk->folder->files.at[by].path, *slash = strrchr(including, '/');
	const char *as_written = arena_printf(walk->arena, "%.*s", (int)word.len, (const char *)word.at);
	const char *beside = slash && as_written[0] != '/'
				     ? arena_printf(walk->arena, "%.*s/%s", (int)(slash - including),
					       including, as_written)
				     : as_written;
	struct stat status;

	if (stat(beside, &status) == 0 || stat(as_written, &status) == 0)
		*arena_append(walk->arena, &walk->inclusions) =
			(struct inclusion){ by, identity_of(&status) };
}

static void note_includes(struct walk *walk, size_t by, struct slice text)
{
	static const char directive[] = "$INCLUDE";

	for (ptrdiff_t at = 0; (at = slice_find_nocase(text, directive, (size_t)at)) >= 0;) {
		size_t first = (size_t)at + strlen(directive), end;
		bool starts_line = !at || text.at[at - 1] == '\n';

		at = (ptrdiff_t)first;
		if (!starts_line)
			continue;
		while (first < text.len && strchr(" \t\"", text.at[first]))
			first++;
		for (end = first; end < text.len && !ascii_is_space(text.at[end]) && text.at[end] != '"' &&
				  text.at[end] != ';';)
			end++;
		if (end > first && end - first < PATH_MOST)
			note_included(walk, by, slice_part(text, first, end));
	}
}

/* Documents and scripts may have the one or other line of a zone. */
static bool is_mostly_records(const struct input_lines *lines)
{
	return (lines->records + lines->directives + lines->continued) * 2 >= lines->count;
}

/* Nearly every zone has NS records at its apex, and what is included seldom has any. */
static bool has_ns(struct slice text)
{
	struct slice line;

	for (size_t at = 0; input_next_line(text, &at, &line);) {
		struct slice word;

		while ((word = input_next_word(&line)).len && word.at[0] != ';' && word.at[0] != '"')
			if (slice_is_nocase(word, "NS"))
				return true;
	}
	return false;
}

/* Why a text that is made of records is none to be judged for itself; NULL when it is. */
static const char *reason_of_records(
	const struct folder_file *file, struct slice text, const struct input_lines *lines)
{
	const char *slash = strrchr(file->below, '/'), *name = slash ? slash + 1 : file->below;
	bool strong = operand_is_zone_file_name(name);

	if (!file->has_name_of_zone && !is_mostly_records(lines))
		return "is mostly text without DNS records";
	/* A zone of which the SOA record was deleted is judged: it is not to pass because of that. */
	if (lines->starts || strong || (file->has_name_of_zone && has_ns(text)))
		return NULL;
	return "has no SOA record";
}

/* Octets from its start, or 0 for all. False with a fault. */
static bool open_whole_or_head(
	struct walk *walk, const struct folder_file *file, struct text *text, size_t head)
{
	const struct text_wish wish = {
		.kind = TEXT_DATA, .regular = true, .roots = walk->search->roots, .head = head
	};
	const char *fault = text_open(text, file->path, &wish);

	if (fault)
		fail(walk, file->path, fault);
	return !fault;
}

static void look_into(struct walk *walk, size_t number)
{
	struct folder_file *file = &walk->folder->files.at[number];
	struct input_lines lines;
	struct input input;
	struct slice start;
	struct text text, whole;
	bool reopened = false;

	if (!open_whole_or_head(walk, file, &text, LOOKED_AT))
		return;
	input_decode(&text);
	start = slice_part(text.bytes, 0, LOOKED_AT);
	input = input_recognise(start, file->path);
	lines = input_lines_count(start);
	if (input.kind == INPUT_MASTER_FILE) {
		file->passed_over = reason_of_records(file, start, &lines);
		file->is_zone = !file->passed_over;
		if (text.bytes.len < LOOKED_AT || (reopened = open_whole_or_head(walk, file, &whole, 0)))
			note_includes(walk, number, reopened ? whole.bytes : text.bytes);
		if (reopened)
			text_close(&whole);
	} else if (input.is_damaged && file->has_name_of_zone) {
		fail(walk, file->path, input.what);
	} else {
		file->passed_over = arena_printf(walk->arena, "is %s", input.what);
	}
	text_close(&text);
}

static bool ends_in_one_of(const char *below, const char *suffixes)
{
	struct slice suffix;

	for (size_t at = 0; slice_next_item(slice_of(suffixes), ' ', &at, &suffix);) {
		size_t length = strlen(below);

		if (length > suffix.len &&
			slice_equal_nocase(suffix, slice_part(slice_of(below), length - suffix.len, length)))
			return true;
	}
	return false;
}

/* What editors, packages and people leave beside a file, and what zone files are made from. NULL for other names. */
static const char *reason_of_name(const char *below)
{
	static const char copies[] = "~ .bak .old .orig .rej .save .swp .tmp .rpmsave .rpmnew .dpkg-old "
				     ".dpkg-dist .dpkg-new";
	static const char templates[] = ".j2 .jinja .jinja2 .erb .tmpl .tpl .template .in .m4 .mustache";

	if (ends_in_one_of(below, copies))
		return "has the name of a backup copy";
	return ends_in_one_of(below, templates) ? "has the name of a template" : NULL;
}

/* "example.com.zone.signed" beside "example.com.zone". */
static bool is_signed_copy(const struct walk *walk, const struct folder_file *file)
{
	static const char suffix[] = ".signed";
	struct slice path = slice_of(file->path);
	size_t cursor = 0, number;

	if (!slice_ends_nocase(path, suffix))
		return false;
	path.len -= sizeof suffix - 1;
	while (hash_table_next(&walk->by_path, hash_bytes(path), &cursor, &number)) {
		const struct folder_file *other = &walk->folder->files.at[number];

		if (!other->passed_over && slice_is(path, other->path))
			return true;
	}
	return false;
}

/* The next file that is this one, by whatever name. *cursor is 0 for the first one. */
static bool next_file(
	const struct walk *walk, const struct identity *identity, size_t *cursor, size_t *ret_number)
{
	while (hash_table_next(&walk->by_identity, identity_hash(identity), cursor, ret_number))
		if (identity_equal(&walk->folder->files.at[*ret_number].identity, identity))
			return true;
	return false;
}

/* Of a file that is linked the one that is no link is taken, else the first. */
static bool is_link_to_another(const struct walk *walk, size_t number)
{
	const struct folder_file *file = &walk->folder->files.at[number];
	size_t cursor = 0, i;

	while (next_file(walk, &file->identity, &cursor, &i)) {
		const struct folder_file *other = &walk->folder->files.at[i];

		if (i != number &&
			(other->is_link < file->is_link || (other->is_link == file->is_link && i < number)))
			return true;
	}
	return false;
}

/* The first $INCLUDE of a file, among those of all files. */
static size_t first_inclusion(const struct walk *walk, size_t by)
{
	size_t low = 0, high = walk->inclusions.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (walk->inclusions.at[middle].by < by)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool includes(const struct walk *walk, size_t by, size_t number)
{
	for (size_t i = first_inclusion(walk, by);
		i < walk->inclusions.count && walk->inclusions.at[i].by == by; i++)
		if (identity_equal(&walk->folder->files.at[number].identity, &walk->inclusions.at[i].file))
			return true;
	return false;
}

/* Marks what one $INCLUDE brings in. Of two zones that include each other the first is taken. */
static void mark_included(struct walk *walk, const struct inclusion *inclusion)
{
	size_t cursor = 0, i;

	while (next_file(walk, &inclusion->file, &cursor, &i)) {
		struct folder_file *file = &walk->folder->files.at[i];

		if (file->is_included || i == inclusion->by ||
			(file->is_zone && i < inclusion->by && includes(walk, i, inclusion->by)))
			continue;
		if (!file->is_read)
			*arena_append(walk->arena, &walk->read) = i;
		file->is_included = file->is_read = true;
	}
}

/* What counts is included by a zone that is taken, or by what is included itself: not by a copy, nor by a document. */
static void find_included(struct walk *walk)
{
	for (size_t i = 0; i < walk->folder->files.count; i++) {
		struct folder_file *file = &walk->folder->files.at[i];

		file->is_read = file->is_zone && !reason_of_name(file->below);
		if (file->is_read)
			*arena_append(walk->arena, &walk->read) = i;
	}
	for (size_t next = 0; next < walk->read.count; next++) {
		size_t by = walk->read.at[next];

		for (size_t i = first_inclusion(walk, by);
			i < walk->inclusions.count && walk->inclusions.at[i].by == by; i++)
			mark_included(walk, &walk->inclusions.at[i]);
	}
}

static void choose(struct walk *walk, size_t number)
{
	struct folder_file *file = &walk->folder->files.at[number];
	const char *elsewhere = NULL;

	if (file->is_included)
		elsewhere = "is included by another file";
	else if (!file->passed_over && is_signed_copy(walk, file))
		elsewhere = "is the signed copy of another file";
	else if (!file->passed_over && is_link_to_another(walk, number))
		elsewhere = "is a link to another file";
	file->is_elsewhere = elsewhere;
	if (elsewhere)
		file->passed_over = elsewhere;
	else if (!file->passed_over)
		file->passed_over = reason_of_name(file->below);
}

bool folder_find_zones(struct arena *arena, const struct folder_search *search, struct folder *folder)
{
	struct walk walk = { .search = search, .arena = arena, .folder = folder };
	struct stat status;

	*folder = (struct folder){ .path = search->path };
	if (!may_be_read(&walk, search->path))
		return false;
	if (stat(search->path, &status) == 0)
		identity_set_add(arena, &walk.folders, identity_of(&status));
	walk_folder(&walk, search->path, "", 0);
	for (size_t i = 0; !folder->faults.count && i < folder->files.count; i++)
		look_into(&walk, i);
	find_included(&walk);
	for (size_t i = 0; !folder->faults.count && i < folder->files.count; i++) {
		choose(&walk, i);
		folder->taken += !folder->files.at[i].passed_over;
		folder->like_zones += folder->files.at[i].is_zone || folder->files.at[i].has_name_of_zone;
	}
	return !folder->faults.count;
}
