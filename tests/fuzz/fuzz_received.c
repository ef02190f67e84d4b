/* Any bytes are a Received field: it is read to the end, and what is found lies within it. */
#include "support/mutate.h"

#include "mail/received.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const uint8_t *data, size_t size, struct slice part)
{
	if (part.len && (part.at < data || part.at + part.len > data + size))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct received found = received_read((struct slice){ data, size });
	const struct slice parts[] = { found.helo, found.name, found.by, found.with, found.via, found.id,
		found.recipient, found.sender };

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		check(data, size, parts[i]);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_text(data, size, most, seed, MUTATE_TAGS | MUTATE_TERMS);
}
