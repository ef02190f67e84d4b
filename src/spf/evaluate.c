/* What all mechanisms share: questions, and errors that end an evaluation. */
#include "spf/evaluate.h"

#include <stdarg.h>
#include <stdio.h>

const struct dns_reply *evaluator_ask(struct evaluator *e, const struct dns_name *name, uint16_t type)
{
	const struct dns_reply *reply = facts_get(e->view, name, type);

	if (dns_outcome_is_pending(reply->outcome))
		e->evaluation->pending = true;
	return reply;
}

bool reply_is_error(const struct dns_reply *reply)
{
	return !dns_outcome_is_pending(reply->outcome) && !dns_outcome_is_answer(reply->outcome);
}

enum spf_step_outcome evaluator_fail(
	struct evaluator *e, enum spf_step_outcome outcome, const char *format, ...)
{
	char text[512];
	va_list arguments;

	if (e->evaluation->problem)
		return outcome;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	e->evaluation->problem = arena_strdup(e->arena, text);
	return outcome;
}

enum spf_step_outcome evaluator_fail_unanswered(struct evaluator *e, const struct dns_reply *reply)
{
	return evaluator_fail(e, SPF_STEP_TEMPERROR, "%s %s was not answered (%s)",
		dns_name_text(e->arena, &reply->question.name), dns_type_text(e->arena, reply->question.type),
		dns_outcome_word(reply->outcome));
}

enum spf_step_outcome evaluator_count_void(struct evaluator *e)
{
	if (e->void_counted)
		return SPF_STEP_NO_MATCH;
	e->void_counted = true;
	if (++e->evaluation->void_lookups > SPF_VOID_LOOKUPS_MOST)
		return evaluator_fail(
			e, SPF_STEP_PERMERROR, "more than %d void DNS lookups", SPF_VOID_LOOKUPS_MOST);
	return SPF_STEP_NO_MATCH;
}
