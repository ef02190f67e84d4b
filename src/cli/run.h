/* What every judging command shares: sources, rules, output and the exit status. */
#ifndef MAILAUTH_CLI_RUN_H
#define MAILAUTH_CLI_RUN_H

#include "cli/domain_list.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/resume.h"
#include "cli/sources.h"
#include "judge/domain_config.h"
#include "judge/known.h"
#include "judge/session.h"
#include "print/patch.h"

struct run {
	struct options *options;
	struct sources sources;
	struct known known;
	struct text baseline_text; /* of --baseline */
	struct patch patch;	   /* of --fix */
	size_t unsafe;		   /* findings with a fix that --fix=diff leaves out */
	struct print print;
	struct output output;
	struct output saved;	/* of --save-answers */
	struct output findings; /* of --write-baseline */
	struct progress progress;
	bool has_failing;	/* findings at or above --fail-on */
	bool has_local_failure; /* a question failed on this machine */
	bool has_unanswered;	/* questions without answer that count */
	bool opened;
	const struct resumed *resumed; /* what an earlier run has done; NULL for nothing */
	size_t written;		       /* domains whose reports are written */
	bool ends_early; /* by a signal, or because nothing can be written: the report has no end */
};

/* Opens everything. False after a message. `zones` are answered from before anything else; NULL for none. */
bool run_open(struct run *run, struct options *options, struct zone_set *zones);

/* The same, to go on with what an earlier run has done. */
bool run_open_again(struct run *run, struct options *options, const struct resumed *resumed);

/* The same with a source that is open already, and is closed in any case. */
bool run_open_on(struct run *run, struct options *options, struct dns_source *source);

/* The name of a domain that is to be judged, by its place in the list that `context` is. */
typedef struct dns_name domain_at(const void *context, size_t place);

/* Judges the domains, several at a time, and prints their reports in order. The first one carries the zones' faults. */
void run_domains(struct run *run, domain_at *at, const void *context, size_t count, struct zone_set *zones);

/* The same for domains as they come, until the run is interrupted. */
void run_list(struct run *run, struct domain_list *list, struct zone_set *zones);

/* What is wanted of each session: remedies for what the report shows, but for what is known or silenced. */
struct session_wish run_wish(struct run *run);

/* Prints one report that was made outside run_domains(). */
void run_report(struct run *run, struct report *report);

/* The options and rules for a domain; the context is the run. */
struct domain_settings run_settings(void *context, const struct dns_name *name);

/* Compares a report with the baseline, and lets it count for the exit status. */
void run_take(struct run *run, struct report *report);

/* Lets a report count for the exit status. */
void run_count(struct run *run, const struct report *report);

/* Prints the end, writes files, frees everything. */
enum exit_status run_close(struct run *run);

/* Writes what the printer has so far. */
void run_flush(struct run *run);

#endif
