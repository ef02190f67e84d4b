/* Reads files and names from the command line, and says what is wrong with them. */
#include "cli/inputs.h"

#include "base/escape.h"
#include "base/nearest.h"
#include "dns/pasted.h"
#include "input/operand.h"
#include "input/zone_input.h"

#include <errno.h>
#include <string.h>

bool file_open(struct text *text, const char *path)
{
	struct arena scratch = { 0 };
	bool good = text_open(text, path);
	const char *reason = strerror(errno), *near = NULL;

	if (!good && errno == ENOENT)
		near = operand_neighbour(&scratch, path);
	if (!good)
		complain("cannot read %s: %s%s", escape_copy(&scratch, slice_of(path)), reason,
			nearest_question(&scratch, near ? escape_copy(&scratch, slice_of(near)) : NULL));
	arena_release(&scratch);
	return good;
}

bool file_is_within(struct options *options, const char *path)
{
	if (strcmp(path, "-") == 0 || text_roots_hold(&options->subject.roots, path))
		return true;
	complain("%s lies outside the folders of --include-root",
		escape_copy(&options->arena, slice_of(path)));
	return false;
}

bool domain_read(struct options *options, struct slice word, const char *where, struct dns_name *ret_name)
{
	const char *what, *shown = escape_copy(&options->arena, slice_part(word, 0, 80));
	struct slice part = pasted_domain(word, &what);
	enum dns_name_fault fault = dns_name_from_unicode(part, ret_name);

	if (fault == DNS_NAME_OK && part.len && slice_find(part, ' ', 0) >= 0)
		fault = DNS_NAME_BAD_IDN;
	if (fault != DNS_NAME_OK) {
		complain("%s\"%s\" is not a domain name: %s", where, shown,
			slice_find(part, ' ', 0) >= 0 ? "it has a space in it" : dns_name_fault_text(fault));
		return false;
	}
	if (!dns_name_is_plausible(ret_name)) {
		complain("%s\"%s\" is not a domain name: a name such as example.com is expected", where,
			shown);
		return false;
	}
	if (what)
		complain("%s\"%s\" is %s; checking %s", where, shown, what,
			dns_name_text(&options->arena, ret_name));
	return true;
}

bool name_read(struct options *options, const char *option, const char *word, struct dns_name *ret_name)
{
	enum dns_name_fault fault = dns_name_from_unicode(slice_of(word), ret_name);

	if (fault != DNS_NAME_OK)
		complain("--%s %s: a domain name is expected, and %s", option,
			escape_copy(&options->arena, slice_of(word)), dns_name_fault_text(fault));
	return fault == DNS_NAME_OK;
}

/* What the user says of the zone's name. False after a message. */
static bool read_wish(struct options *options, struct origin_wish *wish, struct dns_name names[2])
{
	*wish = (struct origin_wish){ .of_several = options->command == COMMAND_ZONE &&
						    options->operands.count > 1 };
	if (options->subject.origin) {
		wish->origin = &names[0];
		return name_read(options, "origin", options->subject.origin, &names[0]);
	}
	if (options->subject.domains.count != 1)
		return true;
	wish->domain = &names[1];
	return name_read(options, "domain", options->subject.domains.at[0], &names[1]);
}

bool zone_text_read(struct options *options, struct zone_set *zones, struct text *text)
{
	struct dns_name names[2];
	struct origin_wish wish;
	const char *refusal;

	if (!read_wish(options, &wish, names))
		return false;
	zone_set_keep_within(zones, &options->subject.roots);
	refusal = zone_input_read(&options->arena, zones, text, &wish);
	if (refusal)
		complain("%s: %s", escape_copy(&options->arena, slice_of(text->name)), refusal);
	return !refusal;
}

bool zone_file_read(struct options *options, struct zone_set *zones, struct text *text, const char *path)
{
	return file_is_within(options, path) && file_open(text, path) && zone_text_read(options, zones, text);
}
