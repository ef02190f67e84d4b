/* Whether an operand is a file, a folder or a domain: what exists, and what a word that does not exist looks like. */
#ifndef MAILAUTH_INPUT_OPERAND_H
#define MAILAUTH_INPUT_OPERAND_H

#include "base/arena.h"

enum operand_kind {
	OPERAND_DOMAIN,
	OPERAND_FILE, /* that exists, or "-" */
	OPERAND_FOLDER,
	OPERAND_MISSING, /* looks like a file, and there is none */
};

/*
 * What a word of `diff` is, where both a file and a domain may be given. `other` is the other operand. What is there decides;
 * a word that is not there is a file by its form, or when it is nearly the name of a file that is there. A final dot makes it a
 * domain, a slash a file.
 */
enum operand_kind operand_of_side(struct arena *arena, const char *word, const char *other);

/*
 * Of `check`, where only domains may be given: MISSING or FILE for a word that can only be a file's name. A file that is named as
 * a domain is one.
 */
enum operand_kind operand_of_check(struct arena *arena, const char *word);

/*
 * Of `record`, where a text may be given: DOMAIN for a text, MISSING for a word that can only be a file's name. Records have an
 * equals sign, a blank or a quote in them.
 */
enum operand_kind operand_of_record(const char *word);

/* Of `bounce`, where a text may be given: DOMAIN for a text, MISSING for a word that can only be a file's name. */
enum operand_kind operand_of_bounce(const char *word);

/* What is there under that name: FILE ("-" too), FOLDER or MISSING. */
enum operand_kind operand_existing(const char *word);

/* True for the name of a file in which mail is kept: bounce.eml. */
bool operand_is_mail_name(const char *word);

/* True for the name of a file of which nobody would think that it is a domain: db.example.com, example.com.zone. */
bool operand_is_zone_file_name(const char *word);

/* The sentence that the file is not there, what is there instead, and how to give the domain of that name. Owned by the arena. */
const char *operand_missing_text(struct arena *arena, const char *word);

/* The sentence that the word is taken for a domain, where it might as well be a file: example.zone. NULL for other words. */
const char *operand_domain_note(struct arena *arena, const char *word);

/* The file or folder beside the one that the path names whose name is nearly the same; NULL when none is. Owned by the arena. */
const char *operand_neighbour(struct arena *arena, const char *path);

#endif
