/* A line of jsonl, as this program printed it of a domain, and read again: what it counts. */
#ifndef MAILAUTH_JUDGE_REPORT_LINE_H
#define MAILAUTH_JUDGE_REPORT_LINE_H

#include "base/json_scan.h"
#include "check/rule.h"
#include "dns/name.h"

enum report_line_kind {
	REPORT_LINE_WHOLE,
	REPORT_LINE_CUT,   /* no JSON, as the start of a line is none */
	REPORT_LINE_OTHER, /* of another version of the program, or of another program */
};

enum { REPORT_LINE_LONGEST = 8 * 1024 * 1024 }; /* octets */

/* Begins as zeros, and may be used again for the next line. */
struct report_line {
	struct json_tokens tokens;
	struct dns_name name;
	size_t counts[SEVERITY_ERROR + 1]; /* findings that count */
	size_t unanswered;		   /* questions */
	size_t unasked;			   /* of them, by the user's wish */
	uint32_t findings;		   /* the token of the list */
};

struct report_line_finding {
	struct slice rule; /* in the text of the line */
	enum severity severity;
	bool known;
};

/* Reads a line without its line end, which has to live as long as its findings are read. */
enum report_line_kind report_line_read(struct report_line *line, struct slice text);

/* The next finding of a line that was read; *at begins with 0. False at the end. */
bool report_line_finding(
	const struct report_line *line, uint32_t *at, struct report_line_finding *ret_finding);

void report_line_free(struct report_line *line);

#endif
