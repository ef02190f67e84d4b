/*
 * From what was pasted or stored to bounces. A mail gives its parts that are text: its report fields (RFC 3464 section 2.3), the
 * words around them, and the header of the mail that was refused. Other text is a log, when its lines begin as those of a log
 * do, or pasted replies.
 */
#include "bounce/reader.h"

#include "base/ascii.h"
#include "bounce/entry.h"
#include "bounce/frame.h"
#include "input/decode.h"
#include "mail/message.h"

#include <string.h>

enum { TAG_MOST = 4096 };

/* Pasted replies */

/* A code, with a basic code of its own, that begins a line. */
static bool starts_reply(struct slice line, struct reply_code *ret_code)
{
	size_t first = 0;

	while (first < line.len && strchr(" \t><|\"'*-#(", line.at[first]))
		first++;
	return reply_next_code(slice_part(line, first, line.len), 0, ret_code) && ret_code->basic &&
	       ret_code->first < 2;
}

/* The same words again: the same complaint about another mail, and not its next line. */
static bool begins_alike(struct slice first, struct slice line)
{
	enum { ALIKE = 28 };

	return first.len >= ALIKE && slice_equal(slice_part(first, 0, ALIKE), slice_part(line, 0, ALIKE));
}

/* Gmail ends each reply with it. */
static bool has_last_mark(struct slice text)
{
	return slice_find_text(text, "gsmtp", 0) >= 0 || slice_find_text(text, " - gcdp", 0) >= 0;
}

/* Text up to where another reply begins: after one that ended, with another code or with a hyphen behind the code. */
static size_t end_of_reply(struct slice text, size_t at)
{
	struct reply_code last = { 0 }, code;
	struct slice first = { 0 };
	size_t begin = at;
	bool ended = false, blank = false;

	for (; at < text.len; at = reply_line_end(text, at)) {
		struct slice line = slice_part(text, at, reply_line_end(text, at));
		bool starts = starts_reply(line, &code);

		if (starts && ended &&
			(code.more || strcmp(code.enhanced, last.enhanced) != 0 || code.basic != last.basic ||
				blank || begins_alike(first, line) ||
				has_last_mark(slice_part(text, begin, at))))
			return at;
		blank = !slice_trim(line).len;
		if (!starts && !(reply_next_code(line, 0, &code) && code.basic))
			continue;
		if (!starts && ended) /* another server's, such as "host x said: 550 ..." */
			return at;
		last = code;
		first = first.len ? first : line;
		for (size_t next = code.end; reply_next_code(line, next, &code) && code.basic;
			next = code.end)
			last = code;
		ended = !last.more;
	}
	return text.len;
}

static void read_replies(struct reader *reader, struct slice text)
{
	for (size_t at = 0, end; at < text.len; at = end) {
		end = end_of_reply(text, at);
		bounce_add(reader, slice_part(text, at, end), &reader->context, end < text.len);
	}
}

/* "\n" and "\r" as two characters, as logs and tutorials have them; and the entities of web pages. */
static struct slice plain_text(struct arena *arena, struct slice text)
{
	static const struct {
		const char *written;
		char meant;
	} forms[] = { { "\\r\\n", '\n' }, { "\\n", '\n' }, { "\\r", '\n' }, { "&lt;", '<' }, { "&gt;", '>' },
		{ "&quot;", '"' }, { "&#39;", '\'' }, { "&nbsp;", ' ' }, { "&amp;", '&' }, { "%40", '@' },
		{ "\xc2\xa0", ' ' } };
	uint8_t *to = arena_take(arena, text.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < text.len;) {
		size_t f = 0;

		while (f < sizeof forms / sizeof *forms &&
			!slice_starts(slice_part(text, i, text.len), forms[f].written))
			f++;
		if (f == sizeof forms / sizeof *forms) {
			to[len++] = text.at[i++];
			continue;
		}
		to[len++] = (uint8_t)forms[f].meant;
		i += strlen(forms[f].written);
	}
	return (struct slice){ to, len };
}

/* What stands around the lines of a log, in a mail to a list say. */
static struct slice without_log_lines(struct arena *arena, struct slice text)
{
	uint8_t *to = arena_take(arena, text.len + 1);
	size_t len = 0;

	for (size_t at = 0; at < text.len; at = reply_line_end(text, at)) {
		struct slice line = slice_part(text, at, reply_line_end(text, at));

		if (entry_is_start(line))
			continue;
		memcpy(to + len, line.at, line.len);
		len += line.len;
	}
	return (struct slice){ to, len };
}

static void read_text(struct reader *reader, struct slice text)
{
	text = plain_text(reader->arena, text);
	if (log_is(text)) {
		log_read(reader, text);
		if (!reader->bounces->list.count)
			read_replies(reader, without_log_lines(reader->arena, text));
	} else {
		read_replies(reader, text);
	}
}

/* Mails */

static void note_header(struct reader *reader, struct slice header)
{
	struct arena *arena = reader->arena;
	struct context *context = &reader->context;
	struct slice signature = mail_field_text(arena, header, "DKIM-Signature");
	const char *from = reply_domain_of_address(arena, mail_field_text(arena, header, "From")),
		   *path = reply_domain_of_address(arena, mail_field_text(arena, header, "Return-Path"));

	if (!context->header_from)
		context->header_from = from;
	if (!context->mail_from)
		context->mail_from = path;
	if (signature.len && !context->selector) {
		struct slice tag;

		for (size_t at = 0; slice_next_item(signature, ';', &at, &tag);) {
			struct slice value;

			if (tag.len < 3 || (tag.at[0] != 's' && tag.at[0] != 'd') ||
				slice_trim(slice_part(tag, 1, tag.len)).at[0] != '=')
				continue;
			value = slice_trim(slice_part(tag, (size_t)slice_find(tag, '=', 0) + 1, tag.len));
			if (tag.at[0] == 's')
				context->selector = (const char *)arena_copy(arena, value).at;
			else
				context->signer = reply_domain(arena, value);
		}
	}
}

static void add_without_tags(struct bytes *out, struct slice html)
{
	for (size_t i = 0; i < html.len; i++) {
		ptrdiff_t close = html.at[i] == '<' ? slice_find(html, '>', i) : -1;

		if (close < 0 || close - (ptrdiff_t)i > TAG_MOST) {
			bytes_add_byte(out, html.at[i]);
			continue;
		}
		bytes_add_byte(
			out, slice_starts_nocase(slice_part(html, i + 1, html.len), "br") ||
					     slice_starts_nocase(slice_part(html, i + 1, html.len), "p") ||
					     slice_starts_nocase(slice_part(html, i + 1, html.len), "/p") ||
					     slice_starts_nocase(slice_part(html, i + 1, html.len), "/div")
				     ? '\n'
				     : ' ');
		i = (size_t)close;
	}
}

static void visit_part(void *context, const struct mail_part *part)
{
	struct reader *reader = context;
	struct slice header, body;

	if (slice_is_nocase(part->type, "message/rfc822") ||
		slice_is_nocase(part->type, "text/rfc822-headers") ||
		slice_is_nocase(part->type, "message/rfc822-headers") ||
		slice_is_nocase(part->type, "message/global") ||
		slice_is_nocase(part->type, "message/global-headers")) {
		mail_split(part->content, &header, &body);
		note_header(reader, header);
	} else if (slice_is_nocase(part->type, "message/delivery-status") ||
		   slice_is_nocase(part->type, "message/global-delivery-status")) {
		bytes_add(&reader->fields, part->content);
		bytes_add_byte(&reader->fields, '\n');
		reader->has_fields = true;
	} else if (slice_is_nocase(part->type, "text/html")) {
		add_without_tags(&reader->words, part->content);
		bytes_add_byte(&reader->words, '\n');
	} else if (slice_starts_nocase(part->type, "text/")) {
		bytes_add(&reader->words, part->content);
		bytes_add_byte(&reader->words, '\n');
	}
}

/* Each recipient has a group of fields (RFC 3464 section 2.3): a bounce each, unless it was delivered. */
static void read_fields(struct reader *reader, struct slice fields)
{
	for (size_t at = 0; at < fields.len;) {
		struct slice group = slice_part(fields, at, fields.len), header, rest, action, diagnostic,
			     status;
		size_t before = reader->bounces->list.count;
		struct bytes reply = { 0 };
		struct context context;
		const char *sender;

		mail_split(group, &header, &rest);
		at = rest.len ? (size_t)(rest.at - fields.at) : fields.len;
		sender = reply_domain_of_address(
			reader->arena, mail_field_text(reader->arena, header, "X-Postfix-Sender"));
		if (sender)
			reader->context.mail_from = sender;
		action = mail_field_text(reader->arena, header, "Action");
		diagnostic = mail_field_text(reader->arena, header, "Diagnostic-Code");
		status = mail_field_text(reader->arena, header, "Status");
		if ((!diagnostic.len && !status.len) || slice_starts_nocase(action, "delivered") ||
			slice_starts_nocase(action, "relayed") || slice_starts_nocase(action, "expanded"))
			continue;
		context = reader->context;
		bytes_add(&reply, diagnostic);
		bytes_printf(&reply, " (%.*s) %.*s", (int)status.len,
			status.len ? (const char *)status.at : "",
			(int)mail_field_text(reader->arena, header, "Remote-MTA").len,
			(const char *)mail_field_text(reader->arena, header, "Remote-MTA").at);
		bounce_add(reader, plain_text(reader->arena, arena_copy(reader->arena, bytes_slice(&reply))),
			&context, true);
		if (diagnostic.len && reader->bounces->list.count > before)
			reader->bounces->list.at[before].reply =
				reply_flatten(reader->arena, diagnostic, false);
		bytes_free(&reply);
	}
}

/* Where a bounce without MIME quotes the mail: what follows is its header. */
static size_t quoted_mail_at(struct slice text)
{
	static const char *const marks[] = { "--- Below this line is a copy of the message",
		"------ This is a copy of", "----- Original message",
		"--- The header of the original message", "Original message headers",
		"----- Message header follows", "------ The body of the message",
		"--- Below the next line is a copy" };
	size_t first = text.len;

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		ptrdiff_t at = slice_find_nocase(text, marks[i], 0);

		if (at >= 0 && (size_t)at < first)
			first = (size_t)at;
	}
	return first;
}

static void read_parts_of_mail(struct reader *reader, struct slice message)
{
	struct slice header, body, words;
	size_t quoted;

	mail_split(message, &header, &body);
	mail_each_part(reader->arena, message, visit_part, reader);
	words = bytes_slice(&reader->words);
	quoted = quoted_mail_at(words);
	if (quoted < words.len) {
		size_t at = reply_line_end(words, quoted);

		while (at < words.len &&
			(words.at[at] == '\n' || words.at[at] == '\r' || words.at[at] == '-'))
			at = reply_line_end(words, at);
		mail_split(slice_part(words, at, words.len), &header, &body);
		note_header(reader, header);
		words = slice_part(words, 0, quoted);
	}
	if (reader->has_fields)
		read_fields(reader, bytes_slice(&reader->fields));
	/* Fields may be shorter than the words, or hold nothing that is known. */
	for (size_t i = 0; i < reader->bounces->list.count; i++)
		if (reader->bounces->list.at[i].kind != BOUNCE_UNKNOWN)
			return;
	if (words.len) {
		size_t before = reader->bounces->list.count;

		reader->bounces->list.count = 0;
		read_text(reader, words);
		if (!reader->bounces->list.count)
			reader->bounces->list.count = before;
	}
}

static void read_mail(struct reader *reader, struct slice message)
{
	reader->has_fields = false;
	read_parts_of_mail(reader, message);
	bytes_free(&reader->words);
	bytes_free(&reader->fields);
	reader->words = reader->fields = (struct bytes){ 0 };
}

/* Mails in an mbox file (RFC 4155): each begins with a line "From " behind an empty one. */
static void read_mailbox(struct reader *reader, struct slice text)
{
	struct bounces *all = reader->bounces;

	for (size_t at = 0, end; at < text.len; at = end) {
		struct bounces one = { 0 };
		ptrdiff_t next = slice_find_text(text, "\n\nFrom ", at + 1),
			  crlf = slice_find_text(text, "\r\n\r\nFrom ", at + 1);

		end = next >= 0 && (crlf < 0 || next < crlf) ? (size_t)next + 2
		      : crlf >= 0			     ? (size_t)crlf + 4
							     : text.len;
		reader->bounces = &one;
		reader->context = (struct context){ 0 };
		read_mail(reader, slice_part(text, at, end));
		for (size_t i = 0; i < one.list.count && all->list.count < BOUNCES_MOST; i++)
			*arena_append(reader->arena, &all->list) = one.list.at[i];
	}
	reader->bounces = all;
}

/* Sendmail closes its transcript with a line of its own that says nothing. */
static void drop_closing_lines(struct bounces *bounces)
{
	size_t kept = 0, known = 0;

	for (size_t i = 0; i < bounces->list.count; i++)
		known += bounces->list.at[i].kind != BOUNCE_UNKNOWN;
	for (size_t i = 0; known && i < bounces->list.count; i++) {
		const struct bounce *bounce = &bounces->list.at[i];

		if (bounce->kind != BOUNCE_UNKNOWN ||
			!slice_starts(slice_of(bounce->reply), "Service unavailable"))
			bounces->list.at[kept++] = *bounce;
	}
	bounces->list.count = known ? kept : bounces->list.count;
}

static void read_any(struct reader *reader, struct slice bytes)
{
	if (slice_starts(bytes, "From ") && mail_looks_like_message(bytes))
		read_mailbox(reader, bytes);
	else if (mail_looks_like_message(bytes))
		read_mail(reader, bytes);
	else
		read_text(reader, bytes);
}

/* UTF-8 of text in UTF-16. */
static struct slice decode_text(struct arena *arena, struct slice bytes)
{
	struct text text = text_of("", bytes);

	if (input_decode(&text))
		bytes = arena_copy(arena, text.bytes);
	text_close(&text);
	return bytes;
}

struct bounces *bounces_read(struct arena *arena, struct slice bytes)
{
	struct reader reader = { .arena = arena, .bounces = arena_take(arena, sizeof *reader.bounces) };

	bytes = decode_text(arena, bytes);
	if (!mail_looks_like_message(bytes)) {
		struct frame frame = frame_of(bytes);

		bytes = frame_strip(arena, &frame, bytes);
	}
	read_any(&reader, bytes);
	drop_closing_lines(reader.bounces);
	return reader.bounces;
}
