/* --files-from: the names of zone files and folders, one a line of a file, for lists that are too long or too odd for a command line. */
#ifndef MAILAUTH_CLI_FILE_LIST_H
#define MAILAUTH_CLI_FILE_LIST_H

#include "cli/zone_files.h"

struct file_list {
	ARENA_LIST(const char *) names; /* as they are in the list; blank lines are passed over */
};

/* Reads the list that --files-from names; empty without the option. False after a message. */
bool file_list_read(struct options *options, struct file_list *list);

/* True when something of that name is in the folder. */
bool file_list_has(struct arena *arena, const char *folder, const char *name);

/*
 * Reads the zone files of the list that are in a folder, and passes over those that are not: they are what a change has made or
 * deleted. False after a message.
 */
bool file_list_open(
	struct options *options, const struct file_list *list, const char *folder, struct zone_files *files);

#endif
