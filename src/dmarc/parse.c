/* Reads a DMARC record: why it is not selected, each tag against the list of known ones, then the values. */
#include "dmarc/record.h"

#include "base/ascii.h"
#include "base/nearest.h"
#include "base/utf8.h"
#include "dmarc/report_uri.h"
#include "dmarc/version.h"

#include <string.h>

const char *const dmarc_tag_names[] = { "v", "p", "sp", "np", "t", "psd", "adkim", "aspf", "pct", "rf", "ri",
	"fo", "rua", "ruf", NULL };

struct record_parser {
	struct arena *arena;
	struct dmarc_record *record;
};

static struct problem *note(struct record_parser *p, enum dmarc_problem_kind kind, size_t first, size_t end)
{
	return problem_add(p->arena, &p->record->problems, (int)kind, (uint32_t)first, (uint32_t)end);
}

/* A quote, or a pair of them around a value. Returns where the last of them is. */
static size_t note_quotes(struct record_parser *p, size_t first)
{
	const struct slice text = p->record->text;
	ptrdiff_t end = slice_find(text, ';', first), close;
	struct slice value = slice_part(text, 0, end < 0 ? text.len : (size_t)end);

	close = slice_find(value, '"', first + 1);
	if (close < 0) {
		problem_replace(note(p, DMARC_QUOTES, first, first + 1), "");
		return first;
	}
	problem_replace(note(p, DMARC_QUOTES, first, (size_t)close + 1),
		arena_printf(p->arena, "%.*s", (int)(close - (ptrdiff_t)first - 1),
			(const char *)text.at + first + 1));
	return (size_t)close;
}

static void check_bytes(struct record_parser *p)
{
	const struct slice text = p->record->text;

	for (size_t i = 0; i < text.len; i++) {
		uint32_t code = 0;
		size_t len = utf8_decode(text, i, &code);

		if (text.at[i] >= 0x80) {
			struct problem *problem = note(p, DMARC_NON_ASCII, i, i + (len ? len : 1));
			const char *name = len ? utf8_name(code) : NULL;

			problem->hint = name ? arena_printf(p->arena, "U+%04X %s", code, name) : NULL;
			problem->hides = true;
			if (len)
				problem_replace(problem, utf8_typed(code));
			i += len ? len - 1 : 0;
		} else if (text.at[i] == '\\' && i + 1 < text.len && text.at[i + 1] == ';') {
			problem_replace(note(p, DMARC_ESCAPED_SEMICOLON, i, i + 2), ";");
		} else if (text.at[i] == '"') {
			i = note_quotes(p, i);
		}
	}
}

static bool is_tag_name(struct slice name)
{
	for (size_t i = 0; dmarc_tag_names[i]; i++)
		if (slice_is_nocase(name, dmarc_tag_names[i]))
			return true;
	return false;
}

/* How much of the end of a word is the name of a tag: of two letters and more, or of one after a separator. 0 for none. */
static uint32_t tag_name_at_end(struct slice word, bool separated)
{
	for (uint32_t length = (uint32_t)word.len; length; length--)
		if (is_tag_name(slice_part(word, word.len - length, word.len)) &&
			(length > 1 || (separated && word.len == 1)))
			return length;
	return 0;
}

static bool is_join(const struct dns_txt *txt, uint32_t at)
{
	for (size_t i = 0; i + 1 < txt->ends.count; i++)
		if (txt->ends.at[i] == at)
			return true;
	return false;
}

static bool is_separator(uint8_t c)
{
	return c == ',' || c == ' ' || c == '\t' || c == ':' || c == '|' || c == '.' || c == '&' || c == '/';
}

/* "rua:mailto:...": of these a colon is taken for the equals sign, too. */
static bool is_report_tag(struct slice name)
{
	return slice_is_nocase(name, "rua") || slice_is_nocase(name, "ruf");
}

/*
 * The place inside a value where another tag begins that lost its semicolon: after a comma, a space or the like, at a string
 * join, or glued to the value. *ret_tag is where its name begins.
 */
static bool find_swallowed_tag(
	const struct dmarc_record *record, struct span value, uint32_t *ret_separator, uint32_t *ret_tag)
{
	const struct slice text = record->text;

	for (uint32_t equals = value.first; equals < value.end && text.at[equals] != '?'; equals++) {
		uint32_t word = equals, length, at;

		if (text.at[equals] != '=' && text.at[equals] != ':')
			continue;
		while (word > value.first && ascii_is_alpha(text.at[word - 1]) && !is_join(record->txt, word))
			word--;
		length = tag_name_at_end(slice_part(text, word, equals),
			word > value.first &&
				(is_separator(text.at[word - 1]) || is_join(record->txt, word)));
		if (!length ||
			(text.at[equals] == ':' && !is_report_tag(slice_part(text, equals - length, equals))))
			continue;
		for (at = equals - length; at > value.first && is_separator(text.at[at - 1]); at--)
			;
		*ret_separator = at;
		*ret_tag = equals - length;
		return true;
	}
	return false;
}

/* The word of a policy; NULL for any other one. */
static const char *policy_word(struct slice word)
{
	for (int policy = DMARC_NONE; policy <= DMARC_REJECT; policy++)
		if (slice_is_nocase(word, dmarc_policy_text((enum dmarc_policy)policy)))
			return dmarc_policy_text((enum dmarc_policy)policy);
	return NULL;
}

static int policy_rank(struct slice word)
{
	int policy = DMARC_NONE;

	while (policy < DMARC_REJECT && !slice_is_nocase(word, dmarc_policy_text((enum dmarc_policy)policy)))
		policy++;
	return policy;
}

/* "p:reject", "p reject", "p-reject": how many bytes at `at` were written for the equals sign; 0 when none were. */
static size_t equals_length(struct slice element, size_t *ret_at)
{
	size_t name = 0, end;

	while (name < element.len && ascii_is_alpha(element.at[name]))
		name++;
	for (end = name; end < element.len && !ascii_is_alnum(element.at[end]); end++)
		;
	*ret_at = name;
	return end < element.len && (is_tag_name(slice_part(element, 0, name)) ||
					    slice_is_nocase(slice_part(element, 0, name), "policy"))
		       ? end - name
		       : 0;
}

/* An address that a semicolon has cut off from the ones before it: the list goes on. */
static void diagnose_address(struct record_parser *p, const struct tag *tag)
{
	const struct slice text = p->record->text;
	struct slice element = slice_span(text, tag->span);
	size_t at = tag->span.first;
	bool scheme;
	struct problem *problem;

	while (at && text.at[at - 1] != ';')
		at--;
	scheme = at && slice_ends_nocase(slice_trim(slice_part(text, 0, at - 1)), "=mailto");
	problem = note(p, DMARC_URI_SEPARATOR, at ? at - 1 : at, at ? at : at + 1);
	problem->hides = true;
	problem_replace(problem, scheme ? ":" : slice_starts_nocase(element, "mailto:") ? "," : ",mailto:");
	problem->replaced.end = tag->span.first;
}

/* An element that is no tag=value. */
static void diagnose_element(struct record_parser *p, const struct tag *tag)
{
	struct slice text = slice_span(p->record->text, tag->span);
	size_t at, length = equals_length(text, &at);
	struct problem *problem;

	if (length) {
		at += tag->span.first;
		problem = note(p, DMARC_SEPARATOR_COLON, at, at + length);
		problem_replace(problem, "=");
	} else if (slice_starts_nocase(text, "mailto:") ||
		   (slice_find(text, '@', 0) > 0 && slice_find(text, ':', 0) < 0)) {
		diagnose_address(p, tag);
		return;
	} else {
		problem = note(p, DMARC_TAG_SYNTAX, tag->span.first, tag->span.end);
		if (policy_word(text) && !dmarc_tag(p->record, "p")) {
			problem_replace(problem, arena_printf(p->arena, "p=%s", policy_word(text)));
		} else {
			problem->replaced = tags_with_separator(&p->record->tags, tag);
			problem_replace(problem, "");
		}
	}
	problem->hides = true;
}

static const char *lowered(struct arena *arena, struct slice name)
{
	uint8_t *folded = arena_copy_bytes(arena, name);

	for (size_t i = 0; i < name.len; i++)
		folded[i] = ascii_lower(folded[i]);
	return (const char *)folded;
}

static bool is_word(struct slice name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!ascii_is_alnum(name.at[i]) && name.at[i] != '-' && name.at[i] != '_')
			return false;
	return name.len > 0;
}

/* Which tag of the same name is the first; the tag itself when none is before it. */
static const struct tag *first_of_name(
	const struct dmarc_record *record, struct arena *arena, const struct tag *tag)
{
	struct slice name = tags_name(&record->tags, tag);
	const struct tag *earlier = tags_earlier(&record->tags, tag);

	return earlier ? earlier : is_tag_name(name) ? dmarc_tag(record, lowered(arena, name)) : tag;
}

/*
 * Of two equal tags one goes; of two policies the weaker one, so that no receiver applies less than before; report addresses are
 * one list. What else they differ in, only a person can decide.
 */
static void mend_duplicate(
	struct record_parser *p, struct problem *problem, const struct tag *first, const struct tag *tag)
{
	const struct tag_list *tags = &p->record->tags;
	struct slice name = tags_name(tags, tag), one = tags_value(tags, first),
		     other = tags_value(tags, tag);

	if (slice_equal_nocase(one, other) || !other.len) {
		problem->replaced = tags_with_separator(tags, tag);
	} else if (slice_is_nocase(name, "rua") || slice_is_nocase(name, "ruf")) {
		problem->replaced = (struct span){ first->value.end, tag->span.end };
		problem->replacement =
			arena_printf(p->arena, ",%.*s%.*s", (int)other.len, (const char *)other.at,
				(int)(tags_with_separator(tags, tag).first - first->value.end),
				(const char *)p->record->text.at + first->value.end);
		return;
	} else if (policy_word(one) && policy_word(other)) {
		bool weaker = policy_rank(other) < policy_rank(one);

		problem->replaced = tags_with_separator(tags, weaker ? tag : first);
	} else {
		return;
	}
	problem->replacement = "";
}

static void check_duplicate(struct record_parser *p, const struct tag *tag)
{
	const struct tag *first = first_of_name(p->record, p->arena, tag);
	struct problem *problem;

	if (first == tag)
		return;
	problem = note(p, DMARC_DUPLICATE_TAG, tag->span.first, tag->span.end);
	problem->hides = true;
	mend_duplicate(p, problem, first, tag);
}

static void check_tag(struct record_parser *p, const struct tag *tag)
{
	const struct tag_list *tags = &p->record->tags;
	struct slice name = tags_name(tags, tag);
	uint32_t separator, swallowed;
	bool lower = true, alpha = name.len > 0;

	if (tag->is_empty) {
		problem_replace(note(p, DMARC_DOUBLE_SEMICOLON, tag->span.first, tag->span.first + 1), "");
		return;
	}
	if (!tag->has_equals) {
		diagnose_element(p, tag);
		return;
	}
	for (size_t i = 0; i < name.len; i++) {
		lower = lower && !ascii_is_upper(name.at[i]);
		alpha = alpha && ascii_is_alpha(name.at[i]);
	}
	if (!alpha) {
		if (!is_word(name)) /* else a tag that nobody knows: ignored */
			diagnose_element(p, tag);
		return;
	}
	if (!lower && is_tag_name(name) && tag != tags->tags.at) {
		problem_replace(
			note(p, DMARC_TAG_CASE, tag->name.first, tag->name.end), lowered(p->arena, name));
	}
	check_duplicate(p, tag);
	if (tag->value.first == tag->value.end) {
		struct problem *problem = note(p, DMARC_TAG_EMPTY_VALUE, tag->span.first, tag->span.end);

		while (problem->replaced.first && p->record->text.at[problem->replaced.first] != ';')
			problem->replaced.first--;
		problem->replacement = "";
		problem->hides = true;
	}
	if (find_swallowed_tag(p->record, tag->value, &separator, &swallowed)) {
		bool glued = separator == swallowed, join = glued && is_join(p->record->txt, separator);
		uint32_t end = join ? tag->value.end : glued ? swallowed + 1 : swallowed;
		struct problem *problem =
			note(p, join ? DMARC_MISSING_AT_JOIN : DMARC_SEPARATOR_COMMA, separator, end);

		problem->replaced = (struct span){ separator, swallowed };
		problem->replacement = "; ";
		problem->hides = true;
	}
}

/* A value up to where a swallowed tag begins: that is reported already. */
static struct slice clean_value(const struct dmarc_record *record, const struct tag *tag)
{
	uint32_t separator, swallowed;
	struct span value = tag->value;

	if (find_swallowed_tag(record, value, &separator, &swallowed))
		value.end = separator;
	return slice_span(record->text, dmarc_unquoted(record->text, value));
}

/* A problem at a part of the text. */
static struct problem *note_value(struct record_parser *p, enum dmarc_problem_kind kind, struct slice value)
{
	size_t first = (size_t)(value.at - p->record->text.at);

	return note(p, kind, first, first + value.len);
}

enum { CUT_OFF_LEAST = 3 }; /* letters of a policy that tell which one was cut off */

/* The policy that a mistyped or cut-off word is nearest to; NULL when it is near none. */
static const char *meant_policy(struct slice word)
{
	struct nearest nearest = { .word = word };

	for (int policy = DMARC_NONE; policy <= DMARC_REJECT; policy++) {
		const char *text = dmarc_policy_text((enum dmarc_policy)policy);

		if (word.len >= CUT_OFF_LEAST &&
			slice_equal_nocase(slice_part(slice_of(text), 0, word.len), word))
			return text;
		nearest_offer(&nearest, text);
	}
	return nearest.best;
}

static enum dmarc_policy read_policy(
	struct record_parser *p, const char *name, enum dmarc_problem_kind invalid)
{
	const struct tag *tag = dmarc_tag(p->record, name);
	struct problem *problem;
	struct slice word;

	if (!tag || tag->value.first == tag->value.end)
		return DMARC_ABSENT;
	word = clean_value(p->record, tag);
	if (word.len !=
		tag->value.end - tag->value.first) /* something got into the value: reported already */
		return DMARC_INVALID;
	for (int policy = DMARC_NONE; policy <= DMARC_REJECT; policy++)
		if (slice_is_nocase(word, dmarc_policy_text((enum dmarc_policy)policy)))
			return (enum dmarc_policy)policy;
	if (!word.len)
		return DMARC_INVALID;
	problem = note_value(p, invalid, word);
	problem_replace(problem, meant_policy(word));
	/* Without sp and np the policy of the domain applies, which is never weaker than what an invalid one leaves. */
	if (!problem->replacement && invalid != DMARC_P_INVALID) {
		problem->replaced = tags_with_separator(&p->record->tags, tag);
		problem_replace(problem, "");
	}
	return DMARC_INVALID;
}

/* A tag whose value is one of a few letters; anything else gets the default. */
static uint8_t read_letter(
	struct record_parser *p, const char *name, const char *letters, enum dmarc_problem_kind invalid)
{
	const struct tag *tag = dmarc_tag(p->record, name);
	struct slice value = tag ? clean_value(p->record, tag) : (struct slice){ 0 };
	struct problem *problem;

	if (!value.len)
		return (uint8_t)letters[0];
	if (value.len == 1 && strchr(letters, ascii_lower(value.at[0])))
		return ascii_lower(value.at[0]);
	problem = note_value(p, invalid, value);
	/* Receivers take the default, as they do without the tag; "strict" alone says that something else was meant. */
	if (slice_is_nocase(value, "strict") || slice_is_nocase(value, "relaxed")) {
		problem_replace(problem, arena_printf(p->arena, "%c", ascii_lower(value.at[0])));
	} else {
		problem->replaced = tags_with_separator(&p->record->tags, tag);
		problem_replace(problem, "");
	}
	return (uint8_t)letters[0];
}

static unsigned read_pct(struct record_parser *p)
{
	const struct tag *tag = dmarc_tag(p->record, "pct");
	struct slice value = tag ? clean_value(p->record, tag) : (struct slice){ 0 };
	uint64_t number;
	struct problem *problem;

	if (!value.len)
		return 100;
	if (slice_number(value, 100, &number))
		return (unsigned)number;
	problem = note_value(p, DMARC_PCT_INVALID, value);
	problem->replaced = tags_with_separator(&p->record->tags, tag);
	problem_replace(problem, "");
	return 100;
}

/* The options of fo that exist, each once, whatever separates them; 0 goes where 1 is (RFC 9989 section 4.7). */
static const char *options_of(struct arena *arena, struct slice value)
{
	bool one = slice_find(value, '1', 0) >= 0;
	const char *options = "";

	for (size_t i = 0; i < value.len; i++) {
		char option = (char)ascii_lower(value.at[i]);
		bool alone = (!i || !ascii_is_alnum(value.at[i - 1])) &&
			     (i + 1 == value.len || !ascii_is_alnum(value.at[i + 1]));

		if (option && strchr("01ds", option) && alone && !(option == '0' && one) &&
			!strchr(options, option))
			options = arena_printf(arena, "%s%s%c", options, *options ? ":" : "", option);
	}
	return options;
}

/* The tag with the options that it may have, or none at all. */
static void mend_fo(
	struct record_parser *p, struct problem *problem, const struct tag *tag, struct span value)
{
	const char *options = options_of(p->arena, slice_span(p->record->text, value));

	problem->replaced = *options ? value : tags_with_separator(&p->record->tags, tag);
	problem->replacement = options;
}

static void check_fo(struct record_parser *p)
{
	const struct tag *tag = dmarc_tag(p->record, "fo");
	bool zero = false, one = false;
	struct span value, piece;
	uint32_t at;

	if (!tag)
		return;
	value = (struct span){ tag->value.first,
		tag->value.first + (uint32_t)clean_value(p->record, tag).len };
	at = value.first;
	while (value.first < value.end && tags_next_piece(p->record->text, value, ':', &at, &piece)) {
		struct slice option = slice_span(p->record->text, piece);

		if (option.len != 1 || !option.at[0] || !strchr("01dsDS", option.at[0])) {
			mend_fo(p, note(p, DMARC_FO_INVALID, piece.first, piece.end), tag, value);
			continue;
		}
		zero = zero || option.at[0] == '0';
		one = one || option.at[0] == '1';
	}
	if (zero && one)
		mend_fo(p, note(p, DMARC_FO_0_AND_1, value.first, value.end), tag, value);
}

/* What was probably meant as p: a tag of an unknown name with a policy, or a policy without a name. */
static bool mend_missing_p(struct record_parser *p, struct problem *problem)
{
	const struct tag_list *tags = &p->record->tags;

	for (size_t i = 1; i < tags->tags.count; i++) {
		const struct tag *tag = &tags->tags.at[i];
		struct slice name = tags_name(tags, tag);

		if (tag->has_equals && !is_tag_name(name) &&
			(policy_word(tags_value(tags, tag)) || slice_is_nocase(name, "policy"))) {
			problem->replaced = tag->name;
			problem_replace(problem, "p");
			return true;
		}
		if (!tag->has_equals && policy_word(slice_span(tags->text, tag->span))) {
			problem->replaced = tag->span;
			problem_replace(problem, arena_printf(p->arena, "p=%s",
							 policy_word(slice_span(tags->text, tag->span))));
			return true;
		}
	}
	return false;
}

/* p must be there; RFC 7489's grammar wants it directly after v. */
static void check_p(struct record_parser *p)
{
	const struct dmarc_record *record = p->record;
	const struct tag *tag = dmarc_tag(record, "p");

	if (!tag || tag->value.first == tag->value.end) {
		struct problem *problem;

		if (problem_has(&record->problems, DMARC_SEPARATOR_COLON) ||
			problem_has(&record->problems, DMARC_SEPARATOR_COMMA) ||
			problem_has(&record->problems, DMARC_MISSING_AT_JOIN))
			return;
		problem = note(p, DMARC_P_MISSING, record->tags.tags.at[0].span.first,
			record->tags.tags.at[0].span.end);
		problem->hides = true;
		if (!mend_missing_p(p, problem)) {
			problem->replaced.first = problem->replaced.end;
			/* A record of its version alone was cut off: what the policy was, only its owner knows. */
			problem->replacement = tag || record->tags.tags.count == 1 ? NULL : "; p=none";
		}
		problem->minor =
			record->has_rua; /* then it is taken for p=none; without rua it is no policy at all */
	} else if (tag > record->tags.tags.at + 1) {
		struct problem *problem = note(p, DMARC_P_NOT_SECOND, tag->span.first, tag->span.end);
		uint32_t first = record->tags.tags.at[0].span.end;
		char *moved = arena_printf(p->arena, "; %.*s%.*s", (int)(tag->span.end - tag->span.first),
			(const char *)record->text.at + tag->span.first,
			(int)(tags_trim(record->text, (struct span){ first, tag->span.first }).end - first),
			(const char *)record->text.at + first);

		if (moved[strlen(moved) - 1] == ';')
			moved[strlen(moved) - 1] = 0;
		problem->replaced = (struct span){ first, tag->span.end };
		problem->replacement = moved;
	}
}

static struct dmarc_record *parse(struct arena *arena, const struct dns_txt *txt)
{
	struct dmarc_record *record = arena_take(arena, sizeof *record);
	struct record_parser p = { .arena = arena, .record = record };

	record->txt = txt;
	record->text = txt->joined;
	record->psd = 'u';
	record->pct = 100;
	record->tags = tags_split(arena, record->text);
	record->selected = dmarc_is_selected(record->text);
	if (!record->selected) {
		dmarc_diagnose_selection(arena, record);
		return record;
	}
	dmarc_check_version(arena, record);
	check_bytes(&p);
	for (size_t i = 0; i < record->tags.tags.count; i++)
		check_tag(&p, &record->tags.tags.at[i]);
	dmarc_read_uris(arena, record, "rua");
	dmarc_read_uris(arena, record, "ruf");
	record->p = read_policy(&p, "p", DMARC_P_INVALID);
	record->sp = read_policy(&p, "sp", DMARC_SP_INVALID);
	record->np = read_policy(&p, "np", DMARC_NP_INVALID);
	record->test_mode = read_letter(&p, "t", "ny", DMARC_T_INVALID) == 'y';
	record->psd = read_letter(&p, "psd", "uyn", DMARC_PSD_INVALID);
	record->strict_dkim = read_letter(&p, "adkim", "rs", DMARC_ADKIM_INVALID) == 's';
	record->strict_spf = read_letter(&p, "aspf", "rs", DMARC_ASPF_INVALID) == 's';
	record->pct = read_pct(&p);
	check_fo(&p);
	check_p(&p);
	return record;
}

static const struct problems *reread(struct arena *arena, struct slice mended, void *context)
{
	const struct dmarc_record *again = parse(arena, dns_txt_of(arena, mended));

	(void)context;
	return again->selected ? &again->problems : NULL;
}

struct dmarc_record *dmarc_parse(struct arena *arena, const struct dns_txt *txt)
{
	struct dmarc_record *record = parse(arena, txt);

	problems_prove(arena, &record->problems, record->text, reread, NULL);
	return record;
}

static const void *make_record(
	struct arena *arena, const struct dns_record *record, const struct dns_name *owner)
{
	(void)owner;
	return dmarc_parse(arena, record->data.txt);
}

const struct dmarc_record *dmarc_parse_kept(struct arena *arena, const struct dns_reply *reply, size_t number)
{
	return dns_kept(arena, reply, number, make_record, NULL);
}
