/*
 * Comments in zone files that silence findings:
 *
 *   ; mailauth-check: ignore[rule-id, spf-*] reason
 *   ; mailauth-check: ignore[rule-id] until 2027-03-01 reason
 *
 * on a line of the record, or alone on the lines right above it. One that silences nothing is a finding itself, and so is one whose
 * last day is over by UTC, or cannot be read: it silences nothing.
 */
#ifndef MAILAUTH_JUDGE_SUPPRESS_H
#define MAILAUTH_JUDGE_SUPPRESS_H

#include "check/levels.h"
#include "check/report.h"

struct suppression {
	struct text *text;
	uint32_t line; /* of the comment */
	uint32_t
		target; /* the line that it is about: the same, or of a comment alone the first below that is no comment */
	size_t number;	     /* among those about the same line */
	struct span id_span; /* of the rule id, in the text */
	struct slice id;
	bool ends;	      /* "until" follows */
	bool is_dated;	      /* with a day after it */
	uint32_t last_day;    /* base/date.h */
	struct span day_span; /* of the word after "until", in the text */
	bool alone;	      /* nothing but the comment is on the line */
	bool used;
	bool is_too_many; /* stands for those of a comment that are not read */
};

/* Those of one file: a part of the list, by line. */
struct suppressed_file {
	const struct text *text;
	size_t first, end;
	struct suppressed_file *next; /* in the same bucket */
};

enum { SUPPRESSED_FILE_BUCKETS = 1024 };

struct suppressions {
	ARENA_LIST(struct suppression) list;
	struct suppressed_file **files; /* by text: SUPPRESSED_FILE_BUCKETS, or NULL for none */
};

/* Reads the comments of one file, which must outlive the list. */
void suppressions_read(struct arena *arena, struct suppressions *suppressions, struct text *text);

/* Takes the suppressed findings out of the report, and keeps them apart in it; the arena is that of the report. */
void suppressions_apply(struct arena *arena, struct suppressions *suppressions, struct report *report);

/*
 * Adds a finding for each suppression that names a rule which is not among `all`, or that has silenced nothing although its
 * rule was among `run`. To be called once, with the report that is printed last.
 */
void suppressions_report(const struct suppressions *suppressions, struct arena *arena,
	const struct rule_set *all, const struct rule_set *run, struct report *report);

/* Adds the findings for those alone whose day is over: of files of which not all is judged, or told. */
void suppressions_report_ended(const struct suppressions *suppressions, struct arena *arena,
	const struct rule_set *run, struct report *report);

/* Adds the finding for a line of the configuration that ignored rules until a day that is over. */
void suppression_expired(
	struct arena *arena, const struct rule_set *run, struct report *report, const struct level_row *row);

#endif
