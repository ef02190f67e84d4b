/* An SPF evaluation for a person at a terminal, and as one line. */
#include "base/escape.h"
#include "print/branch.h"
#include "print/evaluation/evaluation.h"
#include "print/remedies.h"

enum { LABEL = 12, EXPLANATION_SHOWN = 1000 };

static enum style style_of_result(enum spf_result result)
{
	switch (result) {
	case SPF_PASS:
		return STYLE_GOOD;
	case SPF_FAIL:
	case SPF_PERMERROR:
		return STYLE_ERROR;
	case SPF_SOFTFAIL:
	case SPF_TEMPERROR:
		return STYLE_WARNING;
	default:
		return STYLE_INFO;
	}
}

static void add_result(struct print *print, enum spf_result result)
{
	style_text(print, style_of_result(result), spf_result_text(result));
}

static struct slice term_text(const struct spf_visit *visit, const struct spf_step *step)
{
	return slice_span(visit->record->text, step->term->span);
}

/* "a > b > c": the terms from the record of the domain down to the one that decided. */
static const char *path_text(struct arena *arena, const struct spf_visit *visit)
{
	const char *path = "";

	while (visit && visit->decided) {
		const struct spf_step *step = visit->decided;

		path = arena_printf(arena, "%s%s%s", path, *path ? " > " : "",
			escape_visible_copy(arena, term_text(visit, step)));
		visit = step->visit;
	}
	return path;
}

static void begin_line(struct print *print, const char *label)
{
	bytes_printf(&print->out, "  %-*s", LABEL, label);
}

/* How a term ended, for the right-hand column. */
static void add_outcome(struct print *print, const struct spf_visit *visit, const struct spf_step *step)
{
	bool redirect = step->term->kind == SPF_TERM_REDIRECT;

	switch (step->outcome) {
	case SPF_STEP_NOT_REACHED:
		style_text(print, STYLE_GUTTER,
			step->term->kind == SPF_TERM_UNKNOWN_MODIFIER ? "ignored"
			: step->term->kind == SPF_TERM_EXP	      ? "only for fail"
								      : "not evaluated");
		return;
	case SPF_STEP_NO_MATCH:
		bytes_add_text(&print->out, "no match");
		break;
	case SPF_STEP_MATCH:
		if (step->term->kind == SPF_TERM_EXP) {
			bytes_add_text(&print->out, "gives the explanation");
			return;
		}
		bytes_add_text(&print->out, redirect ? "followed: " : "match: ");
		add_result(print, redirect ? step->visit->result : visit->result);
		break;
	case SPF_STEP_TEMPERROR:
		add_result(print, SPF_TEMPERROR);
		break;
	case SPF_STEP_PERMERROR:
		add_result(print, SPF_PERMERROR);
		break;
	}
	/* The record of an include that matches returns pass. An error of it is the term's own; that there is none is not. */
	if (step->visit && !redirect &&
		(step->outcome == SPF_STEP_NO_MATCH || step->visit->result == SPF_NONE))
		bytes_printf(&print->out, ", returns %s", spf_result_text(step->visit->result));
	if (step->host) {
		struct arena scratch = { 0 };

		bytes_printf(&print->out, " (%s)", dns_name_text(&scratch, step->host));
		arena_release(&scratch);
	}
	if (step->lookups)
		bytes_printf(&print->out, "; %u lookup%s", step->lookups, plural(step->lookups));
	if (step->void_lookups)
		bytes_printf(&print->out, ", %u void", step->void_lookups);
}

/* The outcome beside the term, or where there is no room, without colors on lines of its own. */
static void end_line(
	struct print *print, const struct spf_visit *visit, const struct spf_step *step, const char *indent)
{
	struct arena scratch = { 0 };
	size_t start = print->out.len;
	bool colour = print->colour;
	const char *outcome;

	print->colour = false;
	add_outcome(print, visit, step);
	print->colour = colour;
	outcome = arena_printf(
		&scratch, "%.*s", (int)(print->out.len - start), (const char *)print->out.at + start);
	print->out.len = start;
	if (branch_has_room(print, indent, term_text(visit, step), outcome)) {
		add_outcome(print, visit, step);
		bytes_add_byte(&print->out, '\n');
	} else {
		branch_remark(print, indent, term_text(visit, step), outcome);
	}
	arena_release(&scratch);
}

static bool is_plain_miss(const struct spf_step *step, enum spf_step_outcome outcome)
{
	return step->outcome == outcome &&
	       (outcome == SPF_STEP_NOT_REACHED ||
		       ((step->term->kind == SPF_TERM_IP4 || step->term->kind == SPF_TERM_IP6) &&
			       !step->lookups));
}

/* How many steps from `first` on can be told in one line: networks without a match, terms that were not reached. */
static size_t run_of_misses(const struct print *print, const struct spf_visit *visit, size_t first)
{
	enum { RUN_LEAST = 4 };
	enum spf_step_outcome outcome = visit->steps[first].outcome;
	size_t end = first;

	while (end < visit->step_count && is_plain_miss(&visit->steps[end], outcome))
		end++;
	return print->verbose || end - first < RUN_LEAST ? 0 : end - first;
}

static void print_visit(struct print *print, const struct spf_visit *visit, const char *indent);

static void print_step(struct print *print, const struct spf_visit *visit, const struct spf_step *step,
	const char *indent, bool last)
{
	char deeper[BRANCH_INDENT_MOST];
	bool fits = branch_begin(print, indent, last, term_text(visit, step), deeper);

	end_line(print, visit, step, indent);
	if (!fits)
		return;
	if (step->target.len &&
		slice_find(slice_span(visit->record->text, step->term->domain), '%', 0) >= 0) {
		bytes_printf(&print->out, "%s   expands to ", deeper);
		escape_visible(&print->out, step->target);
		bytes_add_byte(&print->out, '\n');
	}
	if (step->visit)
		print_visit(print, step->visit, deeper);
}

static void print_visit(struct print *print, const struct spf_visit *visit, const char *indent)
{
	for (size_t i = 0; i < visit->step_count;) {
		size_t run = run_of_misses(print, visit, i);

		if (!run) {
			print_step(print, visit, &visit->steps[i], indent, i + 1 == visit->step_count);
			i++;
			continue;
		}
		branch_add(print, indent, i + run == visit->step_count);
		if (visit->steps[i].outcome == SPF_STEP_NOT_REACHED)
			bytes_printf(&print->out, "%zu more terms, not evaluated (-v lists them)\n", run);
		else
			bytes_printf(&print->out, "%zu networks, no match (-v lists them)\n", run);
		i += run;
	}
}

/* Of the exp modifier: text of somebody else, and as long as he likes. */
static void print_explanation(struct print *print, struct slice explanation)
{
	struct arena scratch = { 0 };

	style_wrap(print, escape_visible_copy(&scratch, slice_part(explanation, 0, EXPLANATION_SHOWN)),
		LABEL + 2);
	bytes_add_byte(&print->out, '\n');
	arena_release(&scratch);
}

static void print_summary(
	struct print *print, const struct print_identity *identity, const struct spf_evaluation *evaluation)
{
	const struct spf_step *step = spf_deciding_step(evaluation);

	if (identity->mail_from) {
		begin_line(print, "MAIL FROM");
		escape_text(&print->out, slice_of(identity->mail_from[0] ? identity->mail_from : "<>"));
		bytes_add_byte(&print->out, '\n');
	}
	if (identity->helo) {
		begin_line(print, "HELO");
		escape_text(&print->out, slice_of(identity->helo));
		bytes_add_byte(&print->out, '\n');
	}
	if (step || evaluation->root->record) {
		struct arena scratch = { 0 };
		const char *path =
			step ? path_text(&scratch, evaluation->root) : "a syntax error in the record";

		if (!step && evaluation->root->record->valid)
			path = "the end of the record (no term matches)";
		begin_line(print, "decided by");
		style_wrap(print, path, LABEL + 2);
		bytes_add_byte(&print->out, '\n');
		arena_release(&scratch);
	}
	if (evaluation->problem) {
		begin_line(print, "because");
		style_wrap(print, evaluation->problem, LABEL + 2);
		bytes_add_byte(&print->out, '\n');
	}
	if (evaluation->root->record && !evaluation->root->record->valid) {
		begin_line(print, "record");
		escape_visible(&print->out, evaluation->root->record->text);
		bytes_add_byte(&print->out, '\n');
	}
	begin_line(print, "DNS lookups");
	bytes_printf(&print->out, "%u of %d, %u of %d void\n", evaluation->lookups, SPF_LOOKUPS_MOST,
		evaluation->void_lookups, SPF_VOID_LOOKUPS_MOST);
	if (evaluation->explanation.len) {
		begin_line(print, "explanation");
		print_explanation(print, evaluation->explanation);
	}
}

/* What to publish so that the address passes: in the record that was asked first. */
static void print_remedy(
	struct print *print, const struct print_identity *identity, const struct spf_evaluation *evaluation)
{
	const struct spf_visit *root = evaluation->root;
	struct arena scratch = { 0 };

	if (evaluation->result == SPF_NEUTRAL || evaluation->result == SPF_FAIL ||
		evaluation->result == SPF_SOFTFAIL) {
		const struct spf_term *decided = root->decided ? root->decided->term : NULL;
		const struct remedy remedy = { .action = REMEDY_REPLACE,
			.name = root->name,
			.type = DNS_TYPE_TXT,
			.text = spf_with_address(&scratch, root->record, &identity->request->ip, decided) };

		bytes_add_byte(&print->out, '\n');
		style_wrap(print,
			arena_printf(&scratch, "To publish, if %s sends mail for %s",
				dns_address_text(&scratch, &identity->request->ip),
				dns_name_unicode(&scratch, &root->name)),
			0);
		bytes_printf(&print->out, "\n  %-9s", remedy_action_text(remedy.action));
		print_remedy_record(print, NULL, &remedy);
	}
	arena_release(&scratch);
}

void print_evaluation_text(
	struct print *print, const struct print_identity *identity, const struct spf_evaluation *evaluation)
{
	struct arena scratch = { 0 };

	style_begin(print, STYLE_BOLD);
	escape_visible(&print->out, identity->request->domain);
	style_end(print);
	bytes_add_text(&print->out, ": ");
	add_result(print, evaluation->result);
	bytes_printf(&print->out, " for %s\n", dns_address_text(&scratch, &identity->request->ip));
	if (!print->quiet)
		print_summary(print, identity, evaluation);
	if (!print->quiet && evaluation->root->step_count) {
		bytes_add_text(&print->out, "\n  ");
		escape_visible(&print->out, slice_part(evaluation->root->record->text, 0, 6));
		bytes_add_byte(&print->out, '\n');
		print_visit(print, evaluation->root, "  ");
		print_remedy(print, identity, evaluation);
	}
	arena_release(&scratch);
}

void print_evaluation_short(
	struct print *print, const struct print_identity *identity, const struct spf_evaluation *evaluation)
{
	struct arena scratch = { 0 };

	bytes_printf(&print->out, "%s ", dns_address_text(&scratch, &identity->request->ip));
	escape_visible(&print->out, identity->request->domain);
	bytes_printf(&print->out, " %s ", spf_result_text(evaluation->result));
	bytes_add_text(
		&print->out, spf_deciding_step(evaluation) ? path_text(&scratch, evaluation->root) : "-");
	bytes_add_byte(&print->out, '\n');
	arena_release(&scratch);
}
