/*
 * The mail that a reply is about, from the text around the reply:
 *
 *   field = name ":" text                      of its header, or of a page that shows the bounce
 *   key   = name "=" [ "<" ] value [ ">" ]     of a log line, such as from=<>, F=<>, helo=<>
 *         / DQUOTE name DQUOTE ":" [ "[" ] DQUOTE value DQUOTE       of JSON
 */
#include "bounce/aside.h"

#include "base/ascii.h"
#include "mail/message.h"

#include "bounce/extent.h"
#include "bounce/mail_address.h"
#include "bounce/reply.h"

#include <string.h>

/* What a value is of. */
enum role { MAIL_FROM, HEADER_FROM, RECIPIENT, HELO };

static void note_signature(struct arena *arena, struct slice signature, struct context *context)
{
	struct slice tag;

	for (size_t at = 0; slice_next_item(signature, ';', &at, &tag);) {
		ptrdiff_t equals = slice_find(tag, '=', 0);
		struct slice name = slice_trim(slice_part(tag, 0, equals < 0 ? 0 : (size_t)equals)), value;

		if (equals < 0)
			continue;
		value = slice_trim(slice_part(tag, (size_t)equals + 1, tag.len));
		if (slice_is(name, "s"))
			context->selector = (const char *)arena_copy(arena, value).at;
		else if (slice_is(name, "d"))
			context->signer = reply_domain(arena, value);
	}
}

/* Addresses of servers that write bounces are not those of the mail. */
static bool is_daemon(struct slice address)
{
	static const char *const names[] = { "mailer-daemon@", "postmaster@", "double-bounce@",
		"microsoftexchange", "mail delivery s" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (slice_find_nocase(address, names[i], 0) >= 0)
			return true;
	return false;
}

static void note(struct arena *arena, enum role role, struct slice value, struct context *context)
{
	const char **const to[] = { [MAIL_FROM] = &context->mail_from,
		[HEADER_FROM] = &context->header_from,
		[RECIPIENT] = &context->recipient_domain,
		[HELO] = &context->helo };
	const char **const whole[] = { [MAIL_FROM] = &context->sender,
		[HEADER_FROM] = &context->author,
		[RECIPIENT] = &context->recipient };

	if (is_daemon(value))
		return;
	if (role != HELO && !*whole[role])
		*whole[role] = mail_address_in(arena, value);
	if (*to[role])
		return;
	if (role == MAIL_FROM && (slice_is(value, "<>") || slice_is(value, "")))
		context->is_null_sender = !context->mail_from;
	else
		*to[role] = role == HELO ? reply_domain(arena, value) : reply_domain_of_address(arena, value);
}

void aside_note_header(struct arena *arena, struct slice header, struct context *context)
{
	struct slice signature = mail_field_text(arena, header, "DKIM-Signature");

	note(arena, HEADER_FROM, mail_field_text(arena, header, "From"), context);
	if (mail_field_text(arena, header, "Return-Path").len)
		note(arena, MAIL_FROM, mail_field_text(arena, header, "Return-Path"), context);
	if (!context->recipient)
		note(arena, RECIPIENT, mail_field_text(arena, header, "To"), context);
	if (signature.len && !context->selector)
		note_signature(arena, signature, context);
}

/* Without what quotes the line. */
static struct slice line_at(struct slice text, size_t at)
{
	size_t end = slice_line_end(text, at);

	while (at < end && strchr(" \t>|*", text.at[at]))
		at++;
	return slice_trim(slice_part(text, at, end));
}

static void read_field(struct arena *arena, struct slice line, struct context *context)
{
	static const struct {
		const char *name;
		enum role role;
	} fields[] = { { "From:", HEADER_FROM }, { "Return-Path:", MAIL_FROM },
		{ "Envelope-From:", MAIL_FROM }, { "X-Postfix-Sender:", MAIL_FROM },
		{ "X-Envelope-From:", MAIL_FROM }, { "Final-Recipient:", RECIPIENT },
		{ "Original-Recipient:", RECIPIENT }, { "X-Failed-Recipients:", RECIPIENT },
		{ "To:", RECIPIENT } };

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (slice_starts_nocase(line, fields[i].name))
			note(arena, fields[i].role,
				slice_trim(slice_part(line, strlen(fields[i].name), line.len)), context);
}

static void read_fields(struct arena *arena, struct slice text, struct context *context)
{
	for (size_t at = 0; at < text.len; at = slice_line_end(text, at))
		read_field(arena, line_at(text, at), context);
}

/* A signature goes on in lines that begin with blanks. */
static void read_signature(struct arena *arena, struct slice text, struct context *context)
{
	for (size_t at = 0; at < text.len && !context->selector; at = slice_line_end(text, at)) {
		if (!slice_starts_nocase(line_at(text, at), "DKIM-Signature:"))
			continue;
		aside_note_header(arena, slice_part(text, at, text.len), context);
		return;
	}
}

/* The value of a key: in angle brackets or quotes, or up to a blank or delimiter. */
static struct slice value_at(struct slice text, size_t at)
{
	size_t end;

	while (at < text.len && strchr(" \t[\"'", text.at[at]))
		at++;
	if (at < text.len && text.at[at] == '<') {
		ptrdiff_t close = slice_find(slice_part(text, 0, at + 512), '>', at);

		return close < 0 ? slice_none() : slice_part(text, at, (size_t)close + 1);
	}
	for (end = at; end < text.len && !strchr("\"\n\r,;}]", text.at[end]); end++)
		;
	return slice_part(text, at, end);
}

static void read_key(
	struct arena *arena, struct slice text, const char *name, enum role role, struct context *context)
{
	size_t len = strlen(name);

	for (ptrdiff_t at = slice_find_nocase(text, name, 0); at >= 0;
		at = slice_find_nocase(text, name, (size_t)at + len)) {
		struct slice value = value_at(text, (size_t)at + len - (name[len - 1] == '<'));

		if (at && (ascii_is_alnum(text.at[at - 1]) || text.at[at - 1] == '_') && name[0] != '"')
			continue;
		if (value.len)
			note(arena, role, value, context);
	}
}

static void read_keys(struct arena *arena, struct slice text, struct context *context)
{
	static const struct {
		const char *name;
		enum role role;
	} keys[] = { { "from=<", MAIL_FROM }, { "F=<", MAIL_FROM }, { "MAIL FROM:<", MAIL_FROM },
		{ "sender=<", MAIL_FROM }, { "envelope-from=", MAIL_FROM }, { "\"mail_from\":", MAIL_FROM },
		{ "\"mailfrom\":", MAIL_FROM }, { "\"envelope_from\":", MAIL_FROM },
		{ "\"return_path\":", MAIL_FROM }, { "\"returnPath\":", MAIL_FROM },
		{ "\"msg_from\":", MAIL_FROM }, { "\"sender\":", MAIL_FROM }, { "\"source\":", MAIL_FROM },
		{ "\"header_from\":", HEADER_FROM }, { "\"friendly_from\":", HEADER_FROM },
		{ "\"from\":", HEADER_FROM }, { "\"from_email\":", HEADER_FROM }, { "to=<", RECIPIENT },
		{ "RCPT TO:<", RECIPIENT }, { "\"recipient\":", RECIPIENT }, { "\"rcpt_to\":", RECIPIENT },
		{ "\"to\":", RECIPIENT }, { "\"email\":", RECIPIENT }, { "helo=<", HELO }, { "helo=", HELO },
		{ "EHLO ", HELO } };

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		read_key(arena, text, keys[i].name, keys[i].role, context);
}

static bool is_address_byte(uint8_t c)
{
	return c >= 0x80 || ascii_is_alnum(c) || strchr(".-_+=@", c);
}

/* Words before the address of somebody else. */
static bool is_of_other(struct slice text, size_t at)
{
	static const char *const words[] = { "from", "sender", "von", "contact", "by",
		"from:", "from=", "mailto" };
	size_t end = at, first;

	while (end && strchr(" <\"'(=:", text.at[end - 1]))
		end--;
	for (first = end; first && ascii_is_alpha(text.at[first - 1]);)
		first--;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (slice_is_nocase(slice_part(text, first, end), words[i]))
			return true;
	return false;
}

/* Bounces for people name the recipient before the reply: "<ann@example.com>: host ... said: 550 ...". */
static void read_recipient(struct arena *arena, struct slice text, struct context *context)
{
	for (size_t at = text.len; at && !context->recipient;) {
		size_t end = at, first;
		struct slice word;

		while (end && !is_address_byte(text.at[end - 1]))
			end--;
		for (first = end; first && is_address_byte(text.at[first - 1]);)
			first--;
		word = slice_part(text, first, end);
		if (slice_find(word, '@', 1) > 0 && !is_of_other(text, first) &&
			reply_domain_of_address(arena, word))
			note(arena, RECIPIENT, word, context);
		at = first;
	}
}

void aside_read(struct arena *arena, struct slice before, struct slice behind, struct context *context)
{
	read_fields(arena, behind, context);
	read_signature(arena, behind, context);
	read_keys(arena, behind, context);
	read_fields(arena, before, context);
	read_keys(arena, before, context);
	if (!context->recipient)
		read_recipient(arena, before, context);
}
