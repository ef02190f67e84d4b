/* A finding: which rule, where, and what to publish instead. */
#ifndef MAILAUTH_CHECK_FINDING_H
#define MAILAUTH_CHECK_FINDING_H

#include "dns/reply.h"

/* In ascending order, so that they can be compared. */
enum severity { SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_ERROR };

/* CERTAIN follows from DNS alone; LIKELY depends on what DNS cannot show: who sends, which selectors exist. */
enum confidence { CERTAIN, LIKELY };

const char *severity_text(enum severity severity);
const char *confidence_text(enum confidence confidence);

struct acceptance;
struct remedy;

/*
 * A line of an MTA-STS policy in the place of an RR type, of what is no record: no record has this type (RFC 6895 section 3.1).
 */
enum { TYPE_OF_POLICY = 65535 };

/* The mnemonic of the type of a finding or of what is published; "STS-POLICY" for a policy. */
const char *published_type_text(struct arena *arena, uint16_t type);

/* One record as it is published, with the text that spans count in. */
struct published {
	struct dns_name name;
	uint16_t type;
	uint32_t ttl;
	const struct dns_txt *txt;     /* the text; for other types the RDATA in presentation form */
	struct text_place place;       /* in a zone file; text is NULL for a live record */
	size_t number, count;	       /* it is the n-th (from 1) of so many records of its RRset */
	const struct dns_record *copy; /* the same record, written once more in the files; NULL for none */
};

struct related {
	const struct published *record;
	const char *message;
};

struct finding {
	const struct rule *rule;
	enum severity severity;
	enum confidence confidence;
	const char *message;
	const char
		*brief; /* of a change: the clause of a headline; NULL for the message up to its semicolon */
	bool known;	/* by a baseline, or accepted: shown, and not counted */
	const struct acceptance *accepted; /* it is an intended change; or NULL */
	struct dns_name name;
	uint16_t type;			/* 0 when it is about the name and not a record */
	const struct published *record; /* or NULL */
	struct span span;		/* of the record's text */
	struct text_place place;	/* of a zone file's fault, when there is no record */
	ARENA_LIST(struct related) related;
	ARENA_LIST(const struct published *)
	before;		      /* of a change: what the state before had, which is gone */
	const char *help;     /* or NULL */
	const char *fix_text; /* the text to publish, whole; or NULL */
	struct dns_name fix_name;
	uint16_t fix_type;
	ARENA_LIST(const struct published *) deletes; /* records that go when fix_text is published */
	const struct remedy *remedy;		      /* that cures it; NULL when none is offered */
};

struct findings {
	ARENA_LIST(struct finding) list;
};

#endif
