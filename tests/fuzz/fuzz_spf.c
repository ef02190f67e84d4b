/* Any bytes are an SPF record: invalid ones name a problem, and spans lie within the text. */
#include "support/mutate.h"

#include "spf/record.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dns_name owner = dns_name_of("example.org");
	struct arena arena = { 0 };
	struct dns_txt txt = { .joined = { data, size } };
	const struct spf_record *record;

	if (size > 20) /* a string join somewhere */
		*arena_append(&arena, &txt.ends) = data[size - 1] % (uint32_t)size;
	*arena_append(&arena, &txt.ends) = (uint32_t)size;
	record = spf_parse(&arena, &txt, &owner);
	if (spf_read(&arena, &txt)->valid != record->valid)
		abort();
	if (record->selected && !record->valid && !record->problems.list.count)
		abort();
	for (size_t i = 0; i < record->problems.list.count; i++) {
		const struct problem *problem = &record->problems.list.at[i];

		if (problem->span.first > problem->span.end || problem->span.end > size ||
			problem->replaced.end > size)
			abort();
		problem_mend(&arena, problem, record->text);
	}
	arena_release(&arena);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_text(data, size, most, seed, MUTATE_TERMS | MUTATE_LABELS);
}
