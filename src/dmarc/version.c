/*
 * The version of a DMARC record: receivers select a TXT record by it (RFC 9989 section 4.10, RFC 7489 section 6.6.3), so a slip in
 * it hides everything else that the record says, right or wrong.
 */
#include "dmarc/version.h"

#include "base/ascii.h"
#include "base/nearest.h"
#include "base/utf8.h"

#include <string.h>

static const char VERSION[] = "DMARC1";

static size_t skip_whitespace(struct slice text, size_t at)
{
	while (at < text.len && (text.at[at] == ' ' || text.at[at] == '\t'))
		at++;
	return at;
}

/* The offset after "v = DMARC1" in any spelling of the version, or 0; *ret_value is where DMARC1 begins. */
static size_t version_end(struct slice text, size_t *ret_value)
{
	size_t at;

	if (!text.len || ascii_lower(text.at[0]) != 'v')
		return 0;
	at = skip_whitespace(text, 1);
	if (at >= text.len || text.at[at] != '=')
		return 0;
	*ret_value = at = skip_whitespace(text, at + 1);
	if (!slice_starts_nocase(slice_part(text, at, text.len), "DMARC"))
		return 0;
	while (at < text.len && (ascii_is_alnum(text.at[at]) || text.at[at] == '.'))
		at++;
	/* "v=DMARC1p=none": the semicolon was left out. */
	if (at < text.len && text.at[at] == '=' &&
		slice_starts_nocase(slice_part(text, *ret_value, text.len), VERSION))
		at = *ret_value + strlen(VERSION);
	return at;
}

bool dmarc_is_selected(struct slice text)
{
	size_t value, end = version_end(text, &value), after = skip_whitespace(text, end);

	return end && slice_is(slice_part(text, value, end), VERSION) &&
	       (after == text.len || text.at[after] == ';');
}

/* Quotes, whitespace and what cannot be seen, before the record. */
static size_t skip_leading(struct slice text, bool *ret_quote)
{
	size_t at = 0;

	*ret_quote = false;
	while (at < text.len) {
		uint32_t code;
		size_t len = utf8_decode(text, at, &code);
		bool quote =
			code == '"' || code == '\'' || code == '\\' || (code >= 0x2018 && code <= 0x201f);

		if (!len || (!quote && !ascii_is_space(text.at[at]) && code != 0xfeff && code != 0xa0 &&
				    code != 0x200b))
			break;
		*ret_quote = *ret_quote || quote;
		at += len;
	}
	return at;
}

/* Where a version is that is not at the start; SLICE_NONE for none. */
static ptrdiff_t version_at(struct slice text)
{
	ptrdiff_t at = slice_find_nocase(text, "v=DMARC", 0);

	return at >= 0 ? at : slice_find_nocase(text, "v = DMARC", 0);
}

/* A policy, or nearly one: "reject", "rejct", "rejectrua". */
static bool is_nearly_policy(struct slice word)
{
	struct nearest nearest = { .word = word };

	for (int policy = DMARC_NONE; policy <= DMARC_REJECT; policy++) {
		nearest_offer(&nearest, dmarc_policy_text((enum dmarc_policy)policy));
		if (slice_starts_nocase(word, dmarc_policy_text((enum dmarc_policy)policy)))
			return true;
	}
	return nearest.best;
}

/* "p=reject", whatever is around the name and the value. */
static bool is_policy_tag(struct slice element)
{
	size_t at = 0, word;

	while (at < element.len && !ascii_is_alnum(element.at[at]))
		at++;
	if (slice_starts_nocase(slice_part(element, at, element.len), "policy"))
		at += strlen("policy");
	else if (at == element.len || ascii_lower(element.at[at++]) != 'p')
		return false;
	for (word = at; word < element.len && !ascii_is_alnum(element.at[word]); word++)
		;
	if (word == at)
		return false;
	for (at = word; at < element.len && ascii_is_alpha(element.at[at]); at++)
		;
	return is_nearly_policy(slice_part(element, word, at));
}

/* A policy among tags: a record that only lacks its version, or has it garbled. */
static bool has_policy(struct slice text)
{
	struct slice element;

	for (size_t at = 0; slice_next_item(text, ';', &at, &element);)
		if (is_policy_tag(element))
			return true;
	return false;
}

/* "DMARC1", "v:DMARC1", "v DMARC1", "v=DMRC1": the offset after the version in whatever spelling, 0 for none. */
static size_t garbled_version_end(struct slice text)
{
	size_t at = 0, value;
	struct nearest nearest;

	if (text.len && ascii_lower(text.at[0]) == 'v')
		for (at = 1; at < text.len && text.at[at] && strchr(" \t=:-", text.at[at]); at++)
			;
	value = at;
	while (at < text.len && (ascii_is_alnum(text.at[at]) || text.at[at] == '.'))
		at++;
	if (slice_starts_nocase(slice_part(text, value, text.len), VERSION))
		return value + strlen(VERSION);
	nearest = (struct nearest){ .word = slice_part(text, value, at) };
	nearest_offer(&nearest, VERSION);
	return nearest.best ? at : 0;
}

bool dmarc_is_near_miss(struct slice text)
{
	bool quote;
	struct slice rest = slice_part(text, skip_leading(text, &quote), text.len);
	size_t value;

	return !dmarc_is_selected(text) &&
	       (version_end(rest, &value) || version_at(text) >= 0 || slice_starts_nocase(rest, VERSION) ||
		       (rest.len > 1 && ascii_lower(rest.at[0]) == 'v' && rest.at[1] == '=' &&
			       garbled_version_end(rest)) ||
		       has_policy(rest));
}

/* What is between the version and the next tag, a semicolon or anything else. */
static size_t skip_separator(struct slice text, size_t at)
{
	while (at < text.len && !ascii_is_alnum(text.at[at]) && text.at[at] < 0x80)
		at++;
	return at;
}

/* The text without the quote that closes one at its start. */
static struct slice without_closing_quote(struct slice text)
{
	static const char *const closing[] = { "\"", "'", "\342\200\231", "\342\200\235", "\342\200\234" };

	text = slice_trim(text);
	for (size_t i = 0; i < sizeof closing / sizeof *closing; i++)
		if (slice_ends_nocase(text, closing[i]))
			return slice_trim(slice_part(text, 0, text.len - strlen(closing[i])));
	return text;
}

/* The record with a right version in place of the bytes up to `end`; `closed` when a quote is before it. */
static void replace_version(
	struct arena *arena, struct problem *problem, struct slice text, size_t end, bool closed)
{
	struct slice rest = slice_part(text, end, text.len);

	problem->replaced = (struct span){ 0, (uint32_t)text.len };
	if (closed)
		rest = without_closing_quote(rest);
	if (rest.len && rest.at[0] != ';')
		rest = slice_part(rest, skip_separator(rest, 0), rest.len);
	problem->replacement = arena_printf(arena, "v=%s%s%.*s", VERSION,
		rest.len && rest.at[0] != ';' ? "; " : "", (int)rest.len, (const char *)rest.at);
}

/* The record with its version before the other tags. What has no "=" and comes before it was pasted along. */
static void move_version(
	struct arena *arena, struct problem *problem, struct slice text, size_t first, size_t end)
{
	struct slice left = slice_trim(slice_part(text, 0, first)), right;

	while (left.len && (left.at[left.len - 1] == ';' || ascii_is_space(left.at[left.len - 1])))
		left.len--;
	if (slice_find(left, '=', 0) < 0)
		left.len = 0;
	right = slice_part(text, skip_separator(text, end), text.len);
	problem->replaced = (struct span){ 0, (uint32_t)text.len };
	problem->replacement =
		arena_printf(arena, "v=%s%s%.*s%s%.*s", VERSION, left.len ? "; " : "", (int)left.len,
			(const char *)left.at, right.len ? "; " : "", (int)right.len, (const char *)right.at);
}

static struct problem *note(struct arena *arena, struct dmarc_record *record, enum dmarc_problem_kind kind,
	size_t first, size_t end)
{
	struct problem *problem =
		problem_add(arena, &record->problems, (int)kind, (uint32_t)first, (uint32_t)end);

	problem->hides = true;
	return problem;
}

/* Which character it is, and that the whole record is lost. */
static void explain_leading(struct arena *arena, struct problem *problem, struct slice text)
{
	uint32_t code;
	const char *name = utf8_decode(text, 0, &code) ? utf8_name(code) : NULL;

	problem->hint = arena_printf(arena, "%sreceivers ignore the record",
		name ? arena_printf(arena, "U+%04X %s; ", code, name) : "");
}

/* A version at the start of a text, which is not what it has to be. */
static void diagnose_spelling(struct arena *arena, struct dmarc_record *record, size_t value, size_t end)
{
	const struct slice text = record->text;
	struct slice version = slice_part(text, value, end);
	size_t after = skip_whitespace(text, end);
	struct problem *problem;

	if (slice_is(version, VERSION) && after > end)
		problem = note(arena, record, DMARC_SEPARATOR_COMMA, end, after);
	else if (slice_is_nocase(version, VERSION) && (end == text.len || text.at[end] == ';'))
		problem = note(arena, record, DMARC_VERSION_CASE, value, end);
	else if (end + 1 < text.len && text.at[end] == '\\')
		problem = note(arena, record, DMARC_ESCAPED_SEMICOLON, end, end + 2);
	else if (end < text.len && !ascii_is_alnum(text.at[end]) && text.at[end] != ';' &&
		 text.at[end] != ' ')
		problem = note(arena, record, DMARC_VERSION_VALUE, value, end + 1);
	else
		problem = note(arena, record, DMARC_VERSION_VALUE, value, end);
	replace_version(arena, problem, text, end, false);
}

void dmarc_diagnose_selection(struct arena *arena, struct dmarc_record *record)
{
	const struct slice text = record->text;
	bool quote;
	size_t start = skip_leading(text, &quote), value = 0, end;
	struct slice rest = slice_part(text, start, text.len);
	struct problem *problem;

	end = version_end(rest, &value);
	if (start && end) {
		problem = note(arena, record,
			text.at[0] >= 0x80 ? DMARC_NON_ASCII
			: quote		   ? DMARC_QUOTES
					   : DMARC_LEADING_WHITESPACE,
			0, start);
		replace_version(arena, problem, text, start + end, quote);
		if (text.at[0] >= 0x80)
			explain_leading(arena, problem, text);
	} else if (end) {
		diagnose_spelling(arena, record, value, end);
	} else if (version_at(text) >= 0) {
		start = (size_t)version_at(text);
		end = start + version_end(slice_part(text, start, text.len), &value);
		problem = note(arena, record, DMARC_VERSION_NOT_FIRST, start, end);
		move_version(arena, problem, text, start, end);
	} else {
		end = garbled_version_end(rest);
		problem = note(arena, record, DMARC_VERSION_VALUE, 0,
			record->tags.tags.count ? record->tags.tags.at[0].span.end : text.len);
		replace_version(arena, problem, text, end ? start + end : 0, quote);
	}
}

void dmarc_check_version(struct arena *arena, struct dmarc_record *record)
{
	const struct slice text = record->text;
	size_t value = 0, end = version_end(text, &value), after = skip_whitespace(text, end);
	struct problems *problems = &record->problems;

	if (text.at[0] == 'V')
		problem_replace(problem_add(arena, problems, DMARC_VERSION_TAG_CASE, 0, 1), "v");
	if (value > 2 || after > end)
		problem_replace(
			problem_add(arena, problems, DMARC_VERSION_SPACES, 0, (uint32_t)after), "v=DMARC1");
	if (end == text.len) /* a semicolon alone makes no policy of it */
		problem_add(arena, problems, DMARC_NO_SEMICOLON, (uint32_t)end, (uint32_t)end);
}
