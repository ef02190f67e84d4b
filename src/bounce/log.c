/*
 * Logs: an entry begins with a time, or with the name of a mail server's program, and goes on in lines that do not. What tells of a
 * refusal is a bounce; who sent the mail, to whom and from where may be told by other entries, also by later ones.
 */
#include "bounce/log.h"

#include "base/ascii.h"
#include "bounce/entry.h"
#include "bounce/likely.h"
#include "bounce/log_tale.h"
#include "bounce/mail_address.h"
#include "bounce/replies.h"
#include "dns/special_address.h"

#include <string.h>

/* The end of the entry's lines: the next entry, or an empty line when no parenthesis is open. */
static size_t entry_end(struct slice text, size_t at)
{
	size_t end = slice_line_end(text, at), counted = at, next;
	ptrdiff_t open = 0;

	for (; end < text.len; end = next) {
		struct slice line;

		next = slice_line_end(text, end);
		line = slice_part(text, end, next);
		if (entry_is_start(line))
			return end;
		if (slice_trim(line).len)
			continue;
		for (; counted < end; counted++)
			open += (text.at[counted] == '(') - (text.at[counted] == ')');
		if (open <= 0)
			return end;
	}
	return text.len;
}

/* Where the last line of a text has a code with a hyphen, so that the reply goes on; the length when it has none. */
static size_t open_reply_at(struct slice line)
{
	enum { MARK_MOST = 80 }; /* what is before the code: the mark of a session, and who says it */
	struct reply_code code;

	if (!reply_next_code(slice_part(line, 0, MARK_MOST + 4), 0, &code) || !code.basic || !code.more)
		return line.len;
	return code.first;
}

/* True when the message goes on with the reply that the line before it began: the same code after the same mark. */
static bool continues_reply(struct slice before, struct slice message)
{
	size_t at = open_reply_at(before);

	return at < before.len && message.len > at + 3 &&
	       slice_equal(slice_part(before, 0, at + 3), slice_part(message, 0, at + 3)) &&
	       (message.at[at + 3] == '-' || message.at[at + 3] == ' ');
}

/* What is no part of an entry goes to `outside`. */
static bool next_entry(struct arena *arena, struct slice text, size_t *at, struct bytes *outside,
	struct log_entry *ret_entry)
{
	while (*at < text.len) {
		size_t first = *at;
		struct slice whole;
		struct entry_head head;

		*at = entry_end(text, first);
		whole = slice_part(text, first, *at);
		if (!entry_is_start(whole)) {
			bytes_add(outside, whole);
			continue;
		}
		head = entry_head_of(whole);
		ret_entry->time = head.time;
		ret_entry->program = head.program;
		ret_entry->text = slice_trim(slice_part(whole, head.end, whole.len));
		for (struct slice before = ret_entry->text;
			*at < text.len && open_reply_at(before) < before.len;) {
			struct bytes joined = { 0 };
			size_t end = entry_end(text, *at);
			struct slice next = slice_part(text, *at, end), message;

			message = slice_trim(slice_part(next, entry_head_of(next).end, next.len));
			if (!continues_reply(before, message))
				break;
			bytes_add(&joined, ret_entry->text);
			bytes_add_byte(&joined, '\n');
			bytes_add(&joined, slice_part(message, open_reply_at(before), message.len));
			ret_entry->text = arena_copy(arena, bytes_slice(&joined));
			bytes_free(&joined);
			before = message;
			*at = end;
		}
		return true;
	}
	return false;
}

/* A slash of qmail's log that is no part of a link: the last one, or before a code or what the server says for itself. */
static bool is_line_end(struct slice text, size_t at)
{
	struct slice rest = slice_part(text, at + 1, text.len);

	return !rest.len || slice_starts(rest, "Remote host said") || slice_starts(rest, "Giving up") ||
	       slice_starts(rest, "I'm not going to try") ||
	       (rest.len > 3 && (rest.at[0] == '4' || rest.at[0] == '5') && ascii_is_digit(rest.at[1]) &&
		       ascii_is_digit(rest.at[2]) && (rest.at[3] == '-' || rest.at[3] == ' '));
}

/* qmail writes blanks as underscores, and line ends as slashes. */
static struct slice without_underscores(struct arena *arena, struct slice text)
{
	uint8_t *copy;

	if (slice_find_text(text, "_host_said:_", 0) < 0)
		return text;
	copy = arena_copy_bytes(arena, text);
	for (size_t i = 0; i < text.len; i++)
		if (copy[i] == '_')
			copy[i] = ' ';
	for (size_t i = 0; i < text.len; i++)
		if (copy[i] == '/' && is_line_end((struct slice){ copy, text.len }, i))
			copy[i] = '\n';
	return (struct slice){ copy, text.len };
}

static struct log_tale tell(const struct log_entry *entry)
{
	static const struct {
		bool (*is)(const struct log_entry *entry);
		struct log_tale (*tell)(const struct log_entry *entry);
	} servers[] = { { log_is_exim, log_tell_exim }, { log_is_qmail, log_tell_qmail },
		{ log_is_sendmail, log_tell_sendmail }, { log_is_postfix, log_tell_postfix },
		{ log_is_opensmtpd, log_tell_opensmtpd } };

	for (size_t i = 0; i < sizeof servers / sizeof *servers; i++)
		if (servers[i].is(entry))
			return servers[i].tell(entry);
	return log_tell_other(entry);
}

static void note(struct log_mails *mails, const struct log_tale *tale)
{
	struct log_mail *mail = log_mails_note(mails, tale->id);

	if (!mail)
		return;
	if (tale->has_sender)
		log_mail_set(&mail->sender, tale->sender);
	if (tale->recipient.len)
		log_mail_set(&mail->recipient, tale->recipient);
	if (tale->ip.len)
		log_mail_set(&mail->ip, tale->ip);
	if (tale->helo.len)
		log_mail_set(&mail->helo, tale->helo);
	if (tale->author.len)
		log_mail_set(&mail->author, tale->author);
	if (tale->of.len)
		log_mail_set(&mail->of, tale->of);
}

static void set_recipient(struct reader *reader, struct context *context, struct slice recipient)
{
	context->recipient = mail_address_in(reader->arena, recipient);
	context->recipient_domain = reply_domain_of_address(reader->arena, recipient);
}

static void set_sender(struct reader *reader, struct context *context, struct slice sender)
{
	context->sender = mail_address_in(reader->arena, sender);
	context->mail_from = reply_domain_of_address(reader->arena, sender);
	context->is_null_sender = !sender.len;
}

/* An address that others can have seen: not one of a private network, of this machine or of a link. */
static void set_ip(struct reader *reader, struct context *context, struct slice text)
{
	struct dns_address address;

	if (text.len && dns_address_from_text(text, &address) &&
		!private_network_of(&address, host_prefix(&address)))
		context->ip = (const char *)arena_copy(reader->arena, text).at;
}

/* What other entries told of the mail. Where it came from is only of use when this server refused it. */
static void add_noted(struct reader *reader, const struct log_tale *tale, struct context *context)
{
	const struct log_mail *mail = log_mails_find(reader->mails, tale->id), *of;

	if (!mail) {
		reader->mails->missed +=
			tale->id.len && !tale->has_sender && !tale->is_session && reader->mails->forgotten;
		return;
	}
	of = mail->of ? log_mails_find(reader->mails, slice_of(mail->of)) : NULL;
	if (!tale->has_sender && (mail->sender || (of && of->sender)))
		set_sender(reader, context, slice_of(mail->sender ? mail->sender : of->sender));
	if (!tale->recipient.len && mail->recipient)
		set_recipient(reader, context, slice_of(mail->recipient));
	if (mail->author)
		context->header_from = reply_domain(reader->arena, slice_of(mail->author));
	if (tale->here && !tale->ip.len && mail->ip)
		set_ip(reader, context, slice_of(mail->ip));
}

static void add_refusal(struct reader *reader, const struct log_entry *entry, const struct log_tale *tale,
	struct bytes *outside)
{
	struct context context = reader->context;
	struct slice text = without_underscores(reader->arena, tale->text);
	size_t end;

	if (tale->has_sender)
		set_sender(reader, &context, tale->sender);
	if (tale->recipient.len)
		set_recipient(reader, &context, tale->recipient);
	set_ip(reader, &context, tale->ip);
	if (tale->helo.len)
		context.helo = reply_domain(reader->arena, tale->helo);
	add_noted(reader, tale, &context);
	if (tale->id.len)
		context.log_id = (const char *)arena_copy(reader->arena, tale->id).at;
	if (entry->time.len)
		context.time = (const char *)arena_copy(reader->arena, entry->time).at;
	end = replies_next(text, 0);
	bytes_add(outside, slice_part(text, end, text.len));
	bounce_add(reader, slice_part(text, 0, end), &context, !tale->speaks_without_code);
}

void log_note(struct log_mails *mails, struct slice text)
{
	struct arena scratch = { 0 };
	struct bytes outside = { 0 };
	struct log_entry entry;

	for (size_t at = 0; next_entry(&scratch, text, &at, &outside, &entry); arena_rewind(&scratch)) {
		outside.len = 0;
		struct log_tale tale = tell(&entry);

		if (tale.sort == LOG_NOTE)
			note(mails, &tale);
	}
	bytes_free(&outside);
	arena_release(&scratch);
}

static void finish_entry(struct reader *reader)
{
	if (reader->take)
		reader->take(reader);
}

/* Replies that are before the first entry, between entries, or after the reply of one. */
static void read_outside(struct reader *reader, struct bytes *outside)
{
	if (outside->len && likely_reply(bytes_slice(outside)))
		replies_read(reader, arena_copy(reader->arena, bytes_slice(outside)), false);
	outside->len = 0;
	finish_entry(reader);
}

void log_read(struct reader *reader, struct slice text)
{
	struct bytes outside = { 0 };
	struct log_entry entry;
	size_t at = 0;

	while (next_entry(reader->arena, text, &at, &outside, &entry)) {
		struct log_tale tale = tell(&entry);

		if (outside.len)
			read_outside(reader, &outside);
		if (tale.sort == LOG_NOTE)
			note(reader->mails, &tale); /* once more, in order: some ids are used again */
		else if (tale.sort == LOG_REFUSAL)
			add_refusal(reader, &entry, &tale, &outside);
		finish_entry(reader);
	}
	read_outside(reader, &outside);
	bytes_free(&outside);
}

bool log_is(struct slice text)
{
	for (size_t at = 0; at < text.len; at = slice_line_end(text, at))
		if (entry_is_start(slice_part(text, at, slice_line_end(text, at))))
			return true;
	return false;
}
