/*
 * The ways in which a question can end, and what may be concluded from each. This is the one place that says so: code that judges
 * asks the functions below, and compares no outcome by itself (tests/check_style.py looks for that).
 */
#ifndef MAILAUTH_DNS_OUTCOME_H
#define MAILAUTH_DNS_OUTCOME_H

#include "base/slice.h"

/*
 * How a question ended. The first three are answers of DNS; the others say why there is none, and are never to be
 * read as "missing".
 */
enum dns_outcome {
	DNS_ANSWER,   /* records of the type */
	DNS_NO_DATA,  /* the name exists, the type does not (RFC 2308 section 2.2) */
	DNS_NXDOMAIN, /* the name does not exist (RFC 8020) */
	DNS_PENDING,  /* not answered yet; only inside the program */
	DNS_TIMEOUT,
	DNS_SERVFAIL,
	DNS_REFUSED,
	DNS_TRUNCATED, /* cut off over UDP, and no answer over TCP */
	DNS_MALFORMED, /* an answer that is no DNS message, or is none to the question */
	DNS_LOOP, /* CNAME records that lead back to where they were, or too many of them (RFC 1034 section 5.2.2) */
	DNS_UNREAD,  /* of a zone file: what could not be read may hold it */
	DNS_OFFLINE, /* not asked, as the user wished */
	DNS_LIMIT, /* not asked or not read: too many questions or records for one domain, or the deadline had passed */
	DNS_LOCAL, /* not asked: no resolver, no way to one, no socket: this machine cannot */
};

enum { DNS_OUTCOMES = DNS_LOCAL + 1 };

/* What is known of the records that a question asks for. */
enum dns_knowledge {
	DNS_HAS_RECORDS, /* there are some */
	DNS_HAS_NO_TYPE, /* the name exists, and has none of the type */
	DNS_HAS_NO_NAME, /* nothing exists at the name, nor below it */
	DNS_NOT_KNOWN,	 /* there may be some, or none */
};

/* Why nothing is known. */
enum dns_fault {
	DNS_FAULT_NONE, /* it is known; or not yet answered */
	DNS_FAULT_DOMAIN, /* what is published lets every resolver fail: a certain fault, and nothing is known all the same */
	DNS_FAULT_SERVERS, /* a resolver, a name server, or the way between them: it may pass */
	DNS_FAULT_FILE,	   /* lines of a zone file that cannot be read */
	DNS_FAULT_HERE,	   /* this machine: says nothing about the domain */
	DNS_FAULT_BOUND,   /* the limits of this run */
	DNS_FAULT_WISH,	   /* the user wanted it not to be asked */
};

struct dns_conclusion {
	enum dns_knowledge knowledge;
	enum dns_fault fault;
	const char *word;   /* of saved answers: "answer", "nodata", "nxdomain", "timeout", ... */
	const char *reason; /* of reports, for what is not known: "timeout", "servfail", ...; else NULL */
};

/* What may be concluded from a question that ended so. */
const struct dns_conclusion *dns_conclude(enum dns_outcome outcome);

/* True when DNS gave an answer, a negative one included. */
bool dns_outcome_is_answer(enum dns_outcome outcome);

/* True when it is known that there are records. */
bool dns_outcome_has_records(enum dns_outcome outcome);

/* True when it is known that there are none: a void lookup (RFC 7208 section 4.6.4). */
bool dns_outcome_is_void(enum dns_outcome outcome);

/* True when it is known that nothing is at the name, or at the end of its aliases. */
bool dns_outcome_has_no_name(enum dns_outcome outcome);

/* True when the name is known to exist, without records of the type. */
bool dns_outcome_has_no_type(enum dns_outcome outcome);

/* True when the name is known to exist. */
bool dns_outcome_has_name(enum dns_outcome outcome);

/* True when it was asked, and no server gave an answer: a failure that may pass. */
bool dns_outcome_is_failure(enum dns_outcome outcome);

/* True when it was not asked, as the user wished: it leaves the exit status as it is. */
bool dns_outcome_is_wished(enum dns_outcome outcome);

/* True for CNAME records that lead nowhere: DNS has told it, and every resolver fails. */
bool dns_outcome_is_loop(enum dns_outcome outcome);

/* True when this machine could not ask: that says nothing about the domain. */
bool dns_outcome_is_ours(enum dns_outcome outcome);

/* True when lines of a zone file that cannot be read may hold it. */
bool dns_outcome_is_unread(enum dns_outcome outcome);

/* True when the question went out, whatever came of it. */
bool dns_outcome_was_asked(enum dns_outcome outcome);

/* True when it went out and something came back, be it an error. */
bool dns_outcome_is_heard(enum dns_outcome outcome);

/* True when it went out and nothing came back. */
bool dns_outcome_is_silence(enum dns_outcome outcome);

/* True while it is not answered yet. */
bool dns_outcome_is_pending(enum dns_outcome outcome);

/* True for a question of a finished run without an answer: the report has to list it. */
bool dns_outcome_is_open(enum dns_outcome outcome);

/* The word of saved answers: "answer", "nodata", "nxdomain", "timeout", ... */
const char *dns_outcome_word(enum dns_outcome outcome);

/* The reverse. False for an unknown word. */
bool dns_outcome_from_word(struct slice word, enum dns_outcome *ret_outcome);

/* The word of reports for what is not known: "timeout", "servfail", ... A loop is "servfail": that is what resolvers make of it. */
const char *dns_outcome_reason(enum dns_outcome outcome);

/* The same as a clause for people: "not answered (timeout)", "not asked (offline)". */
const char *dns_outcome_clause(enum dns_outcome outcome);

#endif
