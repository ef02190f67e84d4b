/* Splits a record into terms, each read strictly; what is not in the grammar is given to the diagnosis. */
#include "spf/record.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "spf/diagnosis.h"
#include "spf/grammar.h"
#include "spf/select.h"

#include <string.h>

enum { VERSION_LENGTH = 6 }; /* of "v=spf1" */

/* One blank for the character and the blanks beside it. */
static void replace_by_blank(struct spf_diagnosis *d, struct problem *problem)
{
	const struct slice text = d->record->text;

	while (problem->replaced.first && text.at[problem->replaced.first - 1] == ' ')
		problem->replaced.first--;
	while (problem->replaced.end < text.len && text.at[problem->replaced.end] == ' ')
		problem->replaced.end++;
	problem->replacement = " ";
}

/* A character that is no ASCII (RFC 7208 section 3.1): which of the usual ones is it? */
static void note_character(struct spf_diagnosis *d, size_t at, size_t len, uint32_t code)
{
	bool space = code == 0xa0 || (code >= 0x2000 && code <= 0x200a) || code == 0x202f || code == 0x205f ||
		     code == 0x3000;
	bool quote = code >= 0x2018 && code <= 0x201f,
	     dash = (code >= 0x2010 && code <= 0x2015) || code == 0x2212;
	enum spf_problem_kind kind = utf8_is_deceptive(code) ? SPF_ZERO_WIDTH : SPF_NON_ASCII;
	const char *name = utf8_name(code);
	struct problem *problem;

	if (space)
		kind = SPF_NBSP;
	else if (quote)
		kind = SPF_SMART_QUOTES;
	problem = spf_note(d, kind, at, at + len);
	if (space)
		replace_by_blank(d, problem);
	else if (dash || quote || kind == SPF_ZERO_WIDTH)
		problem_replace(problem, dash ? "-" : "");
	else if (code == 0x2dc || code == 0x223c || code == 0xff5e)
		problem_replace(problem, "~");
	problem->hint = name ? arena_printf(d->arena, "U+%04X %s", code, name) : NULL;
}

static bool has_high_byte(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] >= 0x80)
			return true;
	return false;
}

/* "include:münchen.example": a name typed in Unicode, which DNS wants as A-labels (RFC 8616 section 4). */
static bool note_ulabel(struct spf_diagnosis *d, struct span token)
{
	struct slice text = slice_span(d->record->text, token), domain;
	ptrdiff_t colon = slice_find(text, ':', 0), equals = slice_find(text, '=', 0);
	size_t first = (size_t)(colon > 0 ? colon : equals) + 1;
	struct dns_name name;

	if (colon < 0 && equals < 0)
		return false;
	domain = slice_part(text, first, text.len);
	if (!has_high_byte(domain) || has_high_byte(slice_part(text, 0, first)) ||
		slice_starts_nocase(text, "ip"))
		return false;
	for (size_t i = 0; i < domain.len;) {
		uint32_t code;
		size_t len = utf8_decode(domain, i, &code);

		if (!len ||
			(len > 1 && (code < 0xc0 || (code >= 0x2000 && code <= 0x206f) || code == 0x3000 ||
					    utf8_is_deceptive(code))) ||
			strchr("%;,/", domain.at[i]))
			return false;
		i += len;
	}
	if (dns_name_from_unicode(domain, &name) != DNS_NAME_OK)
		return false;
	problem_replace(
		spf_note(d, SPF_IDN_ULABEL, token.first + first, token.end), dns_name_text(d->arena, &name));
	return true;
}

/* Bytes that no record may have. True when the token holds one. */
static bool diagnose_bytes(struct spf_diagnosis *d, struct span token)
{
	const struct slice text = d->record->text;
	bool noted = false, names_done = false;

	for (size_t i = token.first; i < token.end;) {
		uint32_t code = 0;
		size_t len = utf8_decode(slice_part(text, 0, token.end), i, &code);

		if (ascii_is_visible(text.at[i])) {
			i++;
			continue;
		}
		noted = true;
		if (text.at[i] == '\t')
			replace_by_blank(d, spf_note(d, SPF_TAB, i, i + 1));
		else if (text.at[i] == '\r' || text.at[i] == '\n')
			problem_replace(spf_note(d, SPF_CRLF, i, i + 1), text.at[i] == '\r' ? "" : " ");
		else if (text.at[i] < 0x80)
			problem_replace(spf_note(d, SPF_CONTROL, i, i + 1), "");
		else if (!names_done && note_ulabel(d, token))
			return true;
		else if (!len)
			spf_note(d, SPF_NON_ASCII, i, i + 1);
		else
			note_character(d, i, len, code);
		names_done = names_done || text.at[i] >= 0x80;
		i += len ? len : 1;
	}
	return noted;
}

/* The terms as the grammar has them, and whether all of them are in it (RFC 7208 section 4.6). */
static void read_terms(struct arena *arena, struct spf_record *record)
{
	bool redirect = false, explanation = false;
	struct span token = spf_next_token(record->text, VERSION_LENGTH);

	for (; token.first < token.end; token = spf_next_token(record->text, token.end)) {
		struct spf_term *term = arena_append(arena, &record->terms);

		if (!spf_read_term(record->text, token, term))
			record->valid = false;
		/* Section 6: each of them is allowed once. */
		if ((term->kind == SPF_TERM_REDIRECT && redirect) ||
			(term->kind == SPF_TERM_EXP && explanation))
			record->valid = false;
		redirect = redirect || term->kind == SPF_TERM_REDIRECT;
		explanation = explanation || term->kind == SPF_TERM_EXP;
	}
}

struct spf_record *spf_read(struct arena *arena, const struct dns_txt *txt)
{
	struct spf_record *record = arena_take(arena, sizeof *record);

	record->txt = txt;
	record->text = txt->joined;
	record->selected = record->valid = spf_is_selected(txt->joined);
	if (record->selected)
		read_terms(arena, record);
	record->all = spf_find_term(record, SPF_TERM_ALL);
	return record;
}

static void keep_term(struct spf_record *record, size_t *count, size_t number)
{
	record->terms.at[(*count)++] = record->terms.at[number];
}

/* A dash of a word processor where the next term needs its qualifier. */
static bool is_character_alone(struct slice text, struct span token)
{
	uint32_t code;

	return utf8_decode(slice_part(text, 0, token.end), token.first, &code) == token.end - token.first;
}

/* A word of a sentence: letters and digits, and punctuation at its end. */
static bool is_prose(struct slice word)
{
	size_t end = word.len;

	while (end && strchr(".,!?)'\"", word.at[end - 1]))
		end--;
	for (size_t i = 0; i < end; i++)
		if (!ascii_is_alnum(word.at[i]))
			return false;
	return true;
}

/*
 * The last word of the comment that begins at a term: it goes on to the end of the record, or to what is no prose and may be a
 * term ("# office -all"). Behind an "all" nothing counts.
 */
static size_t last_of_comment(const struct spf_record *record, size_t number)
{
	bool closed = record->all && record->all < &record->terms.at[number];
	size_t last = number;

	while (last + 1 < record->terms.count &&
		(closed || is_prose(slice_span(record->text, record->terms.at[last + 1].span))))
		last++;
	return last;
}

enum { DIAGNOSED_MOST = 100 }; /* problems of one record */

/* Notes the problems of each term. Terms that are part of another one, and those after a comment, are taken out. */
static void diagnose_terms(struct spf_diagnosis *d)
{
	struct spf_record *record = d->record;
	struct problems *problems = &record->problems;
	size_t kept = 0;

	for (size_t i = 0; i < record->terms.count; i++) {
		const struct spf_term term = record->terms.at[i];
		uint32_t end = (uint32_t)record->text.len;
		struct span next = i + 1 < record->terms.count ? record->terms.at[i + 1].span
							       : (struct span){ end, end };
		size_t before = problems->list.count;

		keep_term(record, &kept, i);
		if (before >= DIAGNOSED_MOST) /* nobody reads on */
			continue;
		if (diagnose_bytes(d, term.span)
				? is_character_alone(record->text, term.span) &&
					  slice_is_nocase(slice_span(record->text, next), "all")
				: spf_diagnose_term(d, &term, term.kind != SPF_TERM_INVALID, next))
			i++;
		if (problems->list.count > before && problems->list.at[before].kind == SPF_COMMENT &&
			record->text.at[term.span.first] != '(') {
			i = last_of_comment(record, i);
			problems->list.at[before].span.end = problems->list.at[before].replaced.end =
				record->terms.at[i].span.end;
		}
	}
	record->terms.count = kept;
	record->all = spf_find_term(record, SPF_TERM_ALL);
}

static struct spf_record *parse(struct arena *arena, const struct dns_txt *txt, const struct dns_name *owner)
{
	struct spf_record *record = spf_read(arena, txt);
	struct spf_diagnosis d = { .arena = arena, .record = record, .owner = owner };

	if (!record->selected) {
		spf_diagnose_selection(&d);
		return record;
	}
	diagnose_terms(&d);
	spf_diagnose_order(&d);
	return record;
}

static bool passes_all(const struct spf_record *record)
{
	return record->all && record->all->qualifier == '+';
}

struct proof {
	const struct spf_record *record;
	const struct dns_name *owner;
};

/* Still an SPF record, or as near to one as before, no less valid, and nothing that lets everybody pass whom the record did not let pass. */
static const struct problems *reread(struct arena *arena, struct slice mended, void *context)
{
	const struct proof *proof = context;
	const struct spf_record *again = parse(arena, dns_txt_of(arena, mended), proof->owner);

	if (passes_all(again) && !passes_all(proof->record))
		return NULL;
	if (!again->selected && (proof->record->selected || !spf_is_near_miss(mended)))
		return NULL;
	return again->valid || !proof->record->valid ? &again->problems : NULL;
}

struct spf_record *spf_parse(struct arena *arena, const struct dns_txt *txt, const struct dns_name *owner)
{
	struct spf_record *record = parse(arena, txt, owner);
	struct proof proof = { record, owner };

	problems_prove(arena, &record->problems, record->text, reread, &proof);
	return record;
}

static const void *make_terms(
	struct arena *arena, const struct dns_record *record, const struct dns_name *owner)
{
	(void)owner;
	return spf_read(arena, record->data.txt);
}

const struct spf_record *spf_read_kept(struct arena *arena, const struct dns_reply *reply, size_t number)
{
	return dns_kept(arena, reply, number, make_terms, NULL);
}

static const void *make_record(
	struct arena *arena, const struct dns_record *record, const struct dns_name *owner)
{
	return spf_parse(arena, record->data.txt, owner);
}

const struct spf_record *spf_parse_kept(
	struct arena *arena, const struct dns_reply *reply, size_t number, const struct dns_name *owner)
{
	return dns_kept(arena, reply, number, make_record, owner);
}
