/* `zone`: zone files, all of them one world. */
#include "cli/commands.h"
#include "cli/config.h"
#include "cli/file_list.h"
#include "cli/inputs.h"
#include "cli/run.h"
#include "cli/zone_files.h"
#include "judge/wanted.h"

#include "base/escape.h"
#include "input/answers.h"

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

/* The domains that are judged: by their number in the zone files, and after them those of which answers were pasted. */
struct subjects {
	struct zone_names *names;
	ARENA_LIST(struct dns_name) pasted;
};

static bool is_pasted(const struct zone_files *files, const struct dns_name *name)
{
	for (size_t i = 0; i < files->pasted.count; i++)
		for (size_t k = 0; k < files->pasted.at[i]->domains.count; k++)
			if (dns_name_equal(&files->pasted.at[i]->domains.at[k], name))
				return true;
	return false;
}

/* A name in the zones is judged with them. */
static void add_pasted(struct options *options, struct subjects *subjects, const struct dns_name *name)
{
	struct dns_name apex;

	if (zone_set_find_apex(subjects->names->zones, name, &apex)) {
		if (!zone_names_has_domain(subjects->names, name))
			*arena_append(&options->arena, &subjects->names->domains) =
				(uint32_t)zone_set_add_name(subjects->names->zones, name);
		return;
	}
	for (size_t i = 0; i < subjects->pasted.count; i++)
		if (dns_name_equal(&subjects->pasted.at[i], name))
			return;
	*arena_append(&options->arena, &subjects->pasted) = *name;
}

static bool choose_domain(
	struct options *options, const struct zone_files *files, struct subjects *subjects, const char *word)
{
	struct zone_names *names = subjects->names;
	struct dns_name name;

	if (!name_read(options, "domain", word, &name))
		return false;
	if (is_pasted(files, &name)) {
		add_pasted(options, subjects, &name);
	} else if (wanted_is_held(names->zones, &name)) {
		*arena_append(&options->arena, &names->domains) =
			(uint32_t)zone_set_add_name(names->zones, &name);
	} else {
		complain("--domain %s %s%s", escape_copy(&options->arena, slice_of(word)),
			files->zone_count ? wanted_reason(names->zones, &name)
					  : "is not among the domains of the answers",
			wanted_nearest(&options->arena, names->zones, &name));
		return false;
	}
	return true;
}

static bool choose_domains(struct options *options, const struct zone_files *files, struct subjects *subjects)
{
	if (options->subject.domains.count) {
		subjects->names->domains.count = 0;
		for (size_t i = 0; i < options->subject.domains.count; i++)
			if (!choose_domain(options, files, subjects, options->subject.domains.at[i]))
				return false;
		return true;
	}
	add_expected(options, subjects->names);
	for (size_t i = 0; i < files->pasted.count; i++)
		for (size_t k = 0; k < files->pasted.at[i]->domains.count; k++)
			add_pasted(options, subjects, &files->pasted.at[i]->domains.at[k]);
	return true;
}

static struct dns_name name_at(const void *context, size_t place)
{
	const struct subjects *subjects = context;
	size_t count = subjects->names->domains.count;

	return place < count ? zone_set_name(subjects->names->zones, subjects->names->domains.at[place])
			     : subjects->pasted.at[place - count];
}

/* Do the answers tell anything of what is judged? Those to questions for NS or address records alone do not. */
static bool tell_of_mail(const struct zone_files *files)
{
	for (size_t i = 0; i < files->pasted.count; i++) {
		const struct answers *answers = files->pasted.at[i];

		for (size_t k = 0; k < answers->questions.count; k++) {
			uint16_t type = answers->questions.at[k].type;

			if (type == DNS_TYPE_TXT || type == DNS_TYPE_SPF || type == DNS_TYPE_MX ||
				type == ANSWER_EVERY_TYPE)
				return true;
		}
	}
	return false;
}

static enum exit_status judge(struct options *options, const struct zone_files *files)
{
	struct subjects subjects = { .names = zone_names_find(&options->arena, files->zones) };
	struct zone_set *zones = files->zone_count ? files->zones : NULL;
	struct run run;

	options->check.zone_names = zones ? subjects.names : NULL;
	if (!choose_domains(options, files, &subjects))
		return EXIT_USAGE;
	if (!zones && options->lookup.offline && !tell_of_mail(files)) {
		complain("the answers contain no mail records, and --offline allows no DNS lookups; query "
			 "the TXT and MX records too");
		return EXIT_USAGE;
	}
	zone_files_lend(options, files);
	if (!run_open(&run, options, zones)) {
		run_close(&run);
		return EXIT_USAGE;
	}
	known_read_comments(&run.known, files->zones);
	run.known.tells_unused = !options->subject.domains.count;
	run_domains(&run, name_at, &subjects, subjects.names->domains.count + subjects.pasted.count,
		zones ? zones : files->pasted.at[0]->zones);
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
		status = zone_files_finish(options, &files) ? judge(options, &files) : EXIT_USAGE;
	zone_files_close(&files);
	return status;
}
