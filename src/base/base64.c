/*
 * Base64, whole or up to its first fault.
 *
 *   base64 = *( 4alphabet ) [ 2alphabet "==" / 3alphabet "=" ], blanks anywhere (RFC 6376 section 3.5 allows FWS)
 */
#include "base/base64.h"

#include "base/ascii.h"

static int value_of(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

struct base64 base64_decode(struct arena *arena, struct slice text)
{
	uint8_t *out = arena_take(arena, text.len / 4 * 3 + 3);
	struct base64 result = { .bytes = { out, 0 }, .fault = text.len };
	uint32_t bits = 0;
	size_t digits = 0, padding = 0;

	for (size_t i = 0; i < text.len; i++) {
		int value = value_of(text.at[i]);

		if (ascii_is_space(text.at[i]))
			continue;
		if (text.at[i] == '=' && digits % 4 + padding >= 2 && digits % 4 + padding < 4) {
			padding++;
			continue;
		}
		if (value < 0 || padding) {
			result.fault = i;
			return result;
		}
		bits = bits << 6 | (uint32_t)value;
		if (++digits % 4 != 1)
			out[result.bytes.len++] = (uint8_t)(bits >> (6 - (digits - 1) % 4 * 2));
	}
	result.valid = (digits + padding) % 4 == 0;
	return result;
}

const char *base64_encode(struct arena *arena, struct slice bytes)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char *text = arena_take(arena, (bytes.len + 2) / 3 * 4 + 1), *out = text;

	for (size_t i = 0; i < bytes.len; i += 3) {
		size_t left = bytes.len - i;
		uint32_t bits = (uint32_t)bytes.at[i] << 16 |
				(left > 1 ? (uint32_t)bytes.at[i + 1] << 8 : 0) |
				(left > 2 ? bytes.at[i + 2] : 0);

		*out++ = digits[bits >> 18];
		*out++ = digits[bits >> 12 & 63];
		*out++ = left > 1 ? digits[bits >> 6 & 63] : '=';
		*out++ = left > 2 ? digits[bits & 63] : '=';
	}
	return text;
}
