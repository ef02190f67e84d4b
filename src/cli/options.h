/* What the command line and the configuration file say, by what it is about. */
#ifndef MAILAUTH_CLI_OPTIONS_H
#define MAILAUTH_CLI_OPTIONS_H

#include "check/accept.h"
#include "check/domain.h"
#include "cli/complain.h"
#include "cli/config_file.h"
#include "dns/live.h"
#include "input/answers.h"
#include "print/printer.h"
#include "text/roots.h"
#include "tls/policy_source.h"

enum command {
	COMMAND_CHECK = 1,
	COMMAND_ZONE = 2,
	COMMAND_RECORD = 4,
	COMMAND_RULES = 8,
	COMMAND_EXPLAIN = 16,
	COMMAND_SPF = 32,
	COMMAND_DIFF = 64,
	COMMAND_COMPLETION = 128,
	COMMAND_BOUNCE = 256,
	COMMAND_MESSAGE = 512,
	COMMAND_SHOW_CONFIG = 1024,
	COMMAND_MERGE = 2048
};

enum exit_status { EXIT_CLEAN, EXIT_FINDINGS, EXIT_USAGE, EXIT_UNKNOWN };

enum fail_on {
	FAIL_ON_INFO = SEVERITY_INFO,
	FAIL_ON_WARNING = SEVERITY_WARNING,
	FAIL_ON_ERROR = SEVERITY_ERROR,
	FAIL_ON_NEVER
};

struct config_section;
struct config_world;

/* Whom and how to ask. */
struct lookup_options {
	struct dns_live_options live;
	int local_error; /* of the system, why queries could not be sent; 0 when nothing listens at the resolver's address */
	const char *at_server; /* "@SERVER" as it was given last; NULL for none */
	bool has_timeout;      /* --timeout was given */
	bool offline;
	unsigned jobs;	      /* domains that wait for answers at a time */
	uint16_t policy_port; /* 0 for 443 */
	struct fetch_helper
		policy_helper; /* what is prepared to fetch policies; its socket is less than 0 for none */
	char policy_fault[POLICY_FAULT_SIZE]; /* why this machine cannot fetch policies; empty when it can */
	const char *authorities; /* a file of certificates to trust for policies; NULL: the system's */
	const char *suffixes;	 /* a public suffix list; NULL: the system's */
	const char *answers;	 /* a file to take answers from */
	ARENA_LIST(struct answers *)
	pasted;		 /* what query tools printed: answered from before all that is asked */
	bool incomplete; /* some of it could not be read */
	const char *save_answers;
};

/* What is judged, and what the user knows of it. */
struct subject_options {
	ARENA_LIST(const char *) domains;
	const char *from_file;
	const char *files_from; /* a list of zone files */
	const char *origin;
	struct text_roots roots;	  /* of the files that may be read; empty: any */
	bool includes_nothing;		  /* --no-include */
	ARENA_LIST(const char *) exclude; /* patterns of files that are passed over in folders */
	const char *zone;		  /* a zone file that is answered from before DNS */
	ARENA_LIST(const char *) selectors;
	ARENA_LIST(struct answer_selector)
	selectors_of; /* of one domain each: its selector was given in its place */
	ARENA_LIST(struct dns_address) addresses;
	const char *helo;
	const char *mail_from; /* empty for the null sender, NULL when not given */
	const char *private_key;
};

/* Which findings there are, and which count. */
struct selection_options {
	const char *select; /* lists of rules; NULL for all, and for none */
	const char *ignore;
	ARENA_LIST(const char *) selects; /* as they were given, one by one */
	ARENA_LIST(const char *) ignores;
	struct rule_set chosen; /* those that --select and --ignore leave */
	struct rule_set rules;	/* of them those that the configuration does not turn off everywhere */
	enum fail_on fail_on;
	bool complete; /* a question without answer counts, offline too */
	const char *baseline;
	const char *write_baseline;
};

struct output_options {
	const struct format *format;
	const char *path; /* NULL for standard output */
	enum publish_as publish_as;
	bool statistics;      /* print how many findings each rule has instead of the report */
	bool fix, fix_unsafe; /* print fixes as a diff instead of the report */
	bool colour;
	bool quiet;
	bool verbose;
	const char *resume; /* FILE.partial of an earlier run that goes on; or NULL */
	bool unordered;	    /* reports of many domains do not wait for each other */
};

/* The configuration file. */
struct config_options {
	const char *path; /* NULL: the one that is found */
	bool none;
	ARENA_LIST(const char *) named; /* files and folders that it names, as the options have them */
	bool *given; /* of each option row: on the command line, so that the file does not change it */
	struct config_lines lines;
	struct acceptances accept;		      /* of all sections: each has its name */
	size_t accepted;			      /* how many lines there are of them */
	ARENA_LIST(struct config_section *) sections; /* the least specific first */
	struct config_section **buckets;	      /* the same by what they are about: config_section.c */
	ARENA_LIST(struct config_world *)
	worlds; /* what was made of them for domains (cli/config_section.c) */
};

struct options {
	struct arena arena; /* whatever the options hold */
	enum command command;
	ARENA_LIST(const char *) operands;
	struct lookup_options lookup;
	struct subject_options subject;
	struct check_options check; /* how each domain is checked */
	struct selection_options selection;
	struct output_options output;
	struct config_options config;
	bool no_sandbox; /* the process is not confined (cli/confine.h) */
	bool judging;	 /* the report has begun: the exit status is its own */
};

#endif
