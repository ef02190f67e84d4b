/* Any bytes are a message: it is read to the end, and every signature has a result and a reason unless it passes. */
#include "message/message.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct facts *facts = facts_new(NULL, 10, NULL);
	struct facts_view view = { .facts = facts };
	struct message_transport transport = { .now = 1795000000 };
	struct text text = text_of("m.eml", (struct slice){ data, size });
	struct arena arena = { 0 };
	const struct message *message = message_authenticate(&arena, &view, NULL, &text, &transport);

	for (size_t i = 0; i < message->dkim->list.count; i++)
		if (message->dkim->list.at[i].result != DKIM_PASS && !message->dkim->list.at[i].reason)
			abort();
	facts_release(&view);
	facts_free(facts);
	arena_release(&arena);
	return 0;
}
