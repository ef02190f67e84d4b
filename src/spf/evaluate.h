/* The state of one evaluation, shared by the mechanisms that ask DNS and check_host() itself. */
#ifndef MAILAUTH_SPF_EVALUATE_H
#define MAILAUTH_SPF_EVALUATE_H

#include "spf/evaluation.h"
#include "spf/macro.h"

/* The names of the client that reverse DNS gives and forward DNS confirms (RFC 7208 section 5.5). */
struct spf_validated {
	ARENA_LIST(const struct dns_name *) names;
	bool is_void; /* the PTR question, or the addresses of a name, gave nothing */
	bool is_open; /* one of them was not answered */
};

struct evaluator {
	struct arena *arena;
	struct facts_view *view;
	const struct spf_request *request;
	struct dns_address ip; /* the client, an IPv4-mapped address turned into IPv4 */
	struct spf_macro_values values;
	bool has_values;
	struct spf_evaluation *evaluation;
	const struct spf_validated *validated; /* made when the first ptr or %{p} needs it */
	bool void_counted;		       /* the void lookup of this term is counted already */
};

/* Asks DNS; notes that the evaluation is not finished when there is no answer yet. */
const struct dns_reply *evaluator_ask(struct evaluator *e, const struct dns_name *name, uint16_t type);

/* True for a question that ended in an error: temperror. A question that is still open is none. */
bool reply_is_error(const struct dns_reply *reply);

/* Ends the evaluation in an error; the first reason stays. Returns `outcome`. */
enum spf_step_outcome evaluator_fail(struct evaluator *e, enum spf_step_outcome outcome, const char *format,
	...) __attribute__((format(printf, 3, 4)));

/* Ends it because a question was not answered. */
enum spf_step_outcome evaluator_fail_unanswered(struct evaluator *e, const struct dns_reply *reply);

/* Counts a void lookup of the current term. NO_MATCH, or PERMERROR for one too many. */
enum spf_step_outcome evaluator_count_void(struct evaluator *e);

const struct spf_validated *evaluator_validated(struct evaluator *e);

/* What %{p} expands to in the record of `domain`. */
struct slice evaluator_validated_name(struct evaluator *e, const struct dns_name *domain);

/* True when the term's domain-spec has a macro of this letter. */
bool evaluator_uses(const struct spf_term *term, char letter);

/* Makes the macros' values for the record of a visit; those that cost lookups only when `macros` has their bits. */
void evaluator_set_values(struct evaluator *e, const struct spf_visit *visit, uint32_t macros);

/* The domain-spec of a step's term, expanded for this evaluation: step->target. */
void evaluator_expand_target(struct evaluator *e, const struct spf_visit *visit, struct spf_step *step);

/* RFC 8616 section 4: a local-part outside US-ASCII cannot be part of a name, so that the term matches nothing. */
bool evaluator_is_hopeless(const struct evaluator *e, const struct spf_term *term);

/* The explanation of the evaluation's fail; empty when there is none that can be used (section 6.2). */
struct slice evaluator_explain(struct evaluator *e);

/* ip4 and ip6 (section 5.6): is the client in the network of the term? */
bool evaluator_is_in_network(const struct evaluator *e, const struct spf_term *term);

/* Evaluates a mechanism that asks for names or addresses: all but "all", "include", "ip4" and "ip6". */
enum spf_step_outcome evaluator_match(
	struct evaluator *e, const struct spf_visit *visit, struct spf_step *step);

#endif
