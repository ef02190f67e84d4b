/* One row for each way in which a question can end; every function here reads it. */
#include "dns/outcome.h"

struct row {
	struct dns_conclusion conclusion;
	const char *clause;
};

#define KNOWN(knowledge_, word_) \
	{ \
		{ DNS_HAS_##knowledge_, DNS_FAULT_NONE, (word_), NULL }, NULL \
	}
#define UNKNOWN(fault_, word_, reason_, clause_) \
	{ \
		{ DNS_NOT_KNOWN, DNS_FAULT_##fault_, (word_), (reason_) }, (clause_) \
	}

static const struct row rows[DNS_OUTCOMES] = {
	[DNS_ANSWER] = KNOWN(RECORDS, "answer"),
	[DNS_NO_DATA] = KNOWN(NO_TYPE, "nodata"),
	[DNS_NXDOMAIN] = KNOWN(NO_NAME, "nxdomain"),
	[DNS_PENDING] = UNKNOWN(NONE, "pending", "limit", "not answered yet"),
	[DNS_TIMEOUT] = UNKNOWN(SERVERS, "timeout", "timeout", "not answered (timeout)"),
	[DNS_SERVFAIL] = UNKNOWN(SERVERS, "servfail", "servfail", "not answered (servfail)"),
	[DNS_REFUSED] = UNKNOWN(SERVERS, "refused", "refused", "not answered (refused)"),
	[DNS_TRUNCATED] = UNKNOWN(SERVERS, "truncated", "truncated", "not answered (truncated)"),
	[DNS_MALFORMED] = UNKNOWN(SERVERS, "malformed", "malformed", "not answered (malformed)"),
	[DNS_LOOP] = UNKNOWN(DOMAIN, "loop", "servfail", "not answered (servfail: CNAME loop)"),
	[DNS_UNREAD] =
		UNKNOWN(FILE, "unread", "unread", "not known (lines of the zone file could not be read)"),
	[DNS_OFFLINE] = UNKNOWN(WISH, "offline", "offline", "not asked (offline)"),
	[DNS_LIMIT] = UNKNOWN(
		BOUND, "limit", "limit", "not asked or not read (limit of questions, records or time)"),
	[DNS_LOCAL] = UNKNOWN(HERE, "local", "local", "not asked (local failure)"),
};

const struct dns_conclusion *dns_conclude(enum dns_outcome outcome)
{
	return &rows[outcome].conclusion;
}

bool dns_outcome_is_answer(enum dns_outcome outcome)
{
	return dns_conclude(outcome)->knowledge != DNS_NOT_KNOWN;
}

bool dns_outcome_has_records(enum dns_outcome outcome)
{
	return dns_conclude(outcome)->knowledge == DNS_HAS_RECORDS;
}

bool dns_outcome_is_void(enum dns_outcome outcome)
{
	return dns_outcome_has_no_type(outcome) || dns_outcome_has_no_name(outcome);
}

bool dns_outcome_has_no_name(enum dns_outcome outcome)
{
	return dns_conclude(outcome)->knowledge == DNS_HAS_NO_NAME;
}

bool dns_outcome_has_no_type(enum dns_outcome outcome)
{
	return dns_conclude(outcome)->knowledge == DNS_HAS_NO_TYPE;
}

bool dns_outcome_has_name(enum dns_outcome outcome)
{
	return dns_outcome_has_records(outcome) || dns_outcome_has_no_type(outcome);
}

bool dns_outcome_is_failure(enum dns_outcome outcome)
{
	return dns_conclude(outcome)->fault == DNS_FAULT_SERVERS;
}

bool dns_outcome_is_wished(enum dns_outcome outcome)
{
	return dns_conclude(outcome)->fault == DNS_FAULT_WISH;
}

bool dns_outcome_is_loop(enum dns_outcome outcome)
{
	return dns_conclude(outcome)->fault == DNS_FAULT_DOMAIN;
}

bool dns_outcome_is_ours(enum dns_outcome outcome)
{
	return dns_conclude(outcome)->fault == DNS_FAULT_HERE;
}

bool dns_outcome_is_unread(enum dns_outcome outcome)
{
	return dns_conclude(outcome)->fault == DNS_FAULT_FILE;
}

bool dns_outcome_was_asked(enum dns_outcome outcome)
{
	enum dns_fault fault = dns_conclude(outcome)->fault;

	return !dns_outcome_is_pending(outcome) && fault != DNS_FAULT_WISH && fault != DNS_FAULT_BOUND &&
	       fault != DNS_FAULT_HERE;
}

bool dns_outcome_is_heard(enum dns_outcome outcome)
{
	return dns_outcome_was_asked(outcome) && outcome != DNS_TIMEOUT;
}

bool dns_outcome_is_silence(enum dns_outcome outcome)
{
	return dns_outcome_was_asked(outcome) && !dns_outcome_is_heard(outcome);
}

bool dns_outcome_is_pending(enum dns_outcome outcome)
{
	return outcome == DNS_PENDING;
}

bool dns_outcome_is_open(enum dns_outcome outcome)
{
	return !dns_outcome_is_answer(outcome) && !dns_outcome_is_pending(outcome);
}

const char *dns_outcome_word(enum dns_outcome outcome)
{
	return dns_conclude(outcome)->word;
}

bool dns_outcome_from_word(struct slice word, enum dns_outcome *ret_outcome)
{
	for (int i = 0; i < DNS_OUTCOMES; i++) {
		if (i != DNS_PENDING && slice_is_nocase(word, rows[i].conclusion.word)) {
			*ret_outcome = (enum dns_outcome)i;
			return true;
		}
	}
	return false;
}

const char *dns_outcome_reason(enum dns_outcome outcome)
{
	return dns_conclude(outcome)->reason;
}

const char *dns_outcome_clause(enum dns_outcome outcome)
{
	return rows[outcome].clause;
}
