/*
 * Tells a selected record from one that was meant to be.
 *
 *   selected = "v=spf1" [ SP ... ], in any case (RFC 7208 sections 4.5 and 12)
 */
#include "spf/select.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "spf/grammar.h"

#include <string.h>

enum { VERSION_LENGTH = 6 }; /* of "v=spf1" */

bool spf_is_selected(struct slice text)
{
	return slice_starts_nocase(text, "v=spf1") &&
	       (text.len == VERSION_LENGTH || text.at[VERSION_LENGTH] == ' ');
}

/* Bytes before the version that nobody sees or that came along with it. */
static size_t skip_leading(struct slice text, enum spf_problem_kind *ret_kind)
{
	size_t at = 0;

	while (at < text.len) {
		uint32_t code;
		size_t len = utf8_decode(text, at, &code);

		if (len == 1 && (text.at[at] == '"' || text.at[at] == '\'' || text.at[at] == '\\'))
			*ret_kind = SPF_LEADING_QUOTE;
		else if (len == 1 && ascii_is_space(text.at[at]))
			*ret_kind = at ? *ret_kind : SPF_LEADING_SPACE;
		else if (len && code >= 0x2018 && code <= 0x201f)
			*ret_kind = SPF_SMART_QUOTES;
		else if (len > 1 && (utf8_is_deceptive(code) || code == 0xa0))
			*ret_kind = SPF_LEADING_INVISIBLE;
		else
			break;
		at += len;
	}
	return at;
}

/* Length of "v=spf2", "v = spf1", "v=spf 1", "spf1": a version section that is not the right one; 0 for none. */
static size_t wrong_version(struct slice text)
{
	size_t at = 0;

	if (slice_starts_nocase(text, "spf2.0/")) /* Sender ID (RFC 4406), a record of its own kind */
		return 0;
	if (text.len && ascii_lower(text.at[0]) == 'v') {
		for (at = 1; at < text.len && text.at[at] == ' '; at++)
			;
		for (; at < text.len && (text.at[at] == '=' || text.at[at] == ':'); at++)
			;
		for (; at < text.len && text.at[at] == ' '; at++)
			;
	}
	if (!slice_starts_nocase(slice_part(text, at, text.len), "spf"))
		return 0;
	for (at += 3; at < text.len && (ascii_is_digit(text.at[at]) || text.at[at] == '.'); at++)
		;
	if (at < text.len && text.at[at] == ' ' && at + 1 < text.len && ascii_is_digit(text.at[at + 1]) &&
		!ascii_is_digit(text.at[at - 1]))
		at += 2;
	if (at < text.len && text.at[at] != ' ' && text.at[at] != ';' && text.at[at] != ',')
		return 0;
	return text.at[0] == 'v' || text.at[0] == 'V' || ascii_is_digit(text.at[at - 1]) ? at : 0;
}

/* Where "v=spf1" is inside other text, or SLICE_NONE. */
static ptrdiff_t embedded_at(struct slice text)
{
	ptrdiff_t at = SLICE_NONE, end;
	struct spf_term term;
	struct slice word;
	size_t first;

	/* Most texts of a zone have no equals sign, and that is told fast. */
	for (end = slice_find(text, '=', 2); end > 0 && at < 0; end = slice_find(text, '=', (size_t)end + 1))
		if (slice_starts_nocase(slice_part(text, (size_t)end - 1, text.len), "v=spf1"))
			at = end - 1;
	if (at < 0)
		return SLICE_NONE;
	first = (size_t)at + VERSION_LENGTH;
	if (first == text.len)
		return at;
	if (text.at[first] != ' ' && text.at[first] != '\t')
		return SLICE_NONE;
	/* Prose about SPF is no record: a term has to follow. */
	end = slice_find(text, ' ', ++first);
	word = slice_part(text, first, end < 0 ? text.len : (size_t)end);
	return slice_find(word, ':', 0) > 0 ||
			       spf_read_term(word, (struct span){ 0, (uint32_t)word.len }, &term)
		       ? at
		       : SLICE_NONE;
}

bool spf_is_near_miss(struct slice text)
{
	enum spf_problem_kind unused = SPF_LEADING_SPACE;
	struct slice rest = slice_part(text, skip_leading(text, &unused), text.len);

	return !spf_is_selected(text) &&
	       (slice_starts_nocase(rest, "v=spf1") || wrong_version(rest) || embedded_at(text) > 0);
}

/* The blank that is to stand before an offset; nothing when there is one. */
static const char *blank_before(struct slice text, size_t at)
{
	return at < text.len && text.at[at] == ' ' ? "" : " ";
}

/* "v=spf1" followed by something else than a blank. */
static void diagnose_end_of_version(struct spf_diagnosis *d, size_t at)
{
	const struct slice text = d->record->text;
	uint32_t code = 0;
	size_t end = at, len = utf8_decode(text, at, &code);
	struct problem *problem;

	if (spf_is_join(d->record, at)) {
		spf_note_missing_space(d, at, at);
		return;
	}
	while (end < text.len && text.at[end] != ' ' && !ascii_is_space(text.at[end]) && text.at[end] < 0x80)
		end++;
	switch (text.at[at]) {
	case '\t':
		problem_replace(spf_note(d, SPF_TAB, at, at + 1), blank_before(text, at + 1));
		return;
	case '\r':
	case '\n':
		problem_replace(spf_note(d, SPF_CRLF, at, at + 1), " ");
		return;
	case '.':
		spf_note(d, SPF_VERSION_WRONG, at - VERSION_LENGTH, end)->replacement = "v=spf1";
		return;
	default:
		break;
	}
	if (len > 1) {
		bool space = code == 0xa0 || (code >= 0x2000 && code <= 0x200a) || code == 0x202f ||
			     code == 0x3000;

		problem = spf_note(d,
			space			  ? SPF_NBSP
			: utf8_is_deceptive(code) ? SPF_ZERO_WIDTH
						  : SPF_NON_ASCII,
			at, at + len);
		if (utf8_name(code))
			problem->hint = arena_printf(d->arena, "U+%04X %s", code, utf8_name(code));
		problem_replace(problem, space ? blank_before(text, at + len) : "");
		return;
	}
	problem = spf_note(d, SPF_VERSION_NOT_TERMINATED, at, end > at ? end : at + 1);
	if (text.at[at] == ';' || text.at[at] == ',' || text.at[at] == ':') {
		problem->span.end = problem->replaced.end = (uint32_t)at + 1;
		problem_replace(problem, at + 1 < text.len && text.at[at + 1] == ' ' ? "" : " ");
	} else if (!ascii_is_digit(text.at[at])) {
		problem->replaced.end = problem->replaced.first;
		problem->replacement = " ";
	}
}

enum { SMART_QUOTE_SIZE = 3 }; /* octets of U+2018 to U+201F */

static bool ends_in_smart_quote(struct slice text)
{
	uint32_t code = 0;

	return text.len > SMART_QUOTE_SIZE &&
	       utf8_decode(text, text.len - SMART_QUOTE_SIZE, &code) == SMART_QUOTE_SIZE && code >= 0x2018 &&
	       code <= 0x201f;
}

static bool is_zone_line(struct slice before)
{
	return slice_find_nocase(before, "TXT", 0) >= 0;
}

static void diagnose_selection(struct spf_diagnosis *d)
{
	const struct slice text = d->record->text;
	enum spf_problem_kind leading = SPF_LEADING_SPACE;
	size_t start = skip_leading(text, &leading), wrong;
	struct slice rest = slice_part(text, start, text.len);
	ptrdiff_t embedded = embedded_at(text);

	wrong = wrong_version(rest);
	if (start && slice_starts_nocase(rest, "v=spf1")) {
		struct problem *problem = spf_note(d, leading, 0, start);

		problem_replace(problem, "");
		if (leading == SPF_SMART_QUOTES && ends_in_smart_quote(text)) {
			problem->replaced.end = (uint32_t)text.len;
			problem->replacement = arena_printf(d->arena, "%.*s",
				(int)(text.len - start - SMART_QUOTE_SIZE), (const char *)text.at + start);
		}
		if (leading == SPF_LEADING_QUOTE &&
			text.at[text.len - 1] == '"') { /* the closing one goes with it */
			problem->replaced.end = (uint32_t)text.len;
			problem->replacement = arena_printf(
				d->arena, "%.*s", (int)(text.len - start - 1), (const char *)text.at + start);
		}
	} else if (slice_starts_nocase(rest, "v=spf1") && rest.len > VERSION_LENGTH) {
		diagnose_end_of_version(d, start + VERSION_LENGTH);
	} else if (wrong) {
		spf_note(d, SPF_VERSION_WRONG, start, start + wrong)->replacement = "v=spf1";
	} else if (embedded > 0) {
		struct slice before = slice_part(text, 0, (size_t)embedded);
		struct problem *problem = spf_note(
			d, is_zone_line(before) ? SPF_ZONE_LINE_PASTED : SPF_EMBEDDED, 0, (size_t)embedded);

		problem_replace(problem, "");
	}
}

/* What follows the version is read only when that is mended. */
void spf_diagnose_selection(struct spf_diagnosis *d)
{
	struct problems *problems = &d->record->problems;
	size_t before = problems->list.count;

	diagnose_selection(d);
	for (size_t i = before; i < problems->list.count; i++)
		problems->list.at[i].hides = true;
}
