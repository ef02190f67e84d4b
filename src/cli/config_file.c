/* Reads the lines of configuration files with libinih, and follows "extends = FILE". */
#include "cli/config_file.h"

#include "cli/complain.h"

#include "base/escape.h"
#include "text/open.h"

#include <ini.h>
#include <string.h>
#include <sys/stat.h>

enum { LINE_MOST = 198 /* libinih cuts longer ones */, DEPTH_MOST = 8 };

struct file_reader {
	struct arena *arena;
	struct config_lines *lines;
	struct config_file *file;
	const char *section; /* whole: libinih cuts it */
	bool in_list;	     /* a key came since: a line that begins with a blank goes on with its value */
	uint32_t number;
	bool good;
};

static struct config_file *open_file(struct arena *arena, struct config_lines *lines, const char *path,
	struct config_file *extended_by, const char **ret_fault);
static bool read_file(struct arena *arena, struct config_lines *lines, struct config_file *file);

void config_line_complain(const struct config_line *line, const char *message)
{
	complain("%s:%u: %s", line->file->shown, line->number, message);
}

static struct config_line line_of(struct file_reader *reader)
{
	struct slice text = text_line(&reader->file->text, reader->number);
	uint32_t first = text_line_start(&reader->file->text, reader->number);

	return (struct config_line){ .file = reader->file,
		.place = { &reader->file->text, first, first + (uint32_t)text.len },
		.number = reader->number };
}

static void say(struct file_reader *reader, const char *message)
{
	struct config_line line = line_of(reader);

	config_line_complain(&line, message);
	reader->good = false;
}

const char *config_path_beside(struct arena *arena, const struct config_file *file, const char *path)
{
	const char *slash = strrchr(file->path, '/');

	if (!slash || path[0] == '/' || strcmp(path, "-") == 0)
		return arena_strdup(arena, path);
	return arena_printf(arena, "%.*s/%s", (int)(slash - file->path), file->path, path);
}

bool config_file_extends(const struct config_file *file, const struct config_file *other)
{
	for (other = other->extended_by; other; other = other->extended_by)
		if (other == file)
			return true;
	return false;
}

static bool is_same_file(const char *path, const char *other)
{
	struct stat status, other_status;

	return stat(path, &status) == 0 && stat(other, &other_status) == 0 &&
	       status.st_dev == other_status.st_dev && status.st_ino == other_status.st_ino;
}

/* A file that is being read already, or one file too many in a row. False after a message. */
static bool may_extend(struct file_reader *reader, const char *path)
{
	const struct config_file *file = reader->file;
	const char *shown = escape_copy(reader->arena, slice_of(path));
	unsigned depth = 0;

	for (; file; file = file->extended_by, depth++) {
		if (!is_same_file(path, file->path))
			continue;
		say(reader,
			file == reader->file
				? arena_printf(reader->arena, "%s cannot extend itself", file->shown)
				: arena_printf(reader->arena, "%s cannot extend %s, which already extends it",
					  reader->file->shown, shown));
		return false;
	}
	if (depth > DEPTH_MOST)
		say(reader,
			arena_printf(reader->arena, "%s was not read: more than %d files extend each other",
				shown, DEPTH_MOST));
	return depth <= DEPTH_MOST;
}

/* What is wrong in the other file is said with a place there. */
static void extend_with(struct file_reader *reader, const char *path)
{
	const char *fault;
	struct config_file *file = open_file(reader->arena, reader->lines, path, reader->file, &fault);

	if (!file)
		say(reader, arena_printf(reader->arena, "cannot read %s: %s",
				    escape_copy(reader->arena, slice_of(path)), fault));
	else if (!read_file(reader->arena, reader->lines, file))
		reader->good = false;
}

static void extend(struct file_reader *reader, const char *value)
{
	const char *path = config_path_beside(reader->arena, reader->file, value);

	if (reader->file->has_lines)
		say(reader, "extends = FILE must come before everything else");
	else if (!text_roots_hold(reader->lines->roots, path))
		say(reader, arena_printf(reader->arena, "extends = %s: outside the --include-root folders",
				    escape_copy(reader->arena, slice_of(value))));
	else if (may_extend(reader, path))
		extend_with(reader, path);
}

static int take_pair(void *user, const char *section, const char *name, const char *value)
{
	struct file_reader *reader = user;
	struct config_line line = line_of(reader);

	line.section = *section ? reader->section : "";
	line.key = arena_strdup(reader->arena, name);
	line.value = arena_strdup(reader->arena, value);
	if (strcmp(line.section, "check") == 0 && strcmp(name, "extends") == 0)
		extend(reader, line.value);
	else
		*arena_append(reader->arena, &reader->lines->lines) = line;
	reader->file->has_lines = reader->in_list = true;
	return 1;
}

/* "[section]": its name as a whole. */
static void note_section(struct file_reader *reader, struct slice line)
{
	bool indented = line.len && (line.at[0] == ' ' || line.at[0] == '\t');
	ptrdiff_t close;

	if (reader->number == 1 && slice_starts(line, "\xef\xbb\xbf"))
		line = slice_part(line, 3, line.len);
	line = slice_trim(line);
	close = slice_find(line, ']', 0);
	if (close < 0 || line.at[0] != '[' || (indented && reader->in_list))
		return;
	reader->section = (const char *)arena_copy(reader->arena, slice_part(line, 1, (size_t)close)).at;
	reader->in_list = false;
}

/* Hands out the next line, and refuses those that libinih would cut. */
static char *next_line(char *buffer, int size, void *stream)
{
	struct file_reader *reader = stream;
	struct slice line;

	if (text_line_start(&reader->file->text, reader->number + 1) >= reader->file->text.bytes.len)
		return NULL;
	line = text_line(&reader->file->text, ++reader->number);
	if (line.len > LINE_MOST || (int)line.len + 2 > size) {
		say(reader, "the line is too long; a list can continue on the next line if that line begins "
			    "with whitespace");
		return NULL;
	}
	if (slice_find(line, 0, 0) >= 0) {
		say(reader, "the line contains a NUL byte; this is not a text file");
		return NULL;
	}
	memcpy(buffer, line.at, line.len);
	memcpy(buffer + line.len, "\n", 2);
	note_section(reader, line);
	return buffer;
}

/* NULL with a fault when it cannot be read. */
static struct config_file *open_file(struct arena *arena, struct config_lines *lines, const char *path,
	struct config_file *extended_by, const char **ret_fault)
{
	struct config_file *file = arena_take(arena, sizeof *file);
	bool given = lines->is_given && !extended_by;
	const struct text_wish wish = {
		.kind = TEXT_SETTINGS, .regular = !given, .roots = given ? NULL : lines->roots
	};

	*file = (struct config_file){
		.path = path, .shown = escape_copy(arena, slice_of(path)), .extended_by = extended_by
	};
	*ret_fault = text_open(&file->text, path, &wish);
	if (*ret_fault)
		return NULL;
	*arena_append(arena, &lines->files) = file;
	return file;
}

static bool read_file(struct arena *arena, struct config_lines *lines, struct config_file *file)
{
	struct file_reader reader = { arena, lines, file, "", false, 0, true };
	int fault = ini_parse_stream(next_line, &reader, take_pair, &reader);

	if (fault > 0 && reader.good) {
		reader.number = (uint32_t)fault;
		say(&reader, "expected a [section], \"key = value\" or a comment");
	}
	return reader.good;
}

bool config_file_read(struct arena *arena, struct config_lines *lines, const char *path)
{
	const char *fault;
	struct config_file *file = open_file(arena, lines, path, NULL, &fault);

	if (!file)
		complain("cannot read %s: %s", escape_copy(arena, slice_of(path)), fault);
	return file && read_file(arena, lines, file);
}

void config_files_close(struct config_lines *lines)
{
	for (size_t i = 0; i < lines->files.count; i++)
		text_close(&lines->files.at[i]->text);
	lines->files.count = 0;
}
