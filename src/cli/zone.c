/* `zone`: zone files, all of them one world. */
#include "cli/config.h"
#include "cli/run.h"

#include "base/escape.h"

#include <errno.h>
#include <string.h>

static bool read_name(
	struct options *options, const char *option, const char *word, struct dns_name *ret_name)
{
	enum dns_name_fault fault = dns_name_from_unicode(slice_of(word), ret_name);

	if (fault != DNS_NAME_OK)
		complain("--%s %s: a domain name is expected, and %s", option,
			escape_copy(&options->arena, slice_of(word)), dns_name_fault_text(fault));
	return fault == DNS_NAME_OK;
}

/* The origin that completes the file's first names: given, told by the file's name, or not needed. */
static bool find_origin(struct options *options, struct text *text, struct dns_name *ret_origin)
{
	if (options->origin)
		return read_name(options, "origin", options->origin, ret_origin);
	*ret_origin = dns_name_root();
	if (zone_origin_of_path(text->name, ret_origin))
		return true;
	if (options->domains.count == 1)
		return read_name(options, "domain", options->domains.at[0], ret_origin);
	if (!zone_text_needs_origin(text))
		return true;
	complain("%s: the zone's name is not known: the file has relative names and no $ORIGIN; give it with "
		 "--origin",
		escape_copy(&options->arena, slice_of(text->name)));
	return false;
}

/* A file that holds no record at all is none: shows what is wrong with its first lines. */
static void complain_no_records(
	struct options *options, const struct zone_set *zones, const struct text *text)
{
	complain("%s: no record could be read; it is not a zone file",
		escape_copy(&options->arena, slice_of(text->name)));
	for (size_t i = 0; i < zone_set_fault_count(zones) && i < 3; i++) {
		struct text_place place = zone_set_fault(zones, i)->place;
		struct text_position at = text_position(place.text, place.first);

		complain("%s:%u:%u: %s", escape_copy(&options->arena, slice_of(place.text->name)), at.line,
			at.column, zone_set_fault(zones, i)->message);
	}
}

bool zone_file_read(struct options *options, struct zone_set *zones, struct text *text, const char *path)
{
	size_t before = zone_set_record_count(zones);
	struct dns_name origin;

	if (!text_open(text, path)) {
		complain("cannot read %s: %s", escape_copy(&options->arena, slice_of(path)), strerror(errno));
		return false;
	}
	if (!find_origin(options, text, &origin))
		return false;
	zone_set_read(zones, text, &origin);
	if (zone_set_record_count(zones) > before)
		return true;
	complain_no_records(options, zones, text);
	return false;
}

/* House rules hold for a name that owns no mail record any more, too. */
static void add_expected(struct options *options, struct zone_names *names)
{
	for (size_t i = 0; i < options->domain_configs.count; i++) {
		const struct domain_config *config = options->domain_configs.at[i];
		size_t number = zone_set_add_name(names->zones, &config->name);
		bool listed = !config->has_expectations, inside = false;

		for (size_t k = 0; k < names->domains.count && !listed; k++)
			listed = names->domains.at[k] == number;
		for (size_t a = 0; a < zone_set_apex_count(names->zones) && !inside; a++) {
			struct dns_name apex = zone_set_apex(names->zones, a);

			inside = dns_name_is_under(&config->name, &apex);
		}
		if (!listed && inside)
			*arena_append(&options->arena, &names->domains) = (uint32_t)number;
	}
}

static bool choose_domains(struct options *options, struct zone_names *names)
{
	if (!options->domains.count)
		add_expected(options, names);
	names->domains.count = options->domains.count ? 0 : names->domains.count;
	for (size_t i = 0; i < options->domains.count; i++) {
		struct dns_name name;
		bool inside = false;

		if (!read_name(options, "domain", options->domains.at[i], &name))
			return false;
		for (size_t a = 0; a < zone_set_apex_count(names->zones); a++) {
			struct dns_name apex = zone_set_apex(names->zones, a);

			inside = inside || dns_name_is_under(&name, &apex);
		}
		if (!inside) {
			complain("--domain %s lies in none of the zones that the files hold",
				escape_copy(&options->arena, slice_of(options->domains.at[i])));
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
	run.known.tells_unused = !options->domains.count;
	run_domains(&run, name_at, names, names->domains.count, zones);
	return run_close(&run);
}

enum exit_status command_zone(struct options *options)
{
	size_t count = options->operands.count;
	struct text *texts = arena_take_array(&options->arena, count, sizeof *texts);
	struct zone_set *zones = zone_set_new();
	enum exit_status status = EXIT_CLEAN;

	if (!count) {
		complain("no zone file given; try: mailauth-check zone db.example.com");
		status = EXIT_USAGE;
	}
	for (size_t i = 0; i < count; i++)
		if (!zone_file_read(options, zones, &texts[i], options->operands.at[i]))
			status = EXIT_USAGE;
	if (status == EXIT_CLEAN) {
		zone_set_finish(zones);
		status = judge(options, zones);
	}
	zone_set_free(zones);
	for (size_t i = 0; i < count; i++)
		text_close(&texts[i]);
	return status;
}
