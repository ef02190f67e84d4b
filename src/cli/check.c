/* `check`: domains from the command line, a file or standard input. */
#include "cli/commands.h"
#include "cli/domain_list.h"
#include "cli/interrupt.h"
#include "cli/run.h"
#include "cli/zone_files.h"
#include "input/answers.h"

#include "base/escape.h"

#include <string.h>

/* A run that ended early says how far it came. */
static void tell_interrupted(struct run *run, const struct domain_list *list)
{
	size_t count = run->written;
	struct arena scratch = { 0 };
	const char *checked, *kept = "";
	bool continues = strcmp(run->options->output.format->name, "jsonl") == 0;

	if (list->endless)
		checked = arena_printf(&scratch, "%zu domain%s checked", count, plural(count));
	else
		checked = arena_printf(
			&scratch, "%zu of %zu domain%s checked", count, list->total, plural(list->total));
	if (run->output.kept_at)
		kept = arena_printf(&scratch, continues ? "; to continue: --resume %s" : "; see %s",
			escape_copy(&scratch, slice_of(run->output.kept_at)));
	complain("%s: %s%s", interrupt_came() ? "interrupted" : "ended early", checked, kept);
	arena_release(&scratch);
}

/* Of a line that is no domain nothing is known. */
static enum exit_status status_with_list(enum exit_status status, const struct domain_list *list)
{
	if (list->bad)
		complain("%zu line%s of the list %s no domain", list->bad, plural(list->bad),
			list->bad == 1 ? "is" : "are");
	return status == EXIT_CLEAN && (list->bad || list->broken) ? EXIT_UNKNOWN : status;
}

/* With --zone the domains are answered from that file first. What is wrong with it is told with the first of them. */
static enum exit_status judge_with_zone(struct options *options, struct domain_list *list,
	const struct zone_files *files, const struct resumed *resumed)
{
	struct zone_set *zones = files && files->zone_count ? files->zones : NULL;
	enum exit_status status;
	struct run run;

	if (files)
		zone_files_lend(options, files);
	if (zones)
		options->check.zone_names = zone_names_find(&options->arena, zones);
	if (resumed ? !run_open_again(&run, options, resumed) : !run_open(&run, options, zones)) {
		run_close(&run);
		return EXIT_USAGE;
	}
	if (zones)
		known_read_comments(&run.known, zones);
	else if (files)
		zones = files->pasted.at[0]->zones;
	run_list(&run, list, zones);
	status = run_close(&run);
	if (run.ends_early && !output_is_unread(&run.output))
		tell_interrupted(&run, list);
	return status_with_list(status, list);
}

static enum exit_status judge(
	struct options *options, struct domain_list *list, const struct resumed *resumed)
{
	enum exit_status status = EXIT_USAGE;
	struct zone_files files;

	if (!options->subject.zone)
		return judge_with_zone(options, list, NULL, resumed);
	zone_files_open(&files);
	if (zone_files_read(options, &files, options->subject.zone) && zone_files_finish(options, &files))
		status = judge_with_zone(options, list, &files, NULL);
	zone_files_close(&files);
	return status;
}

/* Nothing but "@SERVER" was given: it may be meant for the domain of a mail address. */
static enum exit_status complain_only_server(struct options *options)
{
	const char *server = escape_copy(&options->arena, slice_of(options->lookup.at_server));
	struct dns_name name;

	if (domain_parse(options, slice_of(options->lookup.at_server + 1), &name))
		complain("no domain given; try: mailauth-check %s example.com", server);
	else
		complain("no domain given; %s is the DNS server to query. To check the domain: "
			 "mailauth-check %s",
			server, server + 1);
	return EXIT_USAGE;
}

/* There is no domain in what was given. */
static enum exit_status complain_empty(struct options *options, const struct domain_list *list)
{
	if (!list->listed && options->lookup.at_server)
		return complain_only_server(options);
	if (!list->broken)
		complain(list->listed ? "the list contains no domain"
				      : "no domain given; try: mailauth-check example.com");
	return EXIT_USAGE;
}

/* Reads what an earlier run has done, and does the rest. */
static enum exit_status resume(struct options *options, struct domain_list *list)
{
	struct resumed resumed;

	return resume_read(options, list, &resumed) ? judge(options, list, &resumed) : EXIT_USAGE;
}

enum exit_status command_check(struct options *options)
{
	enum exit_status status = EXIT_USAGE;
	struct domain_list list;

	if (!resume_settle(options))
		return EXIT_USAGE;
	if (!domain_list_open(options, &list))
		status = EXIT_USAGE;
	else if (options->output.resume)
		status = resume(options, &list);
	else
		status = domain_list_wait(&list) ? judge(options, &list, NULL)
						 : complain_empty(options, &list);
	domain_list_close(&list);
	return status;
}
