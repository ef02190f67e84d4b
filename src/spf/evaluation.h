/* An evaluation of check_host() (RFC 7208): what is asked, each step on the way, and what came out. */
#ifndef MAILAUTH_SPF_EVALUATION_H
#define MAILAUTH_SPF_EVALUATION_H

#include "dns/facts.h"
#include "spf/record.h"

/* The limits of section 4.6.4. */
enum { SPF_LOOKUPS_MOST = 10, SPF_VOID_LOOKUPS_MOST = 2, SPF_MX_MOST = 10, SPF_PTR_MOST = 10 };

enum spf_result {
	SPF_NONE,
	SPF_NEUTRAL,
	SPF_PASS,
	SPF_FAIL,
	SPF_SOFTFAIL,
	SPF_TEMPERROR,
	SPF_PERMERROR,
};

/* The arguments of section 4.1, and what the macros of section 7.2 need beside them. */
struct spf_request {
	struct dns_address ip; /* an IPv4-mapped IPv6 address counts as IPv4 (section 5) */
	struct slice domain;   /* A-labels; need not be a valid name: the result is none then */
	struct slice sender;   /* local-part@domain; without a local-part it is postmaster's (section 4.3) */
	struct slice helo;     /* %{h} */
	struct slice receiver; /* %{r}; empty for "unknown" */
	uint64_t now;	       /* %{t}: seconds since 1970 */
};

enum spf_step_outcome {
	SPF_STEP_NOT_REACHED,
	SPF_STEP_NO_MATCH,
	SPF_STEP_MATCH, /* of a redirect: it was followed; of exp: it gave the explanation */
	SPF_STEP_TEMPERROR,
	SPF_STEP_PERMERROR,
};

struct spf_visit;

/* One term of a record, as this evaluation met it. */
struct spf_step {
	const struct spf_term *term;
	enum spf_step_outcome outcome;
	struct slice target;	       /* domain-spec with its macros expanded; empty when there is none */
	const struct dns_name *host;   /* of a match by mx or ptr: the host */
	const struct spf_visit *visit; /* of include and redirect: the recursion */
	unsigned lookups;	       /* of this term and of all below it */
	unsigned void_lookups;
};

/* One call of check_host(): a record, and what became of its terms. */
struct spf_visit {
	struct slice domain; /* <domain> of this call */
	struct dns_name name;
	enum spf_result result;
	const struct spf_record *record; /* NULL when there is not exactly one */
	struct spf_step *steps;		 /* one for each term of the record */
	size_t step_count;
	const struct spf_step
		*decided; /* the step that gave the result; NULL for the default result and for none */
};

struct spf_evaluation {
	enum spf_result result;
	const struct spf_visit *root;
	const char
		*problem; /* of none, temperror and permerror: what happened, in one clause; NULL otherwise */
	struct slice explanation; /* of a fail with a usable exp= (section 6.2); empty otherwise */
	unsigned lookups;
	unsigned void_lookups;
	bool pending; /* a question is not answered yet */
	bool uncertain; /* reverse DNS was not answered, so that "ptr" did not match (RFC 7208 section 5.5); it may, elsewhere */
};

/* True when every receiver gets this result: nothing that could change it went unanswered. */
bool spf_is_known(const struct spf_evaluation *evaluation);

#endif
