/*
 * Marks around words, one at a time:
 *
 *   entity  = "&" ( name / "#" 1*DIGIT / "#x" 1*HEXDIG ) ";"        escape = "\" ( DQUOTE / "/" / "u" 4HEXDIG )
 *   element = "<" ["/"] known name [ attributes ] ">"               target = "<" ( "http" / "mailto:" ) ... ">"
 *   percent = "%" 2HEXDIG, of @ + = < >
 *   link    = "[" words "](" ( "http" / "mailto:" ) ... ")"         emphasis = "**" / "`"
 */
#include "bounce/plain.h"

#include "base/ascii.h"

#include <string.h>

enum { LINK_MOST = 2048, ELEMENT_MOST = 1024, ENTITY_MOST = 10 };

/* What is being rewritten: the result is never longer than the text. */
struct plain {
	struct slice text;
	size_t at; /* what comes next of it */
	uint8_t *to;
	size_t len;
};

static struct slice rest_of(const struct plain *plain)
{
	return slice_part(plain->text, plain->at, plain->text.len);
}

static void put(struct plain *plain, const char *text, size_t taken)
{
	size_t len = strlen(text);

	memcpy(plain->to + plain->len, text, len);
	plain->len += len;
	plain->at += taken;
}

/* A character that means another one; those that are not ASCII are left as they are. */
static void put_point(struct plain *plain, uint32_t point, size_t taken)
{
	char text[2] = { point < 0x80 ? (char)point : ' ', 0 };

	if (point)
		put(plain, text, taken);
	else
		plain->at += taken;
}

static bool read_number(struct slice digits, unsigned base, uint32_t *ret_point)
{
	*ret_point = 0;
	for (size_t i = 0; i < digits.len; i++) {
		uint8_t c = ascii_lower(digits.at[i]);

		if (base == 16 ? !ascii_is_hex(c) : !ascii_is_digit(c))
			return false;
		*ret_point = *ret_point * base + (uint32_t)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	return digits.len > 0 && digits.len < 7;
}

static bool take_entity(struct plain *plain)
{
	static const struct {
		const char *name;
		char meant;
	} names[] = { { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' }, { "nbsp", ' ' },
		{ "amp", '&' }, { "commat", '@' }, { "period", '.' }, { "lsqb", '[' }, { "rsqb", ']' },
		{ "ldquo", '"' }, { "rdquo", '"' }, { "lsquo", '\'' }, { "rsquo", '\'' }, { "laquo", '"' },
		{ "raquo", '"' }, { "ndash", '-' }, { "colon", ':' } };
	struct slice rest = rest_of(plain), name;
	ptrdiff_t end = slice_find(slice_part(rest, 0, ENTITY_MOST), ';', 0);
	uint32_t point;

	if (end < 2)
		return false;
	name = slice_part(rest, 1, (size_t)end);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (slice_is_nocase(name, names[i].name)) {
			put_point(plain, (uint32_t)names[i].meant, (size_t)end + 1);
			return true;
		}
	}
	if (slice_starts_nocase(name, "#x")
			? !read_number(slice_part(name, 2, name.len), 16, &point)
			: name.at[0] != '#' || !read_number(slice_part(name, 1, name.len), 10, &point))
		return false;
	if (point >= 0x80 && point != 0xa0) /* a letter of a language: it stays as it is written */
		return false;
	put_point(plain, point, (size_t)end + 1);
	return true;
}

static bool take_escape(struct plain *plain)
{
	struct slice rest = rest_of(plain);
	uint32_t point;

	if (rest.len > 1 && strchr("\"/", rest.at[1])) {
		put_point(plain, rest.at[1], 2);
		return true;
	}
	if (rest.len < 6 || rest.at[1] != 'u' || !read_number(slice_part(rest, 2, 6), 16, &point) ||
		(point >= 0x80 && point != 0xa0))
		return false;
	put_point(plain, point < ' ' ? ' ' : point, 6);
	return true;
}

/* Of links that are made of addresses. */
static bool take_percent(struct plain *plain)
{
	struct slice rest = rest_of(plain);
	uint32_t point;

	if (rest.len < 3 || !read_number(slice_part(rest, 1, 3), 16, &point) || !point || point >= 0x80 ||
		!strchr("@+=<>", (int)point))
		return false;
	put_point(plain, point, 3);
	return true;
}

static bool is_target(struct slice text)
{
	return slice_starts_nocase(text, "http://") || slice_starts_nocase(text, "https://") ||
	       slice_starts_nocase(text, "mailto:");
}

static bool is_element(struct slice inside)
{
	static const char *const names[] = { "a", "b", "i", "u", "p", "br", "em", "strong", "span", "div",
		"font", "code", "pre", "tt", "td", "tr", "th", "table", "tbody", "li", "ul", "ol", "h1", "h2",
		"h3", "h4", "blockquote", "wbr", "small", "big", "samp", "kbd", "dd", "dt", "dl" };
	size_t first = inside.len && inside.at[0] == '/', end = first;

	while (end < inside.len && ascii_is_alnum(inside.at[end]))
		end++;
	if (end < inside.len && inside.at[end] != ' ' && inside.at[end] != '/' && inside.at[end] != '\t' &&
		inside.at[end] != '\n')
		return false;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (slice_is_nocase(slice_part(inside, first, end), names[i]))
			return true;
	return false;
}

/* A target says nothing new when it has the words in it that it is the target of. */
static bool repeats(const struct plain *plain, size_t first, struct slice target)
{
	struct slice words = slice_trim((struct slice){ plain->to + first, plain->len - first });
	struct arena scratch = { 0 };
	bool found;

	if (!words.len || words.len > target.len)
		return false;
	found = slice_find_nocase(target, (const char *)arena_copy(&scratch, words).at, 0) >= 0;
	arena_release(&scratch);
	return found;
}

/* Where the word begins that was written last; a blank may be after it. */
static size_t last_word(const struct plain *plain)
{
	size_t first = plain->len;

	while (first && plain->to[first - 1] == ' ')
		first--;
	while (first && !ascii_is_space(plain->to[first - 1]) && !strchr("<>()[]\"'", plain->to[first - 1]))
		first--;
	return first;
}

/* An element, or where a link leads to when its words are before it. */
static bool take_brackets(struct plain *plain)
{
	struct slice rest = rest_of(plain), inside;
	ptrdiff_t end = slice_find(slice_part(rest, 0, ELEMENT_MOST), '>', 0);
	bool line;

	if (end < 2)
		return false;
	inside = slice_part(rest, 1, (size_t)end);
	line = slice_starts_nocase(inside, "br") || slice_starts_nocase(inside, "p") ||
	       slice_starts_nocase(inside, "/p") || slice_starts_nocase(inside, "/div") ||
	       slice_starts_nocase(inside, "/t");
	if (is_element(inside))
		put(plain, line ? "\n" : "", (size_t)end + 1);
	else if (is_target(inside) && repeats(plain, last_word(plain), inside))
		plain->at += (size_t)end + 1;
	else
		return false;
	return true;
}

/* After the words of a link of markdown: its brackets are taken off, and its target when it says the same. */
static bool take_link_end(struct plain *plain)
{
	struct slice rest = rest_of(plain), target;
	ptrdiff_t end;

	if (rest.len < 4 || rest.at[1] != '(' || !is_target(slice_part(rest, 2, rest.len)))
		return false;
	end = slice_find(slice_part(rest, 0, LINK_MOST), ')', 0);
	if (end < 0)
		return false;
	target = slice_part(rest, 2, (size_t)end);
	for (size_t i = plain->len; i > 0 && plain->len - i < LINK_MOST && plain->to[i - 1] != '\n'; i--) {
		bool same;

		if (plain->to[i - 1] != '[')
			continue;
		same = repeats(plain, i, target);
		memmove(plain->to + i - 1, plain->to + i, plain->len - i);
		plain->to[plain->len - 1] = ' ';
		plain->len -= same;
		plain->at += same ? (size_t)end + 1 : 1;
		return true;
	}
	return false;
}

/* "**" around words, and not between words as Exim has it. */
static bool take_emphasis(struct plain *plain)
{
	struct slice rest = rest_of(plain);
	bool blank_before = !plain->at || ascii_is_space(plain->text.at[plain->at - 1]);
	bool blank_behind = rest.len < 3 || ascii_is_space(rest.at[2]);

	if (rest.len < 2 || rest.at[1] != '*' || (blank_before && blank_behind))
		return false;
	plain->at += 2;
	return true;
}

/* The character of two or three octets at the start of a text; another octet is taken as it is. */
static uint32_t point_at(struct slice text, size_t *ret_len)
{
	uint8_t c = text.at[0];

	*ret_len = 1;
	if (c >= 0xc2 && c < 0xe0 && text.len > 1) {
		*ret_len = 2;
		return (uint32_t)(c & 0x1f) << 6 | (text.at[1] & 0x3f);
	}
	if (c >= 0xe0 && c < 0xf0 && text.len > 2) {
		*ret_len = 3;
		return (uint32_t)(c & 0x0f) << 12 | (uint32_t)(text.at[1] & 0x3f) << 6 | (text.at[2] & 0x3f);
	}
	return c;
}

/* Typography of the West, and the punctuation and full-width forms of the East. */
static bool take_wide(struct plain *plain)
{
	static const struct {
		uint16_t first, last;
		const char *meant;
	} forms[] = { { 0xa0, 0xa0, " " }, { 0xab, 0xab, "\"" }, { 0xad, 0xad, "" }, { 0xbb, 0xbb, "\"" },
		{ 0x2000, 0x200a, " " }, { 0x200b, 0x200f, "" }, { 0x2010, 0x2015, "-" },
		{ 0x2018, 0x201b, "'" }, { 0x201c, 0x201f, "\"" }, { 0x2028, 0x2029, "\n" },
		{ 0x202a, 0x202e, "" }, { 0x202f, 0x202f, " " }, { 0x2039, 0x203a, "'" },
		{ 0x2060, 0x2060, "" }, { 0x2066, 0x2069, "" }, { 0x3000, 0x3000, " " },
		{ 0x3001, 0x3001, ", " }, { 0x3002, 0x3002, ". " }, { 0x3008, 0x3008, "<" },
		{ 0x3009, 0x3009, ">" }, { 0x300a, 0x300a, "<" }, { 0x300b, 0x300b, ">" },
		{ 0x300c, 0x300f, "\"" }, { 0x3010, 0x3010, "[" }, { 0x3011, 0x3011, "]" },
		{ 0x3014, 0x3014, "[" }, { 0x3015, 0x3015, "]" }, { 0xfeff, 0xfeff, "" },
		{ 0xff61, 0xff61, ". " }, { 0xff62, 0xff63, "\"" } };
	size_t len;
	uint32_t point = point_at(rest_of(plain), &len);

	if (point >= 0xff01 && point <= 0xff5e) {
		put_point(plain, point - 0xfee0, len);
		return true;
	}
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		if (point >= forms[i].first && point <= forms[i].last && len > 1) {
			put(plain, forms[i].meant, len);
			return true;
		}
	}
	memcpy(plain->to + plain->len, plain->text.at + plain->at, len);
	plain->len += len;
	plain->at += len;
	return true;
}

static bool take_mark(struct plain *plain)
{
	switch (plain->text.at[plain->at]) {
	case '&':
		return take_entity(plain);
	case '\\':
		return take_escape(plain);
	case '%':
		return take_percent(plain);
	case '<':
		return take_brackets(plain);
	case ']':
		return take_link_end(plain);
	case '*':
		return take_emphasis(plain);
	case '`':
		plain->at++;
		return true;
	default:
		return plain->text.at[plain->at] >= 0x80 && take_wide(plain);
	}
}

struct slice plain_read(struct arena *arena, struct slice text)
{
	struct plain plain = { .text = text };
	bool marked = false;

	for (size_t i = 0; i < text.len && !marked; i++)
		marked = text.at[i] >= 0x80 || (text.at[i] && strchr("&\\%<]*`", text.at[i]));
	if (!marked)
		return text;
	plain.to = arena_take(arena, text.len + 1);
	while (plain.at < text.len)
		if (!take_mark(&plain))
			plain.to[plain.len++] = text.at[plain.at++];
	return (struct slice){ plain.to, plain.len };
}
