/* `diff`: opens two states of the same domains, zone files or live DNS, and has the change between them judged. */
#include "cli/commands.h"
#include "cli/inputs.h"
#include "cli/operand.h"
#include "cli/run.h"
#include "cli/wanted.h"

#include "base/escape.h"
#include "judge/change.h"

/* What is opened for a side. */
struct opened {
	struct change_side side;
	struct text text;
	struct dns_source *source; /* of the side before; the other one's is that of the run */
};

static bool open_side(struct options *options, struct opened *opened, const char *word, const char *other)
{
	struct change_side *side = &opened->side;

	switch (operand_of_side(&options->arena, word, other)) {
	case OPERAND_DOMAIN:
		if (options->lookup.offline) {
			complain("%s is a domain, and with --offline nothing is known of it",
				escape_copy(&options->arena, slice_of(word)));
			return false;
		}
		operand_note_domain(&options->arena, word);
		return domain_read(options, slice_of(word), "", &side->domain);
	case OPERAND_MISSING:
		operand_complain_missing(&options->arena, word);
		return false;
	case OPERAND_FILE:
	case OPERAND_FOLDER:
		break;
	}
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

/* Live DNS may have anything. */
static bool side_holds(const struct change_side *side, const struct dns_name *name)
{
	return !side->zones || wanted_is_held(side->zones, name);
}

/* A domain of live DNS that the files of the other side do not hold is misspelt. False after a message. */
static bool check_domain(
	struct options *options, const struct change_side *live, const struct change_side *other)
{
	if (live->zones || side_holds(other, &live->domain))
		return true;
	complain("%s %s%s", dns_name_text(&options->arena, &live->domain),
		wanted_reason(other->zones, &live->domain),
		wanted_nearest(&options->arena, other->zones, &live->domain));
	return false;
}

/* The domains of --domain. False after a message. */
static bool read_domains(struct options *options, struct change_request *request)
{
	struct dns_name *names =
		arena_take_array(&options->arena, options->subject.domains.count + 1, sizeof *names);

	for (size_t i = 0; i < options->subject.domains.count; i++) {
		if (!domain_read(options, slice_of(options->subject.domains.at[i]), "--domain ", &names[i]))
			return false;
		if (!side_holds(&request->before, &names[i]) && !side_holds(&request->after, &names[i])) {
			complain("--domain %s does not exist on either side%s",
				escape_copy(&options->arena, slice_of(options->subject.domains.at[i])),
				wanted_nearest(&options->arena, request->after.zones, &names[i]));
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

	if (!check_domain(options, &before->side, &after->side) ||
		!check_domain(options, &after->side, &before->side) || !read_domains(options, &request))
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
	else if (open_side(options, &before, options->operands.at[0], options->operands.at[1]) &&
		 open_side(options, &after, options->operands.at[1], options->operands.at[0]))
		status = judge_sides(options, &before, &after);
	close_side(&before);
	close_side(&after);
	return status;
}
