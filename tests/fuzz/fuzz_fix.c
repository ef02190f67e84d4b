/*
 * Any bytes are a zone file: what --fix=diff prints can be applied, takes away what was reported, and comes to an end. The
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
	const char *const words[] = { "zone", "--offline", "--no-config", option, "example.com", NULL };

	return command_run_words(words);
}

/* What is reported. NULL when it is no zone. */
static const struct json_value *findings_now(struct arena *arena)
{
	struct ran ran = run("--format=json");
	const struct json_value *domains = NULL;
	size_t fault;

	if (ran.status != STATUS_USAGE)
		domains = json_member(json_read(arena, bytes_slice(&ran.out), &fault), "domains");
	ran_free(&ran);
	return domains;
}

static bool has(const struct json_value *domains, const struct json_value *finding)
{
	for (size_t i = 0; i < domains->items.count; i++) {
		const struct json_value *findings = json_member(&domains->items.at[i], "findings");

		for (size_t k = 0; k < findings->items.count; k++)
			if (slice_equal(json_member(&findings->items.at[k], "rule")->text,
				    json_member(finding, "rule")->text) &&
				slice_equal(json_member(&findings->items.at[k], "message")->text,
					json_member(finding, "message")->text))
				return true;
	}
	return false;
}

/* How many findings are gone. What followed from one of them may be told instead. */
static size_t count_gone(const struct json_value *before, const struct json_value *after)
{
	size_t gone = 0;

	for (size_t i = 0; i < before->items.count; i++) {
		const struct json_value *findings = json_member(&before->items.at[i], "findings");

		for (size_t k = 0; k < findings->items.count; k++)
			gone += !has(after, &findings->items.at[k]);
	}
	return gone;
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
	command_file("example.com", bytes_slice(text));
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice zone = { data, size };
	const char *option = "--fix=diff";
	const struct json_value *before, *after;
	struct arena arena = { 0 };
	struct bytes text = { 0 };

	if (slice_starts(zone, "unsafe\n")) {
		zone = slice_part(zone, 7, size);
		option = "--fix=diff,unsafe";
	}
	if (reaches_out(zone))
		return 0;
	bytes_add(&text, zone);
	command_file("example.com", zone);
	before = findings_now(&arena);
	for (int rounds = 0; before && fix(&text, option); rounds++, before = after) {
		after = findings_now(&arena);
		if (!after || !count_gone(before, after) || rounds == ROUNDS_MOST)
			abort();
	}
	bytes_free(&text);
	arena_release(&arena);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_text(data, size, most, seed, MUTATE_LINES | MUTATE_TERMS | MUTATE_TAGS | MUTATE_LABELS);
}
