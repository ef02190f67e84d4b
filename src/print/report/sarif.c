/*
 * SARIF 2.1.0, as code hosts and editors read it: every rule once, and a result for each finding with a region in a file, which GitHub
 * wants of all. What has no place in a zone file is put to the SOA record of its zone; what live DNS holds, to the first line of a
 * file that has the record's name. GitHub takes so many results: those of the whole run are kept, and the most severe written first.
 */
#include "base/utf8.h"
#include "check/accept.h"
#include "check/zone_names.h"
#include "judge/edit.h"
#include "rules/registry.h"

#include "print/excerpt.h"
#include "print/fingerprint.h"
#include "print/members.h"
#include "print/printers.h"
#include "print/remedies.h"
#include "print/report/sarif_rule.h"

#include <string.h>

enum { RESULTS_MOST = 25000, HASH_LENGTH = 16 };

static void begin_sarif(struct print *print)
{
	struct json *json = &print->json;

	*json = (struct json){ .out = &print->out };
	json_object_begin(json);
	member_text(json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
	member_text(json, "version", "2.1.0");
	json_key(json, "runs");
	json_array_begin(json);
	json_object_begin(json);
	json_key(json, "tool");
	json_object_begin(json);
	json_key(json, "driver");
	json_object_begin(json);
	member_text(json, "name", "mailauth-check");
	member_text(json, "version", MAILAUTH_VERSION);
	json_key(json, "rules");
	json_array_begin(json);
	for (size_t i = 0; i < rules_count(); i++)
		write_sarif_rule(json, rules_at(i));
	json_array_end(json);
	json_object_end(json);
	json_object_end(json);
	member_text(json, "columnKind", "unicodeCodePoints");
	json_key(json, "results");
	json_array_begin(json);
}

/* Columns count characters here, and bytes everywhere else. */
static uint64_t column_of(struct text *text, struct text_position position)
{
	struct slice line = text_line(text, position.line);
	uint64_t column = 1;
	uint32_t code;

	for (size_t at = 0; at + 1 < position.column && at < line.len; column++) {
		size_t length = utf8_decode(line, at, &code);

		at += length ? length : 1;
	}
	return column;
}

static void write_region(struct json *json, const char *key, struct text_place place)
{
	struct text_position first = text_position(place.text, place.first),
			     end = text_position(place.text, place.end);

	json_key(json, key);
	json_object_begin(json);
	member_number(json, "startLine", first.line);
	member_number(json, "startColumn", column_of(place.text, first));
	member_number(json, "endLine", end.line);
	member_number(json, "endColumn", column_of(place.text, end));
	json_object_end(json);
}

/*
 * A path as a URI reference (RFC 3986): what is no unreserved character or slash is percent-encoded. An absolute one gets the scheme
 * (RFC 8089), with which code hosts find it in their checkout; one that begins with "./" loses that, which is no part of a name there.
 */
static void write_uri(struct json *json, const char *path)
{
	struct bytes uri = { 0 };

	bytes_add_text(&uri, path[0] == '/' ? "file://" : "");
	while (strncmp(path, "./", 2) == 0)
		path += 2;
	for (const uint8_t *c = (const uint8_t *)path; *c; c++) {
		if ((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') ||
			strchr("-._~/", *c))
			bytes_add_byte(&uri, *c);
		else
			bytes_printf(&uri, "%%%02X", *c);
	}
	json_key(json, "artifactLocation");
	json_object_begin(json);
	member_slice(json, "uri", bytes_slice(&uri));
	json_object_end(json);
	bytes_free(&uri);
}

/* The line of the SOA record of a name's zone, in a zone file; text is NULL when there is none. */
static struct text_place place_of_zone(
	struct arena *arena, const struct report *report, const struct dns_name *name)
{
	const struct zone_names *names = report->domain ? report->domain->options->zone_names : NULL;
	struct dns_question question = { .type = DNS_TYPE_SOA };
	const struct dns_reply *reply;
	struct text_place place = { 0 };
	struct text_position at;

	if (!names || !zone_set_find_apex(names->zones, name, &question.name))
		return place;
	reply = zone_set_records_at(names->zones, arena, &question);
	if (reply && reply->records.count)
		place = text_origin(reply->records.at[0].place);
	if (!place.text && zone_set_text_count(names->zones))
		place.text = zone_set_text(names->zones, 0);
	if (!place.text)
		return place;
	at = text_position(place.text, place.first);
	place.end = text_line_start(place.text, at.line) + (uint32_t)text_line(place.text, at.line).len;
	return place;
}

static void write_first_line(struct json *json)
{
	static const char *const keys[] = { "startLine", "startColumn", "endLine", "endColumn" };

	json_key(json, "region");
	json_object_begin(json);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		member_number(json, keys[i], 1);
	json_object_end(json);
}

static void write_physical_location(
	struct json *json, const struct report *report, const struct finding *finding)
{
	struct arena scratch = { 0 };
	const struct dns_name *name =
		finding->name.len <= 1 && report->domain ? &report->domain->name : &finding->name;
	struct text_place place = text_origin(excerpt_place(finding));

	if (!place.text)
		place = place_of_zone(&scratch, report, name);
	json_key(json, "physicalLocation");
	json_object_begin(json);
	if (place.text) {
		write_uri(json, place.text->name);
		place.end = place.end > place.first ? place.end : place.first + 1;
		write_region(json, "region", place);
	} else {
		write_uri(json, name->len > 1	 ? dns_name_text(&scratch, name)
				: report->domain ? "record"
						 : "message");
		write_first_line(json);
	}
	json_object_end(json);
	arena_release(&scratch);
}

static void write_location(struct json *json, const struct report *report, const struct finding *finding)
{
	struct arena scratch = { 0 };

	json_key(json, "locations");
	json_array_begin(json);
	json_object_begin(json);
	write_physical_location(json, report, finding);
	json_key(json, "logicalLocations");
	json_array_begin(json);
	json_object_begin(json);
	member_text(json, "fullyQualifiedName", dns_name_text(&scratch, &finding->name));
	member_text(json, "kind", finding->type ? published_type_text(&scratch, finding->type) : "domain");
	json_object_end(json);
	json_array_end(json);
	json_object_end(json);
	json_array_end(json);
	arena_release(&scratch);
}

static uint64_t rule_number(const struct rule *rule)
{
	size_t i = 0;

	while (rules_at(i) != rule)
		i++;
	return i;
}

static void write_replacement(struct json *json, const struct text_edit *edit)
{
	json_object_begin(json);
	write_region(json, "deletedRegion",
		(struct text_place){ .text = edit->text, .first = edit->first, .end = edit->end });
	write_sarif_message(json, "insertedContent", edit->replacement);
	json_object_end(json);
}

/* An artifact change for each edit: some viewers take one replacement only. */
static void write_change(struct json *json, const struct text_edit *edit)
{
	json_object_begin(json);
	write_uri(json, edit->text->name);
	json_key(json, "replacements");
	json_array_begin(json);
	write_replacement(json, edit);
	json_array_end(json);
	json_object_end(json);
}

static bool cures(const struct remedy *remedy, const struct finding *finding)
{
	for (size_t i = 0; i < remedy->cures.count; i++)
		if (remedy->cures.at[i] == finding->rule)
			return true;
	return remedy == finding->remedy;
}

/* The changes of files that a finding needs: of its own record, and of those that are one too many. */
static struct text_edits edits_for(
	struct arena *arena, const struct report *report, const struct finding *finding)
{
	struct text_edits edits = { 0 };

	for (size_t i = 0; finding->remedy && i < report->remedies->list.count; i++) {
		const struct remedy *remedy = &report->remedies->list.at[i];
		struct text_edit edit;

		if (cures(remedy, finding) && !edits_of_remedy(arena, remedy, &edits) &&
			edit_of_addition(arena, report, remedy, &edit))
			*arena_append(arena, &edits.list) = edit;
	}
	edits_keep_owners(arena, &edits);
	return edits;
}

static void write_fixes(struct json *json, const struct report *report, const struct finding *finding)
{
	struct arena scratch = { 0 };
	struct text_edits edits = edits_for(&scratch, report, finding);

	if (edits.list.count) {
		json_key(json, "fixes");
		json_array_begin(json);
		json_object_begin(json);
		write_sarif_message(json, "description", finding->help ? finding->help : finding->message);
		json_key(json, "artifactChanges");
		json_array_begin(json);
		for (size_t i = 0; i < edits.list.count; i++)
			write_change(json, &edits.list.at[i]);
		json_array_end(json);
		json_object_end(json);
		json_array_end(json);
	}
	arena_release(&scratch);
}

/* An intended change (section 3.35 of SARIF 2.1.0). */
static void write_acceptance(struct json *json, const struct finding *finding)
{
	struct arena scratch = { 0 };

	json_key(json, "suppressions");
	json_array_begin(json);
	json_object_begin(json);
	member_text(json, "kind", "external");
	member_text(json, "status", "accepted");
	member_text(json, "justification",
		arena_printf(&scratch, "accepted until %.*s", (int)finding->accepted->last_text.len,
			(const char *)finding->accepted->last_text.at));
	json_object_end(json);
	json_array_end(json);
	arena_release(&scratch);
}

/* The one that GitHub compares: as long as those that it makes itself, with a number for what is alike. */
static void write_fingerprints(struct json *json, const char *fingerprint)
{
	struct arena scratch = { 0 };

	json_key(json, "partialFingerprints");
	json_object_begin(json);
	member_text(
		json, "primaryLocationLineHash", arena_printf(&scratch, "%.*s:1", HASH_LENGTH, fingerprint));
	json_object_end(json);
	arena_release(&scratch);
}

static void write_result(struct json *json, const struct report *report, const struct finding *finding,
	const char *fingerprint)
{
	struct arena scratch = { 0 };
	const char *message = finding->message;

	if (finding->remedy)
		message = arena_printf(&scratch, "%s. %s", message, remedy_sentence(&scratch, finding));
	json_object_begin(json);
	member_text(json, "ruleId", finding->rule->id);
	member_number(json, "ruleIndex", rule_number(finding->rule));
	member_text(json, "level", sarif_level(finding->severity));
	member_number(json, "rank", sarif_rank(finding->severity, finding->confidence));
	write_sarif_message(json, "message", message);
	write_location(json, report, finding);
	write_fingerprints(json, fingerprint);
	write_fixes(json, report, finding);
	if (finding->accepted)
		write_acceptance(json, finding);
	else if (finding->known)
		member_text(json, "baselineState", "unchanged");
	json_object_end(json);
	arena_release(&scratch);
}

/* A NUL is after each result and each note: none has one in it. */
static void print_sarif_report(struct print *print, const struct report *report)
{
	struct arena scratch = { 0 };
	const char **fingerprints = fingerprints_of_report(&scratch, report);

	for (size_t i = 0; i < report->findings.count; i++) {
		const struct finding *finding = &report->findings.at[i];
		struct bytes *kept = &print->kept[finding->severity];
		struct json json = { .out = kept, .filled = true, .depth = print->json.depth };

		write_result(&json, report, finding, fingerprints[i]);
		bytes_add_byte(kept, 0);
	}
	for (size_t i = 0; i < report->unanswered.count; i++) {
		const struct unanswered *unanswered = &report->unanswered.at[i];

		bytes_printf(&print->notes, "%s %s was not answered (%s)%c",
			dns_name_text(&scratch, &unanswered->question.name),
			dns_question_type_text(&scratch, &unanswered->question),
			dns_outcome_reason(unanswered->reason), 0);
	}
	arena_release(&scratch);
}

/* Writes the results, each of which begins with a comma, up to the limit. Returns how many are left out. */
static size_t write_kept(struct print *print)
{
	size_t count = 0;

	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_INFO; severity--) {
		struct bytes *kept = &print->kept[severity];
		size_t length;

		for (size_t at = 0; at < kept->len; at += length + 1) {
			const char *result = (const char *)kept->at + at;

			length = strlen(result);
			if (count < RESULTS_MOST)
				bytes_add(&print->out,
					(struct slice){ (const uint8_t *)result + !count, length - !count });
			count++;
		}
		bytes_free(kept);
	}
	print->json.filled = count;
	return count > RESULTS_MOST ? count - RESULTS_MOST : 0;
}

/* What was not answered, and what GitHub would not take, is no result: it is said of the run. */
static void end_sarif(struct print *print)
{
	struct json *json = &print->json;
	struct bytes *notes = &print->notes;
	size_t left_out = write_kept(print);

	if (left_out)
		bytes_printf(notes, "%zu result%s more than the limit of %d; the least severe are left out%c",
			left_out, plural(left_out), RESULTS_MOST, 0);
	json_array_end(json);
	json_key(json, "invocations");
	json_array_begin(json);
	json_object_begin(json);
	json_key(json, "executionSuccessful");
	json_bool(json, true);
	json_key(json, "toolExecutionNotifications");
	json_array_begin(json);
	for (size_t at = 0; at < notes->len; at += strlen((const char *)notes->at + at) + 1) {
		json_object_begin(json);
		member_text(json, "level", "warning");
		write_sarif_message(json, "message", (const char *)notes->at + at);
		json_object_end(json);
	}
	json_array_end(json);
	json_object_end(json);
	json_array_end(json);
	json_object_end(json);
	json_array_end(json);
	json_object_end(json);
	bytes_add_byte(&print->out, '\n');
	bytes_free(notes);
}

const struct report_printer sarif_printer = { begin_sarif, print_sarif_report, end_sarif };
