/* What is behind the opaque types of mailauth.h. Reports are copies: nothing in them refers to a source. */
#ifndef MAILAUTH_API_API_H
#define MAILAUTH_API_API_H

#include "mailauth.h"

#include "base/bytes.h"
#include "base/json_read.h"
#include "check/zone_names.h"
#include "judge/known.h"
#include "judge/session.h"
#include "judge/source.h"

struct mailauth_options {
	struct arena arena;
	struct check_options check;
	ARENA_LIST(const char *) selectors;
	ARENA_LIST(struct dns_address) addresses;
	struct rule_set rules;
	bool without_file_faults, cures_notes;
};

struct mailauth_source {
	struct arena arena;
	struct dns_live_options live;
	uint64_t deadline_ms; /* from the opening; 0 for none */
	bool offline, opened, broken;
	bool without_memory;	/* it is in the middle of something, and not to be touched */
	struct zone_set *zones; /* NULL without zone files */
	ARENA_LIST(struct text *) texts;
	struct saved_answers answers;
	struct dns_source *source; /* that of the saved answers, until the source is open */
	struct suffix_list *suffixes;
	struct facts *facts;
	struct known known;	  /* comments in the zone files */
	struct zone_names *names; /* NULL without zone files */
	ARENA_LIST(const char *) domains;
	struct bytes error; /* with a NUL behind it, unless it is empty */
};

/* A text of a record: raw bytes, with a NUL behind them; `at` is NULL when there is none. */
struct mailauth_finding {
	const char *rule, *message, *why, *help, *reference;
	enum mailauth_severity severity;
	enum mailauth_confidence confidence;
	const char *name, *type;
	struct slice text;
	struct span span;
	const char *file;
	struct text_position first, end;
	const char *fix_name, *fix_type, *fix_text;
};

struct mailauth_remedy {
	enum mailauth_action action;
	const char *name, *type, *text, *effect;
	struct slice old;
	const char **cures;
	size_t cure_count;
};

struct open_question {
	const char *name, *type, *reason;
};

struct mailauth_report {
	struct arena arena;
	const char *domain;
	enum mailauth_status status;
	enum mailauth_role role;
	size_t counts[SEVERITY_ERROR + 1];
	struct mailauth_finding *findings;
	size_t finding_count;
	struct mailauth_remedy *remedies;
	size_t remedy_count;
	struct open_question *unanswered;
	size_t unanswered_count;
	const char *json;
	const struct json_value *value; /* of the domain in it */
};

/* Keeps the sentence for mailauth_source_error(); returns the result. */
enum mailauth_result api_fail(mailauth_source *source, enum mailauth_result result, const char *sentence);

/* Memory ran out in a function on the source, which may be NULL. Returns MAILAUTH_NO_MEMORY. */
enum mailauth_result api_no_memory(mailauth_source *source);

/* Copies all that is to be known of a report into one of its own. */
mailauth_report *api_report_of(const struct report *report);

#endif
