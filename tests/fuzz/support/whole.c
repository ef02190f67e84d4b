/* Runs a command twice, and compares what it printed with its exit status. */
#include "support/whole.h"

#include "support/outputs.h"

#include <stdlib.h>
#include <string.h>

enum { STATUS_USAGE = 2 };

/* The value of the last option with this name in the list; empty when there is none. */
static struct slice value_in(struct slice options, const char *name)
{
	struct slice word, value = { 0 };

	for (size_t at = 0; slice_next_item(options, ' ', &at, &word);)
		if (slice_starts(word, name))
			value = slice_part(word, strlen(name), word.len);
	return value;
}

static bool has_word(struct slice options, const char *wanted)
{
	struct slice word;

	for (size_t at = 0; slice_next_item(options, ' ', &at, &word);)
		if (slice_is(word, wanted))
			return true;
	return false;
}

static int fail_on_of(struct slice options)
{
	static const char *const words[] = { "info", "warning", "error", "never" };
	struct slice value = value_in(options, "fail-on=");

	for (int i = 0; i < 4; i++)
		if (slice_is(value, words[i]))
			return i;
	return 2;
}

static struct ran run_in(
	const char *command, struct slice options, const char *format, const char *const *words)
{
	struct command_line line = { 0 };
	struct ran ran;

	command_add(&line, command);
	if (strcmp(command, "spf") != 0) /* it reads none */
		command_add(&line, "--no-config");
	command_add_allowed(&line, options);
	if (format)
		command_add(&line, format);
	for (size_t i = 0; words[i]; i++)
		command_add(&line, words[i]);
	ran = command_run(&line);
	command_free(&line);
	check_text(bytes_slice(&ran.err));
	return ran;
}

static void check_json_run(struct slice options, const struct ran *ran)
{
	struct arena arena = { 0 };
	const struct json_value *document;
	int expected;
	size_t fault;

	check_output(slice_of("json"), bytes_slice(&ran->out));
	document = json_read(&arena, bytes_slice(&ran->out), &fault);
	if (!has_word(options, "statistics")) {
		expected = status_of_reports(document, fail_on_of(options), has_word(options, "complete"));
		if (expected >= 0 && ran->status != expected && !(ran->status == 3 && !expected))
			abort();
		check_reports(document);
	}
	arena_release(&arena);
}

int run_whole(const char *command, struct slice options, const char *const *words)
{
	struct slice format = value_in(options, "format=");
	bool patch = value_in(options, "fix=").len;
	struct ran json, other;

	json = run_in(command, options, patch ? NULL : "--format=json", words);
	if (json.status < 0 || json.status > 3 || (json.status == STATUS_USAGE && !json.err.len))
		abort();
	if (json.status != STATUS_USAGE && !patch) {
		check_json_run(options, &json);
		other = run_in(command, options, NULL, words);
		if (other.status != json.status && !slice_is(format, "nagios") &&
			other.status != STATUS_USAGE)
			abort();
		if (other.status != STATUS_USAGE)
			check_output(format.len ? format : slice_of("text"), bytes_slice(&other.out));
		ran_free(&other);
	}
	ran_free(&json);
	return json.status;
}

void run_whole_with_answers(const char *command, struct slice input)
{
	static const char separator[] = "\n---\n";
	static const char *const words[] = { "--answers", "answers", "a", NULL };
	struct slice rest, options = take_options(input, &rest);
	ptrdiff_t end = slice_find_text(rest, separator, 0);

	if (end < 0 || reaches_out(slice_part(rest, 0, (size_t)end)))
		return;
	command_file("answers", slice_part(rest, 0, (size_t)end + 1));
	command_file("a", slice_part(rest, (size_t)end + sizeof separator - 1, rest.len));
	run_whole(command, options, words);
}
