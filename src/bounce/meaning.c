/* Why a mail was refused: by what its receiver is known to write, by the meaning of the words, and by the registry of codes. */
#include "bounce/meaning.h"

#include "bounce/reply.h"

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

static const struct bounce_row *find_row_of_code(struct slice text, const char *folded)
{
	const struct bounce_row *row = NULL;
	struct reply_code code;

	for (size_t at = 0; !row && reply_next_code(text, at, &code); at = code.end)
		row = row_of_code(code.enhanced, folded);
	return row;
}

/*
 * A receiver's own wording and code come first, then what words clearly tell; then wordings on other causes, what words only mention,
 * and the registry of codes when the words do not contradict it.
 */
struct meaning meaning_find(
	const struct vocabulary *vocabulary, const char *receiver, const struct reply_texts *reply)
{
	struct meaning meaning = { .words = words_read(vocabulary, slice_of(reply->said)) };
	const struct words *words = &meaning.words;

	meaning.row = find_row_of_receiver(receiver, reply->text, reply->folded);
	if (!meaning.row)
		meaning.row = row_of_wording(reply->folded);
	if (!meaning.row && !words->clear)
		meaning.row = row_of_other_cause(reply->folded);
	if (!meaning.row && words->kind == BOUNCE_UNKNOWN && words->other == OTHER_NONE)
		meaning.row = find_row_of_code(reply->text, reply->folded);
	if (meaning.row) {
		meaning.kind = meaning.row->kind;
		meaning.text = meaning.row->meaning;
	} else {
		meaning.kind = words->kind == BOUNCE_UNKNOWN && words->other == OTHER_LOGIN ? BOUNCE_SMTP_AUTH
											    : words->kind;
		meaning.text = words_meaning(meaning.kind);
	}
	return meaning;
}

/* What the kind of refusal implies, and what else the reply says of its checks. */
void meaning_fill_results(struct bounce *bounce, const struct meaning *meaning)
{
	const struct words *words = &meaning->words;
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
	case BOUNCE_ALIGNMENT: /* of what passed */
		bounce->spf = bounce->dkim = NULL;
		bounce->dmarc = "fail";
		break;
	case BOUNCE_DMARC:
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
