/* Any bytes are an Authentication-Results field: every slice is text of the arena, and no longer than the field. */
#include "support/mutate.h"

#include "mail/authentication_results.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct slice piece, size_t most)
{
	if (piece.len > most || (piece.len && piece.at[piece.len] != 0))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	const struct authentication_results *results =
		authentication_results_parse(&arena, (struct slice){ data, size });

	check(results->instance, size);
	check(results->authserv_id, size);
	check(results->version, size);
	for (size_t i = 0; i < results->list.count; i++) {
		const struct authentication_result *result = &results->list.at[i];

		if (!result->method.len || !result->result.len)
			abort();
		check(result->method, size);
		check(result->version, size);
		check(result->comment, size);
		check(result->reason, size);
		for (size_t k = 0; k < result->properties.count; k++)
			check(result->properties.at[k].value, size);
	}
	arena_release(&arena);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_text(data, size, most, seed, MUTATE_TAGS | MUTATE_TERMS);
}
