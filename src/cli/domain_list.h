/*
 * The domains of `check`, from the command line, a file, or standard input, one after the other as they come. A file is read twice, so
 * that nothing is judged when one of its lines is no domain; of what comes from a pipe such a line is passed over, and counts at the
 * end. However long the lists are, no more of them is in memory than a line.
 */
#ifndef MAILAUTH_CLI_DOMAIN_LIST_H
#define MAILAUTH_CLI_DOMAIN_LIST_H

#include "cli/inputs.h"
#include "dns/name_set.h"
#include "text/lines.h"

/* A domain of the command line, or a list. */
struct list_part {
	struct listed_domain listed; /* when `name` is NULL */
	const char *name;	     /* of the list */
	struct lines lines;
	uint64_t start; /* where a file begins, which may have been read from before */
	bool file;
};

struct domain_list {
	ARENA_LIST(struct list_part) parts;
	size_t at; /* the part that is being read */
	struct name_set seen;
	bool listed;	 /* there are lists among the parts */
	bool endless;	 /* how many domains there are is not known */
	size_t total;	 /* otherwise: that many */
	size_t bad;	 /* lines of pipes that are no domain */
	size_t repeated; /* domains that were listed before */
	bool broken;	 /* something could not be read to its end */
	/* Read ahead and not given out yet, the oldest first. */
	ARENA_LIST(struct listed_domain) aside;
	size_t aside_first;
	struct arena aside_arena;
};

enum list_state {
	LIST_DOMAIN,
	LIST_LATER,
	LIST_END,
	LIST_PASSED, /* a line without a domain; not given out */
};

/* Opens the lists, and reads those that are files. False after messages: nothing is to be judged. */
bool domain_list_open(struct options *options, struct domain_list *list);

/* Waits until there is a domain. False when there is none at all. */
bool domain_list_wait(struct domain_list *list);

/* The next domain; `arena` keeps its selector. With `wait`, waits for a moment. */
enum list_state domain_list_next(
	struct domain_list *list, struct arena *arena, bool wait, struct listed_domain *ret_listed);

/* The same, past those that are aside. */
enum list_state domain_list_read(
	struct domain_list *list, struct arena *arena, bool wait, struct listed_domain *ret_listed);

/* Keeps a domain that was read, to be given out later, before the list goes on. False when there are too many of them. */
bool domain_list_put_aside(struct domain_list *list, const struct listed_domain *listed);

/* Takes a domain out of those that are aside. False when it is not among them. */
bool domain_list_take_aside(struct domain_list *list, const struct dns_name *name);

/* What is to be said at the end, and closes the lists. */
void domain_list_close(struct domain_list *list);

#endif
