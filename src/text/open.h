/*
 * The one place where files are read. What was read is ours alone: no file that others can change is mapped, so a file that is
 * written over or emptied meanwhile cannot end the program, and what is read twice is the same twice.
 */
#ifndef MAILAUTH_TEXT_OPEN_H
#define MAILAUTH_TEXT_OPEN_H

#include "text/roots.h"
#include "text/text.h"

/* What a file is for decides how large it may be, and whether it may grow while it is read. Pipes may give less than files hold. */
enum text_kind {
	TEXT_DATA,     /* zone files, exports, answers: 4 GB, of a pipe 256 MB */
	TEXT_LOG,      /* logs, mailboxes, messages: the same, and they may grow */
	TEXT_LIST,     /* lists of domains and of files, baselines: 64 MB */
	TEXT_SETTINGS, /* configurations, keys, suffix lists, records: 4 MB */
};

struct text_wish {
	enum text_kind kind;
	bool regular; /* refuse pipes and devices, without opening them, and standard input */
	const struct text_roots *roots; /* that the file has to lie in, or NULL */
	size_t head;			/* read only so many octets from its start; 0: all */
};

/*
 * Opens and reads a file or, for "-", standard input. Up to 4 MB are kept in memory; a longer text is copied to a file without a
 * name in $TMPDIR or /tmp, which is mapped. A device gives 4 MB at most, whatever the kind. Returns NULL, or why the file cannot be
 * read, as it may be said after its name; errno is that of the system then, or 0.
 */
const char *text_open(struct text *text, const char *path, const struct text_wish *wish);

/*
 * Opens a file to be read as it comes, for lists that are longer than memory: the descriptor, or less than 0 with *ret_fault and errno
 * as text_open() has them. *ret_name is what it is called.
 */
int text_open_stream(
	const char *path, const struct text_wish *wish, const char **ret_name, const char **ret_fault);

/* Closes it; standard input stays open. */
void text_close_stream(int file);

#endif
