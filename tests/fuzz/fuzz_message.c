/*
 * Any bytes are a message: it is read to the end, every signature has a result, and a reason unless it passes, a chain of sealers
 * that fails or is not known says why, and every finding stands somewhere in the text.
 */
#include "support/mutate.h"

#include "check/report.h"
#include "message/message.h"
#include "rules/registry.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct facts *facts = facts_new(NULL, 10, NULL);
	struct facts_view view = { .facts = facts };
	struct message_transport transport = { .now = 1795000000 };
	struct text text = text_of("m.eml", (struct slice){ data, size });
	struct arena arena = { 0 };
	const struct message *message = message_authenticate(&arena, &view, NULL, &text, &transport, NULL);
	const struct rule_set rules = rules_all(&arena);
	const struct dns_name root = dns_name_root();
	struct findings findings = { 0 };

	for (size_t i = 0; i < message->dkim->list.count; i++)
		if (message->dkim->list.at[i].result != DKIM_PASS && !message->dkim->list.at[i].reason)
			abort();
	if ((message->arc->result == ARC_NONE || message->arc->result == ARC_PASS) != !message->arc->why ||
		message->arc->sets->list.count > ARC_INSTANCE_MOST)
		abort();
	engine_run_message(&arena, message, &root, &rules, &findings);
	for (size_t i = 0; i < findings.list.count; i++)
		if (findings.list.at[i].place.text != &text || findings.list.at[i].place.end > size)
			abort();
	facts_release(&view);
	facts_free(facts);
	arena_release(&arena);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_text(data, size, most, seed, MUTATE_LINES | MUTATE_TAGS | MUTATE_TERMS | MUTATE_BASE64);
}
