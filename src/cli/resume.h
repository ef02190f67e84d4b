/* --resume: an interrupted run goes on where FILE.partial ends. */
#ifndef MAILAUTH_CLI_RESUME_H
#define MAILAUTH_CLI_RESUME_H

#include "cli/domain_list.h"
#include "judge/report_line.h"

/* What an earlier run has done. */
struct resumed {
	size_t domains;
	size_t counts[SEVERITY_ERROR + 1]; /* findings that count */
	size_t unanswered, unasked;	   /* questions */
	uint64_t size;			   /* of FILE.partial */
	uint64_t whole;			   /* octets of it that are whole lines */
};

/* What is given with --resume, before anything is read: FILE is what is written. False after a message. */
bool resume_settle(struct options *options);

/*
 * Reads FILE.partial, and takes its domains out of the list. False after a message: when it cannot be read, or is of another list. A
 * last line that is cut is left out of `whole`, and said.
 */
bool resume_read(struct options *options, struct domain_list *list, struct resumed *resumed);

#endif
