/* Opens what the options name, judges domains several at a time, and closes everything with the exit status. */
#include "cli/run.h"

#include "cli/command_rows.h"
#include "cli/config.h"

#include "base/escape.h"
#include "judge/bulk.h"
#include "rules/registry.h"

#include "print/printers.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { FACTS_KEPT = 2000, PIPE_WIDTH = 80, NARROWEST = 40 };

bool run_make_source(struct options *options, struct zone_set *zones, struct dns_source **ret_source)
{
	const char *system = getenv("SSL_CERT_FILE"), *fault;
	unsigned given_ms = options->has_timeout ? options->live.timeout_ms * options->live.tries : 0;

	*ret_source = NULL;
	if (options->deadline > 0 && !options->live.deadline_ms)
		options->live.deadline_ms = dns_live_now() + (uint64_t)(options->deadline * 1000);
	if (!options->offline) {
		struct policy_options policies = {
			.timeout_ms = given_ms,
			.deadline_ms = options->live.deadline_ms,
			.port = options->policy_port,
			.authorities = options->authorities ? options->authorities : system,
		};

		*ret_source = live_source_open(&options->arena, &options->live, &policies, &fault);
		if (!*ret_source) {
			complain("%s", fault);
			return false;
		}
	}
	if (zones)
		*ret_source = dns_zone_source(zones, *ret_source);
	return true;
}

static bool open_source(struct run *run, struct zone_set *zones)
{
	struct options *options = run->options;
	const char *fault;

	if (!options->answers) {
		if (!run_make_source(options, zones, &run->source))
			return false;
	} else {
		run->source = saved_answers_open(&options->arena, &run->answers, options->answers, &fault);
		if (!run->source) {
			complain("%s", fault);
			return false;
		}
		if (zones)
			run->source = dns_zone_source(zones, run->source);
	}
	if (options->save_answers)
		bytes_add_text(&run->saved, dns_script_recorded);
	run->facts = facts_new(run->source, FACTS_KEPT, options->save_answers ? &run->saved : NULL);
	return true;
}

static unsigned year_of_today(void)
{
	time_t now = time(NULL);
	struct tm date;

	return gmtime_r(&now, &date) ? (unsigned)date.tm_year + 1900 : 0;
}

static bool open_suffixes(struct run *run)
{
	const char *path = run->options->suffixes;

	run->suffixes = suffix_list_open(path);
	if (path && !run->suffixes) {
		complain("cannot read the public suffix list %s",
			escape_copy(&run->options->arena, slice_of(path)));
		return false;
	}
	run->options->check.suffixes = run->suffixes;
	run->options->check.year = year_of_today();
	run->options->check.now = (uint32_t)time(NULL);
	run->options->check.helo = run->options->helo;
	return true;
}

/* Reads --private-key. Nothing of the key but its public half is kept. */
static bool open_pair(struct run *run)
{
	struct options *options = run->options;
	const char *path = options->private_key, *fault, *shown;
	struct stat status;
	struct text text;
	bool good;

	if (!path)
		return true;
	shown = escape_copy(&options->arena, slice_of(path));
	if (options->selectors.count != 1) {
		complain("--private-key goes with one --selector: the one that the key signs with");
		return false;
	}
	if (!text_open(&text, path)) {
		complain("cannot read %s: %s", shown, strerror(errno));
		return false;
	}
	good = dkim_pair_read(&options->arena, text.bytes, &run->pair, &fault);
	text_close(&text);
	if (!good) {
		complain("%s: %s", shown, fault);
		return false;
	}
	options->check.pair = &run->pair;
	options->check.pair_is_readable =
		strcmp(path, "-") != 0 && stat(path, &status) == 0 && status.st_mode & (S_IRGRP | S_IROTH);
	return true;
}

/* The temporary file goes with the program when a signal ends it. */
static const char *volatile unfinished;

static void remove_unfinished(int number)
{
	if (unfinished)
		unlink(unfinished);
	signal(number, SIG_DFL);
	raise(number);
}

/*
 * A temporary file beside the one that is wanted, so that a rename puts it in place whole. What is there already keeps its
 * mode; a link's target is replaced and not the link; a device or pipe is written to as it is.
 */
static bool open_output(struct run *run)
{
	const char *path = run->options->output;
	struct stat status;
	bool exists;
	int file;

	run->out = stdout;
	if (!path || strcmp(path, "-") == 0)
		return true;
	exists = stat(path, &status) == 0;
	if (exists && !S_ISREG(status.st_mode)) {
		run->out = fopen(path, "w");
	} else {
		char *real = exists ? realpath(path, NULL) : NULL;

		run->out_target = arena_strdup(&run->options->arena, real ? real : path);
		free(real);
		run->out_mode = exists ? status.st_mode & 07777 : 0;
		run->out_path = arena_printf(&run->options->arena, "%s.XXXXXX", run->out_target);
		file = mkstemp(run->out_path);
		run->out = file < 0 ? NULL : fdopen(file, "w");
	}
	if (!run->out) {
		complain("cannot write %s: %s", escape_copy(&run->options->arena, slice_of(path)),
			strerror(errno));
		run->out_path = NULL;
		return false;
	}
	if (run->out_path) {
		unfinished = run->out_path;
		signal(SIGINT, remove_unfinished);
		signal(SIGTERM, remove_unfinished);
	}
	return true;
}

static unsigned terminal_width(const struct run *run)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size = { 0 };
	uint64_t number;

	if (run->out != stdout || !isatty(STDOUT_FILENO))
		return PIPE_WIDTH;
	if (columns && slice_number(slice_of(columns), 10000, &number) && number >= NARROWEST)
		return (unsigned)number;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= NARROWEST)
		return size.ws_col;
	return PIPE_WIDTH;
}

static bool open_baseline(struct run *run)
{
	const char *path = run->options->baseline;

	if (!path)
		return true;
	if (!text_open(&run->baseline_text, path)) {
		complain("cannot read %s: %s", escape_copy(&run->options->arena, slice_of(path)),
			strerror(errno));
		return false;
	}
	baseline_read(&run->options->arena, &run->known.baseline, run->baseline_text.bytes);
	return true;
}

static bool prints_reports(const struct options *options)
{
	return command_row_of(options->command)->document == DOCUMENT_REPORTS && !options->fix;
}

bool run_open(struct run *run, struct options *options, struct zone_set *zones)
{
	*run = (struct run){ .options = options };
	run->known = (struct known){
		.arena = &options->arena, .rules = &options->rules, .gathers = options->write_baseline
	};
	if (!open_baseline(run) || !open_pair(run) || !open_suffixes(run) || !open_source(run, zones) ||
		!open_output(run))
		return false;
	run->print.format = options->format;
	run->print.colour = options->colour;
	run->print.verbose = options->verbose;
	run->print.quiet = options->quiet;
	run->print.complete = options->complete;
	run->print.publish_as = options->publish_as;
	run->print.record_only = options->command == COMMAND_RECORD;
	run->print.width = terminal_width(run);
	run->print.links = run->print.colour && run->out == stdout && isatty(STDOUT_FILENO);
	if (prints_reports(options))
		options->format->reports->begin(&run->print);
	run->opened = options->judging = true;
	return true;
}

void run_flush(struct run *run)
{
	struct slice out = bytes_slice(&run->print.out);

	if (out.len && fwrite(out.at, 1, out.len, run->out) != out.len && !run->broken) {
		run->broken = true;
		run->out_error = errno;
	}
	run->print.out.len = 0;
}

/* Notes are mended when they are shown or asked for. */
struct session_wish run_wish(struct run *run)
{
	const struct options *options = run->options;

	return (struct session_wish){ .remedies = true,
		.notes = options->verbose || options->select,
		.unsafe = !options->fix || options->fix_unsafe,
		.known = &run->known };
}

void run_count(struct run *run, const struct report *report)
{
	for (int severity = SEVERITY_INFO; severity <= SEVERITY_ERROR; severity++)
		run->has_failing = run->has_failing ||
				   (severity >= (int)run->options->fail_on && report->counts[severity]);
	for (size_t i = 0; i < report->unanswered.count; i++)
		run->has_unanswered = run->has_unanswered || run->options->complete ||
				      report->unanswered.at[i].reason != DNS_OFFLINE;
}

/* Findings whose fix changes what a record means. */
static void count_unsafe(struct run *run, const struct report *report)
{
	for (size_t i = 0; i < report->findings.count && !run->options->fix_unsafe; i++) {
		const struct finding *finding = &report->findings.at[i];

		run->unsafe += (finding->fix_text || finding->deletes.count) && !finding->known &&
			       !finding->remedy && finding->severity > SEVERITY_INFO &&
			       !rule_fix_is_safe(finding->rule);
	}
}

void run_take(struct run *run, struct report *report)
{
	known_finish(&run->known, report);
	run_count(run, report);
}

void run_report(struct run *run, struct report *report)
{
	run_take(run, report);
	if (run->options->fix) {
		patch_add(&run->patch, report);
		count_unsafe(run, report);
		return;
	}
	print_domain(&run->print, report);
	run_flush(run);
}

struct domains {
	struct run *run;
	domain_at *at;
	const void *context;
	struct zone_set *zones;
};

struct domain_settings run_settings(void *context, const struct dns_name *name)
{
	struct options *options = ((struct run *)context)->options;
	const struct domain_config *config = config_of_domain(options, name);

	return config ? (struct domain_settings){ &config->check, &config->rules }
		      : (struct domain_settings){ &options->check, &options->rules };
}

static void begin_domain(void *context, size_t place, struct session *session)
{
	const struct domains *domains = context;
	struct dns_name name = domains->at(domains->context, place);
	struct domain_settings settings = run_settings(domains->run, &name);

	session->name = name;
	session->options = settings.check;
	session->rules = settings.rules;
	session->zones = place ? NULL : domains->zones;
	session->wish = run_wish(domains->run);
}

static void report_domain(void *context, struct report *report)
{
	run_report(((const struct domains *)context)->run, report);
}

void run_domains(struct run *run, domain_at *at, const void *context, size_t count, struct zone_set *zones)
{
	struct domains domains = { run, at, context, zones };
	const struct bulk bulk = { .facts = run->facts,
		.count = count,
		.jobs = run->options->jobs,
		.context = &domains,
		.begin = begin_domain,
		.report = report_domain };

	run->known.reports_left = count;
	judge_domains(&bulk);
}

static void finish_output(struct run *run)
{
	const char *path = run->options->output;
	mode_t mask;

	if (fflush(run->out) && !run->broken) {
		run->broken = true;
		run->out_error = errno;
	}
	if (!run->out_path) {
		if (run->broken && run->out_error != EPIPE) /* a reader that has seen enough is no error */
			complain("cannot write the report: %s", strerror(run->out_error));
		if (run->out != stdout)
			fclose(run->out);
		return;
	}
	mask = umask(0);
	umask(mask);
	if (fchmod(fileno(run->out), run->out_mode ? run->out_mode : 0666 & ~mask) || fclose(run->out))
		run->broken = true;
	if (run->broken || rename(run->out_path, run->out_target)) {
		complain("cannot write %s: %s", escape_copy(&run->options->arena, slice_of(path)),
			strerror(errno));
		unlink(run->out_path);
		run->broken = true;
	}
	unfinished = NULL;
}

static void write_file(struct run *run, const char *path, struct slice saved)
{
	FILE *file;

	if (!path)
		return;
	file = fopen(path, "w");
	if (!file || fwrite(saved.at, 1, saved.len, file) != saved.len || fclose(file)) {
		complain("cannot write %s: %s", escape_copy(&run->options->arena, slice_of(path)),
			strerror(errno));
		run->broken = true;
	}
}

static void write_baseline(struct run *run)
{
	struct bytes out = { 0 };

	baseline_write(&run->known.found, &out);
	write_file(run, run->options->write_baseline, bytes_slice(&out));
	bytes_free(&out);
}

/* The diff, and on standard error what is not in it. */
static void print_fixes(struct run *run)
{
	patch_print(&run->patch, &run->print.out);
	if (run->patch.later)
		complain("%zu more fix%s: apply these, and run again", run->patch.later,
			run->patch.later == 1 ? "" : "es");
	if (run->unsafe)
		complain("%zu fix%s that change%s what a record means; --fix=diff,unsafe shows them",
			run->unsafe, run->unsafe == 1 ? "" : "es", run->unsafe == 1 ? "s" : "");
}

enum exit_status run_close(struct run *run)
{
	if (run->opened) {
		if (run->options->fix)
			print_fixes(run);
		else if (prints_reports(run->options))
			run->options->format->reports->end(&run->print);
		run_flush(run);
		finish_output(run);
		write_file(run, run->options->save_answers, bytes_slice(&run->saved));
		write_baseline(run);
	}
	/* The source first: what it still waits for ends in the facts. */
	dns_source_close(run->source);
	if (run->facts)
		facts_free(run->facts);
	saved_answers_close(&run->answers);
	text_close(&run->baseline_text);
	suffix_list_close(run->suffixes);
	bytes_free(&run->saved);
	bytes_free(&run->print.out);
	if (run->opened && !run->broken && run->options->format->status)
		return (enum exit_status)run->options->format->status(&run->print.totals);
	if (run->broken && run->out_error != EPIPE)
		return EXIT_USAGE;
	if (run->has_failing)
		return EXIT_FINDINGS;
	return run->has_unanswered ? EXIT_UNKNOWN : EXIT_CLEAN;
}

enum exit_status write_out(struct bytes *out)
{
	struct slice text = bytes_slice(out);
	bool written = fwrite(text.at, 1, text.len, stdout) == text.len && fflush(stdout) == 0;

	bytes_free(out);
	return written ? EXIT_CLEAN : EXIT_USAGE;
}
