/* Whatever is not printable ASCII becomes \xNN; escape_text() lets through the UTF-8 that deceives nobody. */
#include "base/escape.h"

#include "base/ascii.h"
#include "base/utf8.h"

static bool is_plain(uint8_t c)
{
	return c == ' ' || ascii_is_visible(c);
}

void escape_visible(struct bytes *out, struct slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (is_plain(s.at[i]))
			bytes_add_byte(out, s.at[i]);
		else
			bytes_printf(out, "\\x%02X", s.at[i]);
	}
}

size_t escape_width(struct slice s)
{
	size_t width = 0;

	for (size_t i = 0; i < s.len; i++)
		width += is_plain(s.at[i]) ? 1 : 4;
	return width;
}

const char *escape_visible_copy(struct arena *arena, struct slice s)
{
	struct bytes out = { 0 };
	const char *copy;

	escape_visible(&out, s);
	copy = (const char *)arena_copy(arena, bytes_slice(&out)).at;
	bytes_free(&out);
	return copy;
}

void escape_text(struct bytes *out, struct slice s)
{
	for (size_t i = 0; i < s.len;) {
		uint32_t code;
		size_t length = utf8_decode(s, i, &code);

		if (length > 1 && !utf8_is_deceptive(code))
			bytes_add(out, slice_part(s, i, i + length));
		else
			escape_visible(out, slice_part(s, i, i + (length ? length : 1)));
		i += length ? length : 1;
	}
}

const char *escape_copy(struct arena *arena, struct slice s)
{
	struct bytes out = { 0 };
	const char *copy;

	escape_text(&out, s);
	copy = (const char *)arena_copy(arena, bytes_slice(&out)).at;
	bytes_free(&out);
	return copy;
}

void escape_to_ascii(struct bytes *text)
{
	struct bytes out = { 0 };
	bool is_ascii = true;

	for (size_t i = 0; i < text->len && is_ascii; i++)
		is_ascii = text->at[i] < 0x80;
	if (is_ascii)
		return;
	for (size_t i = 0; i < text->len; i++) {
		if (text->at[i] < 0x80)
			bytes_add_byte(&out, text->at[i]);
		else
			bytes_printf(&out, "\\x%02X", text->at[i]);
	}
	bytes_free(text);
	*text = out;
}
