/* Looks for what a whole body has: the last delimiter of its parts, its length, its transfer encoding, its character set. */
#include "mail/body_state.h"

#include "base/ascii.h"
#include "base/utf8.h"

#include <string.h>

/* What is looked at of a large body. */
enum { END_MOST = 1024 * 1024, START_MOST = 256 * 1024 };

enum { ENCODED_LINE_MOST = 76, FLOWED_LINE_LEAST = 60 };

static bool is_blank_text(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!ascii_is_space(text.at[i]))
			return false;
	return true;
}

static struct slice end_of(struct slice body)
{
	return slice_part(body, body.len > END_MOST ? body.len - END_MOST : 0, body.len);
}

/* RFC 2046 section 5.1.1: a multipart ends with "--boundary--". */
static bool is_open_multipart(struct arena *arena, struct slice type, struct slice body)
{
	struct slice boundary = mail_parameter(arena, type, "boundary"), end = end_of(body);
	const char *last;
	ptrdiff_t at = -1;

	if (!slice_starts_nocase(type, "multipart/") || !boundary.len)
		return false;
	last = arena_printf(arena, "--%.*s--", (int)boundary.len, (const char *)boundary.at);
	while ((at = slice_find_text(end, last, (size_t)(at + 1))) >= 0)
		if (!at || end.at[at - 1] == '\n')
			return false;
	return true;
}

/* Content-Length of an mbox (in octets with either line end): true when there is clearly less. */
static bool is_shorter(struct slice length, struct slice body, const struct text *source)
{
	uint64_t wanted, found = body.len;
	size_t forgotten = 0;

	if (!slice_number(length, UINT64_MAX, &wanted) || found + 2 >= wanted)
		return false;
	for (size_t i = 0; i < body.len; i++) {
		found += body.at[i] == '\n' && (!i || body.at[i - 1] != '\r');
		if (source && i - forgotten > TEXT_FORGET_STEP) {
			text_forget(source);
			forgotten = i;
		}
	}
	return found + 2 < wanted;
}

static const char *find_cut(struct arena *arena, struct slice header, struct slice type, struct slice body,
	const struct text *source)
{
	struct slice end = end_of(body);

	if (slice_find_text(
		    slice_part(end, end.len > 400 ? end.len - 400 : 0, end.len), "[Message clipped]", 0) >= 0)
		return "the body is cut off in this file (\"[Message clipped]\")";
	if (is_open_multipart(arena, type, body))
		return "the body is cut off in this file (the closing MIME boundary is missing)";
	if (is_shorter(mail_field_text(arena, header, "Content-Length"), body, source))
		return "the body is cut off in this file (Content-Length is larger than the body)";
	return NULL;
}

/* What the bytes of a body are. */
struct look {
	bool eight_bit, utf8; /* utf8: all that is not ASCII is valid UTF-8 */
	bool base64;	      /* nothing but its alphabet and line ends */
	bool long_lines;      /* longer than encoded ones may be */
	bool trailing_blanks; /* at the end of a line */
	bool flowed_lines;    /* long ones with another line below */
};

static void look_at_line(struct slice line, bool last, struct look *look)
{
	size_t len = line.len;

	while (len && (line.at[len - 1] == '\n' || line.at[len - 1] == '\r'))
		len--;
	look->long_lines = look->long_lines || len > ENCODED_LINE_MOST;
	look->trailing_blanks = look->trailing_blanks || (len && (line.at[len - 1] == ' ') && len != 3);
	look->flowed_lines = look->flowed_lines || (len >= FLOWED_LINE_LEAST && !last);
	for (size_t i = 0; i < len; i++) {
		uint8_t c = line.at[i];
		uint32_t code;
		size_t octets;

		look->base64 = look->base64 && (ascii_is_alnum(c) || c == '+' || c == '/' || c == '=');
		if (c < 0x80)
			continue;
		look->eight_bit = true;
		octets = utf8_decode(line, i, &code);
		look->utf8 = look->utf8 && octets;
		i += octets ? octets - 1 : 0;
	}
}

static struct look look_at(struct slice body)
{
	struct look look = { .utf8 = true, .base64 = true };

	for (size_t at = 0; at < body.len && at < START_MOST;) {
		ptrdiff_t lf = slice_find(body, '\n', at);
		size_t end = lf < 0 ? body.len : (size_t)lf + 1;

		look_at_line(slice_part(body, at, end), end == body.len, &look);
		at = end;
	}
	return look;
}

static const char *find_conversion(
	struct arena *arena, struct slice header, struct slice type, struct slice body)
{
	struct slice encoding = mail_field_text(arena, header, "Content-Transfer-Encoding"),
		     charset = mail_parameter(arena, type, "charset"),
		     format = mail_parameter(arena, type, "format");
	struct look look = look_at(body);
	bool is_utf8 = slice_is_nocase(charset, "utf-8");

	if (slice_starts_nocase(type, "multipart/"))
		return NULL;
	if (slice_is_nocase(encoding, "quoted-printable") && (look.eight_bit || look.long_lines))
		return "a mail program converted the body (quoted-printable was decoded)";
	if (slice_is_nocase(encoding, "base64") && !look.base64)
		return "a mail program converted the body (base64 was decoded)";
	if (charset.len && look.eight_bit && look.utf8 != is_utf8)
		return "a mail program converted the body (the character set was changed)";
	if (slice_is_nocase(format, "flowed") && look.flowed_lines && !look.trailing_blanks)
		return "a mail program converted the body (whitespace at line ends is missing)";
	return NULL;
}

struct mail_body_state mail_body_state(
	struct arena *arena, struct slice header, struct slice body, const struct text *source)
{
	struct mail_body_state found = { MAIL_BODY_WHOLE, NULL };
	struct slice type = mail_field_text(arena, header, "Content-Type");

	if (is_blank_text(body))
		return (struct mail_body_state){ MAIL_BODY_ABSENT, "the body is not in this file" };
	found.why = find_cut(arena, header, type, body, source);
	if (found.why) {
		found.state = MAIL_BODY_CUT;
		return found;
	}
	found.why = find_conversion(arena, header, type, body);
	if (found.why)
		found.state = MAIL_BODY_CONVERTED;
	return found;
}

const char *mail_body_text(enum mail_body state)
{
	static const char *const texts[] = { "whole", "absent", "cut", "converted" };

	return texts[state];
}
