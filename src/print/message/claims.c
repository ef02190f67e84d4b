/* Authentication-Results of a judged message: the receiver's own, and those of others. */
#include "print/message/claims.h"

#include "base/escape.h"
#include "print/message/lines.h"

static bool same_author(const struct message_claim *a, const struct message_claim *b)
{
	return a->own == b->own && slice_equal_nocase(slice_of(a->authserv_id), slice_of(b->authserv_id));
}

/* "dkim=neutral (fail: the body changed after it was signed)"; the meaning only where the word is another one. */
static void add_claim(struct bytes *out, const struct message_claim *claim)
{
	const char *meaning = claim_meaning_text(claim->meaning);
	const char *told = claim->meaning != CLAIM_UNKNOWN && !slice_is_nocase(claim->said->result, meaning)
				   ? meaning
				   : NULL;

	escape_text(out, claim->said->method);
	bytes_add_byte(out, '=');
	escape_text(out, claim->said->result);
	if (told && claim->explanation)
		bytes_printf(out, " (%s: %s)", told, claim->explanation);
	else if (told || claim->explanation)
		bytes_printf(out, " (%s)", told ? told : claim->explanation);
}

static void print_author(
	struct print *print, const struct message_claim *first, const struct message_claim *end)
{
	struct bytes text = { 0 };

	escape_text(&text, slice_of(first->authserv_id ? first->authserv_id
				    : first->own       ? "the receiver"
						       : "a server without authserv-id"));
	bytes_add_text(&text, " reported ");
	for (const struct message_claim *claim = first; claim < end; claim++) {
		bytes_add_text(&text, claim == first ? "" : ", ");
		add_claim(&text, claim);
	}
	if (!first->own)
		bytes_add_text(&text,
			"; this field is not the receiver's own (RFC 8601 section 5); an earlier server or the "
			"sender wrote it");
	bytes_add_byte(&text, 0);
	print_message_line(print, first->own ? "receiver" : "others", (const char *)text.at);
	bytes_free(&text);
}

void print_message_claims(struct print *print, const struct message *message)
{
	for (size_t i = 0, end; i < message->claims.count; i = end) {
		for (end = i + 1; end < message->claims.count &&
				  same_author(&message->claims.at[i], &message->claims.at[end]);)
			end++;
		print_author(print, &message->claims.at[i], message->claims.at + end);
	}
}
