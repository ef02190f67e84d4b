/*
 * `check` from bytes to output: a line of options, then saved answers. What is saved of the run is a world in which it ends in the
 * same way.
 */
#include "support/mutate.h"
#include "support/outputs.h"
#include "support/whole.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct ran run(const char *answers, const char *saved, struct slice options)
{
	struct command_line line = { 0 };
	struct ran ran;

	command_add(&line, "check");
	command_add(&line, "--no-config");
	command_add_allowed(&line, options);
	command_add(&line, "--format=json");
	command_add(&line, "--answers");
	command_add(&line, answers);
	command_add(&line, "--save-answers");
	command_add(&line, saved);
	command_add(&line, "example.com");
	ran = command_run(&line);
	command_free(&line);
	return ran;
}

static const struct json_value *findings_of(const struct json_value *document)
{
	const struct json_value *domains = json_member(document, "domains");

	return domains && domains->items.count ? json_member(&domains->items.at[0], "findings") : NULL;
}

/* The next error or warning; what notes say of a file (a TTL as it is written, for one) is not known of answers. */
static const struct json_value *next_fault(const struct json_value *findings, size_t *at)
{
	while (*at < findings->items.count) {
		const struct json_value *finding = &findings->items.at[(*at)++];

		if (!slice_is(json_member(finding, "severity")->text, "info"))
			return finding;
	}
	return NULL;
}

/* The same errors and warnings, wherever they are. */
static void compare(const struct ran *first, const struct ran *second)
{
	struct arena arena = { 0 };
	const struct json_value *left, *right, *one, *other;
	size_t fault, at = 0, other_at = 0;

	left = findings_of(json_read(&arena, bytes_slice(&first->out), &fault));
	right = findings_of(json_read(&arena, bytes_slice(&second->out), &fault));
	if (!left != !right)
		abort();
	do {
		one = left ? next_fault(left, &at) : NULL;
		other = right ? next_fault(right, &other_at) : NULL;
		if (!one != !other || (one && !slice_equal(json_member(one, "message")->text,
						      json_member(other, "message")->text)))
			abort();
	} while (one);
	arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const words[] = { "--answers", "answers", "example.com", NULL };
	struct slice rest, options = take_options((struct slice){ data, size }, &rest);
	struct ran first, second, third;
	struct bytes saved, again;

	if (reaches_out(rest))
		return 0;
	command_file("answers", rest);
	if (run_whole("check", options, words) == 2)
		return 0;
	first = run("answers", "saved", options);
	second = run("saved", "b", options);
	third = run("b", "c", options);
	compare(&first, &second);
	if (second.status != third.status ||
		!slice_equal(bytes_slice(&second.out), bytes_slice(&third.out)) ||
		!command_read_file("saved", &saved) || !command_read_file("b", &again) ||
		!slice_equal(bytes_slice(&saved), bytes_slice(&again)))
		abort();
	bytes_free(&saved);
	bytes_free(&again);
	ran_free(&first);
	ran_free(&second);
	ran_free(&third);
	return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
	return mutate_text(data, size, most, seed, MUTATE_LINES | MUTATE_TERMS | MUTATE_TAGS | MUTATE_BASE64);
}
