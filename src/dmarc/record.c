/* Reads a DMARC record: why it is not selected, each tag against the list of known ones, then the values. */
#include "dmarc/record.h"

#include "base/ascii.h"
#include "base/nearest.h"
#include "base/utf8.h"
#include "dmarc/report_uri.h"

#include <string.h>

const char *const dmarc_tag_names[] = { "v", "p", "sp", "np", "t", "psd", "adkim", "aspf", "pct", "rf", "ri",
	"fo", "rua", "ruf", NULL };

const char *dmarc_policy_text(enum dmarc_policy policy)
{
	static const char *const texts[] = { "missing", "invalid", "none", "quarantine", "reject" };

	return texts[policy];
}

const struct tag *dmarc_tag(const struct dmarc_record *record, const char *name)
{
	return tags_find(&record->tags, name, true);
}

static size_t skip_blanks(struct slice text, size_t at)
{
	while (at < text.len && (text.at[at] == ' ' || text.at[at] == '\t'))
		at++;
	return at;
}

/* The offset behind "v = DMARC1" in any spelling of the version, or 0; *ret_value is where DMARC1 begins. */
static size_t version_end(struct slice text, size_t *ret_value)
{
	size_t at;

	if (!text.len || ascii_lower(text.at[0]) != 'v')
		return 0;
	at = skip_blanks(text, 1);
	if (at >= text.len || text.at[at] != '=')
		return 0;
	*ret_value = at = skip_blanks(text, at + 1);
	if (!slice_starts_nocase(slice_part(text, at, text.len), "DMARC"))
		return 0;
	while (at < text.len && (ascii_is_alnum(text.at[at]) || text.at[at] == '.'))
		at++;
	return at;
}

bool dmarc_is_selected(struct slice text)
{
	size_t value, end = version_end(text, &value), after = skip_blanks(text, end);

	return end && slice_is(slice_part(text, value, end), "DMARC1") &&
	       (after == text.len || text.at[after] == ';');
}

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

static ptrdiff_t version_at(struct slice text)
{
	ptrdiff_t at = slice_find_nocase(text, "v=DMARC", 0);

	return at >= 0 ? at : slice_find_nocase(text, "v = DMARC", 0);
}

/* "p=reject" among tags: a record that only lacks its version, or has it garbled. */
static bool has_policy(struct slice text)
{
	struct arena scratch = { 0 };
	struct tag_list tags = tags_split(&scratch, text);
	const struct tag *p = tags_find(&tags, "p", true);
	struct slice value = p ? tags_value(&tags, p) : (struct slice){ 0 };
	bool found = slice_is_nocase(value, "none") || slice_is_nocase(value, "quarantine") ||
		     slice_is_nocase(value, "reject");

	arena_release(&scratch);
	return found;
}

bool dmarc_is_near_miss(struct slice text)
{
	bool quote;
	struct slice rest = slice_part(text, skip_leading(text, &quote), text.len);
	size_t value;

	return !dmarc_is_selected(text) && (version_end(rest, &value) || version_at(text) >= 0 ||
						   slice_starts_nocase(rest, "DMARC1") || has_policy(text));
}

struct record_parser {
	struct arena *arena;
	struct dmarc_record *record;
};

static struct problem *note(struct record_parser *p, enum dmarc_problem_kind kind, size_t first, size_t end)
{
	return problem_add(p->arena, &p->record->problems, (int)kind, (uint32_t)first, (uint32_t)end);
}

/* Which character it is, and that the whole record is lost; the closing one of a pair goes with it. */
static void explain_leading(struct record_parser *p, struct problem *problem)
{
	static const char *const closing[] = { "\342\200\231", "\342\200\235" };
	const struct slice text = p->record->text;
	const char *name;
	uint32_t code;
	size_t length = utf8_decode(text, 0, &code), start = problem->replaced.end;

	name = length ? utf8_name(code) : NULL;
	problem->hint = arena_printf(p->arena, "%s%s%sthe record does not begin with v=DMARC1, so it is none",
		name ? "this is " : "", name ? arena_printf(p->arena, "U+%04X %s", code, name) : "",
		name ? "; " : "");
	for (size_t i = 0; i < 2; i++)
		if (slice_ends_nocase(text, closing[i])) {
			problem->replaced.end = (uint32_t)text.len;
			problem->replacement = arena_printf(p->arena, "%.*s",
				(int)(text.len - start - strlen(closing[i])), (const char *)text.at + start);
		}
}

static void diagnose_selection(struct record_parser *p)
{
	const struct slice text = p->record->text;
	bool quote;
	size_t start = skip_leading(text, &quote), value = 0, end, after;
	struct slice rest = slice_part(text, start, text.len);
	struct problem *problem;

	end = version_end(rest, &value);
	if (start && end) {
		problem = note(p,
			text.at[0] >= 0x80 ? DMARC_NON_ASCII
			: quote		   ? DMARC_QUOTES
					   : DMARC_LEADING_WHITESPACE,
			0, start);
		problem_replace(problem, "");
		if (text.at[0] >= 0x80)
			explain_leading(p, problem);
		if (quote && text.at[text.len - 1] == '"') { /* the closing one goes with it */
			problem->replaced.end = (uint32_t)text.len;
			problem->replacement =
				arena_printf(p->arena, "%.*s", (int)(rest.len - 1), (const char *)rest.at);
		}
		return;
	}
	after = skip_blanks(rest, end);
	if (end && slice_is(slice_part(rest, value, end), "DMARC1") && after > end) {
		problem = note(p, DMARC_SEPARATOR_COMMA, end, after);
		problem_replace(problem, "; ");
	} else if (end && slice_is_nocase(slice_part(rest, value, end), "DMARC1") &&
		   (end == rest.len || rest.at[end] == ';')) {
		problem_replace(note(p, DMARC_VERSION_CASE, value, end), "DMARC1");
	} else if (end) {
		if (end < rest.len && rest.at[end] == '\\')
			problem_replace(note(p, DMARC_ESCAPED_SEMICOLON, end, end + 2), ";");
		else if (end < rest.len && rest.at[end] != ';' && rest.at[end] != ' ')
			problem_replace(note(p, DMARC_VERSION_VALUE, value, end + 1), "DMARC1;");
		else
			problem_replace(note(p, DMARC_VERSION_VALUE, value, end), "DMARC1");
	} else if (version_at(text) >= 0) {
		start = (size_t)version_at(text);
		for (end = start; end < text.len && text.at[end] != ';' && !ascii_is_space(text.at[end]);
			end++)
			;
		note(p, DMARC_VERSION_NOT_FIRST, start, end);
	} else {
		problem = note(p, DMARC_VERSION_VALUE, 0,
			p->record->tags.tags.count ? p->record->tags.tags.at[0].span.end : text.len);
		problem->replaced.end = slice_starts_nocase(text, "v") || slice_starts_nocase(text, "DMARC")
						? problem->span.end
						: 0;
		problem->replacement = problem->replaced.end ? "v=DMARC1" : "v=DMARC1; ";
	}
}

static void check_version(struct record_parser *p)
{
	const struct slice text = p->record->text;
	size_t value = 0, end = version_end(text, &value);

	if (text.at[0] == 'V')
		problem_replace(note(p, DMARC_VERSION_TAG_CASE, 0, 1), "v");
	if (value > 2 || skip_blanks(text, end) > end)
		problem_replace(note(p, DMARC_VERSION_SPACES, 0, skip_blanks(text, end)), "v=DMARC1");
	if (end == text.len)
		note(p, DMARC_NO_SEMICOLON, end, end); /* a semicolon alone makes no policy of it */
}

/* A quote, or a pair of them around a value. Returns where the last of them stands. */
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

			problem->hint = name ? arena_printf(p->arena, "this is U+%04X %s", code, name) : NULL;
			if (code >= 0x2018 && code <= 0x201f)
				problem_replace(problem, "");
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

/*
 * The place inside a value where another tag begins that lost its semicolon: behind a comma or blank, or right at a
 * string join. *ret_tag is where its name begins.
 */
static bool find_swallowed_tag(
	const struct dmarc_record *record, struct span value, uint32_t *ret_separator, uint32_t *ret_tag)
{
	for (uint32_t i = value.first; i < value.end; i++) {
		uint32_t name = i, end;
		bool join = false;

		for (size_t s = 0; s + 1 < record->txt->ends.count; s++)
			join = join || record->txt->ends.at[s] == i;
		while (name < value.end && (record->text.at[name] == ',' || record->text.at[name] == ' '))
			name++;
		if (name == i && !join)
			continue;
		for (end = name; end < value.end && ascii_is_alpha(record->text.at[end]); end++)
			;
		if (end < value.end && record->text.at[end] == '=' &&
			is_tag_name(slice_part(record->text, name, end))) {
			*ret_separator = i;
			*ret_tag = name;
			return true;
		}
	}
	return false;
}

/* An element without "=". */
static void diagnose_element(struct record_parser *p, const struct tag *tag)
{
	struct slice text = slice_span(p->record->text, tag->span);
	ptrdiff_t colon = slice_find(text, ':', 0);
	struct problem *problem;

	if (colon > 0 && is_tag_name(slice_trim(slice_part(text, 0, (size_t)colon)))) {
		size_t at = tag->span.first + (size_t)colon;

		problem_replace(note(p, DMARC_SEPARATOR_COLON, at, at + 1), "=");
	} else if (slice_starts_nocase(text, "mailto:") || (slice_find(text, '@', 0) > 0 && colon < 0)) {
		size_t at = tag->span.first;

		while (at && p->record->text.at[at - 1] != ';')
			at--;
		problem = note(p, DMARC_URI_SEPARATOR, at ? at - 1 : at, at ? at : at + 1);
		problem_replace(problem, slice_starts_nocase(text, "mailto:") ? "," : ",mailto:");
		problem->replaced.end = tag->span.first;
	} else {
		note(p, DMARC_TAG_SYNTAX, tag->span.first, tag->span.end);
	}
}

static const char *lowered(struct arena *arena, struct slice name)
{
	char *folded = (char *)arena_copy(arena, name).at;

	for (size_t i = 0; i < name.len; i++)
		folded[i] = (char)ascii_lower((uint8_t)folded[i]);
	return folded;
}

static bool is_word(struct slice name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!ascii_is_alnum(name.at[i]) && name.at[i] != '-' && name.at[i] != '_')
			return false;
	return name.len > 0;
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
	if (tags_earlier(tags, tag) ||
		(is_tag_name(name) && dmarc_tag(p->record, lowered(p->arena, name)) != tag))
		note(p, DMARC_DUPLICATE_TAG, tag->span.first, tag->span.end);
	if (tag->value.first == tag->value.end) {
		struct problem *problem = note(p, DMARC_TAG_EMPTY_VALUE, tag->span.first, tag->span.end);

		while (problem->replaced.first && p->record->text.at[problem->replaced.first] != ';')
			problem->replaced.first--;
		problem->replacement = "";
	}
	if (find_swallowed_tag(p->record, tag->value, &separator, &swallowed)) {
		bool join = separator == swallowed;
		struct problem *problem = note(p, join ? DMARC_MISSING_AT_JOIN : DMARC_SEPARATOR_COMMA,
			separator, join ? tag->value.end : swallowed);

		problem->replaced = (struct span){ separator, swallowed };
		problem->replacement = "; ";
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

static enum dmarc_policy read_policy(
	struct record_parser *p, const char *name, enum dmarc_problem_kind invalid)
{
	const struct tag *tag = dmarc_tag(p->record, name);
	struct nearest nearest = { 0 };
	struct problem *problem;

	if (!tag || tag->value.first == tag->value.end)
		return DMARC_ABSENT;
	nearest.word = clean_value(p->record, tag);
	if (nearest.word.len !=
		tag->value.end - tag->value.first) /* something got into the value: reported already */
		return DMARC_INVALID;
	for (int policy = DMARC_NONE; policy <= DMARC_REJECT; policy++)
		if (slice_is_nocase(nearest.word, dmarc_policy_text((enum dmarc_policy)policy)))
			return (enum dmarc_policy)policy;
	if (!nearest.word.len)
		return DMARC_INVALID;
	for (int policy = DMARC_NONE; policy <= DMARC_REJECT; policy++)
		nearest_offer(&nearest, dmarc_policy_text((enum dmarc_policy)policy));
	problem = note_value(p, invalid, nearest.word);
	problem_replace(problem, nearest.best);
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
	if (strchr(letters, ascii_lower(value.at[0])) && ascii_is_alpha(value.at[0])) /* adkim=relaxed */
		problem_replace(problem, arena_printf(p->arena, "%c", ascii_lower(value.at[0])));
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
	if (value.at[value.len - 1] == '%' && slice_number(slice_part(value, 0, value.len - 1), 100, &number))
		problem_replace(problem, arena_printf(p->arena, "%u", (unsigned)number));
	return 100;
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
			struct problem *problem = note(p, DMARC_FO_INVALID, piece.first, piece.end);

			if (slice_find(option, ',', 0) > 0) {
				char *mended = (char *)arena_copy(p->arena, option).at;

				for (size_t i = 0; i < option.len; i++)
					mended[i] = mended[i] == ',' ? ':' : mended[i];
				problem_replace(problem, mended);
			}
			continue;
		}
		zero = zero || option.at[0] == '0';
		one = one || option.at[0] == '1';
	}
	if (zero && one)
		note(p, DMARC_FO_0_AND_1, value.first, value.end);
}

/* p must be there; RFC 7489's grammar wants it right behind v. */
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
		problem->replaced.first = problem->replaced.end;
		/* A record of its version alone was cut off: what the policy was, only its owner knows. */
		problem->replacement = tag || record->tags.tags.count == 1 ? NULL : "; p=none";
		problem->minor =
			record->has_rua; /* then it is taken for p=none; without rua it is no policy at all */
	} else if (tag > record->tags.tags.at + 1) {
		struct problem *problem = note(p, DMARC_P_NOT_SECOND, tag->span.first, tag->span.end);
		uint32_t first = record->tags.tags.at[0].span.end;

		problem->replaced = (struct span){ first, tag->span.end };
		problem->replacement = arena_printf(p->arena, "; %.*s%.*s",
			(int)(tag->span.end - tag->span.first),
			(const char *)record->text.at + tag->span.first,
			(int)(tags_trim(record->text, (struct span){ first, tag->span.first }).end - first),
			(const char *)record->text.at + first);
		if (problem->replacement[strlen(problem->replacement) - 1] == ';')
			((char *)problem->replacement)[strlen(problem->replacement) - 1] = 0;
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
		diagnose_selection(&p);
		return record;
	}
	check_version(&p);
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
