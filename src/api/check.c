/* Checks one domain: the options and the source become a session, and its report is copied before the session ends. */
#include "api/api.h"

#include "rules/registry.h"

#include <time.h>

static bool read_domain(const char *text, struct dns_name *ret_name)
{
	return text && dns_name_from_unicode(slice_of(text), ret_name) == DNS_NAME_OK &&
	       dns_name_is_plausible(ret_name);
}

/* What the options and the source say together. */
static struct check_options check_options_of(const mailauth_source *source, const mailauth_options *options)
{
	struct check_options check = options ? options->check : (struct check_options){ 0 };

	check.suffixes = source->suffixes;
	check.zone_names = source->names;
	check.now = (uint32_t)time(NULL);
	return check;
}

enum mailauth_result mailauth_check(mailauth_source *source, const mailauth_options *options,
	const char *domain, mailauth_report **ret_report)
{
	struct session session = { 0 };
	struct check_options check;
	struct arena scratch = { 0 };
	struct rule_set rules;

	if (ret_report)
		*ret_report = NULL;
	if (!source || !ret_report)
		return MAILAUTH_INVALID;
	if (!source->opened)
		return api_fail(source, MAILAUTH_INVALID, "the source is not open");
	if (!read_domain(domain, &session.name))
		return api_fail(source, MAILAUTH_INVALID, "the text is not a domain name");
	check = check_options_of(source, options);
	rules = options ? options->rules : rules_all(&scratch);
	session.view.facts = source->facts;
	session.options = &check;
	session.rules = &rules;
	session.zones = options && options->without_file_faults ? NULL : source->zones;
	session.wish = (struct session_wish){ .remedies = true,
		.notes = options && options->cures_notes,
		.unsafe = true,
		.known = &source->known };
	session_finish(&session);
	known_finish(&source->known, session.report);
	*ret_report = api_report_of(session.report);
	session_close(&session);
	arena_release(&scratch);
	return MAILAUTH_OK;
}
