/*
 * Patterns of wordings, and what they capture:
 *
 *   %d = a domain   %i = an address   %r = a result   blank = any number of blanks   [ ] = any bracket or quote, or none
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

/* Matches the pattern at `at`; a blank in it is any number of blanks. */
static bool matches(const char *at, const char *pattern, struct captures *ret)
{
	*ret = (struct captures){ 0 };
	for (; *pattern; pattern++) {
		if (*pattern == ' ') {
			while (*at == ' ')
				at++;
		} else if (*pattern == '[' || *pattern == ']') {
			while (*at && strchr("[]<>()\"'`", *at))
				at++;
		} else if (*pattern == '%') {
			const char *first = at;
			size_t len = 0;

			pattern++;
			if (*pattern == 'r') {
				if (!result_word(at, &len))
					return false;
			} else {
				while (is_token((uint8_t)at[len], *pattern))
					len++;
			}
			if (!len)
				return false;
			at += len;
			*(*pattern == 'd'	  ? &ret->domain
				: *pattern == 'i' ? &ret->ip
						  : &ret->result) =
				(struct slice){ (const uint8_t *)first, len };
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

const char *pattern_find(struct arena *arena, const char *folded, const char *pattern, pattern_reader *read)
{
	struct captures captures;

	for (const char *at = folded; *at; at++) {
		bool begins = pattern[0] == '%' ? at == folded || strchr(" [(<:", at[-1]) : *at == pattern[0];
		const char *found = begins && matches(at, pattern, &captures) ? read(arena, &captures) : NULL;

		if (found)
			return found;
	}
	return NULL;
}
