/* A line is a name, whatever is in it: blanks, quotes and a number sign belong to it. */
#include "cli/file_list.h"

#include "cli/inputs.h"

#include "base/escape.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

bool file_list_read(struct options *options, struct file_list *list)
{
	const char *path = options->subject.files_from;
	struct text text;
	struct slice line;

	*list = (struct file_list){ 0 };
	if (!path)
		return true;
	if (!file_open(options, &text, path, TEXT_LIST))
		return false;
	for (size_t at = 0; at < text.bytes.len; at += line.len + 1) {
		ptrdiff_t end = slice_find(text.bytes, '\n', at);

		line = slice_part(text.bytes, at, end < 0 ? text.bytes.len : (size_t)end);
		if (slice_trim(line).len)
			*arena_append(&options->arena, &list->names) =
				slice_is(line, "-") ? "./-" /* and not standard input */
						    : (const char *)arena_copy(&options->arena, line).at;
	}
	text_close(&text);
	if (!list->names.count)
		complain("%s lists no files", escape_copy(&options->arena, slice_of(path)));
	return list->names.count;
}

/* As it would be written: no "./" before what lies in the current folder. */
static const char *path_of(struct arena *arena, const char *folder, const char *name)
{
	if (strcmp(folder, ".") == 0 || name[0] == '/')
		return name;
	if (strcmp(name, ".") == 0)
		return folder;
	return arena_printf(arena, "%s%s%s", folder, folder[strlen(folder) - 1] == '/' ? "" : "/", name);
}

bool file_list_has(struct arena *arena, const char *folder, const char *name)
{
	struct stat status;

	/* What cannot be looked at is there, for its reader to complain about. */
	return stat(path_of(arena, folder, name), &status) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

bool file_list_open(
	struct options *options, const struct file_list *list, const char *folder, struct zone_files *files)
{
	bool good = true;

	for (size_t i = 0; i < list->names.count; i++)
		if (file_list_has(&options->arena, folder, list->names.at[i]))
			good = zone_files_read(
				       options, files, path_of(&options->arena, folder, list->names.at[i])) &&
			       good;
	return good;
}
