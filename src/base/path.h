/* Patterns of file names, as configuration files have them. */
#ifndef MAILAUTH_BASE_PATH_H
#define MAILAUTH_BASE_PATH_H

#include "base/arena.h"

/* realpath(), to be freed; NULL with errno when there is no such file, or when it cannot be looked at. */
char *path_real(const char *path);

/* The folder that a file is in, as an absolute path without symbolic links; NULL when there is no such folder. */
const char *path_folder(struct arena *arena, const char *file);

/*
 * True when the pattern names the file, or a folder that the file is in. The pattern is relative to `folder` (as path_folder() gives
 * it), unless it begins with a slash; "*" and "?" stand for slashes, too. A file that does not exist is matched as it is written.
 */
bool path_matches(const char *pattern, const char *folder, const char *file);

#endif
