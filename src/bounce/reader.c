/* A text that holds one reply becomes a bounce: its codes, the row that knows it, and whom it is about. */
#include "bounce/reader.h"

#include "base/ascii.h"
#include "bounce/aside.h"
#include "bounce/extent.h"
#include "bounce/meaning.h"
#include "bounce/plain.h"
#include "bounce/receivers.h"

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

/* An enhanced code that words follow, as in "Detail: 5.7.40 Your email ... SMTP code: 550". */
static bool has_words(struct slice text, const struct reply_code *code)
{
	struct slice rest = slice_part(text, code->end, text.len);

	return rest.len > 2 && rest.at[0] == ' ' && ascii_is_alpha(rest.at[1]) && code->first &&
	       text.at[code->first - 1] == ' ' && !slice_starts_nocase(rest, " smtp");
}

/* Where the reply begins: at its basic code; a log may have the enhanced one before it (dsn=5.7.26). */
static bool find_reply(struct slice text, struct reply_code *ret_code)
{
	struct reply_code code;

	if (!reply_next_code(text, 0, ret_code))
		return false;
	for (size_t at = 0; reply_next_code(text, at, &code); at = code.end) {
		if ((code.basic && !reply_is_label(text, &code)) || has_words(text, &code)) {
			*ret_code = code;
			break;
		}
	}
	return true;
}

/* The words after the code, or all of the text when the code is at its end. */
static struct slice find_said(struct slice text, const struct reply_code *code)
{
	size_t letters = 0;

	for (size_t i = code->end; i < text.len; i++)
		letters += ascii_is_alpha(text.at[i]) || text.at[i] >= 0x80;
	return slice_part(text, letters > 3 ? code->first : 0, text.len);
}

/* A reply without a code is one only when it says clearly what is known here. */
bool bounce_add(struct reader *reader, struct slice whole, const struct context *context, bool needs_code)
{
	struct slice plain = plain_read(reader->arena, whole), said;
	struct context mail = *context;
	struct reply_code code;
	bool has_code = find_reply(plain, &code);
	size_t first = has_code ? code.first : 0, end = reply_extent(plain, first);
	struct reply_texts reply = { .text = slice_part(plain, 0, end) };
	const char *receiver;
	struct meaning meaning;
	struct bounce *bounce;

	said = has_code ? find_said(reply.text, &code) : reply.text;
	reply.said = reply_flatten(reader->arena, said, false);
	reply.folded = reply_flatten(reader->arena, said, true);
	receiver = receiver_find(reader->arena, reply.folded, reply_flatten(reader->arena, plain, true));
	meaning = meaning_find(reader->vocabulary, receiver, &reply);
	if (!has_code && (needs_code || (!meaning.row && !meaning.words.clear)))
		return false;
	if (reader->bounces->list.count >= BOUNCES_MOST) {
		reader->bounces->unkept++;
		return false;
	}
	aside_read(reader->arena, slice_part(plain, 0, first), slice_part(plain, end, plain.len), &mail);
	bounce = arena_append(reader->arena, &reader->bounces->list);
	*bounce = (struct bounce){ .receiver = receiver,
		.kind = meaning.kind,
		.other = meaning.kind == BOUNCE_UNKNOWN ? meaning.words.other : OTHER_NONE,
		.meaning = meaning.text,
		.mail_from = mail.mail_from,
		.header_from = mail.header_from,
		.sender = mail.sender,
		.author = mail.author,
		.recipient = mail.recipient,
		.log_id = mail.log_id,
		.time = mail.time,
		.times = 1,
		.selector = mail.selector,
		.signer = mail.signer };
	if (!receiver && meaning.row && meaning.row->receiver)
		bounce->receiver = meaning.row->receiver;
	bounce->bulk = bounce->kind == BOUNCE_DMARC_MISSING || bounce->kind == BOUNCE_ALIGNMENT ||
		       bounce->kind == BOUNCE_SEVERAL ||
		       (meaning.row && meaning.row->receiver && meaning.row->codes &&
			       (bounce->kind == BOUNCE_SPF || bounce->kind == BOUNCE_DKIM));
	add_codes(reader, bounce, reply.text);
	bounce->reply = reply.said;
	meaning_fill_results(bounce, &meaning);
	subject_find(reader->arena, reply_flatten(reader->arena, reply.text, true), &mail, bounce);
	return true;
}
