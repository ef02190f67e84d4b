/*
 * Compares what realpath() makes of a path with what it made of the folders. What git keeps of a repository belongs to none: a checkout
 * leaves the token of its run in .git/config.
 */
#include "text/roots.h"

#include "base/path.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

bool text_roots_add(struct arena *arena, struct text_roots *roots, const char *folder)
{
	char *real = path_real(folder);
	struct stat status;
	bool good = real && stat(real, &status) == 0;

	if (good && !S_ISDIR(status.st_mode)) {
		errno = ENOTDIR;
		good = false;
	}
	if (good)
		*arena_append(arena, &roots->list) = arena_strdup(arena, real);
	free(real);
	return good;
}

static const char git[] = ".git";

/* A folder of that name, or a file as worktrees have it; in any case, as some file systems take it. */
static bool is_of_git(const char *below)
{
	for (; *below; below += strcspn(below, "/")) {
		below += strspn(below, "/");
		if (strcspn(below, "/") == sizeof git - 1 && strncasecmp(below, git, sizeof git - 1) == 0)
			return true;
	}
	return false;
}

static bool lies_in(const char *real, const char *root)
{
	size_t length = strlen(root);

	/* Only the root of the file system ends in a slash. */
	return strncmp(real, root, length) == 0 &&
	       (root[length - 1] == '/' || real[length] == '/' || !real[length]) && !is_of_git(real + length);
}

/* Of what exists of the path; what follows it must not lead up again. */
static char *real_part(struct arena *scratch, const char *path)
{
	char *part = arena_strdup(scratch, path), *real;

	while (!(real = path_real(part))) {
		char *slash = strrchr(part, '/');
		const char *last = slash ? slash + 1 : part;

		if (errno != ENOENT || strcmp(last, "..") == 0)
			return NULL;
		if (!slash)
			return path_real(".");
		slash[slash == part] = 0; /* "/name" becomes "/" */
	}
	return real;
}

static bool lies_in_one(const char *real, const struct text_roots *roots)
{
	for (size_t i = 0; i < roots->list.count; i++)
		if (lies_in(real, roots->list.at[i]))
			return true;
	return false;
}

bool text_roots_hold(const struct text_roots *roots, const char *path)
{
	struct arena scratch = { 0 };
	char *real = roots->list.count ? real_part(&scratch, path) : NULL;
	bool held = !roots->list.count || (real && lies_in_one(real, roots));

	free(real);
	arena_release(&scratch);
	return held;
}

/* Without /proc: where the path leads now, if that is the same file. */
static bool holds_by_path(const struct text_roots *roots, int file, const char *path)
{
	char *real = realpath(path, NULL);
	struct stat opened, found;
	bool held = real && fstat(file, &opened) == 0 && stat(real, &found) == 0 &&
		    opened.st_dev == found.st_dev && opened.st_ino == found.st_ino &&
		    lies_in_one(real, roots);

	free(real);
	return held;
}

bool text_roots_hold_file(const struct text_roots *roots, int file, const char *path)
{
	char link[64], real[PATH_MAX];
	ssize_t length;

	if (!roots->list.count)
		return true;
	snprintf(link, sizeof link, "/proc/self/fd/%d", file);
	length = readlink(link, real, sizeof real);
	if (length <= 0 || (size_t)length >= sizeof real)
		return holds_by_path(roots, file, path);
	real[length] = 0;
	return lies_in_one(real, roots);
}
