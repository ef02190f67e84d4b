/*
 * Cuts the domain out of what was pasted.
 *
 *   word = [ scheme "://" ] [ user "@" ] domain [ ":" port ] [ "/" ... ] / "mailto:" user "@" domain / domain
 */
#include "dns/pasted.h"

#include <string.h>

struct slice pasted_domain(struct slice word, const char **ret_what)
{
	ptrdiff_t scheme = slice_find_nocase(word, "://", 0), at;
	bool mailto = slice_starts_nocase(word, "mailto:");
	size_t end = 0;

	*ret_what = slice_find(word, '@', 0) >= 0 ? "a mail address" : NULL;
	if (mailto) {
		*ret_what = "a mailto URL";
		word = slice_part(word, strlen("mailto:"), word.len);
	} else if (scheme > 0) {
		*ret_what = "a URL";
		word = slice_part(word, (size_t)scheme + 3, word.len);
	}
	while (end < word.len && ((!mailto && scheme <= 0) ||
					 (word.at[end] != '/' && word.at[end] != '?' && word.at[end] != '#')))
		end++;
	word = slice_part(word, 0, end);
	at = slice_find(word, '@', 0);
	if (at >= 0)
		word = slice_part(word, (size_t)at + 1, word.len);
	at = scheme > 0 ? slice_find(word, ':', 0) : SLICE_NONE;
	return at >= 0 ? slice_part(word, 0, (size_t)at) : word;
}
