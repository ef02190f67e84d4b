/* Any bytes are a DKIM key and a DMARC record. */
#include "support/mutate.h"

#include "dkim/key.h"
#include "dmarc/record.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct arena *arena, const struct problems *problems, struct slice text)
{
	for (size_t i = 0; i < problems->list.count; i++) {
		const struct problem *problem = &problems->list.at[i];

		if (problem->span.first > problem->span.end || problem->span.end > text.len ||
			problem->replaced.end > text.len)
			abort();
		problem_mend(arena, problem, text);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	const struct dns_txt *txt = dns_txt_of(&arena, (struct slice){ data, size });
	const struct dkim_key *key = dkim_parse(&arena, txt);
	const struct dmarc_record *record = dmarc_parse(&arena, txt);

	check(&arena, &key->problems, key->text);
	check(&arena, &record->problems, record->text);
	if (!key->valid && !key->problems.list.count)
		abort();
	arena_release(&arena);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_text(data, size, most, seed, MUTATE_TAGS | MUTATE_TERMS | MUTATE_BASE64);
}
