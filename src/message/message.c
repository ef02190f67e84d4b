/* Questions to an authenticated message. */
#include "message/message.h"

struct text_place message_place(const struct message *message, struct slice piece)
{
	uint32_t first = (uint32_t)(piece.at - message->text->bytes.at);

	while (piece.len && (piece.at[piece.len - 1] == '\n' || piece.at[piece.len - 1] == '\r'))
		piece.len--;
	return (struct text_place){ message->text, first, first + (uint32_t)piece.len };
}

bool message_passes_dkim(const struct message *message)
{
	for (size_t i = 0; i < message->dkim->list.count; i++)
		if (message->dkim->list.at[i].result == DKIM_PASS)
			return true;
	return false;
}

bool message_has_unchecked(const struct message *message)
{
	for (size_t i = 0; i < message->dkim->list.count; i++)
		if (message->dkim->list.at[i].cause == DKIM_CAUSE_FILE)
			return true;
	return false;
}

const char *message_dmarc_text(const struct message_dmarc *dmarc)
{
	if (dmarc->open && dmarc->unanswered)
		return "temperror";
	if (!dmarc->has_policy)
		return "none";
	if (dmarc->open)
		return "unknown";
	return dmarc->pass ? "pass" : "fail";
}

bool message_knows_spf(const struct message *message)
{
	return message->spf && message->spf_identity != MESSAGE_IDENTITY_HELO;
}
