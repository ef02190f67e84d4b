/*
 * Any bytes are a baseline: what is written of it is read as the same. And what a run writes as its baseline, for any zone file, lets
 * nothing of it count.
 */
#include "support/mutate.h"
#include "support/outputs.h"
#include "support/whole.h"

#include "judge/baseline.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_lines(struct slice text)
{
	struct arena arena = { 0 };
	struct baseline first = { 0 }, second = { 0 };
	struct bytes written = { 0 }, again = { 0 };
	struct slice id;
	size_t unknown = 0;

	baseline_read(&arena, &first, text);
	for (size_t at = 0; baseline_next_unknown(&first, &at, &id); unknown++)
		if (at > first.lines.count)
			abort();
	if (unknown > first.lines.count)
		abort();
	baseline_write(&first, &written);
	baseline_read(&arena, &second, bytes_slice(&written));
	baseline_write(&second, &again);
	if (!slice_equal(bytes_slice(&written), bytes_slice(&again)) ||
		baseline_is_one(&first) != baseline_is_one(&second))
		abort();
	bytes_free(&written);
	bytes_free(&again);
	arena_release(&arena);
}

static int run(const char *option, const char *value)
{
	const char *const words[] = { "zone", "--offline", "--no-config", "--fail-on=info", option, value,
		"a", NULL };
	struct ran ran = command_run_words(words);
	int status = ran.status;

	check_text(bytes_slice(&ran.out));
	check_text(bytes_slice(&ran.err));
	ran_free(&ran);
	return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice parts[PARTS_MOST];
	size_t count = split_parts((struct slice){ data, size }, parts);

	if (reaches_out(parts[0]))
		return 0;
	command_file("example.com", parts[0]);
	command_remove("baseline");
	if (run("--write-baseline", "baseline") != 2 && run("--baseline", "baseline") == 1)
		abort();
	if (count > 1) {
		check_lines(parts[1]);
		command_file("baseline", parts[1]);
		run("--baseline", "baseline");
	}
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_text(data, size, most, seed, MUTATE_LINES | MUTATE_TERMS);
}
