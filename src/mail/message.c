/*
 * Cuts a message into fields and parts, and undoes their transfer encodings.
 *
 *   message = *field [ line-end body ];  field = name ":" text *( line-end WSP text ) line-end (RFC 5322 section 2.2)
 */
#include "mail/message.h"

#include "base/ascii.h"
#include "base/base64.h"
#include "base/bytes.h"

#include <string.h>

static bool is_empty_line(struct slice text, size_t at)
{
	return at < text.len &&
	       (text.at[at] == '\n' || (text.at[at] == '\r' && at + 1 < text.len && text.at[at + 1] == '\n'));
}

void mail_split(struct slice message, struct slice *ret_header, struct slice *ret_body)
{
	size_t at = 0;

	while (at < message.len && !is_empty_line(message, at))
		at = slice_line_end(message, at);
	*ret_header = slice_part(message, 0, at);
	*ret_body = slice_part(message, slice_line_end(message, at), message.len);
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

bool mail_next_field(struct slice header, size_t *at, struct mail_field *ret_field)
{
	while (*at < header.len) {
		size_t first = *at, end = slice_line_end(header, first), colon = first;

		while (end < header.len && is_blank(header.at[end]))
			end = slice_line_end(header, end);
		*at = end;
		while (colon < end && ascii_is_visible(header.at[colon]) && header.at[colon] != ':')
			colon++;
		ret_field->name = slice_part(header, first, colon);
		while (colon < end && is_blank(header.at[colon])) /* obsolete: RFC 5322 section 4.5 */
			colon++;
		if (!ret_field->name.len || colon == end || header.at[colon] != ':')
			continue;
		ret_field->body = slice_part(header, colon + 1, end);
		ret_field->whole = slice_part(header, first, end);
		return true;
	}
	return false;
}

struct slice mail_unfold(struct arena *arena, struct slice body)
{
	uint8_t *to = arena_copy_bytes(arena, body);
	size_t len = 0;

	for (size_t i = 0; i < body.len; i++)
		if (body.at[i] != '\n' && body.at[i] != '\r')
			to[len++] = body.at[i];
	to[len] = 0;
	return slice_trim((struct slice){ to, len });
}

struct slice mail_field_text(struct arena *arena, struct slice header, const char *name)
{
	struct mail_field field;

	for (size_t at = 0; mail_next_field(header, &at, &field);)
		if (slice_is_nocase(field.name, name))
			return mail_unfold(arena, field.body);
	return (struct slice){ 0 };
}

struct slice mail_parameter(struct arena *arena, struct slice value, const char *name)
{
	size_t at = 0;

	while (at < value.len) {
		struct slice rest, found;
		bool quoted = false;
		size_t first;

		while (at < value.len && (value.at[at] != ';' || quoted)) {
			quoted = quoted != (value.at[at] == '"');
			at++;
		}
		rest = slice_trim(slice_part(value, ++at, value.len));
		if (!slice_starts_nocase(rest, name))
			continue;
		rest = slice_trim(slice_part(rest, strlen(name), rest.len));
		if (!rest.len || rest.at[0] != '=')
			continue;
		rest = slice_trim(slice_part(rest, 1, rest.len));
		quoted = rest.len && rest.at[0] == '"';
		for (first = quoted; first < rest.len; first++)
			if (quoted ? rest.at[first] == '"'
				   : rest.at[first] == ';' || is_blank(rest.at[first]))
				break;
		found = slice_part(rest, quoted, first);
		return arena_copy(arena, found);
	}
	return (struct slice){ 0 };
}

/* The name of a field that anybody may have made up: RFC 5322 allows more, of which text that is no header is full. */
static bool is_plain_name(struct slice name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!ascii_is_alnum(name.at[i]) && name.at[i] != '-' && name.at[i] != '_')
			return false;
	return ascii_is_alpha(name.at[0]);
}

/* Fields that stored messages begin with; a pasted log or reply has none of them. */
static bool is_known_name(struct slice name)
{
	static const char *const names[] = { "Received", "Return-Path", "From", "To", "Subject", "Date",
		"Message-ID", "MIME-Version", "Content-Type", "Delivered-To", "X-Original-To",
		"Authentication-Results", "DKIM-Signature", "X-Failed-Recipients", "Auto-Submitted",
		"ARC-Seal", "ARC-Message-Signature", "ARC-Authentication-Results", "Received-SPF",
		"X-Received", "X-Envelope-From", "Final-Recipient", "Reporting-MTA" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (slice_is_nocase(name, names[i]))
			return true;
	return false;
}

bool mail_looks_like_message(struct slice bytes)
{
	enum { PLAIN_MOST = 200, ODD_MOST = 8 };
	size_t at = slice_starts(bytes, "From ") ? slice_line_end(bytes, 0) : 0, known = 0, plain = 0,
	       odd = 0;
	struct slice header, body;
	struct mail_field field;

	while (at < bytes.len && is_empty_line(bytes, at))
		at = slice_line_end(bytes, at);
	mail_split(slice_part(bytes, at, bytes.len), &header, &body);
	for (at = 0;
		known < 2 && plain < PLAIN_MOST && odd < ODD_MOST && mail_next_field(header, &at, &field);) {
		known += is_known_name(field.name);
		/* Nothing but a message has a field of a sealer (RFC 8617): one is enough. */
		known += is_known_name(field.name) && slice_starts_nocase(field.name, "ARC-");
		plain++;
		odd += !is_plain_name(field.name);
	}
	return known >= 2;
}

static int hex_value(uint8_t c)
{
	c = ascii_lower(c);
	return !ascii_is_hex(c) ? -1 : ascii_is_digit(c) ? c - '0' : c - 'a' + 10;
}

/* RFC 2045 section 6.7; what is malformed stays as it is. */
static struct slice decode_quoted_printable(struct arena *arena, struct slice text)
{
	uint8_t *to = arena_take(arena, text.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		int high, low;

		if (text.at[i] != '=') {
			to[len++] = text.at[i];
			continue;
		}
		if (is_empty_line(text, i + 1)) { /* a soft line break */
			i = slice_line_end(text, i + 1) - 1;
			continue;
		}
		high = i + 1 < text.len ? hex_value(text.at[i + 1]) : -1;
		low = i + 2 < text.len ? hex_value(text.at[i + 2]) : -1;
		if (high < 0 || low < 0) {
			to[len++] = '=';
			continue;
		}
		to[len++] = (uint8_t)(high * 16 + low);
		i += 2;
	}
	return (struct slice){ to, len };
}

static struct slice decode(struct arena *arena, struct slice header, struct slice body)
{
	struct slice encoding = mail_field_text(arena, header, "Content-Transfer-Encoding");

	if (slice_is_nocase(encoding, "base64"))
		return base64_decode(arena, body).bytes;
	if (slice_is_nocase(encoding, "quoted-printable"))
		return decode_quoted_printable(arena, body);
	return body;
}

struct walk {
	struct arena *arena;
	mail_visit *visit;
	void *context;
	size_t parts;
};

static void walk_entity(struct walk *walk, struct slice entity, unsigned depth);

/* Where a delimiter line of the boundary begins at or after an offset (RFC 2046 section 5.1.1), or the length. */
static size_t find_delimiter(struct slice body, struct slice boundary, size_t at, bool *ret_last)
{
	for (; at < body.len; at = slice_line_end(body, at)) {
		struct slice line = slice_part(body, at, slice_line_end(body, at));

		if (line.len < boundary.len + 2 || memcmp(line.at, "--", 2) != 0 ||
			memcmp(line.at + 2, boundary.at, boundary.len) != 0)
			continue;
		line = slice_trim(slice_part(line, boundary.len + 2, line.len));
		*ret_last = slice_is(line, "--");
		if (!line.len || *ret_last)
			return at;
	}
	return body.len;
}

static void walk_parts(struct walk *walk, struct slice body, struct slice boundary, unsigned depth)
{
	bool last = false;
	size_t at = find_delimiter(body, boundary, 0, &last);

	while (at < body.len && !last) {
		size_t first = slice_line_end(body, at), end = find_delimiter(body, boundary, first, &last);

		walk_entity(walk, slice_part(body, first, end), depth + 1);
		at = end;
	}
}

static void walk_entity(struct walk *walk, struct slice entity, unsigned depth)
{
	struct mail_part part = { .type = slice_of("text/plain") };
	struct slice header, body, type, boundary;

	if (depth > MAIL_DEPTH_MOST || walk->parts >= MAIL_PARTS_MOST)
		return;
	walk->parts++;
	mail_split(entity, &header, &body);
	type = mail_field_text(walk->arena, header, "Content-Type");
	boundary = mail_parameter(walk->arena, type, "boundary");
	if (slice_starts_nocase(type, "multipart/") && boundary.len) {
		walk_parts(walk, body, boundary, depth);
		return;
	}
	if (type.len)
		part.type = slice_trim(slice_part(
			type, 0, slice_find(type, ';', 0) < 0 ? type.len : (size_t)slice_find(type, ';', 0)));
	part.content = decode(walk->arena, header, body);
	walk->visit(walk->context, &part);
	if (slice_is_nocase(part.type, "message/rfc822") || slice_is_nocase(part.type, "message/global"))
		walk_entity(walk, part.content, depth + 1);
}

void mail_each_part(struct arena *arena, struct slice message, mail_visit *visit, void *context)
{
	struct walk walk = { .arena = arena, .visit = visit, .context = context };

	walk_entity(&walk, message, 0);
}
