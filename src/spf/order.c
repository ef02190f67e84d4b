/*
 * The record as a list of terms (RFC 7208 sections 5.1 and 6): what occurs twice, and what is never reached because an "all"
 * comes first. The order that was meant is one text, whichever of the faults asks for it.
 */
#include "spf/diagnosis.h"
#include "spf/grammar.h"

enum {
	VERSION_LENGTH = 6 /* of "v=spf1" */,
	MENDED_MOST = 4096 /* longer records are not put together anew */
};

/* What a term was meant to be, by its name alone, if the rest of it is faulty. */
static enum spf_term_kind meant_kind(const struct spf_record *record, const struct spf_term *term)
{
	struct slice text = slice_span(record->text, term->span);
	size_t end = 0;

	if (term->kind != SPF_TERM_INVALID)
		return term->kind;
	if (slice_starts_nocase(text, "redirect="))
		return SPF_TERM_REDIRECT;
	if (slice_starts_nocase(text, "exp="))
		return SPF_TERM_EXP;
	if (text.len && spf_is_qualifier(text.at[0]))
		text = slice_part(text, 1, text.len);
	while (end < text.len && spf_is_name_byte(text.at[end]))
		end++;
	/* "all" with something after it is a fault of another kind. */
	return end < text.len && text.at[end] == ':' && !slice_starts_nocase(text, "all")
		       ? spf_mechanism_of(slice_part(text, 0, end))
		       : SPF_TERM_INVALID;
}

/* A term that can go, with the blanks before it. */
static void note_needless(struct spf_diagnosis *d, enum spf_problem_kind kind, const struct spf_term *term)
{
	struct problem *problem = spf_note(d, kind, term->span.first, term->span.end);

	while (problem->replaced.first && d->record->text.at[problem->replaced.first - 1] == ' ')
		problem->replaced.first--;
	problem->replacement = "";
}

/* The record put together anew. */
struct reordered {
	struct spf_diagnosis *d;
	const char *text;
	const struct spf_term *all; /* the one that counts, or NULL */
};

static void add(struct reordered *r, struct slice word)
{
	r->text = arena_printf(r->d->arena, "%s %.*s", r->text, (int)word.len, (const char *)word.at);
}

/* The include that does what a redirect was meant to do; nothing when the record has it already. */
static void add_include(struct reordered *r, const struct spf_term *redirect)
{
	const struct spf_record *record = r->d->record;
	struct slice target =
		slice_part(slice_span(record->text, redirect->span), sizeof "redirect", SIZE_MAX);
	struct slice include =
		slice_of(arena_printf(r->d->arena, "include:%.*s", (int)target.len, (const char *)target.at));

	for (size_t i = 0; i < record->terms.count; i++)
		if (slice_equal_nocase(slice_span(record->text, record->terms.at[i].span), include))
			return;
	if (target.len && slice_find_nocase(slice_of(r->text), (const char *)include.at, 0) < 0)
		add(r, include);
}

/* Whether a term keeps its place after "all": modifiers, and what nobody can read. */
static bool is_last(const struct reordered *r, const struct spf_term *term, enum spf_term_kind kind)
{
	return r->all && term > r->all && (kind == SPF_TERM_INVALID || kind > SPF_TERM_REDIRECT);
}

/* The words of one half of the record: those that belong before "all", or after it. */
static void add_words(struct reordered *r, bool last)
{
	const struct spf_record *record = r->d->record;
	struct span word = spf_next_token(record->text, VERSION_LENGTH);
	bool taken = false;

	for (size_t i = 0; word.first < word.end; word = spf_next_token(record->text, word.end)) {
		const struct spf_term *term = i < record->terms.count ? &record->terms.at[i] : NULL;
		enum spf_term_kind kind;

		if (term && term->span.first == word.first) {
			kind = meant_kind(record, term);
			taken = kind != SPF_TERM_ALL && is_last(r, term, kind) == last;
			i++;
			if (kind == SPF_TERM_REDIRECT) {
				if (taken)
					add_include(r, term);
				taken = false;
			}
		}
		if (taken) /* a word that is no term belongs to the one before it */
			add(r, slice_span(record->text, word));
	}
}

static const char *reordered(struct spf_diagnosis *d)
{
	struct reordered r = { .d = d, .all = d->record->all };

	if (d->record->text.len > MENDED_MOST)
		return NULL;
	r.text = arena_printf(d->arena, "%.*s", VERSION_LENGTH, (const char *)d->record->text.at);
	add_words(&r, false);
	add(&r, r.all ? slice_span(d->record->text, r.all->span) : slice_of("~all"));
	add_words(&r, true);
	return r.text;
}

/* Problems that one text mends, whichever of them is looked at. */
static void offer_order(struct spf_diagnosis *d, size_t before)
{
	struct problems *problems = &d->record->problems;
	const char *text = NULL;

	for (size_t i = before; i < problems->list.count; i++) {
		struct problem *problem = &problems->list.at[i];

		if (problem->kind == SPF_DUPLICATE_EXP)
			continue;
		if (problem->kind == SPF_MULTIPLE_ALL) { /* goes with the terms between them */
			problem->replacement = NULL;
			continue;
		}
		text = text ? text : reordered(d);
		problem->replaced = (struct span){ 0, (uint32_t)d->record->text.len };
		problem->replacement = text;
	}
}

void spf_diagnose_order(struct spf_diagnosis *d)
{
	const struct spf_term *all = NULL, *redirect = NULL, *explanation = NULL;
	const struct spf_record *record = d->record;
	size_t before = record->problems.list.count;
	bool dead = false;

	for (size_t i = 0; i < record->terms.count; i++) {
		const struct spf_term *term = &record->terms.at[i];
		enum spf_term_kind kind = meant_kind(record, term);

		if (kind == SPF_TERM_REDIRECT) {
			bool same = redirect && slice_equal_nocase(slice_span(record->text, term->span),
							slice_span(record->text, redirect->span));

			if (same)
				note_needless(d, SPF_DUPLICATE_REDIRECT, term);
			else if (redirect)
				spf_note(d, SPF_DUPLICATE_REDIRECT, term->span.first, term->span.end);
			dead = dead || (redirect && !same);
			redirect = redirect ? redirect : term;
		} else if (kind == SPF_TERM_EXP) {
			if (explanation)
				note_needless(d, SPF_DUPLICATE_EXP, term);
			explanation = explanation ? explanation : term;
		} else if (term->kind == SPF_TERM_ALL) {
			if (all)
				note_needless(d, SPF_MULTIPLE_ALL, term);
			all = all ? all : term;
		} else if (all && kind != SPF_TERM_UNKNOWN_MODIFIER && kind != SPF_TERM_INVALID) {
			spf_note(d, SPF_TERMS_AFTER_ALL, term->span.first, term->span.end);
			dead = true;
		}
	}
	if (all && redirect)
		spf_note(d, SPF_REDIRECT_WITH_ALL, redirect->span.first, redirect->span.end);
	if (dead || (all && redirect))
		offer_order(d, before);
}
