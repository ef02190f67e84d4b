/* A text that holds one reply becomes a bounce: its codes, the row that knows it, and whom it is about. */
#include "bounce/reader.h"

#include "base/ascii.h"
#include "bounce/aside.h"
#include "bounce/extent.h"
#include "bounce/plain.h"
#include "bounce/receivers.h"
#include "bounce/rows.h"
#include "bounce/words.h"

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

/* What the reply means: why it was refused, and the words that tell so. */
struct meaning {
	enum bounce_kind kind;
	const char *text;
	const struct bounce_row *row; /* NULL when words alone tell */
	struct words words;
};

/* The receiver's row by each code of the reply in turn, those that are whole first; the first that is known decides. */
static const struct bounce_row *find_row_of_receiver(
	const char *receiver, struct slice text, const char *folded)
{
	const struct bounce_row *row = NULL;
	struct reply_code code;

	for (int whole = 1; whole >= 0; whole--)
		for (size_t at = 0; !row && reply_next_code(text, at, &code); at = code.end)
			if ((code.basic && code.enhanced[0]) == whole)
				row = row_of_receiver(receiver, code.basic, code.enhanced, folded);
	return row ? row : row_of_receiver(receiver, 0, "", folded);
}

static const struct bounce_row *find_row_of_code(struct slice text)
{
	const struct bounce_row *row = NULL;
	struct reply_code code;

	for (size_t at = 0; !row && reply_next_code(text, at, &code); at = code.end)
		row = row_of_code(code.enhanced);
	return row;
}

/* A receiver's own wording and code, then wordings that all use, then words; the registry of codes when these do not contradict. */
static struct meaning find_meaning(
	struct arena *arena, const char *receiver, struct slice text, struct slice said)
{
	const char *folded = reply_flatten(arena, said, true);
	struct meaning meaning = { .words = words_read(slice_of(reply_flatten(arena, said, false))) };

	meaning.row = find_row_of_receiver(receiver, text, folded);
	if (!meaning.row)
		meaning.row = row_of_wording(folded);
	if (!meaning.row && meaning.words.kind != BOUNCE_UNKNOWN) {
		meaning.kind = meaning.words.kind;
		meaning.text = words_meaning(meaning.kind);
		return meaning;
	}
	if (!meaning.row)
		meaning.row = row_of_other_cause(folded);
	if (!meaning.row && meaning.words.other == OTHER_NONE)
		meaning.row = find_row_of_code(text);
	if (meaning.row) {
		meaning.kind = meaning.row->kind;
		meaning.text = meaning.row->meaning;
	}
	return meaning;
}

/* An enhanced code that words follow, as in "Detail: 5.7.40 Your email ... SMTP code: 550". */
static bool has_words(struct slice text, const struct reply_code *code)
{
	struct slice rest = slice_part(text, code->end, text.len);

	return rest.len > 2 && rest.at[0] == ' ' && ascii_is_alpha(rest.at[1]) && code->first &&
	       text.at[code->first - 1] == ' ' && !slice_starts_nocase(rest, " smtp");
}

/* Where the reply begins: at its basic code; a log may have the enhanced one in front of it (dsn=5.7.26). */
static bool find_reply(struct slice text, struct reply_code *ret_code)
{
	struct reply_code code;

	if (!reply_next_code(text, 0, ret_code))
		return false;
	for (size_t at = 0; reply_next_code(text, at, &code); at = code.end) {
		if (code.basic || has_words(text, &code)) {
			*ret_code = code;
			break;
		}
	}
	return true;
}

/* The words behind the code, or all of the text when the code stands at its end. */
static struct slice find_said(struct slice text, const struct reply_code *code)
{
	size_t letters = 0;

	for (size_t i = code->end; i < text.len; i++)
		letters += ascii_is_alpha(text.at[i]) || text.at[i] >= 0x80;
	return slice_part(text, letters > 3 ? code->first : 0, text.len);
}

/* What the kind of refusal implies, and what else the reply says of its checks. */
static void fill_results(struct bounce *bounce, const struct words *words)
{
	static const char *const texts[] = {
		[WORD_PASS] = "pass", [WORD_FAIL] = "fail", [WORD_NOTHING] = NULL
	};

	bounce->spf = texts[words->results[SUBJECT_SPF]];
	bounce->dkim = texts[words->results[SUBJECT_DKIM]];
	bounce->dmarc = texts[words->results[SUBJECT_DMARC]];
	switch (bounce->kind) {
	case BOUNCE_SPF:
	case BOUNCE_SPF_RECORD:
		bounce->spf = "fail";
		break;
	case BOUNCE_DKIM:
		bounce->dkim = "fail";
		break;
	case BOUNCE_DMARC:
	case BOUNCE_ALIGNMENT:
		bounce->dmarc = "fail";
		break;
	case BOUNCE_NO_AUTH:
		bounce->spf = bounce->spf ? bounce->spf : "fail";
		bounce->dkim = bounce->dkim ? bounce->dkim : "fail";
		break;
	case BOUNCE_DMARC_MISSING:
	case BOUNCE_DNS: /* DMARC was not evaluated */
		bounce->dmarc = NULL;
		break;
	default:
		break;
	}
}

/* A reply without a code is one only when it says clearly what is known here. */
bool bounce_add(struct reader *reader, struct slice whole, const struct context *context, bool needs_code)
{
	struct slice plain = plain_read(reader->arena, whole), text, said;
	struct context mail = *context;
	struct reply_code code;
	bool has_code = find_reply(plain, &code);
	size_t first = has_code ? code.first : 0, end = reply_extent(plain, first);
	const char *folded, *receiver;
	struct meaning meaning;
	struct bounce *bounce;

	text = slice_part(plain, 0, end);
	said = has_code ? find_said(text, &code) : text;
	folded = reply_flatten(reader->arena, text, true);
	receiver = receiver_find(reader->arena, reply_flatten(reader->arena, said, true),
		reply_flatten(reader->arena, plain, true));
	meaning = find_meaning(reader->arena, receiver, text, said);
	if (!has_code && (needs_code || (!meaning.row && !meaning.words.clear)))
		return false;
	if (reader->bounces->list.count >= BOUNCES_MOST)
		return false;
	aside_read(reader->arena, slice_part(plain, 0, first), slice_part(plain, end, plain.len), &mail);
	bounce = arena_append(reader->arena, &reader->bounces->list);
	*bounce = (struct bounce){ .receiver = receiver,
		.kind = meaning.kind,
		.meaning = meaning.text,
		.mail_from = mail.mail_from,
		.header_from = mail.header_from,
		.selector = mail.selector,
		.signer = mail.signer };
	if (!receiver && meaning.row && meaning.row->receiver)
		bounce->receiver = meaning.row->receiver;
	bounce->bulk = bounce->kind == BOUNCE_DMARC_MISSING || bounce->kind == BOUNCE_ALIGNMENT ||
		       bounce->kind == BOUNCE_SEVERAL ||
		       (meaning.row && meaning.row->receiver && meaning.row->codes &&
			       (bounce->kind == BOUNCE_SPF || bounce->kind == BOUNCE_DKIM));
	add_codes(reader, bounce, text);
	bounce->reply = reply_flatten(reader->arena, said, false);
	fill_results(bounce, &meaning.words);
	subject_find(reader->arena, folded, &mail, bounce);
	return true;
}
