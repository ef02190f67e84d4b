/* `diff`: opens two states of the same domains, zone files or live DNS, and has the change between them judged. */
#include "cli/commands.h"
#include "cli/inputs.h"
#include "cli/run.h"

#include "base/escape.h"
#include "judge/change.h"

#include <string.h>
#include <sys/stat.h>

/* What is opened for a side. */
struct opened {
	struct change_side side;
	struct text text;
	struct dns_source *source; /* of the side before; the other one's is that of the run */
};

static bool is_file(const char *word)
{
	struct stat status;

	return strcmp(word, "-") == 0 || strchr(word, '/') || stat(word, &status) == 0;
}

static bool open_side(struct options *options, struct opened *opened, const char *word)
{
	struct change_side *side = &opened->side;

	if (!is_file(word))
		return domain_read(options, slice_of(word), "", &side->domain);
	side->zones = zone_set_new();
	if (!zone_file_read(options, side->zones, &opened->text, word))
		return false;
	zone_set_finish(side->zones);
	side->names = zone_names_find(&options->arena, side->zones);
	return true;
}

static void close_side(struct opened *opened)
{
	if (opened->source) { /* before the facts: what it still waits for ends in them */
		dns_source_close(opened->source);
		facts_free(opened->side.facts);
	}
	if (opened->side.zones)
		zone_set_free(opened->side.zones);
	text_close(&opened->text);
}

/* The domains of --domain. False after a message. */
static bool read_domains(struct options *options, struct change_request *request)
{
	struct dns_name *names =
		arena_take_array(&options->arena, options->subject.domains.count + 1, sizeof *names);

	for (size_t i = 0; i < options->subject.domains.count; i++) {
		if (!domain_read(options, slice_of(options->subject.domains.at[i]), "--domain ", &names[i]))
			return false;
		if (!change_side_has(&request->before, &names[i]) &&
			!change_side_has(&request->after, &names[i])) {
			complain("--domain %s: neither file has records at that name",
				escape_copy(&options->arena, slice_of(options->subject.domains.at[i])));
			return false;
		}
	}
	request->domains = names;
	request->domain_count = options->subject.domains.count;
	return true;
}

static void report_change(void *context, struct report *report)
{
	run_report(context, report);
}

static enum exit_status judge_sides(struct options *options, struct opened *before, struct opened *after)
{
	struct run run;
	struct change_request request = {
		.before = before->side,
		.after = after->side,
		.context = &run,
		.settings = run_settings,
		.report = report_change,
	};

	if (!read_domains(options, &request))
		return EXIT_USAGE;
	if (!run_open(&run, options, after->side.zones) ||
		!live_source_make(options, before->side.zones, &before->source)) {
		run_close(&run);
		return EXIT_USAGE;
	}
	request.wish = run_wish(&run);
	before->side.facts = request.before.facts = facts_new(before->source, FACTS_KEPT, NULL);
	request.after.facts = run.sources.facts;
	if (after->side.zones)
		known_read_comments(&run.known, after->side.zones);
	judge_changes(&request);
	return run_close(&run);
}

enum exit_status command_diff(struct options *options)
{
	struct opened before = { 0 }, after = { 0 };
	enum exit_status status = EXIT_USAGE;

	if (options->operands.count != 2)
		complain(
			"two sides are compared; try: mailauth-check diff db.example.com.old db.example.com");
	else if (open_side(options, &before, options->operands.at[0]) &&
		 open_side(options, &after, options->operands.at[1]))
		status = judge_sides(options, &before, &after);
	close_side(&before);
	close_side(&after);
	return status;
}
