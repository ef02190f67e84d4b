/*
 * Printers turn reports into bytes. They see reports only, never DNS. A printer is called for the start of a run, for
 * each domain in order, and for the end.
 */
#ifndef MAILAUTH_PRINT_PRINTER_H
#define MAILAUTH_PRINT_PRINTER_H

#include "base/bytes.h"
#include "base/json.h"
#include "check/report.h"
#include "print/format.h"

struct html_parts;
struct markdown_parts;
struct metrics;
struct rule_count;

struct bounce_list;

struct print_totals {
	size_t domains;
	size_t counts[SEVERITY_ERROR + 1];
	size_t unanswered; /* questions, those of `unasked` among them */
	size_t unasked;	   /* because of --offline */
	size_t known;	   /* findings of the baseline; not among the counts */
	size_t suppressed; /* findings that comments in zone files silence */
};

/*
 * How the records of remedies are written: as lines of a zone file (as usual), or as the fields of a web panel. When one of them
 * was asked for, a record that was judged alone is written even when nothing is wrong with it.
 */
enum publish_as { PUBLISH_AS_ZONE, PUBLISH_AS_PANEL, PUBLISH_AS_USUAL };

struct print {
	const struct format *format;
	struct bytes out; /* the caller writes and empties it between calls */
	bool colour;
	bool links;    /* OSC 8 links, for terminals */
	bool verbose;  /* show findings of severity info, and every unanswered question */
	bool quiet;    /* findings only, in one line each */
	bool complete; /* what was not asked counts as not answered */
	enum publish_as publish_as;
	bool record_only;     /* records were judged, not domains */
	bool several;	      /* then: of several domains */
	size_t left_alone;    /* then: records that are for something else */
	const char *compared; /* the two sides of a comparison: "from old.zone to new.zone"; NULL for none */
	const char *only_on_one_side; /* then: lines with the domains that only one side has */
	unsigned width;		      /* columns of the terminal */
	unsigned
		tight; /* 1: no table of receivers; 2: no excerpts of what a remedy cures; 3: no carets, no other places, and questions are only counted; 4: of warnings the message alone; 5: no excerpts */
	bool folds;    /* records too are broken at this width */
	const struct dns_name *subject; /* whose findings are printed: they do not repeat it; or NULL */
	bool unicode;			/* the locale shows UTF-8; otherwise text is printed in ASCII */
	uint32_t now;			/* of the run, in seconds since 1970 */
	const char *answered_by;	/* who was asked, or what was read, as a person says it */
	struct print_totals totals;
	struct json json;
	struct bytes kept[SEVERITY_ERROR + 1]; /* for printers that put the most severe first: by severity */
	struct bytes notes;		       /* for printers that say at the end what is no finding */
	struct html_parts *html;	       /* of the printer of pages: its parts */
	bool statistics;		       /* findings are counted by rule, and not printed */
	struct rule_count *rule_counts;	       /* then: one for each rule */
	struct markdown_parts *markdown;       /* of the printer of comments: what it says at the end */
	struct metrics *metrics;	       /* of the printer of metrics: the figures of all domains */
	bool listed;			       /* several bounces in one document */
	struct bounce_list *bounces;	       /* several bounces for people, until all are judged; NULL */
	bool started;			       /* something was printed already */
	struct bytes
		unchanged; /* of the first domain of a comparison in which nothing changed: its headline */
	size_t unchanged_count;
};

/* How reports are printed in one format. */
struct report_printer {
	void (*begin)(struct print *print);
	void (*domain)(struct print *print, const struct report *report);
	void (*end)(struct print *print);
};

/* What prints the reports of this run: that of the format, or its counter. */
const struct report_printer *report_printer_of(const struct print *print);

/* True for a finding that counts and is not hidden: of those of severity info without --verbose. */
bool finding_is_listed(const struct print *print, const struct finding *finding);

/* Prints the report of one domain, or of a message, in the format and adds it to the totals. */
void print_domain(struct print *print, const struct report *report);

#endif
