/* An address reaches from its @ to the delimiters on both sides. */
#include "bounce/mail_address.h"

#include <string.h>

static bool is_delimiter(uint8_t c)
{
	return !c || strchr(" \t\r\n<>,;:\"'()[]", c);
}

const char *mail_address_in(struct arena *arena, struct slice text)
{
	size_t sign = text.len, first, end;

	while (sign && text.at[sign - 1] != '@')
		sign--;
	if (!sign)
		return NULL;
	for (first = sign - 1; first && !is_delimiter(text.at[first - 1]);)
		first--;
	for (end = sign; end < text.len && !is_delimiter(text.at[end]);)
		end++;
	while (end > sign && (text.at[end - 1] == '.' || text.at[end - 1] == '}'))
		end--;
	if (first + 1 == sign || end == sign)
		return NULL;
	return (const char *)arena_copy(arena, slice_part(text, first, end)).at;
}
