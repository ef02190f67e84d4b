/* `diff` from bytes to output: a line of options, then two zone files with "---" between them. A file beside itself has no changes. */
#include "support/mutate.h"
#include "support/whole.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const words[] = { "--offline", "--origin=example.com", "a", "b", NULL },
				 *const same[] = { "--offline", "a", "c", NULL };
	struct slice parts[PARTS_MOST], rest, options = take_options((struct slice){ data, size }, &rest);
	size_t count = split_parts(rest, parts);

	if (reaches_out(rest))
		return 0;
	command_file("a", parts[0]);
	if (count > 1) {
		command_file("b", parts[1]);
		run_whole("diff", options, words);
		return 0;
	}
	command_file("c", parts[0]);
	if (run_whole("diff", (struct slice){ 0 }, same) == 1)
		abort();
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_text(data, size, most, seed, MUTATE_LINES | MUTATE_TERMS | MUTATE_TAGS | MUTATE_LABELS);
}
