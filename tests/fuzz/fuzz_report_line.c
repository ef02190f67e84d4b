/*
 * Any lines are summed up: each counts once or is told as a fault, whatever else is in it, and the sum is printed as JSON and as text.
 */
#include "base/json_read.h"
#include "judge/merged.h"
#include "print/merged/merged.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_sum(const struct merged *merged, size_t lines)
{
	size_t findings = 0, counted = 0;

	if (merged->domains + merged->cut.count + merged->other.count + merged->repeated.count != lines)
		abort();
	for (size_t i = 0; i < merged->rule_count; i++)
		findings += merged->rules[i].frequency.findings;
	for (int severity = SEVERITY_INFO; severity <= SEVERITY_ERROR; severity++)
		counted += merged->counts[severity];
	if (findings + merged->unlisted != counted)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice rest = { data, size };
	struct merged *merged = calloc(1, sizeof *merged);
	struct print json = { .format = format_default }, text = { .format = format_default, .width = 80 };
	struct arena arena = { 0 };
	size_t lines = 0, fault;

	if (!merged)
		return 0;
	for (; rest.len; lines++)
		merged_add(merged, slice_take_line(&rest), "lines", lines + 1);
	merged_finish(merged);
	check_sum(merged, lines);
	print_merged_json(&json, merged);
	print_merged_text(&text, merged);
	if (!json_read(&arena, bytes_slice(&json.out), &fault))
		abort();
	bytes_free(&json.out);
	bytes_free(&text.out);
	arena_release(&arena);
	merged_free(merged);
	free(merged);
	return 0;
}
