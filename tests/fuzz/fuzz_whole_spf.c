/* `spf` from bytes to output: a line of options, one of which is ip=, then saved answers. */
#include "support/mutate.h"
#include "support/whole.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const words[] = { "--answers", "answers", "example.com", NULL };
	struct slice rest, options = take_options((struct slice){ data, size }, &rest);

	if (reaches_out(rest))
		return 0;
	command_file("answers", rest);
	run_whole("spf", options, words);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_text(data, size, most, seed, MUTATE_LINES | MUTATE_TERMS | MUTATE_LABELS);
}
