/*
 * Patterns of wordings, and what they capture:
 *
 *   %d = [ local part "@" ] domain   %a = local part "@" domain   %i = address   %r = result
 *   blank = blanks, or none          [ ] = brackets or quotes, or none
 */
#include "bounce/pattern.h"

#include "base/ascii.h"
#include "dns/reply.h"

#include <string.h>

static bool is_token(uint8_t c, char kind)
{
	if (kind == 'i')
		return ascii_is_hex(c) || c == '.' || c == ':';
	return c >= 0x80 || ascii_is_alnum(c) || c == '.' || c == '-' || c == '_';
}

/* What is longer is no local part, name, address or mark; the time that a text takes does not grow with its square. */
enum { TOKEN_MOST = 512, MARKS_MOST = 32 };

size_t pattern_local_part(const char *at)
{
	size_t len = 0;

	while (len < TOKEN_MOST &&
		(is_token((uint8_t)at[len], 'd') || (at[len] && strchr("+=~!#$&*/", at[len]))))
		len++;
	return len && at[len] == '@' ? len + 1 : 0;
}

static const char *result_word(const char *at, size_t *ret_len)
{
	static const char *const words[] = { "did not pass", "not pass", "passed", "pass", "softfail", "fail",
		"none", "neutral", "permerror", "temperror", "policy" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strncmp(at, words[i], strlen(words[i])) == 0) {
			*ret_len = strlen(words[i]);
			return words[i];
		}
	}
	return NULL;
}

/* What the letter after % captures at `at`; NULL when nothing does, else what comes next. */
static const char *capture(const char *at, char kind, struct captures *ret)
{
	size_t len = 0;

	if (kind == 'r') {
		if (!result_word(at, &len))
			return NULL;
		ret->result = (struct slice){ (const uint8_t *)at, len };
		return at + len;
	}
	if (kind == 'a' && !pattern_local_part(at))
		return NULL;
	if (kind == 'd' || kind == 'a')
		at += pattern_local_part(at);
	else if (strncmp(at, "ipv6:", 5) == 0)
		at += 5;
	while (len < TOKEN_MOST && is_token((uint8_t)at[len], kind))
		len++;
	*(kind == 'i' ? &ret->ip : &ret->domain) = (struct slice){ (const uint8_t *)at, len };
	return len ? at + len : NULL;
}

/* Matches the pattern at `at`; a blank in it is any number of blanks. */
static bool matches(const char *at, const char *pattern, struct captures *ret)
{
	*ret = (struct captures){ 0 };
	for (const char *first = pattern; *pattern; pattern++) {
		if (*pattern == ' ') {
			if (pattern > first && ascii_is_alnum((uint8_t)pattern[-1]) &&
				ascii_is_alnum((uint8_t)*at))
				return false; /* the word goes on */
			while (*at == ' ')
				at++;
		} else if (*pattern == '[' || *pattern == ']') {
			for (unsigned marks = 0; marks < MARKS_MOST && *at && strchr("[]<>()\"'`*{}", *at);
				marks++)
				at++;
		} else if (*pattern == '%') {
			at = capture(at, *++pattern, ret);
			if (!at)
				return false;
		} else if (*at++ != *pattern) {
			return false;
		}
	}
	return true;
}

const char *pattern_address(struct arena *arena, struct slice text)
{
	struct dns_address address;

	while (text.len && (text.at[text.len - 1] == '.' || text.at[text.len - 1] == ':'))
		text.len--;
	return text.len && dns_address_from_text(text, &address) ? (const char *)arena_copy(arena, text).at
								 : NULL;
}

/* The longest run of characters that a text has as they are where the pattern matches; a pattern of none has an empty one. */
static struct slice literal_of(const char *pattern)
{
	struct slice longest = { (const uint8_t *)pattern, 0 };

	while (*pattern) {
		size_t length = strcspn(pattern, " %[]");

		if (length > longest.len)
			longest = (struct slice){ (const uint8_t *)pattern, length };
		pattern += length;
		if (*pattern)
			pattern += pattern[0] == '%' && pattern[1] ? 2 : 1;
	}
	return longest;
}

/* Nearly all patterns fail here, at once. */
static bool may_match(const char *folded, const char *pattern)
{
	enum { LITERAL_MOST = 64 };
	struct slice literal = literal_of(pattern);
	char wanted[LITERAL_MOST];

	if (literal.len >= sizeof wanted)
		return true;
	memcpy(wanted, literal.at, literal.len);
	wanted[literal.len] = 0;
	return strstr(folded, wanted) != NULL;
}

/* A pattern does not begin within a word, nor within the name that it captures. */
static bool begins_after(uint8_t before, char first)
{
	if (first == '%')
		return before && strchr(" [(<:\"'=*,;{", before);
	if (first == '[')
		return !is_token(before, 'd');
	return !ascii_is_alpha(before) || !ascii_is_alpha((uint8_t)first);
}

const char *pattern_find(struct arena *arena, const char *folded, const char *pattern, pattern_reader *read)
{
	struct captures captures;

	if (!may_match(folded, pattern))
		return NULL;
	for (const char *at = folded; *at; at++) {
		bool begins = at == folded || begins_after((uint8_t)at[-1], pattern[0]);
		const char *found = begins && (pattern[0] == '%' || pattern[0] == '[' || *at == pattern[0]) &&
						    matches(at, pattern, &captures)
					    ? read(arena, &captures)
					    : NULL;

		if (found)
			return found;
	}
	return NULL;
}
