/* `zone`: zone files, all of them one world. */
#include "cli/commands.h"
#include "cli/config.h"
#include "cli/file_list.h"
#include "cli/inputs.h"
#include "cli/run.h"
#include "cli/wanted.h"
#include "cli/zone_files.h"

#include "base/escape.h"

/* House rules hold for a name that owns no mail record any more, too. */
static void add_expected(struct options *options, struct zone_names *names)
{
	for (size_t i = 0; i < options->config.sections.count; i++) {
		const struct config_section *section = options->config.sections.at[i];
		bool listed = section->below || !section->has_expectations;
		size_t number = listed ? 0 : zone_set_add_name(names->zones, &section->name);
		struct dns_name apex;

		for (size_t k = 0; k < names->domains.count && !listed; k++)
			listed = names->domains.at[k] == number;
		if (!listed && zone_set_find_apex(names->zones, &section->name, &apex))
			*arena_append(&options->arena, &names->domains) = (uint32_t)number;
	}
}

static bool choose_domains(struct options *options, struct zone_names *names)
{
	if (!options->subject.domains.count)
		add_expected(options, names);
	names->domains.count = options->subject.domains.count ? 0 : names->domains.count;
	for (size_t i = 0; i < options->subject.domains.count; i++) {
		struct dns_name name;

		if (!name_read(options, "domain", options->subject.domains.at[i], &name))
			return false;
		if (!wanted_is_held(names->zones, &name)) {
			complain("--domain %s %s%s",
				escape_copy(&options->arena, slice_of(options->subject.domains.at[i])),
				wanted_reason(names->zones, &name),
				wanted_nearest(&options->arena, names->zones, &name));
			return false;
		}
		*arena_append(&options->arena, &names->domains) =
			(uint32_t)zone_set_add_name(names->zones, &name);
	}
	return true;
}

static struct dns_name name_at(const void *context, size_t place)
{
	const struct zone_names *names = context;

	return zone_set_name(names->zones, names->domains.at[place]);
}

static enum exit_status judge(struct options *options, struct zone_set *zones)
{
	struct zone_names *names = zone_names_find(&options->arena, zones);
	struct run run;

	options->check.zone_names = names;
	if (!choose_domains(options, names))
		return EXIT_USAGE;
	if (!run_open(&run, options, zones)) {
		run_close(&run);
		return EXIT_USAGE;
	}
	known_read_comments(&run.known, zones);
	run.known.tells_unused = !options->subject.domains.count;
	run_domains(&run, name_at, names, names->domains.count, zones);
	return run_close(&run);
}

enum exit_status command_zone(struct options *options)
{
	enum exit_status status = EXIT_CLEAN;
	struct zone_files files;
	struct file_list list;

	zone_files_open(&files);
	if (!file_list_read(options, &list)) {
		status = EXIT_USAGE;
	} else if (!options->operands.count && !list.names.count) {
		complain("no zone file given; try: mailauth-check zone db.example.com");
		status = EXIT_USAGE;
	}
	for (size_t i = 0; i < options->operands.count; i++)
		if (!zone_files_read(options, &files, options->operands.at[i]))
			status = EXIT_USAGE;
	for (size_t i = 0; i < list.names.count; i++)
		if (!zone_files_read(options, &files, list.names.at[i]))
			status = EXIT_USAGE;
	if (status == EXIT_CLEAN)
		status = zone_files_finish(options, &files) ? judge(options, files.zones) : EXIT_USAGE;
	zone_files_close(&files);
	return status;
}
