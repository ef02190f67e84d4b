/* The zone files of a folder and the folders in it, told by what is in them. */
#ifndef MAILAUTH_INPUT_FOLDER_H
#define MAILAUTH_INPUT_FOLDER_H

#include "base/identity.h"
#include "text/roots.h"

struct folder_file {
	const char *path;  /* as it is opened */
	const char *below; /* the part of it below the folder */
	struct identity identity;
	bool is_link;
	bool has_name_of_zone;
	bool is_zone; /* by its content, whether it is passed over or not */
	const char *
		passed_over; /* why, as what it is or does: "has no SOA record"; NULL for a file that is taken */
	bool is_included;    /* by a file that is read */
	bool is_read;	     /* as a zone, or where it is included */
	bool is_elsewhere; /* and what it holds is read from another file */
};

struct folder {
	const char *path;
	ARENA_LIST(struct folder_file)
	files;				 /* sorted by path; those that are taken and those that are not */
	size_t taken, like_zones;	 /* how many are taken; how many are zones by their name or content */
	ARENA_LIST(const char *) faults; /* sentences about what cannot be read */
};

struct folder_search {
	const char *path;
	const char *const *exclude; /* patterns of fnmatch() for paths below the folder, or for names */
	size_t exclude_count;
	const struct text_roots *roots; /* that all files have to lie in */
};

/*
 * Finds the zone files of a folder: regular files, with links followed, whose content is a zone of its own. Passed over are what
 * the patterns exclude, hidden files, node_modules, copies that editors and packages leave, and what a zone file brings in with
 * $INCLUDE. False when there are faults. All is owned by the arena.
 */
bool folder_find_zones(struct arena *arena, const struct folder_search *search, struct folder *folder);

#endif
