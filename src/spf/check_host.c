/* Evaluates terms in order as RFC 7208 section 4.6 says, counting lookups and void lookups, and keeps each step. */
#include "spf/check_host.h"

#include "base/escape.h"
#include "spf/evaluate.h"

static void check_host(struct evaluator *e, struct slice domain, struct spf_visit *visit);

const char *spf_result_text(enum spf_result result)
{
	static const char *const texts[] = { "none", "neutral", "pass", "fail", "softfail", "temperror",
		"permerror" };

	return texts[result];
}

/* Counts a term against the limit of section 4.6.4. */
static enum spf_step_outcome count_lookup(struct evaluator *e)
{
	if (++e->evaluation->lookups > SPF_LOOKUPS_MOST)
		return evaluator_fail(e, SPF_STEP_PERMERROR, "more than %d DNS lookups", SPF_LOOKUPS_MOST);
	return SPF_STEP_NO_MATCH;
}

static struct spf_visit *recurse(struct evaluator *e, struct spf_step *step)
{
	struct spf_visit *visit = arena_take(e->arena, sizeof *visit);

	step->visit = visit;
	check_host(e, step->target, visit);
	return visit;
}

/* Section 5.2: only a pass of the other record matches; that there is no record is an error. */
static enum spf_step_outcome match_include(struct evaluator *e, struct spf_step *step)
{
	const struct spf_visit *visit = recurse(e, step);

	if (e->evaluation->pending && visit->result == SPF_NONE)
		return SPF_STEP_NO_MATCH;
	switch (visit->result) {
	case SPF_PASS:
		return SPF_STEP_MATCH;
	case SPF_TEMPERROR:
		return SPF_STEP_TEMPERROR;
	case SPF_PERMERROR:
	case SPF_NONE:
		return SPF_STEP_PERMERROR;
	default:
		return SPF_STEP_NO_MATCH;
	}
}

/* Section 6.1: the result of the other record becomes the result, and none becomes permerror. */
static enum spf_step_outcome follow_redirect(struct evaluator *e, struct spf_step *step)
{
	const struct spf_visit *visit = recurse(e, step);

	if (e->evaluation->pending && visit->result == SPF_NONE)
		return SPF_STEP_NO_MATCH;
	return visit->result == SPF_TEMPERROR				     ? SPF_STEP_TEMPERROR
	       : visit->result == SPF_PERMERROR || visit->result == SPF_NONE ? SPF_STEP_PERMERROR
									     : SPF_STEP_MATCH;
}

static enum spf_step_outcome evaluate_term(
	struct evaluator *e, const struct spf_visit *visit, struct spf_step *step)
{
	const struct spf_term *term = step->term;
	enum spf_step_outcome outcome = SPF_STEP_NO_MATCH;

	e->void_counted = false;
	if (term->kind == SPF_TERM_ALL)
		return SPF_STEP_MATCH;
	if (spf_term_counts(term->kind))
		outcome = count_lookup(e);
	if (outcome == SPF_STEP_NO_MATCH && evaluator_uses(term, 'p'))
		outcome = count_lookup(e);
	if (outcome != SPF_STEP_NO_MATCH)
		return outcome;
	if (term->domain.first < term->domain.end)
		evaluator_expand_target(e, visit, step);
	if (evaluator_uses(term, 'p') && e->validated->is_void)
		outcome = evaluator_count_void(e);
	if (outcome != SPF_STEP_NO_MATCH || evaluator_is_hopeless(e, term))
		return outcome;
	return term->kind == SPF_TERM_INCLUDE	 ? match_include(e, step)
	       : term->kind == SPF_TERM_REDIRECT ? follow_redirect(e, step)
						 : evaluator_match(e, visit, step);
}

/* The same with the lookups that it took. */
static enum spf_step_outcome evaluate_step(
	struct evaluator *e, const struct spf_visit *visit, struct spf_step *step)
{
	unsigned lookups = e->evaluation->lookups, voids = e->evaluation->void_lookups;

	if (spf_term_is_network(step->term))
		return step->outcome =
			       evaluator_is_in_network(e, step->term) ? SPF_STEP_MATCH : SPF_STEP_NO_MATCH;
	step->outcome = evaluate_term(e, visit, step);
	step->lookups = e->evaluation->lookups - lookups;
	step->void_lookups = e->evaluation->void_lookups - voids;
	return step->outcome;
}

enum spf_result spf_result_of_qualifier(uint8_t qualifier)
{
	switch (qualifier) {
	case '-':
		return SPF_FAIL;
	case '~':
		return SPF_SOFTFAIL;
	case '?':
		return SPF_NEUTRAL;
	default:
		return SPF_PASS;
	}
}

/* What a step that did not go unmatched makes of the whole record. */
static enum spf_result result_of_step(const struct spf_step *step)
{
	switch (step->outcome) {
	case SPF_STEP_TEMPERROR:
		return SPF_TEMPERROR;
	case SPF_STEP_PERMERROR:
		return SPF_PERMERROR;
	default:
		return step->term->kind == SPF_TERM_REDIRECT ? step->visit->result
							     : spf_result_of_qualifier(step->term->qualifier);
	}
}

/* Sections 4.6 and 4.7. */
static enum spf_result evaluate_record(struct evaluator *e, struct spf_visit *visit)
{
	const struct spf_record *record = visit->record;
	struct spf_step *redirect = NULL;

	visit->step_count = record->terms.count;
	visit->steps = arena_take_array(e->arena, visit->step_count, sizeof *visit->steps);
	for (size_t i = 0; i < visit->step_count; i++)
		visit->steps[i].term = &record->terms.at[i];
	for (size_t i = 0; i < visit->step_count; i++) {
		struct spf_step *step = &visit->steps[i];

		if (step->term->kind >= SPF_TERM_REDIRECT) {
			if (step->term->kind == SPF_TERM_REDIRECT)
				redirect = step;
			continue;
		}
		if (evaluate_step(e, visit, step) != SPF_STEP_NO_MATCH) {
			visit->decided = step;
			return result_of_step(step);
		}
	}
	if (!redirect || evaluate_step(e, visit, redirect) == SPF_STEP_NO_MATCH)
		return SPF_NEUTRAL;
	visit->decided = redirect;
	return result_of_step(redirect);
}

/* The first term that is not in the grammar, for the message; an SPF record has no room for an endless one. */
static const char *faulty_term(struct evaluator *e, const struct spf_record *record)
{
	enum { SHOWN = 60 };

	for (size_t i = 0; i < record->terms.count; i++)
		if (record->terms.at[i].kind == SPF_TERM_INVALID)
			return escape_copy(e->arena,
				slice_part(slice_span(record->text, record->terms.at[i].span), 0, SHOWN));
	return "a modifier occurs twice";
}

/* Section 4.5: exactly one of the TXT records begins with the version section. */
static enum spf_result select_record(
	struct evaluator *e, struct spf_visit *visit, const struct dns_reply *reply)
{
	for (size_t i = 0; i < reply->records.count; i++) {
		const struct spf_record *record = spf_read_kept(e->arena, reply, i);

		if (!record->selected)
			continue;
		if (visit->record) {
			evaluator_fail(e, SPF_STEP_PERMERROR, "%s has more than one SPF record",
				dns_name_text(e->arena, &visit->name));
			visit->record = NULL;
			return SPF_PERMERROR;
		}
		visit->record = record;
	}
	if (!visit->record) {
		evaluator_fail(e, SPF_STEP_PERMERROR,
			dns_outcome_has_no_name(reply->outcome) ? "%s does not exist"
								: "%s has no SPF record",
			dns_name_text(e->arena, &visit->name));
		return SPF_NONE;
	}
	if (!visit->record->valid) {
		evaluator_fail(e, SPF_STEP_PERMERROR, "syntax error in the record of %s: %s",
			dns_name_text(e->arena, &visit->name), faulty_term(e, visit->record));
		return SPF_PERMERROR;
	}
	return evaluate_record(e, visit);
}

/* Section 4.3: <domain> is a name of more than one label, and no address in brackets as HELO may have it. */
static bool is_multi_label(struct slice domain, struct dns_name *ret_name)
{
	bool literal = domain.len && domain.at[0] == '[' && domain.at[domain.len - 1] == ']';

	return domain.len && !literal && dns_name_from_labels(domain, ret_name) == DNS_NAME_OK &&
	       dns_name_labels(ret_name) > 1;
}

static void check_host(struct evaluator *e, struct slice domain, struct spf_visit *visit)
{
	const struct dns_reply *reply;
	bool is_root = visit == e->evaluation->root;

	visit->domain = domain;
	if (!is_multi_label(domain, &visit->name)) {
		evaluator_fail(e, SPF_STEP_PERMERROR, "\"%s\" is not a domain name with at least two labels",
			escape_copy(e->arena, slice_part(domain, 0, SPF_DOMAIN_MOST)));
		visit->name = dns_name_root();
		return;
	}
	reply = evaluator_ask(e, &visit->name, DNS_TYPE_TXT);
	if (dns_outcome_is_pending(reply->outcome))
		return;
	if (reply_is_error(reply)) {
		evaluator_fail_unanswered(e, reply);
		visit->result = SPF_TEMPERROR;
	} else if (dns_outcome_is_void(reply->outcome) && !is_root &&
		   evaluator_count_void(e) != SPF_STEP_NO_MATCH) {
		visit->result = SPF_PERMERROR;
	} else {
		visit->result = select_record(e, visit, reply);
	}
}

const struct spf_evaluation *spf_check_host(
	struct arena *arena, struct facts_view *view, const struct spf_request *request)
{
	struct spf_evaluation *evaluation = arena_take(arena, sizeof *evaluation);
	struct spf_visit *root = arena_take(arena, sizeof *root);
	struct evaluator e = { .arena = arena,
		.view = view,
		.request = request,
		.ip = dns_address_unmapped(&request->ip),
		.evaluation = evaluation };

	evaluation->root = root;
	check_host(&e, request->domain, root);
	evaluation->result = root->result;
	if (evaluation->result == SPF_FAIL && !evaluation->pending)
		evaluation->explanation = evaluator_explain(&e);
	return evaluation;
}

bool spf_is_known(const struct spf_evaluation *evaluation)
{
	return !evaluation->pending && evaluation->result != SPF_TEMPERROR &&
	       (!evaluation->uncertain || evaluation->result == SPF_PASS);
}

const struct spf_step *spf_deciding_step(const struct spf_evaluation *evaluation)
{
	const struct spf_visit *visit = evaluation->root;
	const struct spf_step *step = visit->decided;

	while (step && step->visit && step->visit->decided) {
		visit = step->visit;
		step = visit->decided;
	}
	return step;
}
