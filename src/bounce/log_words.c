/* Entries are lists of "name=value" and sentences; nothing in them is quoted in one way. */
#include "bounce/log_words.h"

#include "base/ascii.h"
#include "dns/name.h"
#include "dns/special_address.h"

#include <string.h>

struct slice log_word_after(struct slice text, const char *mark)
{
	ptrdiff_t at = slice_find_nocase(text, mark, 0);
	size_t first = at < 0 ? text.len : (size_t)at + strlen(mark), end = first;

	while (end < text.len && text.at[end] && !strchr(" \t\r\n<>,;()[]\"'", text.at[end]))
		end++;
	return slice_part(text, first, end);
}

struct slice log_between(struct slice text, const char *mark, uint8_t close, bool *ret_found)
{
	ptrdiff_t at = slice_find_nocase(text, mark, 0), end;
	size_t first = (size_t)at + strlen(mark);

	if (ret_found)
		*ret_found = false;
	if (at < 0)
		return (struct slice){ 0 };
	end = slice_find(text, close, first);
	if (end < 0)
		return (struct slice){ 0 };
	if (ret_found)
		*ret_found = true;
	return slice_part(text, first, (size_t)end);
}

struct slice log_after(struct slice text, const char *mark)
{
	ptrdiff_t at = slice_find_text(text, mark, 0);

	return at < 0 ? slice_none() : slice_part(text, (size_t)at + strlen(mark), text.len);
}

struct slice log_address_in_brackets(struct slice text, size_t at)
{
	ptrdiff_t open;

	for (; (open = slice_find(text, '[', at)) >= 0; at = (size_t)open + 1) {
		ptrdiff_t close = slice_find(text, ']', (size_t)open);
		struct dns_address address;
		struct slice inside;

		if (close < 0)
			break;
		inside = slice_part(text, (size_t)open + 1, (size_t)close);
		if (slice_starts_nocase(inside, "IPv6:"))
			inside = slice_part(inside, 5, inside.len);
		if (dns_address_from_text(inside, &address))
			return inside;
	}
	return (struct slice){ 0 };
}

/* What follows the id of a mail, also where people have put a letter in the id's place. */
static bool starts_tale(struct slice rest)
{
	return slice_starts(rest, "to=<") || slice_starts(rest, "from=<") || slice_starts(rest, "client=") ||
	       slice_starts(rest, "reject: ");
}

struct slice log_queue_id(struct slice text, struct slice *ret_rest)
{
	enum { SHORTEST = 6, LONGEST = 20 };
	size_t end = 0;
	bool digit = false, is_id;

	while (end < text.len && ascii_is_alnum(text.at[end])) {
		digit = digit || ascii_is_digit(text.at[end]);
		end++;
	}
	*ret_rest = text;
	if (!end || end > LONGEST || end + 1 >= text.len || text.at[end] != ':' ||
		!ascii_is_space(text.at[end + 1]))
		return (struct slice){ 0 };
	is_id = (digit && end >= SHORTEST) || slice_is(slice_part(text, 0, end), "NOQUEUE") ||
		starts_tale(slice_trim(slice_part(text, end + 1, text.len)));
	if (is_id || end >= SHORTEST)
		*ret_rest = slice_trim(slice_part(text, end + 1, text.len));
	return is_id ? slice_part(text, 0, end) : (struct slice){ 0 };
}
