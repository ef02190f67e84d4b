/*
 * A format is a row of a table: what it is called, and how it prints each kind of document. A kind that it has no function
 * for is one that it cannot print.
 */
#ifndef MAILAUTH_PRINT_FORMAT_H
#define MAILAUTH_PRINT_FORMAT_H

#include "base/arena.h"
#include "base/slice.h"

struct bounce_totals;
struct bounce_verdict;
struct merged;
struct message_verdict;
struct print;
struct print_identity;
struct print_totals;
struct report;
struct report_printer;
struct rule_set;
struct settings;
struct spf_evaluation;

enum document {
	DOCUMENT_NONE,
	DOCUMENT_REPORTS,    /* of domains, or of one record */
	DOCUMENT_STATISTICS, /* their findings by rule */
	DOCUMENT_EVALUATION, /* of check_host() */
	DOCUMENT_BOUNCES,
	DOCUMENT_MESSAGE,
	DOCUMENT_MERGED,   /* the sum of many of them */
	DOCUMENT_RULES,	   /* the list of them */
	DOCUMENT_STORIES,  /* of some rules, each whole */
	DOCUMENT_SETTINGS, /* of a configuration */
};

struct format {
	const char *name;
	bool localized; /* for people: in the character set of the locale; all others are UTF-8 */
	bool by_line;	/* what is printed of a domain is whole by itself: half of a report is of use */
	const struct report_printer *reports;
	const struct report_printer *statistics; /* counts their findings by rule */
	void (*evaluation)(struct print *print, const struct print_identity *identity,
		const struct spf_evaluation *evaluation);
	/* Of bounces: the start (NULL for nothing), each different one in order, and the end (NULL for nothing). */
	void (*bounces_begin)(struct print *print, const struct bounce_totals *totals);
	void (*bounce)(struct print *print, const struct bounce_verdict *verdict);
	void (*bounces_end)(struct print *print, const struct bounce_totals *totals);
	void (*message)(struct print *print, const struct message_verdict *verdict);
	void (*merged)(struct print *print, const struct merged *merged);
	void (*rules)(struct print *print, const struct rule_set *rules);
	void (*stories)(struct print *print, const struct rule_set *rules);
	void (*settings)(struct print *print, const struct settings *settings);
	/* The exit status that a consumer of reports in this format expects; NULL for that of the program. */
	int (*status)(const struct print_totals *totals);
	const char *unjudged; /* the line for a run that ended before anything was judged; NULL for none */
	int unjudged_status;  /* that goes with the line */
};

/* The format of a run that names none. */
extern const struct format *const format_default;

/* The format of that name that prints such documents; NULL when there is none. */
const struct format *format_find(struct slice name, enum document document);

/* The names of those that print such documents, the default first, with blanks between; owned by the arena. */
const char *format_names(struct arena *arena, enum document document);

#endif
