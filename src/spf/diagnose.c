/*
 * A term outside the grammar gets the most telling diagnosis, checked from the outside in: characters, separators,
 * pasted text, qualifiers, the keyword, its argument. Some terms are within the grammar and cannot be meant so
 * (include:include:x): they are diagnosed too.
 */
#include "spf/diagnosis.h"

#include "base/ascii.h"
#include "base/nearest.h"
#include "spf/foreign.h"
#include "spf/grammar.h"

#include <string.h>

/* Digits and slashes; a slash alone is the end of a URL. */
static bool is_prefix(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!ascii_is_digit(text.at[i]) && text.at[i] != '/')
			return false;
	return text.len > 1;
}

/* ":/24" or "/24": what a network has after its address. */
static bool is_prefix_alone(struct slice argument)
{
	struct slice rest = slice_part(argument, argument.at[0] == ':', argument.len);

	return rest.len && rest.at[0] == '/' && is_prefix(rest);
}

static bool diagnose_mechanism(
	struct spf_diagnosis *d, enum spf_term_kind kind, struct span token, struct span argument, bool valid)
{
	struct slice text = slice_span(d->record->text, argument);
	struct span value = { argument.first + 1, argument.end };
	bool is_a = kind == SPF_TERM_A || kind == SPF_TERM_MX,
	     is_ip = kind == SPF_TERM_IP4 || kind == SPF_TERM_IP6;
	ptrdiff_t slash = slice_find(text, '/', 0);

	if (kind == SPF_TERM_ALL) {
		if (!valid)
			spf_note_all_with_argument(d, token, argument.first);
		return !valid;
	}
	if (!text.len || (text.at[0] == ':' && text.len == 1)) {
		if (!valid)
			spf_note_empty(d, kind, token, argument);
		return !valid;
	}
	if (is_ip && !valid && is_prefix_alone(text)) {
		spf_note_empty(d, kind, token, argument);
		return true;
	}
	if (is_ip && text.at[0] == ':')
		return spf_diagnose_network(d, kind, value);
	while (slash >= 0 && slice_find(text, '}', (size_t)slash) >= 0) /* a delimiter in a macro */
		slash = slice_find(text, '/', (size_t)slice_find(text, '}', (size_t)slash));
	if (slash >= 0 && slice_find_nocase(text, "://", 0) < 0) {
		struct span prefix = { argument.first + (uint32_t)slash, argument.end };

		if (!valid && value.first < prefix.first && is_a &&
			!is_prefix(slice_span(d->record->text, prefix))) {
			problem_replace(spf_note(d, SPF_URL_IN_DOMAIN, prefix.first, prefix.end), "");
			return true;
		}
		if (!valid && spf_diagnose_prefix(d, kind, prefix))
			return true;
		if (is_a)
			value.end = prefix.first;
	}
	return value.first < value.end && spf_diagnose_domain(d, value, valid);
}

static struct slice modifier_name(struct slice token)
{
	ptrdiff_t equals = slice_find(token, '=', 0);

	return slice_part(token, 0, equals < 0 ? token.len : (size_t)equals);
}

/* Where the foreign part of a token ends: a term may follow it, after a separator or glued to a version. */
static size_t end_of_foreign(struct slice text, bool version)
{
	enum { VERSION_LENGTH = 6 /* of "v=spf1" */, TOKEN_MOST = 1024 /* no longer one is taken apart */ };
	struct spf_term term;

	for (size_t i = version ? VERSION_LENGTH : 1; i < text.len && text.len <= TOKEN_MOST; i++) {
		bool separator = text.at[i] == ',' || text.at[i] == ';';
		struct span rest = { (uint32_t)(i + separator), (uint32_t)text.len };

		if ((separator || (version && i == VERSION_LENGTH)) && spf_read_term(text, rest, &term) &&
			term.kind != SPF_TERM_UNKNOWN_MODIFIER)
			return rest.first;
	}
	return text.len;
}

/* A modifier that SPF does not know: a record or token that belongs elsewhere? Receivers ignore all others. */
static bool diagnose_foreign(struct spf_diagnosis *d, struct slice text, struct span token)
{
	bool version = spf_is_version(text);
	struct problem *problem;
	size_t end;

	if (!version && !spf_is_foreign(text))
		return false;
	problem = spf_note(d, version ? SPF_VERSION_REPEATED : SPF_FOREIGN_TOKEN, token.first, token.end);
	end = end_of_foreign(text, version);
	if (end == text.len) {
		spf_note_without(d, problem, token);
		return true;
	}
	problem->span.end = problem->replaced.end = token.first + (uint32_t)end;
	problem->replacement = "";
	return true;
}

/* "ipv4=192.0.2.1", "inlcude=x": a mechanism misspelt twice, which receivers take for a modifier. */
static bool diagnose_misspelt_modifier(struct spf_diagnosis *d, struct slice text, struct span token)
{
	struct slice name = modifier_name(text), value = slice_part(text, name.len + 1, text.len);
	bool is_ip6, ip = slice_is_nocase(name, "ip") || slice_starts_nocase(name, "ipv") ||
			  edit_distance(name, slice_of("ip4")) <= 1;
	bool include = name.len > 4 && edit_distance(name, slice_of("include")) <= 2;

	if (name.len > 4 && edit_distance(name, slice_of("redirect")) <= 2) {
		problem_replace(
			spf_note(d, SPF_TYPO_MODIFIER, token.first, token.first + name.len), "redirect");
		return true;
	}
	if ((!ip || !spf_is_address_with_prefix(value, &is_ip6)) && !include)
		return false;
	problem_replace(spf_note(d, SPF_EQUALS_FOR_COLON, token.first, token.first + name.len + 1),
		include	 ? "include:"
		: is_ip6 ? "ip6:"
			 : "ip4:");
	return true;
}

/* A value with "%%" for each percent sign that begins no macro. */
static const char *with_percent_signs(struct spf_diagnosis *d, struct span value)
{
	struct slice text = slice_span(d->record->text, value);
	char *copy = arena_take(d->arena, text.len * 2 + 1), *out = copy;
	uint32_t macros = 0;

	for (size_t i = 0; i < text.len; i++) {
		size_t length = spf_macro_length(slice_part(text, i, text.len), true, &macros);

		if (text.at[i] == '%' && !length)
			*out++ = '%';
		*out++ = (char)text.at[i];
		for (; length > 1; length--)
			*out++ = (char)text.at[++i];
	}
	return copy;
}

static bool diagnose_modifier(struct spf_diagnosis *d, struct span name, struct span token, bool valid)
{
	struct slice word = slice_span(d->record->text, name);
	struct span value = { name.end + 1, token.end };
	bool redirect = slice_is_nocase(word, "redirect"), explanation = slice_is_nocase(word, "exp");
	bool noted = false, has_fatal = false;

	if (name.first > token.first && slice_is_nocase(word, "all")) { /* "-all=" */
		spf_note_all_with_argument(d, token, name.end);
		return true;
	}
	if (name.first > token.first) {
		struct problem *problem = spf_note(d, SPF_QUALIFIER_ON_MODIFIER, token.first, name.first);

		problem_replace(problem, "");
		noted = has_fatal = true;
		if (spf_mechanism_of(word)) { /* "-include=x" means "-include:x" */
			problem->replaced = (struct span){ name.end, name.end + 1 };
			problem->replacement = ":";
			problem->hint = "a mechanism needs a colon";
			return true;
		}
	}
	if (!word.len || !ascii_is_alpha(word.at[0])) {
		struct problem *problem = spf_note(d,
			spf_is_foreign(slice_span(d->record->text, token)) ? SPF_TOKEN_IN_TERM
									   : SPF_MODIFIER_BAD_NAME,
			name.first, name.end + 1);

		if (problem->kind == SPF_TOKEN_IN_TERM)
			problem->span = token;
		spf_note_without(d, problem, token);
		return true;
	}
	if (redirect || explanation) {
		if (value.first == value.end) {
			spf_note_empty(d, redirect ? SPF_TERM_REDIRECT : SPF_TERM_EXP, token, token);
			return true;
		}
		return spf_diagnose_domain(d, value, valid || noted) || noted;
	}
	if (spf_mechanism_of(word)) {
		problem_replace(spf_note(d, SPF_EQUALS_FOR_COLON, name.end, name.end + 1), ":");
		noted = true;
	} else if (!noted) {
		noted = diagnose_foreign(d, slice_span(d->record->text, token), token);
	}
	if (!valid && !has_fatal) {
		struct problem *problem;

		if (!spf_diagnose_macros(d, value, true))
			spf_note(d, SPF_MODIFIER_VALUE_BAD_MACRO, value.first, value.end);
		problem = &d->record->problems.list.at[d->record->problems.list.count - 1];
		problem->kind = SPF_MODIFIER_VALUE_BAD_MACRO;
		problem->replaced = value;
		problem->replacement = with_percent_signs(d, value);
		noted = true;
	}
	return noted;
}

/* "all", or nearly so. */
static bool is_all_like(struct slice word)
{
	while (word.len && strchr(".;,", word.at[word.len - 1]))
		word.len--;
	return word.len >= 2 && word.len <= 5 && edit_distance(word, slice_of("all")) <= 1 &&
			       !spf_mechanism_of(word)
		       ? true
		       : slice_is_nocase(word, "all");
}

/* A qualifier alone: "- all" means "-all", and "-" at the end of a record without one means it too. True when it swallows. */
static bool note_qualifier_alone(struct spf_diagnosis *d, struct span token, struct span next)
{
	struct slice after = slice_span(d->record->text, next);
	uint8_t qualifier = d->record->text.at[token.first];
	struct problem *problem = spf_note(d, SPF_QUALIFIER_ALONE, token.first, token.end);
	bool one = token.end - token.first == 1;

	if (one && is_all_like(after)) {
		problem->replaced = (struct span){ token.end, next.first };
		problem->replacement = "";
		return true;
	}
	if (!after.len && !d->record->all && (qualifier == '-' || qualifier == '~'))
		problem->replacement = spf_meant_all(qualifier);
	else if (!after.len || qualifier == '+') /* before another term it may be a bullet, or be meant */
		spf_note_without(d, problem, token);
	return false;
}

/* The one of several qualifiers that was meant: a plus sign says nothing, and an "all" is not made laxer. NULL when unclear. */
static const char *meant_qualifier(struct spf_diagnosis *d, struct slice text, size_t qualifiers)
{
	bool is_all = slice_is_nocase(slice_part(text, qualifiers, text.len), "all");
	uint8_t meant = text.at[0];

	for (size_t i = 1; i < qualifiers; i++) {
		uint8_t other = text.at[i];

		if (other == meant)
			continue;
		if (!is_all)
			return NULL;
		if (other == '-' || (other == '~' && meant != '-') || meant == '+')
			meant = other;
	}
	return is_all && meant == '+' ? NULL : arena_printf(d->arena, "%c", meant);
}

/* Too many qualifiers, or one alone. *ret_swallows tells that the next term is part of it. */
static bool diagnose_qualifier(
	struct spf_diagnosis *d, struct span token, size_t qualifiers, struct span next, bool *ret_swallows)
{
	struct slice text = slice_span(d->record->text, token);

	if (qualifiers == text.len) {
		*ret_swallows = note_qualifier_alone(d, token, next);
		return true;
	}
	if (qualifiers < 2)
		return false;
	problem_replace(spf_note(d, SPF_DOUBLE_QUALIFIER, token.first, token.first + qualifiers),
		meant_qualifier(d, text, qualifiers));
	return true;
}

/* True when a problem that makes the record invalid was noted since then. */
static bool has_fatal_since(const struct spf_diagnosis *d, size_t before)
{
	for (size_t i = before; i < d->record->problems.list.count; i++)
		if (spf_problem_is_fatal((enum spf_problem_kind)d->record->problems.list.at[i].kind))
			return true;
	return false;
}

/* What to call a fault of a term that has no better name. */
static enum spf_problem_kind fallback_of(const struct spf_diagnosis *d, struct span name)
{
	struct slice text = d->record->text;
	enum spf_term_kind kind = spf_mechanism_of(slice_span(text, name));

	if (name.end < text.len && text.at[name.end] == '=')
		return SPF_MODIFIER_VALUE_BAD_MACRO;
	if (kind == SPF_TERM_IP4)
		return SPF_IP4_INVALID;
	if (kind == SPF_TERM_IP6)
		return SPF_IP6_INVALID;
	return kind ? SPF_DOMAIN_BAD_CHARACTER : SPF_UNKNOWN_MECHANISM;
}

static bool diagnose_term(struct spf_diagnosis *d, const struct spf_term *term, bool valid, struct span next)
{
	struct span token = term->span, name = token;
	struct slice text = slice_span(d->record->text, token);
	size_t qualifiers = 0, before = d->record->problems.list.count;
	enum spf_term_kind kind;
	bool swallows = false;

	while (qualifiers < text.len && spf_is_qualifier(text.at[qualifiers]))
		qualifiers++;
	if (spf_diagnose_inner_space(d, token, valid, next))
		return true;
	if (valid && term->kind == SPF_TERM_UNKNOWN_MODIFIER && !spf_mechanism_of(modifier_name(text))) {
		if (!spf_diagnose_glued_all(d, token, valid) && !diagnose_misspelt_modifier(d, text, token))
			diagnose_foreign(d, text, token);
		return false;
	}
	if (spf_diagnose_pasted(d, token) || spf_diagnose_separator(d, token) ||
		spf_diagnose_glue(d, token, valid) ||
		diagnose_qualifier(d, token, qualifiers, next, &swallows))
		return swallows;
	name.first += (uint32_t)qualifiers;
	for (name.end = name.first; name.end < token.end && spf_is_name_byte(d->record->text.at[name.end]);
		name.end++)
		;
	if (spf_diagnose_argument(d, token, name))
		return false;
	if (name.end < token.end && d->record->text.at[name.end] == '=') {
		diagnose_modifier(d, name, token, valid);
	} else {
		kind = spf_mechanism_of(slice_span(d->record->text, name));
		if (!kind)
			spf_diagnose_unknown(d, name, token);
		else
			diagnose_mechanism(d, kind, token, (struct span){ name.end, token.end }, valid);
	}
	if (!valid && !has_fatal_since(d, before))
		spf_note(d, fallback_of(d, name), token.first, token.end);
	return false;
}

bool spf_diagnose_term(struct spf_diagnosis *d, const struct spf_term *term, bool valid, struct span next)
{
	size_t before = d->record->problems.list.count;
	bool swallows = diagnose_term(d, term, valid, next);

	for (size_t i = before; i < d->record->problems.list.count; i++)
		if (d->record->problems.list.at[i].kind == SPF_PLACEHOLDER)
			return swallows;
	if (term->kind != SPF_TERM_UNKNOWN_MODIFIER)
		spf_note_example(d, term->span);
	return swallows;
}
