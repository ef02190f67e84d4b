/* The zone files that operands name, one by one or by their folder: all of them one world. */
#ifndef MAILAUTH_CLI_ZONE_FILES_H
#define MAILAUTH_CLI_ZONE_FILES_H

#include "base/identity.h"
#include "cli/options.h"
#include "dns/source.h"

struct zone_files {
	struct zone_set *zones;
	size_t zone_count;		     /* texts that were read into it */
	bool spares_empty_folders;	     /* a folder in which no zone is left is passed over */
	ARENA_LIST(struct answers *) pasted; /* texts that are no zones, but answers of query tools */
	ARENA_LIST(struct text *) texts;     /* that were opened, whether they could be read or not */
	struct identity_set read;	     /* none is read twice, whatever it is called */
	ARENA_LIST(const char *) walked;     /* the files that were found in folders */
};

void zone_files_open(struct zone_files *files);

/* Reads a zone file, or those of a folder, or what query tools printed. False after a message. */
bool zone_files_read(struct options *options, struct zone_files *files, const char *path);

/* The same for a text that is open already, and is closed with the files. */
bool zone_files_read_text(struct options *options, struct zone_files *files, struct text *text);

/* Call after the last file. False after a message: a folder holds the same zone twice. */
bool zone_files_finish(struct options *options, struct zone_files *files);

/* Lets the run answer from what was pasted. */
void zone_files_lend(struct options *options, const struct zone_files *files);

void zone_files_close(struct zone_files *files);

#endif
