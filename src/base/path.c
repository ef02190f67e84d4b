/* Matching of file names by what the file is, however it was written on the command line. */
#include "base/path.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

char *path_real(const char *path)
{
	char *real = realpath(path, NULL);

	if (!real && errno == ENOMEM)
		out_of_memory();
	return real;
}

const char *path_folder(struct arena *arena, const char *file)
{
	const char *slash = strrchr(file, '/');
	const char *folder = !slash ? "." : arena_printf(arena, "%.*s", (int)(slash - file + 1), file);
	char *real = path_real(folder);
	const char *kept = real ? arena_strdup(arena, real) : NULL;

	free(real);
	return kept;
}

/* The part of an absolute path below a folder; the whole path when it is elsewhere. */
static const char *below(const char *path, const char *folder)
{
	size_t length = folder ? strlen(folder) : 0;

	while (length && folder[length - 1] == '/') /* of the root */
		length--;
	if (!folder || strncmp(path, folder, length) != 0 || path[length] != '/')
		return path;
	return path + length + 1;
}

bool path_matches(const char *pattern, const char *folder, const char *file)
{
	struct arena scratch = { 0 };
	size_t length = strlen(pattern);
	char *real = path_real(file);
	const char *path = real ? real : file, *inside;
	bool matches;

	while (length > 1 && pattern[length - 1] == '/')
		length--;
	if (pattern[0] != '/')
		path = below(path, folder);
	inside = arena_printf(&scratch, "%.*s/*", (int)length, pattern);
	matches = fnmatch(pattern, path, 0) == 0 || fnmatch(inside, path, 0) == 0;
	arena_release(&scratch);
	free(real);
	return matches;
}
