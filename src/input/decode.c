/* UTF-16 (RFC 2781) to UTF-8 (RFC 3629). */
#include "input/decode.h"

#include "base/bytes.h"

enum utf16 { NO_UTF16, UTF16_LITTLE, UTF16_BIG };

enum {
	LOOKED_AT = 4096, /* octets in which the NULs are counted */
	REPLACEMENT = 0xfffd,
	SURROGATE_HIGH = 0xd800,
	SURROGATE_LOW = 0xdc00,
	SURROGATE_END = 0xe000,
	BYTE_ORDER_MARK = 0xfeff,
};

/* US-ASCII in UTF-16 has a NUL in every unit, always in the same half. */
static enum utf16 guess(struct slice bytes)
{
	size_t nuls[2] = { 0 }, units = (bytes.len < LOOKED_AT ? bytes.len : LOOKED_AT) / 2;

	for (size_t i = 0; i < units * 2; i++)
		nuls[i % 2] += !bytes.at[i];
	if (units < 4 || nuls[0] + nuls[1] < units * 9 / 10)
		return NO_UTF16;
	if (!nuls[0])
		return UTF16_LITTLE;
	return nuls[1] ? NO_UTF16 : UTF16_BIG;
}

static enum utf16 form_of(struct slice bytes)
{
	if (bytes.len >= 4 && bytes.at[0] == 0xff && bytes.at[1] == 0xfe && !bytes.at[2] && !bytes.at[3])
		return NO_UTF16; /* UTF-32 */
	if (bytes.len >= 2 && bytes.at[0] == 0xff && bytes.at[1] == 0xfe)
		return UTF16_LITTLE;
	if (bytes.len >= 2 && bytes.at[0] == 0xfe && bytes.at[1] == 0xff)
		return UTF16_BIG;
	return guess(bytes);
}

static void add_utf8(struct bytes *out, uint32_t c)
{
	if (c < 0x80) {
		bytes_add_byte(out, (uint8_t)c);
		return;
	}
	if (c < 0x800) {
		bytes_add_byte(out, (uint8_t)(0xc0 | c >> 6));
	} else {
		if (c < 0x10000) {
			bytes_add_byte(out, (uint8_t)(0xe0 | c >> 12));
		} else {
			bytes_add_byte(out, (uint8_t)(0xf0 | c >> 18));
			bytes_add_byte(out, (uint8_t)(0x80 | (c >> 12 & 0x3f)));
		}
		bytes_add_byte(out, (uint8_t)(0x80 | (c >> 6 & 0x3f)));
	}
	bytes_add_byte(out, (uint8_t)(0x80 | (c & 0x3f)));
}

static uint32_t unit_at(struct slice bytes, size_t at, enum utf16 form)
{
	uint32_t first = bytes.at[at], second = bytes.at[at + 1];

	return form == UTF16_BIG ? first << 8 | second : second << 8 | first;
}

static struct bytes decoded(struct slice bytes, enum utf16 form)
{
	struct bytes out = { 0 };

	for (size_t at = 0; at + 1 < bytes.len; at += 2) {
		uint32_t unit = unit_at(bytes, at, form), next;

		if (!at && unit == BYTE_ORDER_MARK)
			continue;
		next = at + 3 < bytes.len ? unit_at(bytes, at + 2, form) : 0;
		if (unit >= SURROGATE_HIGH && unit < SURROGATE_LOW && next >= SURROGATE_LOW &&
			next < SURROGATE_END) {
			unit = 0x10000 + ((unit - SURROGATE_HIGH) << 10) + (next - SURROGATE_LOW);
			at += 2;
		} else if (unit >= SURROGATE_HIGH && unit < SURROGATE_END) {
			unit = REPLACEMENT;
		}
		add_utf8(&out, unit);
	}
	return out;
}

bool input_decode(struct text *text)
{
	enum utf16 form = form_of(text->bytes);
	const char *name = text->name;
	struct bytes out;

	if (form == NO_UTF16 || text->bytes.len > UINT32_MAX / 3)
		return false;
	out = decoded(text->bytes, form);
	text_close(text);
	*text = text_of(name, bytes_slice(&out));
	text->owned = out.at;
	return true;
}
