/* Any bytes are a bounce, a log or none: what comes out is bounded, and names and addresses are such. */
#include "support/mutate.h"

#include "bounce/bounce.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct bounce *bounce, size_t size)
{
	struct dns_address address;
	struct dns_name name;

	if (bounce->domain && dns_name_from_text(slice_of(bounce->domain), NULL, &name) != DNS_NAME_OK)
		abort();
	if (bounce->ip && !dns_address_from_text(slice_of(bounce->ip), &address))
		abort();
	if (strlen(bounce->reply) > size * 3 + 64 || !bounce_kind_word(bounce->kind))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	const struct bounces *bounces = bounces_read(&arena, (struct slice){ data, size });

	for (size_t i = 0; i < bounces->list.count; i++)
		check(&bounces->list.at[i], size);
	arena_release(&arena);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_text(data, size, most, seed, MUTATE_LINES | MUTATE_TERMS);
}
