/* The explanation of a fail (RFC 7208 section 6.2). */
#include "base/ascii.h"
#include "spf/evaluate.h"
#include "spf/grammar.h"

/* The record whose "-" mechanism made the fail: an include's does not count, a redirect's does (section 6.2). */
static const struct spf_visit *failing_visit(const struct spf_visit *visit)
{
	while (visit->decided && visit->decided->term->kind == SPF_TERM_REDIRECT && visit->decided->visit)
		visit = visit->decided->visit;
	return visit;
}

/* "The explanation string MUST be limited to ASCII", whatever the sender's address brings into it. */
static bool is_printable(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] != ' ' && !ascii_is_visible(text.at[i]))
			return false;
	return true;
}

/* Section 6.2: whatever is wrong with the explanation, it is as if there were none. */
struct slice evaluator_explain(struct evaluator *e)
{
	const struct spf_visit *visit = failing_visit(e->evaluation->root);
	const struct spf_term *term = spf_find_term(visit->record, SPF_TERM_EXP);
	struct spf_step step = { .term = term };
	const struct dns_reply *reply;
	uint32_t macros = 0;
	struct dns_name name;
	struct slice text;

	if (!term)
		return (struct slice){ 0 };
	evaluator_expand_target(e, visit, &step);
	if (evaluator_is_hopeless(e, term) || dns_name_from_labels(step.target, &name) != DNS_NAME_OK)
		return (struct slice){ 0 };
	reply = evaluator_ask(e, &name, DNS_TYPE_TXT);
	if (!dns_outcome_has_records(reply->outcome) || reply->records.count != 1)
		return (struct slice){ 0 };
	text = reply->records.at[0].data.txt->joined;
	if (!spf_is_explain_string(text, &macros))
		return (struct slice){ 0 };
	evaluator_set_values(e, visit, macros);
	text = spf_expand(e->arena, text, &e->values);
	if (!is_printable(text))
		return (struct slice){ 0 };
	visit->steps[term - visit->record->terms.at].outcome = SPF_STEP_MATCH;
	return text;
}
