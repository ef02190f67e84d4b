/* Opens what the options name, judges domains several at a time, and closes everything with the exit status. */
#include "cli/run.h"

#include "cli/command_rows.h"
#include "cli/config.h"
#include "cli/inputs.h"
#include "cli/interrupt.h"
#include "input/answers.h"

#include "base/escape.h"
#include "base/nearest.h"
#include "judge/bulk.h"
#include "print/terminal.h"
#include "rules/registry.h"

#include <string.h>

/* What a rule that is gone or mistyped was to make known counts: that is to be seen. */
static void complain_unknown_rules(struct run *run, const char *path)
{
	struct arena *arena = &run->options->arena;
	struct slice id;

	for (size_t at = 0; baseline_next_unknown(&run->known.baseline, &at, &id);)
		complain("%s: unknown rule \"%s\"%s", escape_copy(arena, slice_of(path)),
			escape_copy(arena, slice_part(id, 0, 80)),
			nearest_question(arena, rules_nearest(id)));
}

static bool open_baseline(struct run *run)
{
	const char *path = run->options->selection.baseline;

	if (!path)
		return true;
	if (!file_open(run->options, &run->baseline_text, path, TEXT_LIST))
		return false;
	baseline_read(&run->options->arena, &run->known.baseline, run->baseline_text.bytes);
	if (!baseline_is_one(&run->known.baseline)) {
		complain("%s is not a baseline; --write-baseline creates one",
			escape_copy(&run->options->arena, slice_of(path)));
		return false;
	}
	complain_unknown_rules(run, path);
	return true;
}

static bool prints_reports(const struct options *options)
{
	return command_row_of(options->command)->document == DOCUMENT_REPORTS && !options->output.fix;
}

/* Everything is open: the report begins. */
static void begin(struct run *run)
{
	struct options *options = run->options;

	run->print.format = options->output.format;
	run->print.colour = options->output.colour;
	run->print.verbose = options->output.verbose;
	run->print.quiet = options->output.quiet;
	run->print.complete = options->selection.complete;
	run->print.now = options->check.now;
	run->print.statistics = options->output.statistics;
	run->print.answered_by = sources_text(options);
	run->print.publish_as = options->output.publish_as;
	run->print.record_only = options->command == COMMAND_RECORD;
	run->print.unicode = terminal_shows_unicode();
	run->print.width = output_is_terminal(&run->output) ? terminal_width() : TERMINAL_WIDTH_USUAL;
	run->print.folds = output_is_terminal(&run->output);
	run->print.links = run->print.colour && output_is_terminal(&run->output);
	if (prints_reports(options))
		report_printer_of(&run->print)->begin(&run->print);
	progress_begin(&run->progress, run->sources.facts, options->output.quiet);
	run->opened = options->judging = true;
}

static bool open_known(struct run *run, struct options *options)
{
	*run = (struct run){ .options = options };
	run->known = (struct known){ .arena = &options->arena,
		.rules = &options->selection.rules,
		.gathers = options->selection.write_baseline };
	return open_baseline(run);
}

/* Half of the report of a long run is of use. */
static enum output_kind kind_of_output(const struct options *options)
{
	return options->command == COMMAND_CHECK && options->output.format->by_line &&
			       !options->output.statistics
		       ? OUTPUT_KEPT
		       : OUTPUT_WHOLE;
}

static bool open_output(struct run *run, struct output *output, const char *path)
{
	struct arena *arena = &run->options->arena;

	if (output != &run->output)
		return output_open(output, arena, path, OUTPUT_WHOLE);
	if (run->resumed)
		return output_open_again(output, arena, path, run->resumed->size, run->resumed->whole);
	return output_open(output, arena, path, kind_of_output(run->options));
}

/* Before anything is asked: a run that cannot keep its result is not begun. */
static bool open_outputs(struct run *run, struct options *options)
{
	const struct {
		struct output *output;
		const char *name, *path;
	} outputs[] = { { &run->output, "the report", options->output.path },
		{ &run->saved, "--save-answers", options->lookup.save_answers },
		{ &run->findings, "--write-baseline", options->selection.write_baseline } };

	for (size_t i = 0; i < sizeof outputs / sizeof *outputs; i++) {
		if (i && !outputs[i].path)
			continue;
		if (!open_output(run, outputs[i].output, outputs[i].path))
			return false;
		for (size_t k = 0; k < i; k++) {
			if (!outputs[k].output->stream ||
				!output_is_same(outputs[k].output, outputs[i].output))
				continue;
			complain("%s and %s cannot be written to the same place", outputs[k].name,
				outputs[i].name);
			return false;
		}
	}
	return true;
}

bool run_open(struct run *run, struct options *options, struct zone_set *zones)
{
	if (!open_known(run, options) || !open_outputs(run, options) ||
		!sources_open(&run->sources, options, zones))
		return false;
	begin(run);
	return true;
}

/* What an earlier run has found counts as if it were found now. */
static void count_resumed(struct run *run)
{
	const struct resumed *resumed = run->resumed;
	const struct selection_options *selection = &run->options->selection;

	for (int severity = SEVERITY_INFO; severity <= SEVERITY_ERROR; severity++)
		run->has_failing = run->has_failing ||
				   (severity >= (int)selection->fail_on && resumed->counts[severity]);
	run->has_unanswered = resumed->unanswered > (selection->complete ? 0 : resumed->unasked);
	run->written = resumed->domains;
}

bool run_open_again(struct run *run, struct options *options, const struct resumed *resumed)
{
	bool good = open_known(run, options);

	run->resumed = resumed;
	if (!good || !open_outputs(run, options) || !sources_open(&run->sources, options, NULL))
		return false;
	count_resumed(run);
	begin(run);
	return true;
}

bool run_open_on(struct run *run, struct options *options, struct dns_source *source)
{
	bool good = open_known(run, options);

	if (!sources_open_on(&run->sources, options, source) || !good || !open_outputs(run, options))
		return false;
	begin(run);
	return true;
}

void run_flush(struct run *run)
{
	progress_clear(&run->progress);
	if (!run->options->output.fix) /* a patch holds the bytes of the file */
		output_localize(&run->print.out, run->options->output.format);
	output_write(&run->output, &run->print.out);
}

/* Notes are mended when they are shown or asked for. */
struct session_wish run_wish(struct run *run)
{
	const struct options *options = run->options;

	return (struct session_wish){ .remedies = true,
		.notes = options->output.verbose || options->selection.select,
		.unsafe = !options->output.fix || options->output.fix_unsafe,
		.known = &run->known };
}

void run_count(struct run *run, const struct report *report)
{
	for (int severity = SEVERITY_INFO; severity <= SEVERITY_ERROR; severity++)
		run->has_failing = run->has_failing || (severity >= (int)run->options->selection.fail_on &&
							       report->counts[severity]);
	for (size_t i = 0; i < report->unanswered.count; i++)
		run->has_local_failure =
			run->has_local_failure || dns_outcome_is_ours(report->unanswered.at[i].reason);
	for (size_t i = 0; i < report->unanswered.count; i++)
		run->has_unanswered = run->has_unanswered || run->options->selection.complete ||
				      !dns_outcome_is_wished(report->unanswered.at[i].reason);
}

void run_take(struct run *run, struct report *report)
{
	known_finish(&run->known, report);
	run_count(run, report);
}

void run_report(struct run *run, struct report *report)
{
	run_take(run, report);
	if (run->options->output.fix) {
		patch_add(&run->patch, report);
		if (!run->options->output.fix_unsafe)
			run->unsafe += edits_unsafe(report);
		return;
	}
	print_domain(&run->print, report);
	run_flush(run);
}

/* A domain outside the zone files is judged as DNS has it, with the selectors that were pasted. */
static const struct check_options *check_of_domain(struct options *options, struct arena *arena,
	const struct check_options *check, const struct listed_domain *listed)
{
	struct check_options *own;
	ARENA_LIST(const char *) selectors = { 0 };
	struct dns_name apex;

	if (!options->lookup.pasted.count && !options->subject.selectors_of.count && !listed->selector &&
		!(check->zone_names && options->command == COMMAND_CHECK))
		return check;
	own = arena_take(arena, sizeof *own);
	*own = *check;
	if (check->zone_names && !zone_set_find_apex(check->zone_names->zones, &listed->name, &apex))
		own->zone_names = NULL;
	for (size_t i = 0; i < check->selector_count; i++)
		*arena_append(arena, &selectors) = check->selectors[i];
	if (listed->selector)
		*arena_append(arena, &selectors) = listed->selector;
	for (size_t i = 0; i < options->subject.selectors_of.count; i++)
		if (dns_name_equal(&options->subject.selectors_of.at[i].domain, &listed->name))
			*arena_append(arena, &selectors) = options->subject.selectors_of.at[i].selector;
	for (size_t i = 0; i < options->lookup.pasted.count; i++) {
		const struct answers *answers = options->lookup.pasted.at[i];

		for (size_t k = 0; k < answers->selectors.count; k++)
			if (dns_name_equal(&answers->selectors.at[k].domain, &listed->name))
				*arena_append(arena, &selectors) = answers->selectors.at[k].selector;
	}
	own->selectors = selectors.at;
	own->selector_count = selectors.count;
	return own;
}

static struct domain_settings settings_of(
	struct run *run, struct arena *arena, const struct listed_domain *listed)
{
	const struct domain_config *config = config_of_domain(run->options, &listed->name);

	return (struct domain_settings){ check_of_domain(run->options, arena, &config->check, listed),
		&config->rules };
}

struct domain_settings run_settings(void *context, const struct dns_name *name)
{
	struct run *run = context;
	const struct listed_domain listed = { *name, NULL };

	return settings_of(run, &run->options->arena, &listed);
}

struct domains {
	struct run *run;
	struct zone_set *zones; /* until a domain has their faults */
	domain_at *at;
	const void *context; /* of `at` */
	size_t place, count;
	struct domain_list *list;
};

static void begin_domain(struct domains *domains, struct session *session, const struct listed_domain *listed)
{
	struct domain_settings settings = settings_of(domains->run, &session->given, listed);

	session->name = listed->name;
	session->options = settings.check;
	session->rules = settings.rules;
	session->zones = domains->zones;
	session->file_rules = &domains->run->options->selection.rules;
	session->wish = run_wish(domains->run);
	domains->zones = NULL;
}

static enum bulk_next begin_placed(void *context, struct session *session, bool idle)
{
	struct domains *domains = context;
	struct listed_domain listed = { 0 };

	(void)idle;
	if (domains->place == domains->count)
		return BULK_END;
	listed.name = domains->at(domains->context, domains->place++);
	begin_domain(domains, session, &listed);
	return BULK_DOMAIN;
}

static enum bulk_next begin_listed(void *context, struct session *session, bool idle)
{
	struct domains *domains = context;
	struct listed_domain listed;
	enum list_state state = domain_list_next(domains->list, &session->given, idle, &listed);

	if (state != LIST_DOMAIN)
		return state == LIST_END ? BULK_END : BULK_LATER;
	begin_domain(domains, session, &listed);
	return BULK_DOMAIN;
}

static void report_domain(void *context, struct report *report)
{
	struct run *run = ((const struct domains *)context)->run;

	run_report(run, report);
	run->written += !run->output.broken;
	run->progress.count.done = run->written;
	run->progress.count.unknown += report->status == REPORT_UNANSWERED;
}

/* Nobody reads what is still to come, or it cannot be written. */
static bool is_in_vain(const struct run *run)
{
	return run->output.broken && !run->saved.stream && !run->findings.stream;
}

static bool is_interrupted(void *context)
{
	struct run *run = ((const struct domains *)context)->run;

	run->ends_early = run->ends_early || interrupt_came() || is_in_vain(run);
	return run->ends_early;
}

void run_domains(struct run *run, domain_at *at, const void *context, size_t count, struct zone_set *zones)
{
	struct domains domains = { .run = run, .zones = zones, .at = at, .context = context, .count = count };
	const struct bulk bulk = { .facts = run->sources.facts,
		.jobs = run->options->lookup.jobs,
		.context = &domains,
		.next = begin_placed,
		.report = report_domain };

	run->known.reports_left = count;
	judge_domains(&bulk);
}

void run_list(struct run *run, struct domain_list *list, struct zone_set *zones)
{
	struct domains domains = { .run = run, .zones = zones, .list = list };
	const struct bulk bulk = { .facts = run->sources.facts,
		.jobs = run->options->lookup.jobs,
		.unordered = run->options->output.unordered,
		.context = &domains,
		.next = begin_listed,
		.report = report_domain,
		.is_stopped = is_interrupted };

	run->progress.count = (struct progress_count){ .used = list->listed,
		.total = list->endless ? 0 : list->total,
		.before = run->written,
		.done = run->written };
	interrupt_watch();
	judge_domains(&bulk);
}

static void write_baseline(struct run *run)
{
	struct bytes out = { 0 };

	if (!run->findings.stream)
		return;
	baseline_write(&run->known.found, &out);
	output_write(&run->findings, &out);
	bytes_free(&out);
}

/* The diff, and on standard error what is not in it. */
static void print_fixes(struct run *run)
{
	patch_print(&run->patch, &run->print.out);
	if (run->patch.later)
		complain("%zu more fix%s; apply these first, then run again", run->patch.later,
			run->patch.later == 1 ? "" : "es");
	if (run->patch.translated)
		complain("%zu fix%s not printed: the text is not a zone file and cannot be patched",
			run->patch.translated, run->patch.translated == 1 ? "" : "es");
	if (run->unsafe == 1)
		complain("1 fix changes what a record means; --fix=diff,unsafe shows it");
	else if (run->unsafe)
		complain("%zu fixes change what a record means; --fix=diff,unsafe shows them", run->unsafe);
}

/* What is wrong with this machine is not the fault of any domain. */
static void complain_local_failure(const struct run *run)
{
	const struct dns_live_options *live = &run->options->lookup.live;

	if (run->options->lookup.policy_fault[0])
		complain("%s", run->options->lookup.policy_fault);
	if (run->options->lookup.policy_fault[0] && !run->options->lookup.local_error)
		return;
	if (run->options->lookup.local_error)
		complain("cannot query DNS from this system: %s", strerror(run->options->lookup.local_error));
	else if (live->server_count)
		complain("no resolver: nothing listens at %s", live->servers[0]);
	else
		complain(
			"no resolver: nothing listens at the name servers of /etc/resolv.conf (127.0.0.1 if it names none); name another one with --server");
}

static bool is_lost(const struct output *output)
{
	return output->broken && !output_is_unread(output);
}

/* What is there whole or not at all is not there when the run ends early. */
static void close_outputs(struct run *run)
{
	if (run->opened && !run->ends_early) {
		output_finish(&run->output);
		output_finish(&run->saved);
		output_finish(&run->findings);
		return;
	}
	if (run->output.broken)
		output_finish(&run->output); /* which says why */
	output_drop(&run->output);
	output_drop(&run->saved);
	output_drop(&run->findings);
}

static void print_end(struct run *run)
{
	if (run->options->output.fix)
		print_fixes(run);
	else if (prints_reports(run->options))
		report_printer_of(&run->print)->end(&run->print);
	run_flush(run);
	if (run->saved.stream)
		output_write(&run->saved, &run->sources.saved);
	write_baseline(run);
}

enum exit_status run_close(struct run *run)
{
	progress_clear(&run->progress);
	if (run->has_local_failure)
		complain_local_failure(run);
	if (run->opened && !run->ends_early)
		print_end(run);
	close_outputs(run);
	sources_close(&run->sources);
	text_close(&run->baseline_text);
	bytes_free(&run->print.out);
	if (run->opened && !run->output.broken && !is_lost(&run->saved) && !is_lost(&run->findings) &&
		run->options->output.format->status)
		return (enum exit_status)run->options->output.format->status(&run->print.totals);
	if (is_lost(&run->output) || is_lost(&run->saved) || is_lost(&run->findings))
		return run->options->output.format->unjudged
			       ? (enum exit_status)run->options->output.format->unjudged_status
			       : EXIT_USAGE;
	if (run->has_failing)
		return EXIT_FINDINGS;
	return run->has_unanswered || run->options->lookup.incomplete ? EXIT_UNKNOWN : EXIT_CLEAN;
}
