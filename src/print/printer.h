/*
 * Printers turn reports into bytes. They see reports only, never DNS. A printer is called for the start of a run, for
 * each domain in order, and for the end.
 */
#ifndef MAILAUTH_PRINT_PRINTER_H
#define MAILAUTH_PRINT_PRINTER_H

#include "base/bytes.h"
#include "base/json.h"
#include "check/report.h"

struct print_totals {
	size_t domains;
	size_t counts[SEVERITY_ERROR + 1];
	size_t unanswered; /* questions, those of `unasked` among them */
	size_t unasked;	   /* because of --offline */
	size_t known;	   /* findings of the baseline; not among the counts */
	size_t suppressed; /* findings that comments in zone files silence */
};

struct print {
	const struct printer *printer;
	struct bytes out; /* the caller writes and empties it between calls */
	bool colour;
	bool links;	  /* OSC 8 links, for terminals */
	bool verbose;	  /* show findings of severity info, and every unanswered question */
	bool quiet;	  /* no summary of a domain */
	bool complete;	  /* what was not asked counts as not answered */
	bool record_only; /* one record was judged, not a domain */
	unsigned width;	  /* columns of the terminal */
	struct print_totals totals;
	struct json json;
	struct bytes kept[SEVERITY_ERROR + 1]; /* for printers that put the most severe first: by severity */
	bool started;			       /* something was printed already */
};

struct printer {
	const char *name;
	const char *summary;
	void (*begin)(struct print *print);
	void (*domain)(struct print *print, const struct report *report);
	void (*end)(struct print *print);
};

/* The printers; the last one is NULL. */
extern const struct printer *const printers[];

/* Prints one domain and adds it to the totals. */
void print_domain(struct print *print, const struct report *report);

/* The exit codes of monitoring plugins. */
enum nagios_state { NAGIOS_OK, NAGIOS_WARNING, NAGIOS_CRITICAL, NAGIOS_UNKNOWN };

enum nagios_state nagios_state(const struct print_totals *totals);

/* The rule rows as text: the list, the whole story of one, and the body of the manual page (mdoc). */
void print_rule_list(struct print *print);
void print_rule(struct print *print, const struct rule *rule);
void print_rules_manual(struct bytes *out);

#endif
