/* Checks a domain or a record: options and source become a session, whose report is copied before the session ends. */
#include "api/api.h"
#include "api/recovery.h"

#include "rules/registry.h"

#include <time.h>

static bool read_domain(const char *text, struct dns_name *ret_name)
{
	return text && dns_name_from_unicode(slice_of(text), ret_name) == DNS_NAME_OK &&
	       dns_name_is_plausible(ret_name);
}

/* Judges what the session is about with the options, which may be NULL; frees what it took for that. */
static mailauth_report *judge(struct session *session, const mailauth_options *options, struct known *known,
	struct check_options check)
{
	struct arena scratch = { 0 };
	struct rule_set rules = options ? options->rules : rules_all(&scratch);
	mailauth_report *report;

	check.now = (uint32_t)time(NULL);
	/* Until the session is closed, below. */
	session->options = &check; /* cppcheck-suppress autoVariables */
	session->rules = &rules;   /* cppcheck-suppress autoVariables */
	session->wish = (struct session_wish){
		.remedies = true, .notes = options && options->cures_notes, .unsafe = true, .known = known
	};
	session_finish(session);
	known_finish(known, session->report);
	report = api_report_of(session->report);
	session_close(session);
	session->options = NULL;
	session->rules = NULL;
	arena_release(&scratch);
	return report;
}

static enum mailauth_result check_domain(mailauth_source *source, const mailauth_options *options,
	const char *domain, mailauth_report **ret_report)
{
	struct check_options check = options ? options->check : (struct check_options){ 0 };
	struct session session = { 0 };

	if (ret_report)
		*ret_report = NULL;
	if (!source || !ret_report || source->without_memory)
		return MAILAUTH_INVALID;
	if (!source->opened)
		return api_fail(source, MAILAUTH_INVALID, "the source is not open");
	if (!read_domain(domain, &session.name))
		return api_fail(source, MAILAUTH_INVALID, "the text is not a domain name");
	check.suffixes = source->suffixes;
	check.zone_names = source->names;
	session.view.facts = source->facts;
	session.zones = options && options->without_file_faults ? NULL : source->zones;
	*ret_report = judge(&session, options, &source->known, check);
	return MAILAUTH_OK;
}

enum mailauth_result mailauth_check(mailauth_source *source, const mailauth_options *options,
	const char *domain, mailauth_report **ret_report)
{
	API_RECOVERS(api_no_memory(source));

	return check_domain(source, options, domain, ret_report);
}

/* False for a text that is no record, or holds records of several domains. One that would have other files read is none either. */
static bool read_records(
	struct arena *arena, struct text *text, struct zone_set *zones, struct pasted_records *ret_records)
{
	size_t count;

	if (slice_find_nocase(text->bytes, "$INCLUDE", 0) >= 0 ||
		records_read(arena, text, zones, ret_records) != RECORD_READ)
		return false;
	count = ret_records->list.count;
	return count && records_of_domain(ret_records->list.at, count) == count;
}

static enum mailauth_result check_record(
	const mailauth_options *options, const char *text, size_t size, mailauth_report **ret_report)
{
	struct text named = text_of("<text>", (struct slice){ (const uint8_t *)text, size });
	struct pasted_records records;
	struct arena arena = { 0 };
	struct known known = { .arena = &arena };
	struct session session = { 0 };

	if (ret_report)
		*ret_report = NULL;
	if (!text || !ret_report)
		return MAILAUTH_INVALID;
	session.zones = zone_set_new();
	if (read_records(&arena, &named, session.zones, &records)) {
		session.alone = records.list.at;
		session.alone_count = records.list.count;
		session.view.facts = facts_new(NULL, 0, NULL);
		*ret_report = judge(
			&session, options, &known, options ? options->check : (struct check_options){ 0 });
		facts_free(session.view.facts);
	}
	zone_set_free(session.zones);
	text_close(&named);
	arena_release(&arena);
	return *ret_report ? MAILAUTH_OK : MAILAUTH_MALFORMED;
}

enum mailauth_result mailauth_check_record(
	const mailauth_options *options, const char *text, size_t size, mailauth_report **ret_report)
{
	API_RECOVERS(MAILAUTH_NO_MEMORY);

	return check_record(options, text, size, ret_report);
}
