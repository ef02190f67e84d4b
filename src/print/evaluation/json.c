/* An SPF evaluation as JSON, version 1. */
#include "base/json.h"
#include "print/evaluation/evaluation.h"
#include "print/members.h"

static void write_path(struct json *json, const struct spf_visit *visit)
{
	json_key(json, "path");
	json_array_begin(json);
	for (; visit && visit->decided; visit = visit->decided->visit)
		json_string(json, slice_span(visit->record->text, visit->decided->term->span));
	json_array_end(json);
}

/* The record that holds the step that decided. */
static const struct spf_visit *deciding_visit(const struct spf_evaluation *evaluation)
{
	const struct spf_visit *visit = evaluation->root;

	while (visit->decided && visit->decided->visit && visit->decided->visit->decided)
		visit = visit->decided->visit;
	return visit;
}

static void write_span(struct json *json, struct span span)
{
	json_key(json, "span");
	json_object_begin(json);
	member_number(json, "start", span.first);
	member_number(json, "end", span.end);
	json_object_end(json);
}

static void write_matched(struct json *json, const struct spf_evaluation *evaluation)
{
	const struct spf_visit *visit = deciding_visit(evaluation);

	json_key(json, "matched");
	if (!visit->decided) {
		json_null(json);
		return;
	}
	json_object_begin(json);
	member_slice(json, "term", slice_span(visit->record->text, visit->decided->term->span));
	member_name(json, "domain", &visit->name);
	write_span(json, visit->decided->term->span);
	write_path(json, evaluation->root);
	json_object_end(json);
}

static const char *outcome_text(const struct spf_step *step)
{
	static const char *const texts[] = { "not-reached", "no-match", "match", "temperror", "permerror" };

	return texts[step->outcome];
}

static void write_visit(struct json *json, const struct spf_visit *visit);

static void write_step(struct json *json, const struct spf_visit *visit, const struct spf_step *step)
{
	json_object_begin(json);
	member_slice(json, "term", slice_span(visit->record->text, step->term->span));
	member_name(json, "domain", &visit->name);
	write_span(json, step->term->span);
	member_text(json, "outcome", outcome_text(step));
	if (step->target.len)
		member_slice(json, "target", step->target);
	else
		member_null(json, "target");
	if (step->host)
		member_name(json, "host", step->host);
	else
		member_null(json, "host");
	member_number(json, "lookups", step->lookups);
	member_number(json, "void_lookups", step->void_lookups);
	member_text(json, "result", step->visit ? spf_result_text(step->visit->result) : NULL);
	json_key(json, "text");
	if (step->visit && step->visit->record)
		json_string(json, step->visit->record->text);
	else
		json_null(json);
	json_key(json, "trace");
	if (step->visit)
		write_visit(json, step->visit);
	else
		json_null(json);
	json_object_end(json);
}

static void write_visit(struct json *json, const struct spf_visit *visit)
{
	json_array_begin(json);
	for (size_t i = 0; i < visit->step_count; i++)
		write_step(json, visit, &visit->steps[i]);
	json_array_end(json);
}

void print_evaluation_json(
	struct print *print, const struct print_identity *identity, const struct spf_evaluation *evaluation)
{
	struct json *json = &print->json;
	struct arena scratch = { 0 };

	*json = (struct json){ .out = &print->out };
	json_object_begin(json);
	members_of_document(json);
	member_slice(json, "domain", identity->request->domain);
	member_text(json, "ip", dns_address_text(&scratch, &identity->request->ip));
	member_text(json, "helo", identity->helo);
	member_text(json, "mail_from", identity->mail_from);
	member_text(json, "result", spf_result_text(evaluation->result));
	if (evaluation->explanation.len)
		member_slice(json, "explanation", evaluation->explanation);
	else
		member_null(json, "explanation");
	write_matched(json, evaluation);
	member_text(json, "problem", evaluation->problem);
	member_number(json, "lookups", evaluation->lookups);
	member_number(json, "void_lookups", evaluation->void_lookups);
	json_key(json, "text");
	if (evaluation->root->record)
		json_string(json, evaluation->root->record->text);
	else
		json_null(json);
	json_key(json, "trace");
	write_visit(json, evaluation->root);
	json_object_end(json);
	bytes_add_byte(&print->out, '\n');
	arena_release(&scratch);
}
