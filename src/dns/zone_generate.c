/* Counts through a $GENERATE and writes its lines as a text that is then read like a file. */
#include "dns/zone_generate.h"

#include <stdlib.h>
#include <string.h>

/* "1-100", "1-100/2". */
bool zone_generate_range(struct slice range, uint64_t *ret_start, uint64_t *ret_stop, uint64_t *ret_step)
{
	ptrdiff_t dash = slice_find(range, '-', 0), slash = slice_find(range, '/', 0);
	struct slice stop = slice_part(range, (size_t)dash + 1, slash < 0 ? range.len : (size_t)slash);

	*ret_step = 1;
	return dash > 0 && slice_number(slice_part(range, 0, (size_t)dash), INT32_MAX, ret_start) &&
	       slice_number(stop, INT32_MAX, ret_stop) && *ret_start <= *ret_stop &&
	       (slash < 0 ||
		       slice_number(slice_part(range, (size_t)slash + 1, range.len), INT32_MAX, ret_step)) &&
	       *ret_step;
}

/* ${offset,width,base} at `at`, which comes after the "{". Returns the length up to "}" included, 0 if malformed. */
static size_t add_modified(struct bytes *out, struct slice text, size_t at, uint64_t iterator)
{
	ptrdiff_t close = slice_find(text, '}', at);
	char part[3][12] = { "0", "0", "d" };
	long long value;
	size_t field = 0, len = 0;
	char *end;
	int width;

	if (close < 0)
		return 0;
	for (size_t i = at; i < (size_t)close; i++) {
		if (text.at[i] == ',') {
			if (++field > 2)
				return 0;
			len = 0;
		} else {
			if (len + 1 >= sizeof part[0])
				return 0;
			part[field][len++] = (char)text.at[i];
		}
		part[field][len] = 0;
	}
	value = (long long)iterator + strtoll(part[0], &end, 10);
	if (*end || value < 0)
		return 0;
	width = (int)strtol(part[1], &end, 10);
	if (*end || width < 0 || width > 255 || strlen(part[2]) != 1)
		return 0;
	switch (part[2][0]) {
	case 'd':
		bytes_printf(out, "%0*lld", width, value);
		break;
	case 'o':
		bytes_printf(out, "%0*llo", width, (unsigned long long)value);
		break;
	case 'x':
		bytes_printf(out, "%0*llx", width, (unsigned long long)value);
		break;
	case 'X':
		bytes_printf(out, "%0*llX", width, (unsigned long long)value);
		break;
	case 'n':
	case 'N':
		for (int i = 0; i < width || (!width && (value || !i)); i += 2, value >>= 4)
			bytes_printf(out, part[2][0] == 'n' ? "%s%llx" : "%s%llX", i ? "." : "",
				(unsigned long long)value & 0xf);
		break;
	default:
		return 0;
	}
	return (size_t)close + 1 - at;
}

/* The text after the range for one value of the iterator: "$" is the value, "$$" and "\$" a dollar. */
static bool add_generated(struct bytes *out, struct slice text, uint64_t iterator)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '\\' && i + 1 < text.len) {
			if (text.at[i + 1] != '$')
				bytes_add_byte(out, '\\');
			bytes_add_byte(out, text.at[++i]);
		} else if (text.at[i] != '$') {
			bytes_add_byte(out, text.at[i]);
		} else if (i + 1 < text.len && text.at[i + 1] == '$') {
			bytes_add_byte(out, text.at[++i]);
		} else if (i + 1 < text.len && text.at[i + 1] == '{') {
			size_t len = add_modified(out, text, i + 2, iterator);

			if (!len)
				return false;
			i += 1 + len;
		} else {
			bytes_printf(out, "%llu", (unsigned long long)iterator);
		}
	}
	return true;
}

bool zone_generate(
	struct bytes *out, struct slice template, uint64_t start, uint64_t stop, uint64_t step, size_t most)
{
	bool good = template.len > 0;

	for (uint64_t i = start; i <= stop && good; i += step) {
		good = add_generated(out, template, i) && out->len < most;
		bytes_add_byte(out, '\n');
	}
	return good;
}
