/*
 * A term outside the grammar gets the most telling diagnosis, checked from the outside in: characters, separators,
 * pasted text, qualifiers, the keyword, its argument. Some terms are within the grammar and cannot be meant so
 * (include:include:x): they are diagnosed too.
 */
#include "spf/diagnose.h"

#include "base/ascii.h"
#include "base/nearest.h"
#include "spf/grammar.h"

#include <string.h>

struct problem *spf_note(struct spf_diagnosis *d, enum spf_problem_kind kind, size_t first, size_t end)
{
	return problem_add(d->arena, &d->record->problems, (int)kind, (uint32_t)first, (uint32_t)end);
}

static struct slice part(const struct spf_diagnosis *d, size_t first, size_t end)
{
	return slice_part(d->record->text, first, end);
}

static const char *copy_part(
	struct spf_diagnosis *d, const char *before, struct slice text, const char *after)
{
	return arena_printf(
		d->arena, "%s%.*s%s", before, (int)text.len, text.len ? (const char *)text.at : "", after);
}

bool spf_is_join(const struct spf_record *record, size_t offset)
{
	for (size_t i = 0; i + 1 < record->txt->ends.count; i++)
		if (record->txt->ends.at[i] == offset)
			return true;
	return false;
}

void spf_note_missing_space(struct spf_diagnosis *d, size_t offset, size_t end)
{
	bool join = spf_is_join(d->record, offset);
	struct problem *problem =
		spf_note(d, join ? SPF_MISSING_SPACE_AT_JOIN : SPF_MISSING_SPACE, offset, end);

	problem->replaced = (struct span){ (uint32_t)offset, (uint32_t)offset };
	problem->replacement = " ";
}

/* Where the qualified "all" glued to the end of a text begins, or SLICE_NONE. */
static ptrdiff_t glued_all(struct slice text)
{
	size_t at = text.len - 4;

	return text.len > 4 && spf_is_qualifier(text.at[at]) && slice_ends_nocase(text, "all") &&
			       (ascii_is_alnum(text.at[at - 1]) || strchr("./}", text.at[at - 1]))
		       ? (ptrdiff_t)at
		       : SLICE_NONE;
}

/* Where, after its start, a text holds the beginning of another term ("ip4:", "include:", ...), or SLICE_NONE. */
static ptrdiff_t glued_term(struct slice text)
{
	static const char *const starts[] = {
		"include:", "ip4:", "ip6:", "exists:", "redirect=", "ptr:", "mx:", "a:"
	};
	size_t own = text.len && spf_is_qualifier(text.at[0]);
	bool is_ip6 = slice_starts_nocase(slice_part(text, own, text.len), "ip6:");
	ptrdiff_t first = SLICE_NONE;

	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		ptrdiff_t at = slice_find_nocase(text, starts[i], 1);

		if (is_ip6 && slice_is(slice_of(starts[i]), "a:")) /* a group of the address that ends in a */
			continue;
		if (at > 0 && spf_is_qualifier(text.at[at - 1]))
			at--;
		/* "include:include:x" and "redirect=redirect=x" repeat the keyword: another fault. */
		if (at > 0 && !strchr("+-~?:=", text.at[at - 1]) && (first < 0 || at < first))
			first = at;
	}
	return first;
}

/* A blank lost inside the token: at a string join, before a glued term, or before a glued "all". */
static bool diagnose_glue(struct spf_diagnosis *d, struct span token)
{
	struct slice text = slice_span(d->record->text, token);
	ptrdiff_t all = glued_all(text), term = glued_term(text);
	ptrdiff_t colon = slice_find(text, ':', 0);
	bool is_ip = slice_starts_nocase(text, "ip4:") || slice_starts_nocase(text, "ip6:");

	if (term > 0) {
		spf_note_missing_space(d, token.first + (size_t)term, token.end);
		return true;
	}
	if (all > 0 && is_ip && !spf_is_join(d->record, token.first + (size_t)all)) {
		struct problem *problem =
			spf_note(d, SPF_ALL_GLUED_TO_IP, token.first + (size_t)all, token.end);

		problem->replaced.end = problem->replaced.first;
		problem->replacement = " ";
		return true;
	}
	if (all > 0 &&
		(colon > 0 || spf_mechanism_of(slice_part(text, spf_is_qualifier(text.at[0]), (size_t)all)) ||
			spf_is_join(d->record, token.first + (size_t)all))) {
		spf_note_missing_space(d, token.first + (size_t)all, token.end);
		return true;
	}
	for (uint32_t at = token.first + 1; at < token.end; at++) {
		struct span left = { token.first, at }, right = { at, token.end };
		struct spf_term read;

		if (spf_is_join(d->record, at) && spf_read_term(d->record->text, left, &read) &&
			spf_read_term(d->record->text, right, &read)) {
			spf_note_missing_space(d, at, at);
			return true;
		}
	}
	return false;
}

/* What a comma has to become: "include:a,b" means "include:a include:b", unless what follows is a term already. */
static const char *repeated_mechanism(struct spf_diagnosis *d, struct slice text, size_t comma)
{
	struct slice rest = slice_part(text, comma + 1, text.len);
	ptrdiff_t colon = slice_find(text, ':', 0), own = slice_find(rest, ':', 0);
	struct slice word = slice_part(rest, spf_is_qualifier(rest.at[0]), own < 0 ? rest.len : (size_t)own);

	if (colon < 0 || (size_t)colon > comma || spf_mechanism_of(word))
		return " ";
	return arena_printf(d->arena, " %.*s", (int)colon + 1, (const char *)text.at);
}

/* A comma or semicolon where a blank should be; delimiters in a macro are none. */
static bool diagnose_separator(struct spf_diagnosis *d, struct span token)
{
	struct slice text = slice_span(d->record->text, token);

	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '%' && i + 1 < text.len && text.at[i + 1] == '{') {
			ptrdiff_t close = slice_find(text, '}', i);

			i = close < 0 ? text.len : (size_t)close;
		} else if (text.at[i] == ',' || text.at[i] == ';') {
			size_t at = token.first + i;
			struct problem *problem =
				spf_note(d, text.at[i] == ',' ? SPF_COMMA : SPF_SEMICOLON, at, at + 1);

			problem_replace(problem, i + 1 == text.len   ? ""
						 : text.at[i] == ',' ? repeated_mechanism(d, text, i)
								     : " ");
			return true;
		}
	}
	return false;
}

/* "ip4: 192.0.2.1", "include : x": the term before a blank is incomplete and what follows completes it. */
static bool diagnose_inner_space(struct spf_diagnosis *d, struct span token, struct span next)
{
	struct slice text = slice_span(d->record->text, token), after = slice_span(d->record->text, next);
	size_t name = text.len && spf_is_qualifier(text.at[0]);
	bool ends = text.len && text.at[text.len - 1] == ':';
	struct slice word = slice_part(text, name, ends ? text.len - 1 : text.len);
	uint32_t end = next.first;
	struct problem *problem;
	struct spf_term own;

	if (!after.len || !spf_mechanism_of(word) || (!ends && after.at[0] != ':'))
		return false;
	if (ends && spf_read_term(d->record->text, next, &own))
		return false;
	problem = spf_note(d, SPF_EXTRA_SPACE, token.end, end);
	problem_replace(problem, "");
	if (after.len == 1) { /* the colon stands alone: one more blank goes */
		const struct slice record = d->record->text;

		while (end + 1 < record.len && record.at[end + 1] == ' ')
			end++;
		problem->span.end = problem->replaced.end = end + 1;
		problem->replacement = ":";
	}
	return true;
}

static bool is_address_with_prefix(struct slice text, bool *ret_is_ip6)
{
	ptrdiff_t slash = slice_find(text, '/', 0);
	struct slice address = slice_part(text, 0, slash < 0 ? text.len : (size_t)slash);
	uint8_t unused[16];

	*ret_is_ip6 = spf_read_ip6(address, unused);
	return *ret_is_ip6 || spf_read_ip4(address, unused);
}

static bool is_bare_domain(struct slice text)
{
	uint32_t unused = 0;

	for (size_t i = 0; i < text.len; i++)
		if (!spf_is_name_byte(text.at[i]))
			return false;
	return slice_find(text, '.', 0) > 0 && spf_is_domain_spec(text, &unused);
}

/* A keyword that is nearly one of the mechanisms. */
static bool diagnose_typo(struct spf_diagnosis *d, struct span name, struct span token)
{
	struct slice word = slice_span(d->record->text, name), rest = part(d, name.end, token.end);
	struct slice argument = slice_part(rest, 1, rest.len);
	bool is_ip6 = false, colon = rest.len && rest.at[0] == ':';
	bool all_like = !rest.len && word.len <= 5 && edit_distance(word, slice_of("all")) <= 1;

	if (all_like || (!rest.len && slice_is_nocase(word, "all."))) {
		struct problem *problem = spf_note(d, SPF_TYPO_ALL, name.first, token.end);

		if (name.first > token.first) /* a bare "all" would let everybody pass */
			problem_replace(problem, "all");
		return true;
	}
	if ((colon || ((rest.len == 0 || rest.at[0] == '/') &&
			      (slice_starts_nocase(word, "ip4.") || slice_starts_nocase(word, "ip6.")))) &&
		(slice_is_nocase(word, "ip") || slice_starts_nocase(word, "ipv") ||
			slice_starts_nocase(word, "ip4") || slice_starts_nocase(word, "ip6") ||
			edit_distance(word, slice_of("ip4")) <= 1 ||
			edit_distance(word, slice_of("ip6")) <= 1)) {
		struct problem *problem =
			spf_note(d, SPF_TYPO_IP, name.first, colon ? name.end : name.first + 4);

		if (colon && is_address_with_prefix(argument, &is_ip6))
			problem_replace(problem, is_ip6 ? "ip6" : "ip4");
		else if (!colon)
			problem_replace(problem, slice_starts_nocase(word, "ip4.") ? "ip4:" : "ip6:");
		return true;
	}
	if (colon && (slice_is_nocase(word, "inc") || slice_is_nocase(word, "incl") ||
			     (word.len > 4 && edit_distance(word, slice_of("include")) <= 2))) {
		problem_replace(spf_note(d, SPF_TYPO_INCLUDE, name.first, name.end), "include");
		return true;
	}
	return false;
}

/* A term that is no mechanism: what was meant? */
static void diagnose_unknown(struct spf_diagnosis *d, struct span name, struct span token)
{
	static const char *const dotted[] = { "include.", "exists.", "redirect." };
	struct slice body = part(d, name.first, token.end), word = slice_span(d->record->text, name);
	struct nearest nearest = { .word = word };
	bool is_ip6;

	if (is_address_with_prefix(body, &is_ip6)) {
		problem_replace(spf_note(d, SPF_BARE_IP, name.first, token.end),
			copy_part(d, is_ip6 ? "ip6:" : "ip4:", body, ""));
		return;
	}
	for (size_t i = 0; i < sizeof dotted / sizeof *dotted; i++) {
		if (slice_starts_nocase(body, dotted[i])) {
			uint32_t dot = name.first + (uint32_t)strlen(dotted[i]) - 1;

			problem_replace(spf_note(d, SPF_DOT_FOR_COLON, dot, dot + 1), i == 2 ? "=" : ":");
			return;
		}
	}
	if (slice_starts_nocase(word, "all.") && word.len > 4) {
		spf_note(d, SPF_ALL_WITH_ARGUMENT, name.first + 3, token.end)->replacement =
			name.first > token.first ? "" : NULL;
		return;
	}
	if (diagnose_typo(d, name, token))
		return;
	if ((slice_is_nocase(word, "redirect") || slice_is_nocase(word, "exp")) &&
		slice_starts(part(d, name.end, token.end), ":")) {
		problem_replace(spf_note(d, SPF_COLON_FOR_EQUALS, name.end, name.end + 1), "=");
		return;
	}
	if (is_bare_domain(body)) {
		problem_replace(
			spf_note(d, SPF_BARE_DOMAIN, name.first, token.end), copy_part(d, "a:", body, ""));
		return;
	}
	for (int kind = SPF_TERM_ALL; kind <= SPF_TERM_EXP; kind++)
		nearest_offer(&nearest, spf_term_word((enum spf_term_kind)kind));
	spf_note(d, SPF_UNKNOWN_MECHANISM, token.first, token.end)->hint =
		nearest.best && word.len > 1 ? arena_printf(d->arena, "did you mean \"%s\"?", nearest.best)
					     : NULL;
}

/* Digits and slashes; a slash alone is the end of a URL. */
static bool is_prefix(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!ascii_is_digit(text.at[i]) && text.at[i] != '/')
			return false;
	return text.len > 1;
}

static bool diagnose_mechanism(
	struct spf_diagnosis *d, enum spf_term_kind kind, struct span argument, bool valid)
{
	static const enum spf_problem_kind empty[] = {
		[SPF_TERM_INCLUDE] = SPF_INCLUDE_EMPTY,
		[SPF_TERM_A] = SPF_A_EMPTY_DOMAIN,
		[SPF_TERM_MX] = SPF_A_EMPTY_DOMAIN,
		[SPF_TERM_PTR] = SPF_A_EMPTY_DOMAIN,
		[SPF_TERM_EXISTS] = SPF_EXISTS_EMPTY,
		[SPF_TERM_IP4] = SPF_IP4_INVALID,
		[SPF_TERM_IP6] = SPF_IP6_INVALID,
	};
	struct slice text = slice_span(d->record->text, argument);
	struct span value = { argument.first + 1, argument.end };
	bool is_a = kind == SPF_TERM_A || kind == SPF_TERM_MX,
	     is_ip = kind == SPF_TERM_IP4 || kind == SPF_TERM_IP6;
	ptrdiff_t slash = slice_find(text, '/', 0);

	if (kind == SPF_TERM_ALL) {
		bool qualified =
			argument.first > 3 && spf_is_qualifier(d->record->text.at[argument.first - 4]);

		if (!valid)
			spf_note(d, SPF_ALL_WITH_ARGUMENT, argument.first, argument.end)->replacement =
				qualified ? "" : NULL;
		return !valid;
	}
	if (!text.len || (text.at[0] == ':' && text.len == 1)) {
		if (!valid) {
			struct problem *problem = spf_note(d, empty[kind], argument.first, argument.end);

			if (is_a || kind == SPF_TERM_PTR)
				problem_replace(problem, "");
		}
		return !valid;
	}
	if (is_ip && (slice_starts_nocase(text, ":ip4:") || slice_starts_nocase(text, ":ip6:"))) {
		problem_replace(spf_note(d, SPF_DOUBLED_MECHANISM, value.first, value.first + 4), "");
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

/* Tokens of other services that belong into TXT records of their own. */
static bool is_foreign(struct slice name)
{
	static const char *const services[] = { "MS", "google", "apple-domain", "globalsign", "docusign",
		"atlassian", "p", "sp", "k", "aspf", "adkim", "rua", "ruf" };

	for (size_t i = 0; i < sizeof services / sizeof *services; i++)
		if (slice_is_nocase(name, services[i]))
			return true;
	return slice_find_nocase(name, "verif", 0) >= 0;
}

static struct slice modifier_name(struct slice token)
{
	ptrdiff_t equals = slice_find(token, '=', 0);

	return slice_part(token, 0, equals < 0 ? token.len : (size_t)equals);
}

/* A modifier that SPF does not know: a record or token that belongs elsewhere? Receivers ignore all others. */
static bool diagnose_foreign(struct spf_diagnosis *d, struct slice text, struct span token)
{
	struct slice name = modifier_name(text), value = slice_part(text, name.len + 1, text.len);
	bool version = slice_is_nocase(name, "v") && slice_starts_nocase(value, "spf1");
	struct problem *problem;

	if (!version && !is_foreign(name) &&
		!(slice_is_nocase(name, "v") && slice_starts_nocase(value, "DMARC")))
		return false;
	problem = spf_note(d, version ? SPF_VERSION_REPEATED : SPF_FOREIGN_TOKEN, token.first, token.end);
	problem->replaced.first =
		token.first && d->record->text.at[token.first - 1] == ' ' ? token.first - 1 : token.first;
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

	if ((!ip || !is_address_with_prefix(value, &is_ip6)) && !include)
		return false;
	problem_replace(spf_note(d, SPF_EQUALS_FOR_COLON, token.first, token.first + name.len + 1),
		include	 ? "include:"
		: is_ip6 ? "ip6:"
			 : "ip4:");
	return true;
}

static bool diagnose_modifier(struct spf_diagnosis *d, struct span name, struct span token, bool valid)
{
	struct slice word = slice_span(d->record->text, name);
	struct span value = { name.end + 1, token.end };
	bool redirect = slice_is_nocase(word, "redirect"), explanation = slice_is_nocase(word, "exp");
	bool noted = false, has_fatal = false;

	if (name.first > token.first) {
		struct problem *problem = spf_note(d, SPF_QUALIFIER_ON_MODIFIER, token.first, name.first);

		problem_replace(problem, "");
		noted = has_fatal = true;
	}
	if (!word.len || !ascii_is_alpha(word.at[0])) {
		spf_note(d, SPF_MODIFIER_BAD_NAME, name.first, name.end + 1);
		return true;
	}
	if (redirect || explanation) {
		if (value.first == value.end) {
			spf_note(d, redirect ? SPF_REDIRECT_EMPTY : SPF_EXP_EMPTY, token.first, token.end);
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
		if (!spf_diagnose_macros(d, value, true))
			spf_note(d, SPF_MODIFIER_VALUE_BAD_MACRO, value.first, value.end);
		else
			d->record->problems.list.at[d->record->problems.list.count - 1].kind =
				SPF_MODIFIER_VALUE_BAD_MACRO;
		noted = true;
	}
	return noted;
}

static bool diagnose_qualifier(
	struct spf_diagnosis *d, struct span token, size_t qualifiers, struct span next)
{
	struct slice text = slice_span(d->record->text, token), after = slice_span(d->record->text, next);
	bool alone = qualifiers == text.len, same = true;
	struct problem *problem;

	if (!alone && qualifiers < 2)
		return false;
	problem = spf_note(
		d, alone ? SPF_QUALIFIER_ALONE : SPF_DOUBLE_QUALIFIER, token.first, token.first + qualifiers);
	if (alone && after.len && spf_mechanism_of(after)) {
		problem->replaced = (struct span){ token.end, next.first };
		problem->replacement = "";
	} else if (!alone) {
		for (size_t i = 1; i < qualifiers; i++)
			same = same && text.at[i] == text.at[0];
		problem->replacement = same ? arena_printf(d->arena, "%c", text.at[0]) : NULL;
	}
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
	return kind == SPF_TERM_IP4   ? SPF_IP4_INVALID
	       : kind == SPF_TERM_IP6 ? SPF_IP6_INVALID
	       : kind		      ? SPF_DOMAIN_BAD_CHARACTER
				      : SPF_UNKNOWN_MECHANISM;
}

static bool diagnose_term(struct spf_diagnosis *d, const struct spf_term *term, bool valid, struct span next)
{
	struct span token = term->span, name = token;
	struct slice text = slice_span(d->record->text, token);
	size_t qualifiers = 0, before = d->record->problems.list.count;
	enum spf_term_kind kind;

	while (qualifiers < text.len && spf_is_qualifier(text.at[qualifiers]))
		qualifiers++;
	if (!valid && diagnose_inner_space(d, token, next))
		return true;
	if (valid && term->kind == SPF_TERM_UNKNOWN_MODIFIER && !spf_mechanism_of(modifier_name(text))) {
		if (!diagnose_misspelt_modifier(d, text, token))
			diagnose_foreign(d, text, token);
		return false;
	}
	if (spf_diagnose_pasted(d, token) || diagnose_separator(d, token) || diagnose_glue(d, token) ||
		diagnose_qualifier(d, token, qualifiers, next))
		return false;
	name.first += (uint32_t)qualifiers;
	for (name.end = name.first; name.end < token.end && spf_is_name_byte(d->record->text.at[name.end]);
		name.end++)
		;
	if (name.end < token.end && d->record->text.at[name.end] == '=') {
		diagnose_modifier(d, name, token, valid);
	} else {
		kind = spf_mechanism_of(slice_span(d->record->text, name));
		if (!kind)
			diagnose_unknown(d, name, token);
		else
			diagnose_mechanism(d, kind, (struct span){ name.end, token.end }, valid);
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
