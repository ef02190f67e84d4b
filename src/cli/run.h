/* What every judging command shares: sources, rules, output and the exit status. */
#ifndef MAILAUTH_CLI_RUN_H
#define MAILAUTH_CLI_RUN_H

#include "cli/options.h"
#include "judge/domain_config.h"
#include "judge/known.h"
#include "judge/session.h"
#include "judge/source.h"
#include "print/patch.h"

#include <stdio.h>
#include <sys/types.h>

struct run {
	struct options *options;
	struct dns_source *source;
	struct facts *facts;
	struct suffix_list *suffixes;
	struct dkim_pair pair;	      /* of --private-key */
	struct saved_answers answers; /* of --answers */
	struct bytes saved;	      /* of --save-answers */
	struct known known;
	struct text baseline_text; /* of --baseline */
	struct patch patch;	   /* of --fix */
	size_t unsafe;		   /* findings with a fix that --fix=diff leaves out */
	struct print print;
	FILE *out;
	char *out_path;	     /* the temporary file behind --output, or NULL */
	char *out_target;    /* what it is to replace */
	mode_t out_mode;     /* of what it replaces, or 0 */
	int out_error;	     /* errno of the first write that failed */
	bool has_failing;    /* findings at or above --fail-on */
	bool has_unanswered; /* questions without answer that count */
	bool broken;	     /* output could not be written */
	bool opened;
};

/* Opens everything. False after a message. `zones` are answered from before anything else; NULL for none. */
bool run_open(struct run *run, struct options *options, struct zone_set *zones);

/* The name of a domain that is to be judged, by its place in the list that `context` is. */
typedef struct dns_name domain_at(const void *context, size_t place);

/* Judges the domains, several at a time, and prints their reports in order. The first one carries the zones' faults. */
void run_domains(struct run *run, domain_at *at, const void *context, size_t count, struct zone_set *zones);

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

/*
 * Live DNS as the options say (nothing with --offline), with policies over HTTPS, below zone files (NULL for none). False
 * after a message.
 */
bool run_make_source(struct options *options, struct zone_set *zones, struct dns_source **ret_source);

/* Reads one domain as people type it. False after a message; `where` is "" or "file:line: ". */
bool domain_read(struct options *options, struct slice word, const char *where, struct dns_name *ret_name);

/* Reads a zone file into the set. False after a message. */
bool zone_file_read(struct options *options, struct zone_set *zones, struct text *text, const char *path);

/* Writes a whole document to standard output and frees it. */
enum exit_status write_out(struct bytes *out);

/* The commands. */
enum exit_status command_check(struct options *options);
enum exit_status command_zone(struct options *options);
enum exit_status command_record(struct options *options);
enum exit_status command_diff(struct options *options);
enum exit_status command_bounce(struct options *options);
enum exit_status command_message(struct options *options);
enum exit_status command_spf(struct options *options);
enum exit_status command_rules(struct options *options);
enum exit_status command_explain(struct options *options);
enum exit_status command_completion(struct options *options);

#endif
