/*
 * Codes and variables of replies. Mail servers wrap, join, quote and repeat the lines of a reply, so nothing here depends on
 * lines:
 *
 *   code  = basic marks [ enhanced ]           basic = ( "4" / "5" ) 2DIGIT
 *         / enhanced                           enhanced = ( "4" / "5" ) "." 1*3DIGIT "." 1*3DIGIT
 *   marks = "-" / " " / ";" / ":" / "," / "#" / "(" / a quote
 */
#include "bounce/reply.h"

#include "base/ascii.h"
#include "base/bytes.h"
#include "dns/name.h"

#include <stdio.h>
#include <string.h>

/* The length of an enhanced code at an offset, or 0. */
static size_t enhanced_at(struct slice text, size_t at)
{
	size_t i = at + 1;

	if (at + 4 >= text.len + 1 || (text.at[at] != '4' && text.at[at] != '5' && text.at[at] != '2'))
		return 0;
	for (unsigned part = 0; part < 2; part++) {
		size_t digits = 0;

		if (i >= text.len || text.at[i] != '.')
			return 0;
		for (i++; i < text.len && ascii_is_digit(text.at[i]) && digits < 4; i++)
			digits++;
		if (!digits || digits > 3)
			return 0;
	}
	if (i < text.len && (ascii_is_alnum(text.at[i]) || (text.at[i] == '.' && i + 1 < text.len &&
								   ascii_is_digit(text.at[i + 1]))))
		return 0;
	return i - at;
}

static bool is_basic(struct slice text, size_t at)
{
	return at + 3 <= text.len && (text.at[at] == '4' || text.at[at] == '5') && text.at[at + 1] <= '5' &&
	       ascii_is_digit(text.at[at + 1]) && ascii_is_digit(text.at[at + 2]) &&
	       (at + 3 == text.len || !ascii_is_alnum(text.at[at + 3]));
}

/* Between a basic code and an enhanced one: "550 5.7.1", "550-5.7.1", "550 #5.7.1", "550;5.7.1", and (550, b'5.7.1 ...'). */
static size_t marks_end(struct slice text, size_t at)
{
	enum { MARKS_MOST = 8 };
	size_t end = at;

	while (end < text.len && end - at < MARKS_MOST &&
		(ascii_is_space(text.at[end]) || strchr("-;:,#(\"'", text.at[end] ? text.at[end] : 'x')))
		end++;
	if (end > at && end + 1 < text.len && text.at[end] == 'b' &&
		(text.at[end + 1] == '\'' || text.at[end + 1] == '"'))
		end += 2;
	return end;
}

/* Digits of a time, an address or a size go on to the left. A slash may be what a service shows for the end of a line. */
static bool begins(struct slice text, size_t at)
{
	uint8_t before = at ? text.at[at - 1] : ' ';

	if (before == '/')
		return is_basic(text, at) && at > 1 && !ascii_is_digit(text.at[at - 2]) &&
		       enhanced_at(text, marks_end(text, at + 3));
	return !ascii_is_alnum(before) && !strchr(".-+", before ? before : 'x') &&
	       !(before == ':' && at > 1 && ascii_is_digit(text.at[at - 2]));
}

/* "192.0.2.1 is not allowed", where a number alone would be a size or a port. */
static bool is_address_at(struct slice text, size_t at)
{
	size_t digits = at;

	while (digits < text.len && ascii_is_digit(text.at[digits]))
		digits++;
	return digits > at && digits < text.len && text.at[digits] == '.';
}

/* The word before an offset is one of those in the list, with blanks between. */
static bool has_word_before(struct slice text, size_t at, const char *list)
{
	size_t end = at, first;

	while (end && (text.at[end - 1] == ' ' || text.at[end - 1] == '=' || text.at[end - 1] == '#'))
		end--;
	for (first = end; first && ascii_is_alpha(text.at[first - 1]);)
		first--;
	for (const char *word = list; first < end && *word; word += *word == ' ') {
		size_t len = strcspn(word, " ");

		if (slice_equal_nocase(
			    slice_part(text, first, end), (struct slice){ (const uint8_t *)word, len }))
			return true;
		word += len;
	}
	return false;
}

/*
 * A basic code without an enhanced one has words after it, and is at the start or after a mark or a word of what was said, as in
 * "SMTP error 550 SPF check failed".
 */
static bool is_alone(struct slice text, size_t at, size_t behind)
{
	size_t before = at;

	if (at > 6 && slice_ends_nocase(slice_part(text, 0, at), "said: "))
		return true;
	if (behind >= text.len || !(ascii_is_alpha(text.at[behind]) || text.at[behind] >= 0x80 ||
					  strchr("#[(\"'<{*", text.at[behind] ? text.at[behind] : 'x') ||
					  is_address_at(text, behind)))
		return false;
	if (text.at[at + 3] == ',' && text.at[behind - 1] != '\'' && text.at[behind - 2] != 'b')
		return false; /* members of JSON */
	if (has_word_before(text, at,
		    "error code status reply response said returned replied smtp got with server answer"))
		return true;
	while (before &&
		(text.at[before - 1] == ' ' || text.at[before - 1] == '\t' || text.at[before - 1] == '#'))
		before--;
	return !before || text.at[before - 1] >= 0x80 ||
	       strchr(":\n\r;(>'\"|[", text.at[before - 1] ? text.at[before - 1] : 'x');
}

/* "PHPMailer 5.2.9" and "version 5.7.1" are of programs, "5.10.0" has no class of RFC 3463 in it. */
static bool is_version(struct slice text, size_t at)
{
	return has_word_before(
		       text, at, "version ver v release phpmailer php linux kernel build mysql mailenable") ||
	       (at + 3 < text.len && ascii_is_digit(text.at[at + 3])) || text.at[at + 2] > '7';
}

static void copy_enhanced(struct reply_code *code, struct slice text, size_t at, size_t len)
{
	snprintf(code->enhanced, sizeof code->enhanced, "%.*s", (int)len, (const char *)text.at + at);
	code->end = at + len;
}

static bool read_basic(struct slice text, size_t at, struct reply_code *code)
{
	size_t next = at + 3, len;

	*code = (struct reply_code){ .first = at };
	code->basic =
		(unsigned)((text.at[at] - '0') * 100 + (text.at[at + 1] - '0') * 10 + text.at[at + 2] - '0');
	code->more = next < text.len && text.at[next] == '-';
	next = marks_end(text, next); /* the line may be wrapped right here */
	len = next < text.len ? enhanced_at(text, next) : 0;
	code->end = next;
	if (len)
		copy_enhanced(code, text, next, len);
	else if (!is_alone(text, at, next))
		return false;
	while (code->end < text.len && (text.at[code->end] == ' ' || text.at[code->end] == '-'))
		code->end++;
	return true;
}

bool reply_next_code(struct slice text, size_t at, struct reply_code *ret_code)
{
	for (; at < text.len; at++) {
		size_t len;

		if ((text.at[at] != '4' && text.at[at] != '5') || !begins(text, at))
			continue;
		if (is_basic(text, at) && read_basic(text, at, ret_code))
			return true;
		len = enhanced_at(text, at);
		if (!len || is_version(text, at))
			continue;
		*ret_code = (struct reply_code){ .first = at };
		copy_enhanced(ret_code, text, at, len);
		return true;
	}
	return false;
}

enum { WRAPPED_MOST = 80 };

/* The length of an enhanced code that was told before, with the blanks after it: each line of a reply has it again. */
static size_t repeated_length(struct slice text, size_t at, char *enhanced)
{
	size_t len = begins(text, at) ? enhanced_at(text, at) : 0, end = at + len;
	bool known = len && strlen(enhanced) == len && memcmp(text.at + at, enhanced, len) == 0;

	if (len && !enhanced[0])
		snprintf(enhanced, ENHANCED_MOST, "%.*s", (int)len, (const char *)text.at + at);
	while (known && end < text.len && text.at[end] == ' ')
		end++;
	return known ? end - at : 0;
}

/* A code of which the line of a reply begins; a service may show the end of the line before as a slash. */
static bool is_repeated(struct slice text, size_t at, struct reply_code *ret_code)
{
	size_t first = at + (text.at[at] == '/');

	return first < text.len && (text.at[first] == '4' || text.at[first] == '5') && begins(text, first) &&
	       is_basic(text, first) && read_basic(text, first, ret_code) && ret_code->enhanced[0];
}

const char *reply_flatten(struct arena *arena, struct slice text, bool fold)
{
	struct bytes out = { 0 };
	const char *flat;
	size_t bracket = 0;	 /* where one is open, after it */
	size_t start = SIZE_MAX; /* of the words after a code: Gmail begins them with "[address     15]" */
	char enhanced[ENHANCED_MOST] = ""; /* of the last code */
	bool line = true, blank = true;

	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.at[i];
		struct reply_code code;
		size_t repeated;

		if (line && (c == '>' || c == '<' || c == '|') && i + 1 < text.len &&
			strchr(" ><|", text.at[i + 1])) /* quoted, or a transcript */
			continue;
		if (is_repeated(text, i, &code)) {
			if (c == '/' && !blank)
				bytes_add_byte(&out, ' ');
			blank = blank || c == '/';
			memcpy(enhanced, code.enhanced, sizeof enhanced);
			i = code.end - 1;
			start = out.len;
			line = false;
			continue;
		}
		repeated = c == '4' || c == '5' ? repeated_length(text, i, enhanced) : 0;
		if (repeated) {
			i += repeated - 1;
			continue;
		}
		line = c == '\n' || (line && c == ' ');
		if (c == '[')
			bracket = out.len == start ? 0 : out.len + 1;
		else if (c == ']')
			bracket = 0;
		if (c == '\n' && bracket && out.len > bracket &&
			out.len - bracket < WRAPPED_MOST) { /* a name or address goes on */
			blank = true;
			continue;
		}
		if (c == '\n' && out.len > 1 && out.at[out.len - 1] == '-' &&
			ascii_is_alnum(out.at[out.len - 2])) {
			blank = true; /* a name that is wrapped at its hyphen */
			continue;
		}
		if (ascii_is_space(c) || c == '\r') {
			if (!blank)
				bytes_add_byte(&out, ' ');
			blank = true;
			continue;
		}
		blank = false;
		bytes_add_byte(&out, fold ? ascii_lower(c) : c);
	}
	while (out.len && out.at[out.len - 1] == ' ')
		out.len--;
	flat = (const char *)arena_copy(arena, bytes_slice(&out)).at;
	bytes_free(&out);
	return flat;
}

const char *reply_domain(struct arena *arena, struct slice text)
{
	struct dns_address address;
	struct dns_name name;

	while (text.len && (text.at[text.len - 1] == '.' || text.at[text.len - 1] == ',' ||
				   text.at[text.len - 1] == ':'))
		text.len--;
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < 0x80 && !ascii_is_alnum(text.at[i]) && text.at[i] != '.' &&
			text.at[i] != '-' && text.at[i] != '_')
			return NULL;
	if (slice_find(text, '.', 1) < 0 || dns_address_from_text(text, &address) ||
		dns_name_from_unicode(text, &name) != DNS_NAME_OK || dns_name_labels(&name) < 2)
		return NULL;
	return dns_name_text(arena, &name);
}

const char *reply_domain_of_address(struct arena *arena, struct slice address)
{
	size_t at = address.len, end;

	while (at && address.at[at - 1] != '@')
		at--;
	for (end = at; end < address.len && !strchr("> \t\r\n,;\")", address.at[end]); end++)
		;
	return at && end > at ? reply_domain(arena, slice_part(address, at, end)) : NULL;
}

bool reply_is_label(struct slice text, const struct reply_code *code)
{
	enum { LABEL_MOST = 24 };
	size_t first = code->first, end = slice_line_end(text, code->end);
	struct slice label;

	while (first && text.at[first - 1] != '\n')
		first--;
	label = slice_trim(slice_part(text, first, code->first));
	if (!label.len || label.len > LABEL_MOST || label.at[label.len - 1] != ':' ||
		slice_trim(slice_part(text, code->end, end)).len)
		return false;
	return slice_find_nocase(label, "code", 0) >= 0 || slice_find_nocase(label, "error", 0) >= 0 ||
	       slice_find_nocase(label, "status", 0) >= 0;
}
