/* `zone` from bytes to output: a line of options, then up to four zone files with "---" between them. */
#include "support/mutate.h"
#include "support/whole.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "example.com", "example.net", "c.example", "d.example" };
	const char *words[PARTS_MOST + 2] = { "--offline" };
	struct slice parts[PARTS_MOST], rest, options = take_options((struct slice){ data, size }, &rest);
	size_t count = split_parts(rest, parts);

	if (reaches_out(rest))
		return 0;
	for (size_t i = 0; i < count; i++) {
		command_file(names[i], parts[i]);
		words[i + 1] = names[i];
	}
	run_whole("zone", options, words);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_text(data, size, most, seed, MUTATE_LINES | MUTATE_TERMS | MUTATE_TAGS | MUTATE_LABELS);
}
