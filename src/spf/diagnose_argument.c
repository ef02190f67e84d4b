/* What is written in place of a mechanism's or modifier's argument and is not one: another term, a token, too many colons. */
#include "base/ascii.h"
#include "spf/diagnosis.h"
#include "spf/foreign.h"
#include "spf/grammar.h"

#include <string.h>

/* One term with a ":" or "=" in it. */
struct argument {
	struct span token, name, value;
	enum spf_term_kind kind;
	struct slice text; /* of the value */
};

static enum spf_term_kind keyword_kind(struct slice word)
{
	return slice_is_nocase(word, "redirect") ? SPF_TERM_REDIRECT
	       : slice_is_nocase(word, "exp")	 ? SPF_TERM_EXP
						 : spf_mechanism_of(word);
}

static bool is_network(const struct argument *a)
{
	return a->kind == SPF_TERM_IP4 || a->kind == SPF_TERM_IP6;
}

static bool is_host(const struct argument *a)
{
	return a->kind == SPF_TERM_A || a->kind == SPF_TERM_MX;
}

/* What to call an argument that is missing. */
static enum spf_problem_kind empty_kind(enum spf_term_kind kind)
{
	switch (kind) {
	case SPF_TERM_INCLUDE:
		return SPF_INCLUDE_EMPTY;
	case SPF_TERM_EXISTS:
		return SPF_EXISTS_EMPTY;
	case SPF_TERM_REDIRECT:
		return SPF_REDIRECT_EMPTY;
	case SPF_TERM_EXP:
		return SPF_EXP_EMPTY;
	case SPF_TERM_IP4:
	case SPF_TERM_IP6:
		return SPF_IP_EMPTY;
	default:
		return SPF_A_EMPTY_DOMAIN;
	}
}

void spf_note_without(struct spf_diagnosis *d, struct problem *problem, struct span whole)
{
	problem->replaced = whole;
	while (problem->replaced.first && d->record->text.at[problem->replaced.first - 1] == ' ')
		problem->replaced.first--;
	problem->replacement = "";
}

/* True when the record names a sender elsewhere: a term without an argument can go, and somebody is still let through. */
static bool has_other_sender(const struct spf_diagnosis *d, struct span token)
{
	for (size_t i = 0; i < d->record->terms.count; i++) {
		const struct spf_term *term = &d->record->terms.at[i];

		if (term->kind != SPF_TERM_INVALID && term->kind != SPF_TERM_ALL &&
			term->kind < SPF_TERM_EXP && term->span.first != token.first)
			return true;
	}
	return false;
}

void spf_note_empty(struct spf_diagnosis *d, enum spf_term_kind kind, struct span token, struct span argument)
{
	struct problem *problem = spf_note(d, empty_kind(kind), argument.first, argument.end);

	if (kind == SPF_TERM_A || kind == SPF_TERM_MX || kind == SPF_TERM_PTR) {
		problem_replace(problem, "");
		return;
	}
	problem->span = token;
	/* Without its redirect a record has no policy, and without its only sender it refuses everybody. */
	if (kind == SPF_TERM_REDIRECT ? d->record->all != NULL
				      : kind == SPF_TERM_EXP || has_other_sender(d, token))
		spf_note_without(d, problem, token);
}

/* "include::x", "include:://x", "redirect==x". */
static bool diagnose_separators(struct spf_diagnosis *d, const struct argument *a)
{
	struct problem *problem;
	size_t run = 0;
	bool digits = true;

	while (run < a->text.len && strchr(":=/", a->text.at[run]))
		run++;
	if (!run || run == a->text.len)
		return false;
	for (size_t i = 0; i < a->text.len; i++)
		digits = digits && (ascii_is_digit(a->text.at[i]) || a->text.at[i] == '/');
	if (digits && is_host(a)) { /* "a:/27" */
		problem = spf_note(d, SPF_A_EMPTY_DOMAIN, a->name.end, a->name.end + 1);
		problem_replace(problem, "");
		problem->hint = arena_printf(d->arena, "did you mean \"%.*s%.*s\"?",
			(int)(a->name.end - a->name.first), (const char *)d->record->text.at + a->name.first,
			(int)a->text.len, (const char *)a->text.at);
		return true;
	}
	if (digits)
		return false;
	if (is_network(a)) {
		struct span rest = { a->value.first + 1, a->value.end };
		struct slice text = slice_span(d->record->text, rest);
		uint8_t address[16];
		ptrdiff_t slash = slice_find(text, '/', 0);

		text = slice_part(text, 0, slash < 0 ? text.len : (size_t)slash);
		if (a->text.at[0] != ':' || !(a->kind == SPF_TERM_IP4 ? spf_read_ip4(text, address)
								      : spf_read_ip6(text, address)))
			return false;
		text = slice_part(a->text, 0, slash < 0 ? a->text.len : (size_t)slash + 1);
		if (spf_read_ip6(text, address)) /* "ip6:::1" */
			return false;
		run = 1;
	}
	problem = spf_note(d,
		slice_find(slice_part(a->text, 0, run), '/', 0) >= 0 ? SPF_URL_IN_DOMAIN : SPF_DOUBLED_COLON,
		a->value.first, a->value.first + run);
	problem_replace(problem, "");
	return true;
}

/* "include:-all": the argument is missing, and the next term is glued to the colon. */
static bool diagnose_all(struct spf_diagnosis *d, const struct argument *a)
{
	bool qualified = a->text.len && spf_is_qualifier(a->text.at[0]);
	struct problem *problem;
	const char *all;

	if (!slice_is_nocase(slice_part(a->text, qualified, a->text.len), "all"))
		return false;
	all = spf_meant_all(a->text.at[0]);
	problem = spf_note(d, empty_kind(a->kind), a->token.first, a->token.end);
	problem->hint = arena_printf(
		d->arena, "\"%.*s\" is a separate term", (int)a->text.len, (const char *)a->text.at);
	if (is_host(a) || a->kind == SPF_TERM_PTR)
		problem->replacement = arena_printf(d->arena, "%.*s %s", (int)(a->name.end - a->token.first),
			(const char *)d->record->text.at + a->token.first, all);
	else if (has_other_sender(d, a->token))
		problem->replacement = all;
	return true;
}

/* "include:include:x", "include:a:host", "redirect=redirect=x", "include:mx": the inner keyword is what was meant. */
static bool diagnose_doubled(struct spf_diagnosis *d, const struct argument *a)
{
	size_t end = 0;
	enum spf_term_kind inner;
	struct problem *problem;
	bool whole;

	while (end < a->text.len && ascii_is_alnum(a->text.at[end]))
		end++;
	whole = end == a->text.len;
	inner = keyword_kind(slice_part(a->text, 0, end));
	if (!inner || inner == SPF_TERM_ALL)
		return false;
	if (whole ? (inner != SPF_TERM_A && inner != SPF_TERM_MX) : !strchr(":=", a->text.at[end]))
		return false;
	problem = spf_note(d, SPF_DOUBLED_MECHANISM, a->value.first, a->value.first + end + !whole);
	if (a->kind == SPF_TERM_REDIRECT || a->kind == SPF_TERM_EXP) {
		/* An include instead would leave the record without a policy. */
		if (inner == a->kind || (a->kind == SPF_TERM_REDIRECT && inner == SPF_TERM_INCLUDE))
			problem_replace(problem, "");
		return true;
	}
	problem->replaced =
		(struct span){ inner == SPF_TERM_REDIRECT ? a->token.first : a->name.first, a->value.first };
	problem->replacement = "";
	return true;
}

bool spf_diagnose_argument(struct spf_diagnosis *d, struct span token, struct span name)
{
	struct argument a = { .token = token, .name = name };

	if (name.end + 1 >= token.end || !strchr(":=", d->record->text.at[name.end]))
		return false;
	a.value = (struct span){ name.end + 1, token.end };
	a.text = slice_span(d->record->text, a.value);
	a.kind = keyword_kind(slice_span(d->record->text, name));
	if (!a.kind || a.kind == SPF_TERM_ALL)
		return false;
	if (diagnose_separators(d, &a) || diagnose_all(d, &a))
		return true;
	if (spf_is_foreign(a.text) && a.kind != SPF_TERM_EXP) {
		spf_note_without(d, spf_note(d, SPF_TOKEN_IN_TERM, a.value.first, a.value.end), token);
		return true;
	}
	return diagnose_doubled(d, &a);
}
