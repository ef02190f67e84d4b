/* `bounce` from bytes to output: a line of options, then saved answers, a line "---", and the bounce. */
#include "support/mutate.h"
#include "support/whole.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const words[] = { "--answers", "answers", "a", NULL };
	struct slice rest, options = take_options((struct slice){ data, size }, &rest);
	ptrdiff_t end = slice_find_text(rest, "\n---\n", 0);

	if (end < 0 || reaches_out(slice_part(rest, 0, (size_t)end)))
		return 0;
	command_file("answers", slice_part(rest, 0, (size_t)end + 1));
	command_file("a", slice_part(rest, (size_t)end + 5, rest.len));
	run_whole("bounce", options, words);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_text(data, size, most, seed, MUTATE_LINES | MUTATE_TERMS);
}
