/*
 * Terms that run together, separators that are none, and blanks within a term (RFC 7208 section 4.6.1). An "all" that is cut
 * free keeps its qualifier; one that would let everybody pass, or says nothing, becomes "~all".
 */
#include "base/ascii.h"
#include "spf/diagnosis.h"
#include "spf/foreign.h"
#include "spf/grammar.h"

#include <string.h>

enum { ALL_LENGTH = 3, GLUED_MOST = 1024 /* octets of a token: no longer one is taken apart */ };

static bool reads_as_term(struct slice text)
{
	struct spf_term term;

	return spf_read_term(text, (struct span){ 0, (uint32_t)text.len }, &term) &&
	       term.kind != SPF_TERM_UNKNOWN_MODIFIER;
}

const char *spf_meant_all(uint8_t qualifier)
{
	return qualifier == '-' ? "-all" : "~all";
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

/* name=value, whatever the name. */
static bool is_modifier(struct slice text)
{
	size_t end = 0;

	while (end < text.len && spf_is_name_byte(text.at[end]))
		end++;
	return end && end < text.len && text.at[end] == '=';
}

/* An "all" within a token, from `first` to `end`, with something before or after it. */
struct glued_all {
	size_t first, end;
	struct slice rest;
};

/* Whether what follows an "all" is something of its own: a term, the token of a service, a second version. */
static bool is_own(struct slice rest, bool qualified)
{
	bool is_known = spf_is_version(rest) || spf_is_foreign(rest) || (rest.len > 1 && reads_as_term(rest));

	return is_known || (qualified && is_modifier(rest));
}

static bool find_glued_all(struct slice text, struct glued_all *ret)
{
	for (size_t at = 0; at + ALL_LENGTH <= text.len && text.len <= GLUED_MOST; at++) {
		bool qualified = spf_is_qualifier(text.at[at]);
		size_t end = at + qualified + ALL_LENGTH;
		struct slice rest = slice_part(text, end, text.len);

		if (text.at[at] == '%' || text.at[at] == '{')
			return false;
		if ((at && !qualified) || !slice_is_nocase(slice_part(text, at + qualified, end), "all") ||
			(at && !ascii_is_alnum(text.at[at - 1]) && !strchr("./}", text.at[at - 1])))
			continue;
		if (rest.len ? !is_own(rest, qualified) : !at)
			continue;
		*ret = (struct glued_all){ at, end, rest };
		return true;
	}
	return false;
}

/* Something of its own comes after the "all". */
static void note_after_all(
	struct spf_diagnosis *d, struct span token, const struct glued_all *glued, bool valid)
{
	const struct spf_term *later = spf_is_version(glued->rest) ? d->record->all : NULL;
	bool strict = later && later->qualifier == '-'; /* of two records the stricter policy */
	const char *all = spf_meant_all(strict ? '-' : d->record->text.at[token.first + glued->first]);
	bool token_of_service = !reads_as_term(glued->rest) && !spf_is_version(glued->rest);
	bool term = !token_of_service && !spf_is_version(glued->rest);
	struct problem *problem = spf_note(d, token_of_service ? SPF_TOKEN_IN_TERM : SPF_MISSING_SPACE,
		token.first + glued->end, token.end);

	problem->replaced.first = token.first + (uint32_t)glued->first;
	if (term)
		problem->replaced.end = token.first + (uint32_t)glued->end;
	problem->replacement =
		arena_printf(d->arena, "%s%s%s", glued->first ? " " : "", all, term ? " " : "");
	if (token_of_service)
		problem->hint = "it is joined to \"all\"";
	problem->minor = valid; /* then it is an unknown modifier, and the record has no "all" */
}

bool spf_diagnose_glued_all(struct spf_diagnosis *d, struct span token, bool valid)
{
	struct slice text = slice_span(d->record->text, token);
	bool is_ip = slice_starts_nocase(text, "ip4:") || slice_starts_nocase(text, "ip6:");
	ptrdiff_t colon = slice_find(text, ':', 0);
	struct glued_all glued;
	struct problem *problem;
	bool join;

	if (!find_glued_all(text, &glued))
		return false;
	if (glued.rest.len) {
		note_after_all(d, token, &glued, valid);
		return true;
	}
	join = spf_is_join(d->record, token.first + glued.first);
	if (colon < 0 && !join &&
		!spf_mechanism_of(slice_part(text, spf_is_qualifier(text.at[0]), glued.first)))
		return false;
	if (is_ip && !join)
		spf_note(d, SPF_ALL_GLUED_TO_IP, token.first + glued.first, token.end);
	else
		spf_note_missing_space(d, token.first + glued.first, token.end);
	problem = &d->record->problems.list.at[d->record->problems.list.count - 1];
	problem->replaced = (struct span){ token.first + (uint32_t)glued.first, token.end };
	problem->replacement = arena_printf(d->arena, " %s", spf_meant_all(text.at[glued.first]));
	return true;
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

bool spf_diagnose_glue(struct spf_diagnosis *d, struct span token, bool valid)
{
	ptrdiff_t term = glued_term(slice_span(d->record->text, token));

	if (term > 0 && !slice_starts_nocase(slice_span(d->record->text, token), "all") &&
		!slice_starts_nocase(slice_part(d->record->text, token.first + 1, token.end), "all")) {
		spf_note_missing_space(d, token.first + (size_t)term, token.end);
		return true;
	}
	if (spf_diagnose_glued_all(d, token, valid))
		return true;
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

	if (colon < 0 || (size_t)colon > comma || spf_mechanism_of(word) || slice_find(word, '=', 0) >= 0)
		return " ";
	return arena_printf(d->arena, " %.*s", (int)colon + 1, (const char *)text.at);
}

/* True when a mechanism's name and its argument make a term that the name alone does not. */
static bool is_argument(struct spf_diagnosis *d, struct slice name, struct slice argument)
{
	struct slice word = slice_part(name, name.len && spf_is_qualifier(name.at[0]), name.len);
	enum spf_term_kind kind = spf_mechanism_of(word);

	return (kind == SPF_TERM_IP4 || kind == SPF_TERM_IP6 || kind == SPF_TERM_INCLUDE ||
		       kind == SPF_TERM_EXISTS) &&
	       reads_as_term(slice_of(arena_printf(d->arena, "%.*s:%.*s", (int)name.len,
		       (const char *)name.at, (int)argument.len, (const char *)argument.at)));
}

/* The comma or semicolon at `at` of the token's text. */
static void note_separator(struct spf_diagnosis *d, struct span token, struct slice text, size_t at)
{
	struct problem *problem = spf_note(
		d, text.at[at] == ',' ? SPF_COMMA : SPF_SEMICOLON, token.first + at, token.first + at + 1);
	size_t end = at + 1;
	struct slice item;

	while (end < text.len && text.at[end] != ',' && text.at[end] != ';')
		end++;
	item = slice_part(text, at + 1, end);
	if (!item.len) {
		problem_replace(problem, "");
	} else if (spf_is_foreign(item)) {
		problem->replaced.end = token.first + (uint32_t)end;
		problem->replacement = "";
	} else if (slice_is_nocase(item, "all") || slice_is_nocase(item, "+all")) {
		problem->replaced.end = token.first + (uint32_t)end;
		problem->replacement = " ~all";
	} else {
		problem_replace(problem, is_argument(d, slice_part(text, 0, at), item)
						 ? ":"
						 : repeated_mechanism(d, text, at));
	}
}

bool spf_diagnose_separator(struct spf_diagnosis *d, struct span token)
{
	struct slice text = slice_span(d->record->text, token);

	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '%' && i + 1 < text.len && text.at[i + 1] == '{') {
			ptrdiff_t close = slice_find(text, '}', i);

			i = close < 0 ? text.len : (size_t)close;
		} else if (text.at[i] == ',' || text.at[i] == ';') {
			note_separator(d, token, text, i);
			return true;
		}
	}
	return false;
}

/* "ip 4:192.0.2.1", "include:_spf. example.net", "ip4:192.0.2.0 /24": two halves that make a term together alone. */
static bool are_halves(struct spf_diagnosis *d, struct slice left, struct slice right)
{
	bool word = left.len > 0, seam;

	for (size_t i = 0; i < left.len; i++)
		word = word && ascii_is_alpha(left.at[i]);
	seam = strchr("=./", left.at[left.len - 1]) || strchr("=./", right.at[0]) ||
	       (word && slice_find(right, ':', 0) > 0);
	return seam && !reads_as_term(right) &&
	       reads_as_term(slice_of(arena_printf(d->arena, "%.*s%.*s", (int)left.len, (const char *)left.at,
		       (int)right.len, (const char *)right.at)));
}

/* "ip4: 192.0.2.1", "include : x": the colon is at the space. */
static bool is_split_at_colon(
	struct spf_diagnosis *d, struct slice text, struct slice after, struct span next)
{
	size_t name = spf_is_qualifier(text.at[0]);
	bool ends = text.at[text.len - 1] == ':';
	struct spf_term own;

	if (!spf_mechanism_of(slice_part(text, name, ends ? text.len - 1 : text.len)))
		return false;
	return ends ? !spf_read_term(d->record->text, next, &own) && !spf_is_foreign(after)
		    : after.at[0] == ':';
}

bool spf_diagnose_inner_space(struct spf_diagnosis *d, struct span token, bool valid, struct span next)
{
	struct slice text = slice_span(d->record->text, token), after = slice_span(d->record->text, next);
	struct problem *problem;
	uint32_t end = next.first;

	if (!text.len || !after.len || (valid && after.at[0] != '/'))
		return false;
	if (!valid && is_argument(d, text, after)) {
		problem_replace(spf_note(d, SPF_EXTRA_SPACE, token.end, end), ":");
		return true;
	}
	if (!is_split_at_colon(d, text, after, next) && !are_halves(d, text, after))
		return false;
	problem = spf_note(d, SPF_EXTRA_SPACE, token.end, end);
	problem_replace(problem, "");
	if (after.len == 1 && after.at[0] == ':') { /* the colon is alone: one more space goes */
		const struct slice record = d->record->text;

		while (end + 1 < record.len && record.at[end + 1] == ' ')
			end++;
		problem->span.end = problem->replaced.end = end + 1;
		problem->replacement = ":";
	}
	return true;
}
