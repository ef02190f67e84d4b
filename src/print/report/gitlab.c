/* A code quality report of GitLab: an array with an object for each finding. */
#include "base/escape.h"

#include "print/excerpt.h"
#include "print/fingerprint.h"
#include "print/members.h"
#include "print/printers.h"
#include "print/remedies.h"

#include <string.h>

static const char *level_text(enum severity severity)
{
	static const char *const levels[] = { "info", "major", "critical" };

	return levels[severity];
}

static void begin_gitlab(struct print *print)
{
	print->json = (struct json){ .out = &print->out };
	json_array_begin(&print->json);
}

static void write_location(struct json *json, const char *path, uint32_t line)
{
	json_key(json, "location");
	json_object_begin(json);
	/* GitLab compares it with the paths of the repository, which begin with no dot. */
	member_text(json, "path", strncmp(path, "./", 2) == 0 ? path + 2 : path);
	json_key(json, "lines");
	json_object_begin(json);
	member_number(json, "begin", line);
	json_object_end(json);
	json_object_end(json);
}

static const char *escaped(struct arena *arena, const char *text)
{
	struct bytes shown = { 0 };
	const char *copy;

	escape_text(&shown, slice_of(text));
	copy = (const char *)arena_copy(arena, bytes_slice(&shown)).at;
	bytes_free(&shown);
	return copy;
}

/* A record that is missing, or that DNS answered, has no file: its name is in the place of the path. */
static void write_finding_object(struct json *json, const struct finding *finding, const char *fingerprint)
{
	struct text_place place = text_origin(excerpt_place(finding));
	struct arena scratch = { 0 };
	const char *message = finding->message;

	if (finding->remedy)
		message = arena_printf(&scratch, "%s. %s", message, remedy_sentence(&scratch, finding));
	json_object_begin(json);
	member_text(json, "description", escaped(&scratch, message));
	member_text(json, "check_name", finding->rule->id);
	member_text(json, "fingerprint", fingerprint);
	member_text(json, "severity", level_text(finding->severity));
	if (place.text)
		write_location(json, place.text->name, text_position(place.text, place.first).line);
	else
		write_location(json, dns_name_text(&scratch, &finding->name), 1);
	json_object_end(json);
	arena_release(&scratch);
}

static void write_unanswered(struct json *json, const char *domain, const struct unanswered *unanswered)
{
	struct arena scratch = { 0 };
	const char *name = dns_name_text(&scratch, &unanswered->question.name),
		   *question = arena_printf(
			   &scratch, "%s %s", name, dns_question_type_text(&scratch, &unanswered->question));

	json_object_begin(json);
	member_text(json, "description",
		arena_printf(&scratch, "%s was not answered (%s)", question,
			dns_outcome_reason(unanswered->reason)));
	member_text(json, "check_name", "unanswered");
	member_text(json, "fingerprint", fingerprint_of(&scratch, domain, question, 0));
	member_text(json, "severity", "minor");
	write_location(json, name, 1);
	json_object_end(json);
	arena_release(&scratch);
}

/* Of findings with the same fingerprint, GitLab would show one. */
static void print_gitlab_report(struct print *print, const struct report *report)
{
	struct arena scratch = { 0 };
	const char *domain = report->domain ? dns_name_text(&scratch, &report->domain->name) : "";
	const char **fingerprints = fingerprints_of_report(&scratch, report);

	for (size_t i = 0; i < report->findings.count; i++)
		if (finding_is_listed(print, &report->findings.at[i]))
			write_finding_object(&print->json, &report->findings.at[i], fingerprints[i]);
	for (size_t i = 0; i < report->unanswered.count; i++)
		if (print->complete || !dns_outcome_is_wished(report->unanswered.at[i].reason))
			write_unanswered(&print->json, domain, &report->unanswered.at[i]);
	arena_release(&scratch);
}

static void end_gitlab(struct print *print)
{
	json_array_end(&print->json);
	bytes_add_byte(&print->out, '\n');
}

const struct report_printer gitlab_printer = { begin_gitlab, print_gitlab_report, end_gitlab };
