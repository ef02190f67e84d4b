/* A text that holds one reply becomes a bounce: its codes, the row that knows it, and whom it is about. */
#include "bounce/reader.h"

#include <string.h>

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
		bounce->domain_source =
			bounce->domain == bounce->header_from ? BOUNCE_IN_FROM : BOUNCE_IN_ENVELOPE;
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

/* Exchange names the server that wrote the bounce, which is the sender's own. */
static const char *without_own_server(struct arena *arena, const char *folded)
{
	static const char mark[] = "generating server:";
	char *copy = arena_strdup(arena, folded), *at = strstr(copy, mark);

	if (at)
		for (at += sizeof mark - 1 + strspn(at + sizeof mark - 1, " "); *at && *at != ' ';)
			*at++ = '-';
	return copy;
}

/* Where the reply begins: at its basic code; a log may have the enhanced one in front of it (dsn=5.7.26). */
static bool find_reply(struct slice text, struct reply_code *ret_code)
{
	struct reply_code code;

	if (!reply_next_code(text, 0, ret_code))
		return false;
	for (size_t at = 0; reply_next_code(text, at, &code); at = code.end) {
		if (code.basic) {
			*ret_code = code;
			break;
		}
	}
	return true;
}

/* Gmail begins with the address that it talks to: "[192.0.2.1      15] Our system ...". */
static void read_leading_address(struct reader *reader, struct bounce *bounce)
{
	struct slice reply = slice_of(bounce->reply), ip;
	struct dns_address address;
	size_t end = 1;

	while (end < reply.len && reply.at[end] != ' ' && reply.at[end] != ']')
		end++;
	ip = slice_part(reply, 1, end);
	if (!reply.len || reply.at[0] != '[' || !dns_address_from_text(ip, &address))
		return;
	bounce->ip = (const char *)arena_copy(reader->arena, ip).at;
	bounce->ip_source = BOUNCE_IN_REPLY;
}

/* A reply without a code is one only when it speaks of what is known here, and of nothing else that could be meant. */
bool bounce_add(struct reader *reader, struct slice text, const struct context *context, bool needs_code)
{
	const char *folded = reply_flatten(reader->arena, text, true);
	struct reply_code code;
	bool has_code = find_reply(text, &code);
	struct slice said = slice_part(text, has_code ? code.first : 0, text.len);
	const char *receiver = bounce_find_receiver(reply_flatten(reader->arena, said, true));
	const struct bounce_row *row;
	struct bounce *bounce;

	if (!receiver)
		receiver = bounce_find_receiver(without_own_server(reader->arena, folded));
	row = find_row(receiver, text, folded);
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
	if (!bounce->ip)
		read_leading_address(reader, bounce);
	if (!bounce->ip && context->ip) {
		bounce->ip = context->ip;
		bounce->ip_source = BOUNCE_IN_LOG;
	}
	choose_domain(bounce);
	return true;
}
