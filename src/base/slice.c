/* Comparing, searching and cutting bytes; ASCII case only, whatever the locale. */
#include "base/slice.h"

#include "base/ascii.h"

#include <string.h>

struct slice slice_of(const char *text)
{
	return (struct slice){ (const uint8_t *)text, text ? strlen(text) : 0 };
}

bool slice_equal(struct slice a, struct slice b)
{
	return a.len == b.len && (!a.len || memcmp(a.at, b.at, a.len) == 0);
}

int slice_compare(struct slice a, struct slice b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len ? memcmp(a.at, b.at, len) : 0;

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool slice_equal_nocase(struct slice a, struct slice b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (ascii_lower(a.at[i]) != ascii_lower(b.at[i]))
			return false;
	return true;
}

bool texts_equal(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

bool slice_is(struct slice s, const char *text)
{
	return slice_equal(s, slice_of(text));
}

bool slice_is_nocase(struct slice s, const char *text)
{
	return s.len == strlen(text) && slice_starts_nocase(s, text);
}

bool slice_starts(struct slice s, const char *prefix)
{
	size_t len = strlen(prefix);

	return s.len >= len && (!len || memcmp(s.at, prefix, len) == 0);
}

bool slice_starts_nocase(struct slice s, const char *prefix)
{
	for (size_t i = 0; prefix[i]; i++)
		if (i >= s.len || ascii_lower(s.at[i]) != ascii_lower((uint8_t)prefix[i]))
			return false;
	return true;
}

bool slice_ends_nocase(struct slice s, const char *suffix)
{
	size_t len = strlen(suffix);

	return s.len >= len && slice_is_nocase(slice_part(s, s.len - len, s.len), suffix);
}

struct slice slice_after_last(struct slice s, uint8_t c)
{
	size_t first = s.len;

	while (first && s.at[first - 1] != c)
		first--;
	return slice_part(s, first, s.len);
}

size_t slice_run(struct slice s, size_t at, const char *set)
{
	size_t end = at;

	while (end < s.len && s.at[end] && strchr(set, s.at[end]))
		end++;
	return end - at;
}

ptrdiff_t slice_find(struct slice s, uint8_t c, size_t from)
{
	const uint8_t *found;

	if (from >= s.len)
		return SLICE_NONE;
	found = memchr(s.at + from, c, s.len - from);
	return found ? found - s.at : SLICE_NONE;
}

struct slice slice_take_line(struct slice *rest)
{
	size_t end = slice_line_end(*rest, 0);
	struct slice line = slice_part(*rest, 0, end);

	*rest = slice_part(*rest, end, rest->len);
	return line.len && line.at[line.len - 1] == '\n' ? slice_part(line, 0, line.len - 1) : line;
}

size_t slice_line_end(struct slice s, size_t at)
{
	ptrdiff_t lf = slice_find(s, '\n', at);

	return lf < 0 ? s.len : (size_t)lf + 1;
}

ptrdiff_t slice_find_text(struct slice s, const char *needle, size_t from)
{
	size_t len = strlen(needle);

	while (from < s.len && len <= s.len - from) {
		const uint8_t *at = memchr(s.at + from, needle[0], s.len - from - len + 1);

		if (!at)
			return SLICE_NONE;
		if (memcmp(at, needle, len) == 0)
			return at - s.at;
		from = (size_t)(at - s.at) + 1;
	}
	return SLICE_NONE;
}

ptrdiff_t slice_find_nocase(struct slice s, const char *needle, size_t from)
{
	uint8_t first = ascii_lower((uint8_t)needle[0]);

	for (size_t i = from; i < s.len; i++)
		if (ascii_lower(s.at[i]) == first && slice_starts_nocase(slice_part(s, i, s.len), needle))
			return (ptrdiff_t)i;
	return SLICE_NONE;
}

struct slice slice_trim(struct slice s)
{
	while (s.len && ascii_is_space(s.at[0])) {
		s.at++;
		s.len--;
	}
	while (s.len && ascii_is_space(s.at[s.len - 1]))
		s.len--;
	return s;
}

bool slice_number(struct slice s, uint64_t most, uint64_t *ret_number)
{
	uint64_t number = 0;

	if (!s.len || s.len > 19)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (!ascii_is_digit(s.at[i]))
			return false;
		number = number * 10 + (uint64_t)(s.at[i] - '0');
	}
	if (number > most)
		return false;
	*ret_number = number;
	return true;
}

bool slice_next_item(struct slice list, uint8_t separator, size_t *at, struct slice *ret_item)
{
	while (*at < list.len) {
		ptrdiff_t end = slice_find(list, separator, *at);

		*ret_item = slice_trim(slice_part(list, *at, end < 0 ? list.len : (size_t)end));
		*at = end < 0 ? list.len : (size_t)end + 1;
		if (ret_item->len)
			return true;
	}
	return false;
}

size_t slice_count_items(struct slice list, uint8_t separator)
{
	struct slice item;
	size_t count = 0;

	for (size_t at = 0; slice_next_item(list, separator, &at, &item);)
		count++;
	return count;
}
