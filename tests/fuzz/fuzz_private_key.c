/* Any bytes are a private key in PEM: the record that is made of it holds the same key. */
#include "support/mutate.h"

#include "dkim/pair.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	const char *fault = NULL;
	struct dkim_pair pair;

	if (dkim_pair_read(&arena, (struct slice){ data, size }, &pair, &fault)) {
		const struct dkim_key *key = dkim_parse(&arena, dns_txt_of(&arena, slice_of(pair.record)));

		if (key->type != pair.type || !slice_equal(key->bytes, pair.public_key) ||
			!dkim_pair_matches(&pair, key))
			abort();
	} else if (!fault) {
		abort();
	}
	arena_release(&arena);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_text(data, size, most, seed, MUTATE_LINES | MUTATE_BASE64);
}
