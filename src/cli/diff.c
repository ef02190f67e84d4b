/* `diff`: opens two states of the same domains, and has the change between them judged. */
#include "cli/commands.h"
#include "cli/compared.h"
#include "cli/run.h"

#include "base/escape.h"

#include <string.h>
#include <sys/stat.h>

static void report_change(void *context, struct report *report)
{
	run_report(context, report);
}

static enum exit_status judge(struct options *options, struct side *before, struct side *after,
	const struct compared_domains *compared, struct third_parties *third)
{
	struct run run;
	struct change_request request = {
		.before = before->state,
		.after = after->state,
		.domains = compared->wanted.at,
		.domain_count = compared->wanted.count,
		.context = &run,
		.settings = run_settings,
		.report = report_change,
	};
	struct dns_source *source;

	if (!run_open_on(&run, options, side_source(after, before, third))) {
		run_close(&run);
		return EXIT_USAGE;
	}
	source = side_source(before, after, third);
	request.wish = run_wish(&run);
	request.file_rules = &options->selection.rules;
	request.suffixes = options->check.suffixes;
	request.before.facts = facts_new(source, FACTS_KEPT, NULL);
	facts_set_deadline(request.before.facts, options->lookup.live.deadline_ms);
	request.after.facts = run.sources.facts;
	if (after->kind == SIDE_ZONES)
		known_read_comments(&run.known, after->files.zones);
	run.print.compared = compared_sides_text(&options->arena, before, after);
	run.print.only_on_one_side = compared_only_text(&options->arena, compared, before, after);
	judge_changes(&request);
	run.has_unanswered = run.has_unanswered || compared_domains_are_open(compared, before, after);
	dns_shared_stop(third->shared); /* before the facts: what is still asked ends in them */
	dns_source_close(source);
	facts_free(request.before.facts);
	return run_close(&run);
}

static enum exit_status compare_sides(struct options *options, struct side *before, struct side *after)
{
	struct compared_domains compared;
	struct third_parties third = { 0 };
	enum exit_status status = EXIT_USAGE;

	if (compared_domains_choose(options, &compared, before, after) &&
		third_parties_open(options, &third, before, after))
		status = judge(options, before, after, &compared, &third);
	third_parties_close(&third);
	return status;
}

/* Each file is on one side at least: a misspelt name is no file that was deleted. */
static bool check_list(struct options *options, const struct file_list *list)
{
	const char *const *words = options->operands.at;
	bool good = true;

	for (size_t i = 0; i < list->names.count; i++) {
		const char *name = list->names.at[i];

		if (file_list_has(&options->arena, words[0], name) ||
			file_list_has(&options->arena, words[1], name))
			continue;
		complain("neither %s nor %s has a file %s", escape_copy(&options->arena, slice_of(words[0])),
			escape_copy(&options->arena, slice_of(words[1])),
			escape_copy(&options->arena, slice_of(name)));
		good = false;
	}
	return good;
}

static bool is_folder(struct options *options, const char *word)
{
	struct stat status;

	if (stat(word, &status) == 0 && S_ISDIR(status.st_mode))
		return true;
	complain("--files-from: both sides must be folders; %s is not a folder",
		escape_copy(&options->arena, slice_of(word)));
	return false;
}

static bool open_listed(
	struct options *options, const struct file_list *list, struct side *before, struct side *after)
{
	const char *const *words = options->operands.at;

	if (!is_folder(options, words[0]) || !is_folder(options, words[1]) || !check_list(options, list) ||
		!side_open_listed(options, before, words[0], list) ||
		!side_open_listed(options, after, words[1], list))
		return false;
	if (side_domain_count(before) || side_domain_count(after))
		return true;
	complain("no name on either side sends or receives mail");
	return false;
}

static bool open_sides(struct options *options, struct side *before, struct side *after)
{
	const char *const *words = options->operands.at;
	struct file_list list;

	if (!file_list_read(options, &list))
		return false;
	if (list.names.count)
		return open_listed(options, &list, before, after);
	return side_open(options, before, words[0], words[1]) &&
	       side_open(options, after, words[1], words[0]);
}

enum exit_status command_diff(struct options *options)
{
	const char *const *words = options->operands.at;
	struct side before = { 0 }, after = { 0 };
	enum exit_status status = EXIT_USAGE;

	if (options->operands.count != 2)
		complain(
			"diff needs two sides, OLD and NEW; try: mailauth-check diff db.example.com.old db.example.com");
	else if (strcmp(words[0], "-") == 0 && strcmp(words[1], "-") == 0)
		complain("only one side can be standard input");
	else if (strcmp(words[0], SIDE_OF_NOTHING) == 0 && strcmp(words[1], SIDE_OF_NOTHING) == 0)
		complain("both sides are empty");
	else if (open_sides(options, &before, &after))
		status = compare_sides(options, &before, &after);
	side_close(&before);
	side_close(&after);
	return status;
}
