/* Folders outside of which no file is read, when texts of strangers name files. */
#ifndef MAILAUTH_TEXT_ROOTS_H
#define MAILAUTH_TEXT_ROOTS_H

#include "base/arena.h"

struct text_roots {
	ARENA_LIST(const char *) list; /* absolute, without links; empty: files may lie anywhere */
};

/* Adds a folder. False with errno when there is none. */
bool text_roots_add(struct arena *arena, struct text_roots *roots, const char *folder);

/*
 * True when the file lies in one of the folders once links and ".." are followed. Where there is no such file, the nearest folder
 * above it that exists decides.
 */
bool text_roots_hold(const struct text_roots *roots, const char *path);

/* The same for a file that is open, by the path or otherwise: nobody can put another one in its place any more. */
bool text_roots_hold_file(const struct text_roots *roots, int file, const char *path);

#endif
