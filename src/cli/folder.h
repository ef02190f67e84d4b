/* The zone files of a folder and the folders in it, told by what is in them. */
#ifndef MAILAUTH_CLI_FOLDER_H
#define MAILAUTH_CLI_FOLDER_H

#include "cli/options.h"

#include <sys/types.h>

struct folder_file {
	const char *path;  /* as it is opened */
	const char *below; /* the part of it below the folder */
	dev_t device;
	ino_t inode;
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
	bool may_be_empty; /* it may hold nothing that looks like a zone */
	ARENA_LIST(struct folder_file)
	files; /* sorted by path; those that are taken and those that are not */
};

/*
 * Finds the zone files of a folder: regular files, with links followed, whose content is a zone of its own. Passed over are what
 * --exclude names, hidden files, node_modules, copies that editors and packages leave, and what a zone file brings in with
 * $INCLUDE. Says on standard error which files with names of zones are passed over, and with -v everything. False after a message:
 * something cannot be read, or there is no zone. Of *folder may_be_empty is read; the list of files is made.
 */
bool folder_find_zones(struct options *options, const char *path, struct folder *folder);

#endif
