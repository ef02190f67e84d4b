/* SPF: what is valid and still better otherwise. */
#include "base/ascii.h"
#include "check/claims.h"
#include "rules/common.h"
#include "rules/families.h"
#include "rules/spf/walk.h"
#include <string.h>

enum { VERSION_LENGTH = 6 }; /* of "v=spf1" */

/* Reports bytes of the record that are better written in another way. */
static void report_respelt(struct rule_run *run, const struct spf_subject *spf, struct span span,
	const char *replacement, const char *message)
{
	report_replaced(run, &spf->published, span, span, replacement, message);
}

static const char *lower_copy(struct rule_run *run, struct slice text)
{
	uint8_t *copy = arena_copy_bytes(run->arena, text);

	for (size_t i = 0; i < text.len; i++)
		copy[i] = ascii_lower(copy[i]);
	return (const char *)copy;
}

static bool has_upper(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (ascii_is_upper(text.at[i]))
			return true;
	return false;
}

static void version_case(struct rule_run *run, const struct spf_subject *spf)
{
	if (spf->record->selected && !slice_starts(spf->record->text, "v=spf1"))
		report_respelt(run, spf, (struct span){ 0, VERSION_LENGTH }, "v=spf1",
			"v=spf1 is written in upper case");
}

/* Blanks at `at`: how many follow each other. */
static uint32_t blanks_at(struct slice text, size_t at)
{
	size_t end = at;

	while (end < text.len && text.at[end] == ' ')
		end++;
	return (uint32_t)(end - at);
}

/* The record with one blank for each run of them; those at the end are another matter. */
static const char *with_single_blanks(struct rule_run *run, struct slice text)
{
	char *copy = arena_take(run->arena, text.len + 1);
	size_t length = 0, end = text.len;

	while (end && text.at[end - 1] == ' ')
		end--;
	for (size_t at = 0; at < text.len; at++) {
		if (text.at[at] == ' ' && length && copy[length - 1] == ' ' && at < end)
			continue;
		copy[length++] = (char)text.at[at];
	}
	return copy;
}

static void multiple_spaces(struct rule_run *run, const struct spf_subject *spf)
{
	const struct slice text = spf->record->text;

	for (size_t at = VERSION_LENGTH; spf->record->selected && at < text.len; at++) {
		uint32_t blanks = blanks_at(text, at);

		if (blanks > 1 && at + blanks < text.len) {
			finding_fix_text(report_finding(run, &spf->published,
						 (struct span){ (uint32_t)at, (uint32_t)at + blanks },
						 "%u spaces in a row", blanks),
				with_single_blanks(run, text));
			return;
		}
		at += blanks;
	}
}

static void trailing_space(struct rule_run *run, const struct spf_subject *spf)
{
	const struct slice text = spf->record->text;
	size_t end = text.len;

	while (end && text.at[end - 1] == ' ')
		end--;
	if (spf->record->selected && end < text.len)
		report_respelt(run, spf, (struct span){ (uint32_t)end, (uint32_t)text.len }, "",
			"the record ends with a space");
}

static void unknown_modifier(struct rule_run *run, const struct spf_subject *spf)
{
	for (size_t i = 0; i < spf->record->terms.count; i++) {
		const struct spf_term *term = &spf->record->terms.at[i];
		struct slice text = slice_span(spf->record->text, term->span);
		bool report_6652 = slice_starts_nocase(text, "ra=") || slice_starts_nocase(text, "rp=") ||
				   slice_starts_nocase(text, "rr=");

		if (term->kind == SPF_TERM_UNKNOWN_MODIFIER && !spf_term_has_problem(spf->record, term))
			report_finding(run, &spf->published, term->span,
				report_6652
					? "\"%s\" requests failure reports (RFC 6652); most receivers ignore it"
					: "unknown modifier \"%s\"; receivers ignore it",
				term_text(run, spf->record, term));
	}
}

static void trailing_dot(struct rule_run *run, const struct spf_subject *spf)
{
	for (size_t i = 0; i < spf->record->terms.count; i++) {
		const struct spf_term *term = &spf->record->terms.at[i];
		struct slice domain = slice_span(spf->record->text, term->domain);

		if (term->kind != SPF_TERM_UNKNOWN_MODIFIER && domain.len > 1 &&
			domain.at[domain.len - 1] == '.')
			report_respelt(run, spf, (struct span){ term->domain.end - 1, term->domain.end }, "",
				"the domain name ends with a dot");
	}
}

/* The first "%{" with an upper-case letter after it; its offset in the record, or 0. */
static uint32_t upper_macro(const struct spf_record *record, const struct spf_term *term)
{
	for (uint32_t at = term->domain.first; at + 2 < term->domain.end; at++) {
		if (record->text.at[at] != '%')
			continue;
		if (record->text.at[at + 1] == '{' && ascii_is_upper(record->text.at[at + 2]))
			return at + 2;
		at++;
	}
	return 0;
}

static void macro_uppercase(struct rule_run *run, const struct spf_subject *spf)
{
	for (size_t i = 0; i < spf->record->terms.count; i++) {
		const struct spf_term *term = &spf->record->terms.at[i];
		uint32_t letter =
			term->kind == SPF_TERM_UNKNOWN_MODIFIER ? 0 : upper_macro(spf->record, term);

		if (letter)
			report_respelt(run, spf, (struct span){ letter, letter + 1 },
				lower_copy(run, slice_part(spf->record->text, letter, letter + 1)),
				"an uppercase macro letter URL-escapes the value");
	}
}

static void uppercase_mechanism(struct rule_run *run, const struct spf_subject *spf)
{
	const struct slice text = spf->record->text;

	for (size_t i = 0; i < spf->record->terms.count; i++) {
		const struct spf_term *term = &spf->record->terms.at[i];
		struct span word = { term->span.first, term->span.first };

		if (term->kind == SPF_TERM_INVALID || term->kind == SPF_TERM_UNKNOWN_MODIFIER)
			continue;
		while (word.first < term->span.end && !ascii_is_alpha(text.at[word.first]))
			word.first++;
		for (word.end = word.first; word.end < term->span.end && ascii_is_alnum(text.at[word.end]);
			word.end++)
			;
		if (has_upper(slice_span(text, word)))
			report_respelt(run, spf, word, lower_copy(run, slice_span(text, word)),
				"the keyword is written in upper case");
	}
}

static bool is_modifier(const struct spf_term *term)
{
	return term->kind == SPF_TERM_REDIRECT || term->kind == SPF_TERM_EXP;
}

/* The record with redirect and exp after everything else. */
static const char *with_modifiers_last(struct rule_run *run, const struct spf_record *record)
{
	struct bytes text = { 0 };
	const char *copy;

	bytes_add(&text, slice_part(record->text, 0, VERSION_LENGTH));
	for (int modifiers = 0; modifiers <= 1; modifiers++) {
		for (size_t i = 0; i < record->terms.count; i++) {
			if (is_modifier(&record->terms.at[i]) != modifiers)
				continue;
			bytes_add_byte(&text, ' ');
			bytes_add(&text, slice_span(record->text, record->terms.at[i].span));
		}
	}
	copy = (const char *)arena_copy(run->arena, bytes_slice(&text)).at;
	bytes_free(&text);
	return copy;
}

static void redirect_not_last(struct rule_run *run, const struct spf_subject *spf)
{
	const struct spf_record *record = spf->record;
	const struct spf_term *last_mechanism = NULL;

	for (size_t i = 0; i < record->terms.count; i++)
		if (record->terms.at[i].kind < SPF_TERM_REDIRECT)
			last_mechanism = &record->terms.at[i];
	for (size_t i = 0; i < record->terms.count && record->valid; i++) {
		const struct spf_term *term = &record->terms.at[i];

		if (is_modifier(term) && last_mechanism > term)
			finding_fix_text(report_finding(run, &spf->published, term->span,
						 "\"%s\" comes before mechanisms", spf_term_word(term->kind)),
				with_modifiers_last(run, record));
	}
}

static void exp_unused(struct rule_run *run, const struct spf_subject *spf)
{
	const struct spf_term *explanation = spf_find_term(spf->record, SPF_TERM_EXP);

	if (!explanation || !spf->record->valid)
		return;
	for (size_t i = 0; i < spf->record->terms.count; i++)
		if (spf->record->terms.at[i].kind < SPF_TERM_REDIRECT &&
			spf->record->terms.at[i].qualifier == '-')
			return;
	finding_fix_text(report_finding(run, &spf->published, explanation->span,
				 "\"exp\" is used only for fail, and no term returns fail"),
		without_term(run, spf->record, explanation));
}

/* A term, and the name that it asks for, read once. */
struct target {
	const struct spf_term *term;
	struct dns_name name;
	bool has_name;
};

/* "+a:Host" and "a:host." ask the same, and so do "a" and "a:" with the domain itself. */
static bool same_term(const struct spf_record *record, const struct target *one, const struct target *other)
{
	const struct spf_term *a = one->term, *b = other->term;
	struct dns_address left, right;

	if (a->kind != b->kind || a->qualifier != b->qualifier || a->prefix4 != b->prefix4 ||
		a->prefix6 != b->prefix6)
		return false;
	if (spf_term_is_network(a)) {
		left = spf_term_address(a);
		right = spf_term_address(b);
		return dns_address_is_within(&left, &right, spf_term_prefix(a));
	}
	if (one->has_name && other->has_name)
		return dns_name_equal(&one->name, &other->name);
	return slice_equal(slice_span(record->text, a->domain), slice_span(record->text, b->domain));
}

static void duplicate_term(struct rule_run *run, const struct spf_subject *spf)
{
	enum { COMPARED_MOST = 1000 };
	const struct spf_record *record = spf->record;
	size_t count = record->terms.count < COMPARED_MOST ? record->terms.count : COMPARED_MOST;
	struct target *targets = arena_take_array(run->arena, count, sizeof *targets);

	for (size_t i = 0; i < count; i++) {
		struct target *later = &targets[i];

		later->term = &record->terms.at[i];
		if (later->term->kind <= SPF_TERM_ALL || later->term->kind >= SPF_TERM_REDIRECT)
			continue; /* these have rules of their own */
		later->has_name = !spf_term_is_network(later->term) &&
				  spf_term_target(record, later->term, &spf->published.name, &later->name);
		for (size_t k = 0; k < i; k++) {
			if (!same_term(record, &targets[k], later))
				continue;
			finding_fix_text(report_finding(run, &spf->published, later->term->span,
						 "the record already has this term"),
				without_term(run, record, later->term));
			break;
		}
	}
}

static void senderid_record(struct rule_run *run)
{
	for (size_t i = 0; i < run->domain->txts.count; i++) {
		const struct published *txt = &run->domain->txts.at[i];

		if (slice_starts_nocase(txt->txt->joined, "spf2.0/"))
			fix_by_deletion(run, report_finding(run, txt, whole_text(txt),
						     "Sender ID record; receivers do not use it today"));
	}
}

/* Two texts that differ by blanks and case alone. */
static bool is_same_but_for_blanks(struct slice a, struct slice b)
{
	size_t i = 0, k = 0;

	for (;;) {
		i += blanks_at(a, i);
		k += blanks_at(b, k);
		if (i >= a.len || k >= b.len)
			return i >= a.len && k >= b.len;
		if (ascii_lower(a.at[i++]) != ascii_lower(b.at[k++]))
			return false;
	}
}

static void identical_duplicate(struct rule_run *run)
{
	enum { COMPARED_MOST = 200 }; /* two are one too many */
	const struct domain *domain = run->domain;

	for (size_t i = 0; i < domain->spf.count && i < COMPARED_MOST; i++) {
		for (size_t k = 0; k < i; k++) {
			const struct spf_subject *later = &domain->spf.at[i], *earlier = &domain->spf.at[k];
			struct finding *finding;

			if (!spf_is_own(later) || !spf_is_own(earlier) ||
				!is_same_but_for_blanks(later->record->text, earlier->record->text))
				continue;
			finding = report_finding(run, &later->published, whole_text(&later->published),
				"the same SPF record is published twice");
			finding_relate(run, finding, &earlier->published, "the other record");
			fix_by_deletion(run, finding);
			return;
		}
	}
}

static const struct rule rows[] = {
	{
		.id = "spf-version-case",
		SPF_ROW(INFO, version_case),
		.safe_fix = true,
		.summary = "\"v=spf1\" is written in upper case",
		.why = "Upper case is valid, but some simple programs find only \"v=spf1\" in lower case.",
		.help = "Write `v=spf1` in lower case.",
		.reference = "RFC 7208 section 12 and RFC 5234 section 2.3",
		.bad = SPF_EXAMPLE("V=SPF1 mx -all"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-multiple-spaces",
		SPF_ROW(INFO, multiple_spaces),
		.safe_fix = true,
		.summary = "more than one space separates two terms",
		.why = "Several spaces are valid. They often remain after an edit, so a term may be missing "
		       "there.",
		.help = "Leave one space between the two terms.",
		.reference = "RFC 7208 section 4.6.1",
		.bad = SPF_EXAMPLE("v=spf1 mx  -all"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-trailing-space",
		SPF_ROW(INFO, trailing_space),
		.safe_fix = true,
		.summary = "record ends with a space",
		.why = "A space at the end is valid but has no effect.",
		.help = "Remove the space at the end of the record.",
		.reference = "RFC 7208 section 12",
		.bad = SPF_EXAMPLE("v=spf1 mx -all "),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-unknown-modifier",
		SPF_ROW(INFO, unknown_modifier),
		.summary = "unknown modifier",
		.why = "Receivers ignore a modifier that they do not know, so the term has no effect.",
		.help = "Remove the modifier, or correct its name.",
		.reference = "RFC 7208 section 6 and RFC 6652 section 3",
		.bad = SPF_EXAMPLE("v=spf1 mx moo=cow -all"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-trailing-dot",
		SPF_ROW(INFO, trailing_dot),
		.safe_fix = true,
		.summary = "domain name ends with a dot",
		.why = "RFC 7208 requires receivers to accept the dot, but some old SPF programs do not.",
		.help = "Remove the dot at the end of the domain name.",
		.reference = "RFC 7208 section 7.3",
		.bad = SPF_EXAMPLE("v=spf1 include:_spf.example.net. -all"),
		.good = SPF_EXAMPLE("v=spf1 include:_spf.example.net -all"),
	},
	{
		.id = "spf-macro-uppercase",
		SPF_ROW(INFO, macro_uppercase),
		.summary = "macro letter is written in upper case",
		.why = "A macro letter in upper case URL-escapes the value. This is useful for links in explanations, but it can change a domain name that receivers look up.",
		.help = "Write the macro letter in lower case.",
		.reference = "RFC 7208 section 7.3",
		.bad = SPF_EXAMPLE("v=spf1 exists:%{I}._spf.example.net -all"),
		.good = SPF_EXAMPLE("v=spf1 exists:%{i}._spf.example.net -all"),
	},
	{
		.id = "spf-uppercase-mechanism",
		SPF_ROW(INFO, uppercase_mechanism),
		.safe_fix = true,
		.summary = "mechanism or modifier is written in upper case",
		.why = "Names of mechanisms and modifiers are case-insensitive. Lower case is usual and "
		       "easier to read.",
		.help = "Write the mechanism or modifier in lower case.",
		.reference = "RFC 7208 section 4.6.1",
		.bad = SPF_EXAMPLE("v=spf1 MX -all"),
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-redirect-not-last",
		SPF_ROW(INFO, redirect_not_last),
		.safe_fix = true,
		.follows = "spf-redirect-with-all",
		.summary = "\"redirect\" or \"exp\" comes before mechanisms",
		.why = "Receivers use these modifiers only after all mechanisms, wherever they are in the record. A reader may think that they are used earlier.",
		.help = "Move `redirect` and `exp` to the end of the record.",
		.reference = "RFC 7208 section 6",
		.bad = SPF_EXAMPLE("v=spf1 redirect=_spf.example.net ip4:11.0.0.7"),
		.good = SPF_EXAMPLE("v=spf1 ip4:11.0.0.7 include:_spf.example.net -all"),
	},
	{
		.id = "spf-exp-unused",
		SPF_ROW(INFO, exp_unused),
		.safe_fix = true,
		.summary = "\"exp\" is never used",
		.why = "Receivers use \"exp\" only after a fail, and a fail needs a mechanism with the "
		       "qualifier \"-\" in this record.",
		.help = "Remove `exp`, or end the record with `-all`.",
		.reference = "RFC 7208 section 6.2",
		.bad = SPF_EXAMPLE("v=spf1 mx ~all exp=explain.example.com"),
		.good = SPF_EXAMPLE("v=spf1 mx -all exp=explain.example.com"),
	},
	{
		.id = "spf-duplicate-term",
		SPF_ROW(INFO, duplicate_term),
		.safe_fix = true,
		.summary = "duplicate term",
		.why = "The second term never changes the result, and it can need the same DNS lookups again.",
		.help = "Remove the second occurrence of the term.",
		.reference = "RFC 7208 section 10.1.1",
		.bad = SPF_EXAMPLE("v=spf1 a mx a -all"),
		.good = SPF_EXAMPLE("v=spf1 a mx -all"),
	},
	{
		.id = "spf-senderid-record",
		DOMAIN_ROW(INFO, senderid_record),
		.summary = "Sender ID record is published",
		.why = "Receivers do not use Sender ID today. A Sender ID record is not an SPF record and "
		       "does not replace one.",
		.help = "Remove the Sender ID record.",
		.reference = "RFC 6686 section 6 and RFC 4406",
		.bad = "@ TXT \"v=spf1 mx -all\"\n@ TXT \"spf2.0/pra mx -all\"",
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
	{
		.id = "spf-identical-duplicate-rr",
		DOMAIN_ROW(INFO, identical_duplicate),
		.follows = "spf-multiple-records",
		.summary = "duplicate SPF record with the same text",
		.why = "DNS merges two records only if they are identical in every octet. Records that "
		       "differ in spaces or in case are two records, and receivers return permerror for all "
		       "mail.",
		.help = "Remove the duplicate SPF record.",
		.reference = "RFC 2181 section 5 and RFC 7208 section 4.5",
		.bad = "@ TXT \"v=spf1 mx -all\"\n@ TXT \"v=spf1 MX -all\"",
		.good = SPF_EXAMPLE("v=spf1 mx -all"),
	},
};

RULE_FAMILY(spf_style_rules, "SPF: style", rows);
