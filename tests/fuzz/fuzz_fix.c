/*
 * Any bytes are a zone file: what --fix=diff prints can be applied, leaves less to complain about each time, and comes to an end. The
 * first line may be "unsafe".
 */
#include "support/command.h"
#include "support/mutate.h"
#include "support/outputs.h"
#include "support/patch.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ROUNDS_MOST = 20, STATUS_USAGE = 2 };

static struct ran run(const char *option)
{
	const char *const words[] = { "zone", "--offline", "--no-config", option, "a" };
	struct command_line line = { 0 };
	struct ran ran;

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		command_add(&line, words[i]);
	ran = command_run(&line);
	command_free(&line);
	return ran;
}

/* Errors and warnings; SIZE_MAX when it is no zone. */
static size_t count_findings(void)
{
	struct ran ran = run("--format=json");
	struct arena arena = { 0 };
	size_t fault, count = SIZE_MAX;
	const struct json_value *summary;

	if (ran.status != STATUS_USAGE) {
		summary = json_member(json_read(&arena, bytes_slice(&ran.out), &fault), "summary");
		count = number_of(summary, "errors") + number_of(summary, "warnings");
	}
	arena_release(&arena);
	ran_free(&ran);
	return count;
}

/* Applies what is offered to the file. False when nothing is. */
static bool fix(struct bytes *text, const char *option)
{
	struct ran ran = run(option);
	struct bytes fixed = { 0 };
	bool offered = ran.out.len;

	if (offered && !patch_apply(bytes_slice(text), bytes_slice(&ran.out), &fixed))
		abort();
	ran_free(&ran);
	if (!offered)
		return false;
	bytes_free(text);
	*text = fixed;
	command_file("a", bytes_slice(text));
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice zone = { data, size };
	const char *option = "--fix=diff";
	struct bytes text = { 0 };
	size_t left;

	if (slice_starts(zone, "unsafe\n")) {
		zone = slice_part(zone, 7, size);
		option = "--fix=diff,unsafe";
	}
	if (reaches_out(zone))
		return 0;
	bytes_add(&text, zone);
	command_file("a", zone);
	left = count_findings();
	for (int rounds = 0; left && left != SIZE_MAX && fix(&text, option); rounds++) {
		size_t now = count_findings();

		if (now >= left || rounds == ROUNDS_MOST)
			abort();
		left = now;
	}
	bytes_free(&text);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_text(data, size, most, seed, MUTATE_LINES | MUTATE_TERMS | MUTATE_TAGS | MUTATE_LABELS);
}
