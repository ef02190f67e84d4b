/* What a configuration says, and where (the `show-config` command). */
#ifndef MAILAUTH_PRINT_COMMAND_SETTINGS_H
#define MAILAUTH_PRINT_COMMAND_SETTINGS_H

#include "print/printer.h"

struct setting {
	const char *section; /* "check", or "domain \"example.com\"" as it was written */
	const char *key;
	const char *value; /* NULL when nothing is set */
	const char *file;  /* NULL for the default */
	uint32_t line;
};

struct settings {
	const char *domain; /* that they hold for; NULL: all of them */
	ARENA_LIST(const char *)
	files; /* the configuration file, and those that it extends; empty when there is none */
	ARENA_LIST(struct setting) list; /* section by section */
};

/* As lines of a configuration file, with the place of each in a comment. What is not set is left out. */
void print_settings_text(struct print *print, const struct settings *settings);

/* As JSON, version 1. */
void print_settings_json(struct print *print, const struct settings *settings);

#endif
