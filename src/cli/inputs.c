/* Reads files and names from the command line, and says what is wrong with them. */
#include "cli/inputs.h"

#include "cli/operand.h"

#include "base/escape.h"
#include "base/nearest.h"
#include "dns/pasted.h"
#include "input/decode.h"
#include "input/recognise.h"

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

/* The origin that completes the file's first names: given, told by the file's name, or not needed. */
static bool find_origin(struct options *options, struct text *text, struct dns_name *ret_origin)
{
	if (options->subject.origin)
		return name_read(options, "origin", options->subject.origin, ret_origin);
	*ret_origin = dns_name_root();
	if (zone_origin_of_path(text->name, ret_origin))
		return true;
	if (options->subject.domains.count == 1)
		return name_read(options, "domain", options->subject.domains.at[0], ret_origin);
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

bool zone_text_read(struct options *options, struct zone_set *zones, struct text *text)
{
	size_t before = zone_set_record_count(zones);
	struct dns_name origin;
	struct input input;

	input_decode(text);
	input = input_recognise(text->bytes, text->name);
	if (input.kind == INPUT_FOREIGN || input.kind == INPUT_EMPTY || input.kind == INPUT_SAVED_ANSWERS) {
		complain("%s: %s", escape_copy(&options->arena, slice_of(text->name)),
			input_refusal(&options->arena, &input));
		return false;
	}
	if (!find_origin(options, text, &origin))
		return false;
	zone_set_keep_within(zones, &options->subject.roots);
	zone_set_read(zones, text, &origin);
	if (zone_set_record_count(zones) > before)
		return true;
	complain_no_records(options, zones, text);
	return false;
}

bool zone_file_read(struct options *options, struct zone_set *zones, struct text *text, const char *path)
{
	return file_is_within(options, path) && file_open(text, path) && zone_text_read(options, zones, text);
}
