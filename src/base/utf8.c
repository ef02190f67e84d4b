/* One code point at a time, the code points that deceive the eye, and names for the messages about them. */
#include "base/utf8.h"

/* How many bytes a character has, by the first of them; 0 for a byte that begins none. */
static size_t length_of(uint32_t first)
{
	if (first < 0x80)
		return 1;
	if (first >> 5 == 6)
		return 2;
	if (first >> 4 == 14)
		return 3;
	return first >> 3 == 30 ? 4 : 0;
}

size_t utf8_decode(struct slice s, size_t at, uint32_t *ret_code_point)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t code;
	size_t length;

	if (at >= s.len)
		return 0;
	code = s.at[at];
	length = length_of(code);
	if (!length || s.len - at < length)
		return 0;
	if (length > 1)
		code &= 0x7fU >> length;
	for (size_t i = 1; i < length; i++) {
		if (s.at[at + i] >> 6 != 2)
			return 0;
		code = code << 6 | (s.at[at + i] & 0x3fU);
	}
	if (code < least[length] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	*ret_code_point = code;
	return length;
}

/* Those that are for no exchange of text (Unicode section 23.7); XML 1.0 and HTML forbid some of them. */
static bool is_noncharacter(uint32_t c)
{
	return (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe;
}

bool utf8_is_deceptive(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = { { 0x80, 0x9f }, { 0xad, 0xad }, { 0x34f, 0x34f }, { 0x61c, 0x61c }, { 0x115f, 0x1160 },
		{ 0x17b4, 0x17b5 }, { 0x180b, 0x180f }, { 0x200b, 0x200f }, { 0x2028, 0x202e },
		{ 0x2060, 0x206f }, { 0x3164, 0x3164 }, { 0xfeff, 0xfeff }, { 0xffa0, 0xffa0 },
		{ 0xfff0, 0xfffb }, { 0x1d173, 0x1d17a }, { 0xe0000, 0xe0fff } };

	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return is_noncharacter(c);
}

const char *utf8_typed(uint32_t c)
{
	enum { FULLWIDTH_FIRST = 0xff01, FULLWIDTH_LAST = 0xff5e };
	static const char ascii[][2] = { "!", "\"", "#", "$", "%", "&", "'", "(", ")", "*", "+", ",", "-",
		".", "/", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", ":", ";", "<", "=", ">", "?", "@",
		"A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S",
		"T", "U", "V", "W", "X", "Y", "Z", "[", "\\", "]", "^", "_", "`", "a", "b", "c", "d", "e",
		"f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x",
		"y", "z", "{", "|", "}", "~" };

	if (c >= FULLWIDTH_FIRST && c <= FULLWIDTH_LAST)
		return ascii[c - FULLWIDTH_FIRST];
	if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
		return "-";
	if (c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f || c == 0x3000)
		return " ";
	if (utf8_is_deceptive(c) || (c >= 0x2018 && c <= 0x201f) || c == 0xab || c == 0xbb)
		return "";
	return NULL;
}

const char *utf8_name(uint32_t code_point)
{
	static const struct {
		uint32_t code_point;
		const char *name;
	} names[] = {
		{ 0xa0, "NO-BREAK SPACE" },
		{ 0xad, "SOFT HYPHEN" },
		{ 0x2002, "EN SPACE" },
		{ 0x2003, "EM SPACE" },
		{ 0x2007, "FIGURE SPACE" },
		{ 0x2009, "THIN SPACE" },
		{ 0x200b, "ZERO WIDTH SPACE" },
		{ 0x200c, "ZERO WIDTH NON-JOINER" },
		{ 0x200d, "ZERO WIDTH JOINER" },
		{ 0x2010, "HYPHEN" },
		{ 0x2011, "NON-BREAKING HYPHEN" },
		{ 0x2012, "FIGURE DASH" },
		{ 0x2013, "EN DASH" },
		{ 0x2014, "EM DASH" },
		{ 0x2018, "LEFT SINGLE QUOTATION MARK" },
		{ 0x2019, "RIGHT SINGLE QUOTATION MARK" },
		{ 0x201c, "LEFT DOUBLE QUOTATION MARK" },
		{ 0x201d, "RIGHT DOUBLE QUOTATION MARK" },
		{ 0x201e, "DOUBLE LOW-9 QUOTATION MARK" },
		{ 0x202f, "NARROW NO-BREAK SPACE" },
		{ 0x2212, "MINUS SIGN" },
		{ 0x3000, "IDEOGRAPHIC SPACE" },
		{ 0xfeff, "BYTE ORDER MARK" },
		{ 0xff1a, "FULLWIDTH COLON" },
		{ 0xff1b, "FULLWIDTH SEMICOLON" },
		{ 0xff1d, "FULLWIDTH EQUALS SIGN" },
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i].code_point == code_point)
			return names[i].name;
	return NULL;
}
