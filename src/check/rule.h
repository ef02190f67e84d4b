/*
 * A rule is one row: its id, what it means, its sources, an example of each kind, and how it is checked. The list of
 * rules, `explain`, the manual page and the tests all read the same row.
 */
#ifndef MAILAUTH_CHECK_RULE_H
#define MAILAUTH_CHECK_RULE_H

#include "base/bytes.h"
#include "check/finding.h"

struct change;
struct zone_change;
struct domain;
struct message;
struct spf_subject;
struct dkim_subject;
struct dmarc_subject;
struct mx_subject;
struct tagged_subject;

/* What one check sees and where its findings go. */
struct rule_run {
	struct arena *arena;
	const struct domain *domain; /* NULL for a rule of messages */
	const struct dns_name *
		name; /* what findings are about that name no record: the domain; the root when there is none */
	const struct rule *rule;
	struct findings *findings;
	size_t reported; /* by this rule */
};

enum { FINDINGS_OF_A_RULE = 50 }; /* for one domain; that there were more is said once */

/* What a rule looks at: the engine calls its check once for each such thing of a domain. */
enum rule_scope {
	SCOPE_DOMAIN,
	SCOPE_SPF,	   /* each TXT record that is SPF or was meant so */
	SCOPE_DKIM,	   /* each TXT record at a selector */
	SCOPE_DMARC,	   /* each TXT record at _dmarc that is DMARC or was meant so */
	SCOPE_MX,	   /* each MX record */
	SCOPE_MTA_STS,	   /* each TXT record at _mta-sts that is of MTA-STS or was meant so; */
	SCOPE_TLS_RPT,	   /* the same at _smtp._tls */
	SCOPE_BIMI,	   /* and at default._bimi */
	SCOPE_ZONE,	   /* faults of the zone file: .problem is a kind of fault + 1 */
	SCOPE_CHANGE,	   /* two states of a domain (the `diff` command) */
	SCOPE_ZONE_CHANGE, /* two states of whole zone files (the same command) */
	SCOPE_MESSAGE,	   /* a stored message (the `message` command) */
};

struct rule {
	const char *id;
	enum severity severity;
	unsigned also; /* the other severities that its findings may have: ALSO(WARNING) | ALSO(INFO) */
	enum confidence confidence;
	enum rule_scope scope;
	/* Either the kind of a parser's problem, or a check; a rule has exactly one of them. */
	int problem;
	union {
		void (*domain)(struct rule_run *run);
		void (*spf)(struct rule_run *run, const struct spf_subject *spf);
		void (*dkim)(struct rule_run *run, const struct dkim_subject *dkim);
		void (*dmarc)(struct rule_run *run, const struct dmarc_subject *dmarc);
		void (*mx)(struct rule_run *run, const struct mx_subject *mx);
		void (*tagged)(struct rule_run *run, const struct tagged_subject *tagged);
		void (*change)(struct rule_run *run, const struct change *change);
		void (*zone_change)(struct rule_run *run, const struct zone_change *change);
		void (*message)(struct rule_run *run, const struct message *message);
	} check;
	/* Of a check: it may ask what nothing has asked before, so it is also run while other questions are open. tests/check_asks.py knows. */
	bool asks;
	bool safe_fix; /* of a check: its fix does not change who passes, or what was meant is beyond doubt */
	bool unsafe_fix; /* of a problem: its fix does */
	bool once; /* of a problem: several in one record are one fault, told at the first place and counted */
	/*
	 * Rules of which this one's finding is a consequence: ids and families such as "spf-*", with commas between. Where one of
	 * them has a finding about the same thing that is at least as severe, this one is left out (check/consequences.h).
	 */
	const char *follows;
	bool at_same_bytes; /* the cause has to be about the same bytes of the record, too; of two problems it always has to */
	const char *summary; /* one line for the list of rules */
	const char *message; /* of a problem: {} is replaced by the bytes at fault */
	const char *why;     /* why it matters, one or two sentences */
	const char *
		help; /* what to do, as a sentence that is understood alone; NULL for a note that asks for nothing */
	const char *reference; /* "RFC 7208 section 4.5"; NULL when no document speaks of it */
	const char *
		bad; /* zone text that raises the rule; for SCOPE_MESSAGE a message, and zone text after EXAMPLE_DNS; for the two scopes of a change two, with EXAMPLE_AFTER between */
	const char *good; /* the same, that does not */
};

struct rule_family {
	const char *title;
	const struct rule *rules;
	size_t count;
};

#define RULE_FAMILY(name, heading, rows) \
	const struct rule_family name = { \
		.title = (heading), .rules = (rows), .count = sizeof(rows) / sizeof *(rows) \
	}

/* True when a fix may be made without a person looking at it. What text alone can correct is, unless the row says otherwise. */
bool rule_fix_is_safe(const struct rule *rule);

/* True when the row says that a finding may have this severity. */
bool rule_may_have(const struct rule *rule, enum severity severity);

/* Appends the severities of a rule, the usual one first: "error", "info or warning". */
void rule_severities(struct bytes *out, const struct rule *rule);

/* Appends the rules that a rule follows from, with a space after each comma. */
void rule_causes(struct bytes *out, const struct rule *rule);

/* True for a rule's id, and for a family such as "spf-*". */
bool rule_matches(struct slice pattern, const char *id);

/* True when the row says that a finding of `rule` is a consequence of one of `cause`. No rule follows from itself. */
bool rule_follows(const struct rule *rule, const struct rule *cause);

#define ALSO(level) (1U << SEVERITY_##level)

/* The start of a row: severity, scope, and the parser's problem that it reports. */
#define PROBLEM_ROW(level, scoped, kind) \
	.severity = SEVERITY_##level, .scope = SCOPE_##scoped, .problem = (int)(kind)

/* The start of a row with a check of its own. */
#define DOMAIN_ROW(level, function) \
	.severity = SEVERITY_##level, .scope = SCOPE_DOMAIN, .check.domain = (function)
#define SUBJECT_ROW(level, scoped, member, function) \
	.severity = SEVERITY_##level, .scope = SCOPE_##scoped, .check.member = (function)
#define CHANGE_ROW(level, function) SUBJECT_ROW(level, CHANGE, change, function)
#define ZONE_CHANGE_ROW(level, function) SUBJECT_ROW(level, ZONE_CHANGE, zone_change, function)
#define MESSAGE_ROW(level, function) SUBJECT_ROW(level, MESSAGE, message, function)
#define SPF_ROW(level, function) .severity = SEVERITY_##level, .scope = SCOPE_SPF, .check.spf = (function)

/* What parts an example's message from what DNS holds. */
#define EXAMPLE_DNS "; and in DNS\n"

/* What parts the two states of an example of a change. */
#define EXAMPLE_AFTER "; and after the change\n"

/* Examples of one record, as zone text. */
#define SPF_EXAMPLE(text) "@ TXT \"" text "\""
#define DKIM_EXAMPLE(text) "s1._domainkey TXT \"" text "\""
#define DMARC_EXAMPLE(text) "@ A 11.0.0.9\n_dmarc TXT \"" text "\""

/*
 * Reports a finding of the running rule. `record` is what it is about (NULL for the domain as a whole), `span` the bytes
 * at fault of its text. The result can be completed by the functions below.
 */
struct finding *report_finding(struct rule_run *run, const struct published *record, struct span span,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The whole text of a record. */
struct span whole_text(const struct published *record);

/* Publish this text instead: at the record's name, with its type. */
void finding_fix_text(struct finding *finding, const char *text);

/* Publish this record, at a name of its own. */
void finding_fix(struct finding *finding, const struct dns_name *name, uint16_t type, const char *text);

/* Shows another record that has to do with the finding. */
void finding_relate(
	struct rule_run *run, struct finding *finding, const struct published *record, const char *message);

/* Adds a record of the state before a change that is no longer published, or not as it was; NULL is none. */
void finding_add_before(struct rule_run *run, struct finding *finding, const struct published *record);

#endif
