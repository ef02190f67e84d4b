/*
 * From what was pasted or stored to bounces. A mail gives its parts that are text: its report fields (RFC 3464 section 2.3), the
 * words around them, and the header of the mail that was refused. Other text is a log, when its lines begin as those of a log
 * do, or pasted replies.
 */
#include "bounce/reply.h"

#include "mailauth/base/ascii.h"
#include "mailauth/base/bytes.h"
#include "mailauth/mail/message.h"

#include <string.h>

enum { BOUNCES_MOST = 10000, TAG_MOST = 4096 };

/* What is known of a mail beside the reply. */
struct context {
	const char *mail_from, *header_from;
	const char *selector, *signer;
	const char *ip;
};

/* The sender of a mail by its id in a log: the bounce stands in another line. */
struct log_sender {
	struct slice id;
	const char *domain;
};

struct reader {
	struct arena *arena;
	struct bounces *bounces;
	struct context context;
	ARENA_LIST(struct log_sender) senders;
	struct bytes words;  /* of a mail: all its text for people */
	struct bytes fields; /* and its fields of delivery status */
	bool has_fields;
};

static const char *domain_of_address(struct arena *arena, struct slice address)
{
	size_t at = address.len, end;

	while (at && address.at[at - 1] != '@')
		at--;
	for (end = at; end < address.len && !strchr("> \t\r\n,;\")", address.at[end]); end++)
		;
	return at && end > at ? reply_domain(arena, slice_part(address, at, end)) : NULL;
}

/* The word behind `mark`, up to a blank or bracket. */
static struct slice behind(struct slice text, const char *mark)
{
	ptrdiff_t at = slice_find_nocase(text, mark, 0);
	size_t first = at < 0 ? text.len : (size_t)at + strlen(mark), end = first;

	while (end < text.len && !strchr(" \t\r\n>,;", text.at[end]))
		end++;
	return slice_part(text, first, end);
}

/* The domain whose records matter: the one that the reply names, else the one that the complaint is about. */
static void choose_domain(struct bounce *bounce)
{
	bool from_matters = bounce->kind == BOUNCE_DMARC || bounce->kind == BOUNCE_DMARC_MISSING ||
			    bounce->kind == BOUNCE_ALIGNMENT || bounce->kind == BOUNCE_SEVERAL ||
			    bounce->kind == BOUNCE_DKIM;
	const char *first = from_matters ? bounce->header_from : bounce->mail_from,
		   *second = from_matters ? bounce->mail_from : bounce->header_from;

	if (bounce->domain)
		return;
	bounce->domain = first ? first : second;
	if (bounce->domain)
		bounce->domain_source = bounce->domain == bounce->header_from ? "from the From field"
									      : "from the envelope sender";
}

static void add_codes(struct reader *reader, struct bounce *bounce, struct slice text)
{
	struct reply_code code;

	for (size_t at = 0; bounce->codes.count < 8 && reply_next_code(text, at, &code); at = code.end) {
		const char *shown = code.basic && code.enhanced[0]
					    ? arena_printf(reader->arena, "%u %s", code.basic, code.enhanced)
				    : code.basic ? arena_printf(reader->arena, "%u", code.basic)
						 : arena_strdup(reader->arena, code.enhanced);
		bool known = false;

		for (size_t i = 0; i < bounce->codes.count; i++)
			known = known || strstr(bounce->codes.at[i], shown);
		if (!known)
			*arena_append(reader->arena, &bounce->codes) = shown;
	}
}

/* The row by each code of the reply in turn, those that are whole first; the first that is known decides. */
static const struct bounce_row *find_row(const char *receiver, struct slice text, const char *folded)
{
	const struct bounce_row *row = NULL;
	struct reply_code code;

	for (int whole = 1; whole >= 0; whole--)
		for (size_t at = 0; !row && reply_next_code(text, at, &code); at = code.end)
			if ((code.basic && code.enhanced[0]) == whole)
				row = bounce_find_row(receiver, code.basic, code.enhanced, folded);
	return row ? row : bounce_find_row(receiver, 0, "", folded);
}

/* A reply without a code is one only when it speaks of what is known here, and of nothing else that could be meant. */
static bool add_bounce(
	struct reader *reader, struct slice text, const struct context *context, bool needs_code)
{
	const char *folded = reply_flatten(reader->arena, text, true);
	const char *receiver = bounce_find_receiver(folded);
	const struct bounce_row *row = find_row(receiver, text, folded);
	struct reply_code code;
	bool has_code = reply_next_code(text, 0, &code);
	struct bounce *bounce;

	if (!has_code && (needs_code || !row))
		return false;
	if (reader->bounces->list.count >= BOUNCES_MOST)
		return false;
	bounce = arena_append(reader->arena, &reader->bounces->list);
	*bounce = (struct bounce){ .receiver = receiver,
		.kind = row ? row->kind : BOUNCE_UNKNOWN,
		.meaning = row ? row->meaning : NULL,
		.mail_from = context->mail_from,
		.header_from = context->header_from,
		.selector = context->selector,
		.signer = context->signer };
	if (!receiver && row && row->receiver)
		bounce->receiver = row->receiver;
	bounce->bulk = bounce->kind == BOUNCE_DMARC_MISSING || bounce->kind == BOUNCE_ALIGNMENT ||
		       bounce->kind == BOUNCE_SEVERAL ||
		       (row && row->receiver && row->codes &&
			       (bounce->kind == BOUNCE_SPF || bounce->kind == BOUNCE_DKIM));
	add_codes(reader, bounce, text);
	bounce->reply =
		reply_flatten(reader->arena, slice_part(text, has_code ? code.first : 0, text.len), false);
	reply_read_variables(reader->arena, folded, bounce);
	if (!bounce->ip && context->ip) {
		bounce->ip = context->ip;
		bounce->ip_source = "from the log line";
	}
	choose_domain(bounce);
	return true;
}

/* Logs */

static bool is_digits(struct slice text, size_t at, const char *pattern)
{
	for (size_t i = 0; pattern[i]; i++) {
		if (at + i >= text.len)
			return false;
		if (pattern[i] == '0' ? !ascii_is_digit(text.at[at + i])
				      : text.at[at + i] != (uint8_t)pattern[i])
			return false;
	}
	return true;
}

/* Exim and ISO 8601; syslog; tai64n and seconds of qmail. */
static bool is_log_start(struct slice line)
{
	if (is_digits(line, 0, "0000-00-00 00:00:00") || is_digits(line, 0, "0000-00-00T00:00:00"))
		return true;
	if (line.len > 15 && ascii_is_alpha(line.at[0]) && line.at[3] == ' ' &&
		(is_digits(line, 7, "00:00:00") || is_digits(line, 6, " 00:00:00")))
		return true;
	if (line.len > 25 && line.at[0] == '@' && is_digits(line, 1, "4000000"))
		return true;
	return is_digits(line, 0, "0000000000.00");
}

/* The id of a mail: Exim's third word, or what stands in front of a colon behind the program's name. */
static struct slice log_id(struct slice line)
{
	struct slice word;
	size_t number = 0;

	for (size_t at = 0; number < 8 && slice_next_item(line, ' ', &at, &word); number++) {
		bool exim = word.len >= 16 && (word.at[6] == '-') && ascii_is_alnum(word.at[0]);
		bool queue = number && word.len >= 6 && word.at[word.len - 1] == ':' &&
			     ascii_is_alnum(word.at[0]) && slice_find(word, '[', 0) < 0 &&
			     slice_find(word, '.', 0) < 0 && !is_digits(word, 0, "00:00");

		if (exim || queue)
			return slice_part(word, 0, word.len - queue);
	}
	return (struct slice){ 0 };
}

static void note_sender(struct reader *reader, struct slice line)
{
	struct slice id = log_id(line), address = behind(line, " from=<");
	struct log_sender *sender;
	const char *domain;

	if (!address.len)
		address = behind(line, " <= ");
	domain = domain_of_address(reader->arena, address);
	if (!id.len || !domain)
		return;
	sender = arena_append(reader->arena, &reader->senders);
	sender->id = id;
	sender->domain = domain;
}

static struct context context_of_line(struct reader *reader, struct slice line)
{
	struct context context = reader->context;
	struct slice id = log_id(line), address = behind(line, " F=<"), from = behind(line, " from=<"),
		     interface = behind(line, " I=[");
	const char *domain = domain_of_address(reader->arena, address.len ? address : from);
	struct dns_address ip;
	ptrdiff_t close = slice_find(interface, ']', 0);

	for (size_t i = reader->senders.count; i && !domain && id.len; i--)
		if (slice_equal(reader->senders.at[i - 1].id, id))
			domain = reader->senders.at[i - 1].domain;
	if (domain)
		context.mail_from = domain;
	/* The interface that the mail left by, when it is not one behind a translator. */
	if (close > 0 && dns_address_from_text(slice_part(interface, 0, (size_t)close), &ip) &&
		!(ip.bytes[0] == 10 || ip.bytes[0] == 127 || (ip.bytes[0] == 192 && ip.bytes[1] == 168) ||
			(ip.bytes[0] == 172 && ip.bytes[1] >= 16 && ip.bytes[1] < 32) ||
			ip.bytes[0] == 0xfd || ip.bytes[0] == 0xfe))
		context.ip =
			(const char *)arena_copy(reader->arena, slice_part(interface, 0, (size_t)close)).at;
	return context;
}

/* qmail writes blanks as underscores, and line ends as slashes. */
static struct slice without_underscores(struct arena *arena, struct slice line)
{
	struct slice copy;

	if (slice_find_nocase(line, "_host_said:_", 0) < 0)
		return line;
	copy = arena_copy(arena, line);
	for (size_t i = 0; i < copy.len; i++)
		if (copy.at[i] == '_')
			((uint8_t *)copy.at)[i] = ' ';
	return copy;
}

static size_t line_end(struct slice text, size_t at)
{
	ptrdiff_t lf = slice_find(text, '\n', at);

	return lf < 0 ? text.len : (size_t)lf + 1;
}

static void read_log(struct reader *reader, struct slice text)
{
	for (size_t at = 0; at < text.len; at = line_end(text, at)) {
		struct slice line = slice_part(text, at, line_end(text, at));

		if (is_log_start(line))
			note_sender(reader, line);
	}
	for (size_t at = 0, end; at < text.len; at = end) {
		struct slice entry;
		struct context context;

		end = line_end(text, at);
		while (end < text.len && !is_log_start(slice_part(text, end, line_end(text, end))))
			end = line_end(text, end);
		entry = without_underscores(reader->arena, slice_part(text, at, end));
		context = context_of_line(reader, entry);
		add_bounce(reader, entry, &context, true);
	}
}

static bool is_log(struct slice text)
{
	for (size_t at = 0; at < text.len; at = line_end(text, at))
		if (is_log_start(slice_part(text, at, line_end(text, at))))
			return true;
	return false;
}

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

/* Text up to where another reply begins: after one that ended, with another code or with a hyphen behind the code. */
static size_t end_of_reply(struct slice text, size_t at)
{
	struct reply_code last = { 0 }, code;
	bool ended = false;

	for (; at < text.len; at = line_end(text, at)) {
		struct slice line = slice_part(text, at, line_end(text, at));
		bool starts = starts_reply(line, &code);

		if (starts && ended &&
			(code.more || strcmp(code.enhanced, last.enhanced) != 0 || code.basic != last.basic))
			return at;
		if (!starts && !(reply_next_code(line, 0, &code) && code.basic))
			continue;
		if (!starts && ended) /* another server's, such as "host x said: 550 ..." */
			return at;
		last = code;
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
		add_bounce(reader, slice_part(text, at, end), &reader->context, end < text.len);
	}
}

/* "\n" and "\r" as two characters, as logs and tutorials have them; and the entities of web pages. */
static struct slice plain_text(struct arena *arena, struct slice text)
{
	static const struct {
		const char *written;
		char meant;
	} forms[] = { { "\\r\\n", '\n' }, { "\\n", '\n' }, { "\\r", '\n' }, { "&lt;", '<' }, { "&gt;", '>' },
		{ "&quot;", '"' }, { "&#39;", '\'' }, { "&nbsp;", ' ' }, { "&amp;", '&' },
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

static void read_text(struct reader *reader, struct slice text)
{
	text = plain_text(reader->arena, text);
	if (is_log(text))
		read_log(reader, text);
	if (!reader->bounces->list.count)
		read_replies(reader, text);
}

/* Mails */

static void note_header(struct reader *reader, struct slice header)
{
	struct arena *arena = reader->arena;
	struct context *context = &reader->context;
	struct slice signature = mail_field_text(arena, header, "DKIM-Signature");
	const char *from = domain_of_address(arena, mail_field_text(arena, header, "From")),
		   *path = domain_of_address(arena, mail_field_text(arena, header, "Return-Path"));

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
		sender = domain_of_address(
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
		add_bounce(reader, plain_text(reader->arena, arena_copy(reader->arena, bytes_slice(&reply))),
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

static void read_mail(struct reader *reader, struct slice message)
{
	struct slice header, body, words;
	size_t quoted;

	mail_split(message, &header, &body);
	mail_each_part(reader->arena, message, visit_part, reader);
	words = bytes_slice(&reader->words);
	quoted = quoted_mail_at(words);
	if (quoted < words.len) {
		size_t at = line_end(words, quoted);

		while (at < words.len &&
			(words.at[at] == '\n' || words.at[at] == '\r' || words.at[at] == '-'))
			at = line_end(words, at);
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

struct bounces *bounces_read(struct arena *arena, struct slice bytes)
{
	struct reader reader = { .arena = arena, .bounces = arena_take(arena, sizeof *reader.bounces) };

	if (mail_looks_like_message(bytes))
		read_mail(&reader, bytes);
	else
		read_text(&reader, bytes);
	bytes_free(&reader.words);
	bytes_free(&reader.fields);
	return reader.bounces;
}
