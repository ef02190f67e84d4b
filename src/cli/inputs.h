/* What people give on the command line: files, domains, zone files. Functions that return bool are false after a message. */
#ifndef MAILAUTH_CLI_INPUTS_H
#define MAILAUTH_CLI_INPUTS_H

#include "cli/options.h"
#include "dns/zone.h"
#include "text/open.h"

/*
 * Opens a file, or standard input for "-". One that a configuration file names has to lie in the --include-root folders, and is no
 * pipe or device.
 */
bool file_open(struct options *options, struct text *text, const char *path, enum text_kind kind);

/*
 * Opens the same to be read as it comes: a descriptor that text_close_stream() (text/open.h) closes, less than 0 after a message.
 * *ret_name is what the text is called.
 */
int file_open_stream(struct options *options, const char *path, enum text_kind kind, const char **ret_name);

/* As file_open() for an operand, which has to lie in those folders, too, whoever names it. */
bool operand_open(struct options *options, struct text *text, const char *path);

/* True when --include-root does not keep the file from being read; "-" is never kept. */
bool file_is_within(struct options *options, const char *path);

/* Reads one domain as people type it; `where` is "" or "file:line: ". */
bool domain_read(struct options *options, struct slice word, const char *where, struct dns_name *ret_name);

/*
 * The same for a domain that is checked: of the name of a DMARC or DKIM record it is the domain that the record is for, which is
 * said, and the selector is looked at.
 */
bool checked_domain_read(
	struct options *options, struct slice word, const char *where, struct dns_name *ret_name);

/* A domain that is to be checked, and the selector that was given in its place; NULL for none. */
struct listed_domain {
	struct dns_name name;
	const char *selector;
};

/* The same for one of many, which the arena keeps; `silent`: nothing is said of it, or of why it is none. */
bool listed_domain_read(struct arena *arena, struct slice word, const char *where, bool silent,
	struct listed_domain *ret_listed);

/* As domain_read() without a message: what is to be said of a word that is no domain, NULL for one that is. Owned by the arena. */
const char *domain_parse(struct options *options, struct slice word, struct dns_name *ret_name);

/* Reads the name that is the value of an option. */
bool name_read(struct options *options, const char *option, const char *word, struct dns_name *ret_name);

/* Reads a zone file into the set. The text has to live as long as the set. */
bool zone_file_read(struct options *options, struct zone_set *zones, struct text *text, const char *path);

/* The same for a text that is open already. */
bool zone_text_read(struct options *options, struct zone_set *zones, struct text *text);

#endif
