/* Any bytes are an MTA-STS policy: its lines are the text, and what is in them lies within them. */
#include "support/mutate.h"

#include "tls/sts_policy.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct dns_name host = dns_name_of("mx1.example.com");
	struct arena arena = { 0 };
	const struct sts_policy *policy = sts_policy_parse(&arena, (struct slice){ data, size });
	size_t end = 0, mx = 0;

	for (size_t i = 0; i < policy->lines.count; i++) {
		const struct sts_line *line = &policy->lines.at[i];
		struct slice value = slice_span(line->text, line->value);

		if (line->number != i + 1 || line->offset < end || line->offset - end > 2 ||
			line->text.at != data + line->offset || line->name.end > line->text.len ||
			line->value.first > line->value.end || line->value.end > line->text.len)
			abort();
		end = line->offset + line->text.len;
		mx += sts_line_is(line, "mx");
		if (sts_pattern_matches(value, &host) && !sts_pattern_is_valid(value))
			abort();
	}
	if (mx != policy->mx_count || end > size ||
		(policy->lines.count < STS_LINES_MOST && size - end > 2) ||
		(policy->mode_value != STS_MODE_INVALID && !policy->mode))
		abort();
	arena_release(&arena);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_text(data, size, most, seed, MUTATE_LINES | MUTATE_LABELS);
}
