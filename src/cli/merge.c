/* `merge`: sums up the jsonl of many workers, or of many nights, line by line. */
#include "cli/commands.h"
#include "cli/inputs.h"
#include "cli/output.h"

#include "base/escape.h"
#include "judge/merged.h"
#include "print/terminal.h"
#include "text/lines.h"

#include <errno.h>
#include <string.h>

/* Reads a file to its end. False after a message. */
static bool add_file(struct options *options, struct merged *merged, const char *path)
{
	const char *name;
	int file = file_open_stream(options, path, TEXT_DATA, &name);
	struct slice line = { 0 };
	struct lines lines;
	enum line_state state;

	if (file < 0)
		return false;
	merged->files++;
	lines_open(&lines, file, REPORT_LINE_LONGEST);
	while ((state = lines_next(&lines, -1, &line)) <= LINE_LATER)
		if (state != LINE_LATER && slice_trim(line).len)
			merged_add(merged, line, name, lines.number);
	if (state != LINE_NONE)
		complain("cannot read %s: %s", escape_copy(&options->arena, slice_of(name)),
			state == LINE_FAULT ? strerror(errno)
					    : "more than 4 MB came from it, the limit for a device");
	lines_free(&lines);
	text_close_stream(file);
	return state == LINE_NONE;
}

static void tell(const struct merged_fault *fault, const char *one, const char *many)
{
	struct arena scratch = { 0 };

	if (fault->count)
		complain("%s:%llu: %s%s", escape_copy(&scratch, slice_of(fault->file)),
			(unsigned long long)fault->line, one,
			fault->count == 1
				? ""
				: arena_printf(&scratch, "; %zu such %s in all", fault->count, many));
	arena_release(&scratch);
}

static void tell_faults(const struct merged *merged)
{
	tell(&merged->cut, "the line is cut or invalid JSON, and does not count", "lines");
	tell(&merged->other, "the line is not a report of this version, and does not count", "lines");
	tell(&merged->repeated, "the domain was seen before, and counts once", "domains");
	if (merged->unknown)
		complain("%zu finding%s of rules that this version does not have", merged->unknown,
			plural(merged->unknown));
	if (merged->unlisted)
		complain("%zu of them of too many rules to be listed", merged->unlisted);
}

/* That of one run over all domains. A line that does not count is a domain of which nothing is known. */
static enum exit_status status_of(const struct options *options, const struct merged *merged)
{
	size_t unanswered = merged->unanswered - (options->selection.complete ? 0 : merged->unasked);

	for (int severity = SEVERITY_INFO; severity <= SEVERITY_ERROR; severity++)
		if (severity >= (int)options->selection.fail_on && merged->counts[severity])
			return EXIT_FINDINGS;
	return unanswered || merged->cut.count || merged->other.count ? EXIT_UNKNOWN : EXIT_CLEAN;
}

static enum exit_status print_merged(struct options *options, struct merged *merged)
{
	struct print print = { .format = options->output.format,
		.colour = options->output.colour,
		.verbose = options->output.verbose,
		.complete = options->selection.complete,
		.unicode = terminal_shows_unicode(),
		.width = TERMINAL_WIDTH_USUAL };
	struct output output;

	if (!output_open(&output, &options->arena, options->output.path, OUTPUT_WHOLE))
		return EXIT_USAGE;
	options->judging = true;
	merged_finish(merged);
	print.format->merged(&print, merged);
	output_localize(&print.out, print.format);
	output_write(&output, &print.out);
	output_finish(&output);
	bytes_free(&print.out);
	return output.broken && !output_is_unread(&output) ? EXIT_USAGE : status_of(options, merged);
}

enum exit_status command_merge(struct options *options)
{
	struct merged *merged = arena_take(&options->arena, sizeof *merged);
	enum exit_status status = EXIT_USAGE;
	bool good = true;

	if (!options->operands.count) {
		complain("no file given; try: mailauth-check merge night.jsonl");
		return EXIT_USAGE;
	}
	for (size_t i = 0; i < options->operands.count; i++)
		good = add_file(options, merged, options->operands.at[i]) && good;
	if (good && !merged->domains) {
		tell_faults(merged);
		complain("there is no report in %s; merge reads what check --format jsonl prints",
			options->operands.count == 1 ? "the file" : "the files");
	} else if (good) {
		status = print_merged(options, merged);
		tell_faults(merged);
	}
	merged_free(merged);
	return status;
}
