/*
 * Any bytes are a command line, an argument a line: it is read, or what is wrong with it is told. Only commands that look nothing up and
 * read no file are run.
 */
#include "support/mutate.h"
#include "support/outputs.h"
#include "support/whole.h"

#include "cli/options.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice rest = { data, size };
	struct command_line line = { 0 };
	struct ran ran;

	command_file("a", slice_of("[check]\nfail-on = warning\n"));
	while (rest.len) {
		struct slice word = slice_take_line(&rest);
		char text[400];

		if (word.len >= sizeof text || slice_find(word, '/', 0) >= 0)
			continue;
		memcpy(text, word.at, word.len);
		text[word.len] = 0;
		command_add(&line, text);
	}
	ran = command_run_only(
		&line, COMMAND_RULES | COMMAND_EXPLAIN | COMMAND_COMPLETION | COMMAND_SHOW_CONFIG);
	command_free(&line);
	check_text(bytes_slice(&ran.out));
	check_text(bytes_slice(&ran.err));
	if (ran.status != EXIT_CLEAN && (ran.status != EXIT_USAGE || !ran.err.len))
		abort();
	ran_free(&ran);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_text(data, size, most, seed, MUTATE_LINES);
}
