/* A text that holds one reply becomes a bounce: its codes, the row that knows it, and whom it is about. */
#include "bounce/reader.h"

#include "bounce/aside.h"
#include "bounce/extent.h"
#include "bounce/plain.h"
#include "bounce/results.h"

#include <string.h>

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

/* A reply without a code is one only when it speaks of what is known here, and of nothing else that could be meant. */
bool bounce_add(struct reader *reader, struct slice whole, const struct context *context, bool needs_code)
{
	struct slice plain = plain_read(reader->arena, whole), text, said;
	struct context mail = *context;
	struct reply_code code;
	bool has_code = find_reply(plain, &code);
	size_t first = has_code ? code.first : 0, end = reply_extent(plain, first);
	const char *folded, *receiver;
	const struct bounce_row *row;
	struct bounce *bounce;

	text = slice_part(plain, 0, end);
	said = slice_part(plain, first, end);
	folded = reply_flatten(reader->arena, text, true);
	receiver = bounce_find_receiver(reply_flatten(reader->arena, said, true));
	if (!receiver)
		receiver = bounce_find_receiver(
			without_own_server(reader->arena, reply_flatten(reader->arena, plain, true)));
	row = find_row(receiver, text, folded);
	if (!has_code && (needs_code || !row))
		return false;
	if (reader->bounces->list.count >= BOUNCES_MOST)
		return false;
	aside_read(reader->arena, slice_part(plain, 0, first), slice_part(plain, end, plain.len), &mail);
	bounce = arena_append(reader->arena, &reader->bounces->list);
	*bounce = (struct bounce){ .receiver = receiver,
		.kind = row ? row->kind : BOUNCE_UNKNOWN,
		.meaning = row ? row->meaning : NULL,
		.mail_from = mail.mail_from,
		.header_from = mail.header_from,
		.selector = mail.selector,
		.signer = mail.signer };
	if (!receiver && row && row->receiver)
		bounce->receiver = row->receiver;
	bounce->bulk = bounce->kind == BOUNCE_DMARC_MISSING || bounce->kind == BOUNCE_ALIGNMENT ||
		       bounce->kind == BOUNCE_SEVERAL ||
		       (row && row->receiver && row->codes &&
			       (bounce->kind == BOUNCE_SPF || bounce->kind == BOUNCE_DKIM));
	add_codes(reader, bounce, text);
	bounce->reply = reply_flatten(reader->arena, said, false);
	results_read(reader->arena, folded, bounce);
	subject_find(reader->arena, folded, &mail, bounce);
	return true;
}
