/* Entries of logs: a line that begins one, and what it has before the message. */
#ifndef MAILAUTH_BOUNCE_ENTRY_H
#define MAILAUTH_BOUNCE_ENTRY_H

#include "base/arena.h"

struct entry_head {
	struct slice
		time; /* the innermost of those at the start, as it was written; empty when there is none */
	struct slice
		program; /* such as "postfix/smtp", without its process; empty when the entry names none */
	size_t end;	 /* where the message begins */
};

/* What collectors of logs keep apart. Without a time or program they are not told; the other parts may be empty. */
struct entry_parts {
	struct slice time, host, program, process, message;
};

/* The entry as a server writes it: "time host program[process]: message". */
struct slice entry_write(struct arena *arena, const struct entry_parts *parts);

/* What a line begins with. */
struct entry_head entry_head_of(struct slice line);

/* True for a line that begins an entry: with a time, the name of a mail server's program, or the id of a mail. */
bool entry_is_start(struct slice line);

#endif
