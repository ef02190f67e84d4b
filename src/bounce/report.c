/*
 * A mail that tells of refusals gives its parts that are text: its report fields (RFC 3464 section 2.3), the words around them, and
 * the header of the mail that was refused.
 */
#include "bounce/report.h"

#include "base/ascii.h"
#include "bounce/aside.h"
#include "bounce/frame.h"
#include "bounce/mail_address.h"
#include "bounce/paste.h"
#include "mail/message.h"

#include <string.h>

/* Of a mail: its text for people, and its fields of delivery status. What is longer is something else that was attached. */
enum { TAG_MOST = 4096, WORDS_MOST = 1024 * 1024, FIELDS_MOST = 4 * 1024 * 1024 };

static void add_without_tags(struct bytes *out, struct slice html)
{
	for (size_t i = 0; i < html.len; i++) {
		ptrdiff_t close =
			html.at[i] == '<' ? slice_find(slice_part(html, 0, i + TAG_MOST + 1), '>', i) : -1;

		if (close < 0) {
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

/* As much of a part as there is room for. */
static struct slice that_fits(const struct bytes *bytes, size_t most, struct slice content)
{
	return slice_part(content, 0, bytes->len < most ? most - bytes->len : 0);
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
		aside_note_header(reader->arena, header, &reader->context);
	} else if (slice_is_nocase(part->type, "message/delivery-status") ||
		   slice_is_nocase(part->type, "message/global-delivery-status")) {
		bytes_add(&reader->fields, that_fits(&reader->fields, FIELDS_MOST, part->content));
		bytes_add_byte(&reader->fields, '\n');
		reader->has_fields = true;
	} else if (slice_is_nocase(part->type, "text/html")) {
		add_without_tags(&reader->words, that_fits(&reader->words, WORDS_MOST, part->content));
		bytes_add_byte(&reader->words, '\n');
	} else if (slice_starts_nocase(part->type, "text/")) {
		bytes_add(&reader->words, that_fits(&reader->words, WORDS_MOST, part->content));
		bytes_add_byte(&reader->words, '\n');
	}
}

/* The address that was given, before any forwarding, is what the sender knows. */
static void note_recipient(struct arena *arena, struct slice header, struct context *context)
{
	struct slice recipient = mail_field_text(arena, header, "Final-Recipient");

	if (!recipient.len)
		recipient = mail_field_text(arena, header, "Original-Recipient");
	context->recipient = mail_address_in(arena, recipient);
	context->recipient_domain = reply_domain_of_address(arena, recipient);
}

/*
 * Each recipient has a group of fields (RFC 3464 section 2.3): a bounce each, unless it was delivered. True when one of them has the
 * reply, which may be left out (section 2.3.6).
 */
static bool read_fields(struct reader *reader, struct slice fields)
{
	bool has_diagnostic = false;

	for (size_t at = 0; at < fields.len;) {
		struct slice group = slice_part(fields, at, fields.len), header, rest, action, diagnostic,
			     status;
		size_t before = reader->bounces->list.count;
		struct bytes reply = { 0 };
		struct context context;
		struct slice sender;

		mail_split(group, &header, &rest);
		at = rest.len ? (size_t)(rest.at - fields.at) : fields.len;
		sender = mail_field_text(reader->arena, header, "X-Postfix-Sender");
		if (sender.len) {
			reader->context.mail_from = reply_domain_of_address(reader->arena, sender);
			reader->context.sender = mail_address_in(reader->arena, sender);
		}
		action = mail_field_text(reader->arena, header, "Action");
		diagnostic = mail_field_text(reader->arena, header, "Diagnostic-Code");
		status = mail_field_text(reader->arena, header, "Status");
		if ((!diagnostic.len && !status.len) || slice_starts_nocase(action, "delivered") ||
			slice_starts_nocase(action, "relayed") || slice_starts_nocase(action, "expanded"))
			continue;
		has_diagnostic = has_diagnostic || diagnostic.len;
		context = reader->context;
		note_recipient(reader->arena, header, &context);
		bytes_add(&reply, diagnostic);
		bytes_printf(&reply, " (%.*s) %.*s", (int)status.len,
			status.len ? (const char *)status.at : "",
			(int)mail_field_text(reader->arena, header, "Remote-MTA").len,
			(const char *)mail_field_text(reader->arena, header, "Remote-MTA").at);
		bounce_add(reader, paste_plain(reader->arena, arena_copy(reader->arena, bytes_slice(&reply))),
			&context, true);
		if (diagnostic.len && reader->bounces->list.count > before)
			reader->bounces->list.at[before].reply =
				reply_flatten(reader->arena, diagnostic, false);
		bytes_free(&reply);
	}
	return has_diagnostic;
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

/* A mail that a server wrote, and not a person who writes of mail. */
static bool is_of_server(struct arena *arena, struct slice header)
{
	static const char *const senders[] = { "mailer-daemon", "postmaster", "mail delivery",
		"microsoftexchange", "mdaemon", "daemon@" };
	static const char *const subjects[] = { "deliver", "returned", "fail", "reject", "bounce", "blocked",
		"refused", "unzustellbar", "zustell", "remis", "remise", "consegna", "entrega", "bestell",
		"\xe9\x85\x8d", "\xe9\x80\x80" };
	struct slice from = mail_field_text(arena, header, "From"),
		     subject = mail_field_text(arena, header, "Subject"),
		     submitted = mail_field_text(arena, header, "Auto-Submitted");

	if (slice_starts_nocase(mail_field_text(arena, header, "Content-Type"), "multipart/report") ||
		slice_is(mail_field_text(arena, header, "Return-Path"), "<>") ||
		mail_field_text(arena, header, "X-Failed-Recipients").len ||
		(submitted.len && !slice_is_nocase(submitted, "no")))
		return true;
	for (size_t i = 0; i < sizeof senders / sizeof *senders; i++)
		if (slice_find_nocase(from, senders[i], 0) >= 0)
			return true;
	for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++)
		if (slice_find_nocase(subject, subjects[i], 0) >= 0)
			return true;
	return false;
}

static bool has_known(const struct bounces *bounces)
{
	for (size_t i = 0; i < bounces->list.count; i++)
		if (bounces->list.at[i].kind != BOUNCE_UNKNOWN)
			return true;
	return false;
}

/* The words for people, in which a log may be quoted. What the fields told stays where the words tell less. */
static void read_words(struct reader *reader, struct slice words)
{
	struct bounces told = *reader->bounces;
	struct frame frame = frame_of(words);

	*reader->bounces = (struct bounces){ 0 };
	if (told.list.count == 1 && !reader->context.recipient) {
		reader->context.recipient = told.list.at[0].recipient;
		reader->context.recipient_domain = reply_domain_of_address(
			reader->arena, slice_of(reader->context.recipient ? reader->context.recipient : ""));
	}
	paste_read(reader, frame_strip(reader->arena, &frame, words));
	if (!reader->bounces->list.count || (has_known(&told) && !has_known(reader->bounces)))
		*reader->bounces = told;
}

static void read_parts_of_mail(struct reader *reader, struct slice message)
{
	struct slice header, body, words;
	bool has_diagnostic = false;
	size_t quoted;

	mail_split(message, &header, &body);
	reader->is_letter = !is_of_server(reader->arena, header);
	mail_each_part(reader->arena, message, visit_part, reader);
	words = bytes_slice(&reader->words);
	quoted = quoted_mail_at(words);
	if (quoted < words.len) {
		size_t at = slice_line_end(words, quoted);

		while (at < words.len &&
			(words.at[at] == '\n' || words.at[at] == '\r' || words.at[at] == '-'))
			at = slice_line_end(words, at);
		mail_split(slice_part(words, at, words.len), &header, &body);
		aside_note_header(reader->arena, header, &reader->context);
		words = slice_part(words, 0, quoted);
	}
	if (reader->has_fields)
		has_diagnostic = read_fields(reader, bytes_slice(&reader->fields));
	/* Fields may be shorter than the words, or hold nothing that is known. */
	if (words.len && !(has_diagnostic && has_known(reader->bounces)))
		read_words(reader, words);
}

void report_read(struct reader *reader, struct slice message)
{
	reader->has_fields = false;
	read_parts_of_mail(reader, message);
	bytes_free(&reader->words);
	bytes_free(&reader->fields);
	reader->is_letter = false;
	reader->words = reader->fields = (struct bytes){ 0 };
}
