/* Makes the library's report of one that judge/ has made, by copying; and the functions that read it. */
#include "api/api.h"

#include "base/escape.h"
#include "judge/remedy.h"
#include "print/excerpt.h"
#include "print/printer.h"

#include <stdlib.h>

/* Safe to print. NULL stays NULL. */
static const char *shown(struct arena *arena, const char *text)
{
	struct bytes out = { 0 };
	const char *copy;

	if (!text)
		return NULL;
	escape_text(&out, slice_of(text));
	copy = (const char *)arena_copy(arena, bytes_slice(&out)).at;
	bytes_free(&out);
	return copy;
}

/* The root stands for "not known". */
static const char *name_text(struct arena *arena, const struct dns_name *name)
{
	return name->len > 1 ? dns_name_text(arena, name) : NULL;
}

static const char *type_text(struct arena *arena, uint16_t type)
{
	return type ? arena_strdup(arena, published_type_text(arena, type)) : NULL;
}

static void copy_place(struct arena *arena, const struct finding *finding, struct mailauth_finding *copy)
{
	struct text_place place = text_origin(excerpt_place(finding));

	if (!place.text)
		return;
	copy->file = shown(arena, place.text->name);
	copy->first = text_position(place.text, place.first);
	copy->end = text_position(place.text, place.end);
}

static void copy_finding(struct arena *arena, const struct finding *finding, struct mailauth_finding *copy)
{
	*copy = (struct mailauth_finding){
		.rule = finding->rule->id,
		.severity = (enum mailauth_severity)finding->severity,
		.confidence = (enum mailauth_confidence)finding->confidence,
		.message = shown(arena, finding->message),
		.why = finding->rule->why,
		.help = shown(arena, finding->help),
		.reference = finding->rule->reference,
		.name = name_text(arena, &finding->name),
		.type = type_text(arena, finding->type),
	};
	if (finding->record) {
		copy->text = arena_copy(arena, finding->record->txt->joined);
		copy->span = finding->span;
	}
	if (finding->remedy && finding->remedy->text) {
		copy->fix_text = arena_strdup(arena, finding->remedy->text);
		copy->fix_name = name_text(arena, &finding->remedy->name);
		copy->fix_type = type_text(arena, finding->remedy->type);
	}
	copy_place(arena, finding, copy);
}

static void copy_findings(mailauth_report *copy, const struct report *report)
{
	copy->finding_count = report->findings.count;
	copy->findings = arena_take_array(&copy->arena, copy->finding_count, sizeof *copy->findings);
	for (size_t i = 0; i < copy->finding_count; i++)
		copy_finding(&copy->arena, &report->findings.at[i], &copy->findings[i]);
}

static enum mailauth_action action_of(enum remedy_action action)
{
	switch (action) {
	case REMEDY_ADD:
		return MAILAUTH_ADD;
	case REMEDY_REPLACE:
		return MAILAUTH_REPLACE;
	case REMEDY_DELETE:
		break;
	}
	return MAILAUTH_DELETE;
}

static void copy_remedy(struct arena *arena, const struct remedy *remedy, struct mailauth_remedy *copy)
{
	*copy = (struct mailauth_remedy){
		.action = action_of(remedy->action),
		.name = name_text(arena, &remedy->name),
		.type = type_text(arena, remedy->type),
		.text = remedy->text ? arena_strdup(arena, remedy->text) : NULL,
		.effect = shown(arena, remedy->effect),
		.cures = arena_take_array(arena, remedy->cures.count, sizeof(const char *)),
		.cure_count = remedy->cures.count,
	};
	if (remedy->old)
		copy->old = arena_copy(arena, remedy->old->txt->joined);
	for (size_t i = 0; i < copy->cure_count; i++)
		copy->cures[i] = remedy->cures.at[i]->id;
}

static void copy_remedies(mailauth_report *copy, const struct remedies *remedies)
{
	copy->remedy_count = remedies ? remedies->list.count : 0;
	copy->remedies = arena_take_array(&copy->arena, copy->remedy_count, sizeof *copy->remedies);
	for (size_t i = 0; i < copy->remedy_count; i++)
		copy_remedy(&copy->arena, &remedies->list.at[i], &copy->remedies[i]);
}

static void copy_unanswered(mailauth_report *copy, const struct report *report)
{
	copy->unanswered_count = report->unanswered.count;
	copy->unanswered = arena_take_array(&copy->arena, copy->unanswered_count, sizeof *copy->unanswered);
	for (size_t i = 0; i < copy->unanswered_count; i++) {
		const struct unanswered *unanswered = &report->unanswered.at[i];

		copy->unanswered[i] = (struct open_question){
			.name = dns_name_text(&copy->arena, &unanswered->question.name),
			.type = type_text(&copy->arena, unanswered->question.type),
			.reason = dns_outcome_reason(unanswered->reason),
		};
	}
}

/* The document of the program, and the same as a tree. */
static void copy_json(mailauth_report *copy, const struct report *report)
{
	struct print print = { .format = format_find(slice_of("json"), DOCUMENT_REPORTS) };
	const struct json_value *document, *domains;
	struct slice text;
	size_t fault;

	print.format->reports->begin(&print);
	print_domain(&print, report);
	print.format->reports->end(&print);
	text = arena_copy(&copy->arena, bytes_slice(&print.out));
	bytes_free(&print.out);
	copy->json = (const char *)text.at;
	document = json_read(&copy->arena, text, &fault);
	domains = json_member(document, "domains");
	copy->value = domains && domains->items.count ? &domains->items.at[0] : NULL;
}

/* Without a default, so that the compiler tells of one that is new. */
static enum mailauth_role role_of(enum role role)
{
	switch (role) {
	case ROLE_SENDS:
		return MAILAUTH_ROLE_SENDS;
	case ROLE_RECEIVES:
		return MAILAUTH_ROLE_RECEIVES;
	case ROLE_NO_MAIL:
		return MAILAUTH_ROLE_NO_MAIL;
	case ROLE_INCLUDE:
		return MAILAUTH_ROLE_INCLUDE;
	case ROLE_AUTO:
	case ROLE_UNKNOWN:
		break;
	}
	return MAILAUTH_ROLE_AUTO;
}

static enum mailauth_status status_of(enum report_status status)
{
	switch (status) {
	case REPORT_CLEAN:
		return MAILAUTH_CLEAN;
	case REPORT_FINDINGS:
		return MAILAUTH_FINDINGS;
	case REPORT_UNANSWERED:
		break;
	}
	return MAILAUTH_UNANSWERED;
}

mailauth_report *api_report_of(const struct report *report)
{
	mailauth_report *copy = xrealloc(NULL, sizeof *copy);

	*copy = (struct mailauth_report){
		.status = status_of(report->status),
		.role = role_of(report->domain->role),
	};
	copy->domain = name_text(&copy->arena, &report->domain->name);
	copy->domain = copy->domain ? copy->domain : "";
	for (int severity = SEVERITY_INFO; severity <= SEVERITY_ERROR; severity++)
		copy->counts[severity] = report->counts[severity];
	copy_findings(copy, report);
	copy_remedies(copy, report->remedies);
	copy_unanswered(copy, report);
	copy_json(copy, report);
	return copy;
}

void mailauth_report_free(mailauth_report *report)
{
	if (!report)
		return;
	arena_release(&report->arena);
	free(report);
}

const char *mailauth_report_domain(const mailauth_report *report)
{
	return report ? report->domain : "";
}

enum mailauth_status mailauth_report_status(const mailauth_report *report)
{
	return report ? report->status : MAILAUTH_UNANSWERED;
}

enum mailauth_role mailauth_report_role(const mailauth_report *report)
{
	return report ? report->role : MAILAUTH_ROLE_AUTO;
}

size_t mailauth_report_count(const mailauth_report *report, enum mailauth_severity severity)
{
	return report && (size_t)severity <= SEVERITY_ERROR ? report->counts[severity] : 0;
}

const char *mailauth_report_json(const mailauth_report *report)
{
	return report ? report->json : "";
}

size_t mailauth_report_finding_count(const mailauth_report *report)
{
	return report ? report->finding_count : 0;
}

const mailauth_finding *mailauth_report_finding(const mailauth_report *report, size_t number)
{
	return number < mailauth_report_finding_count(report) ? &report->findings[number] : NULL;
}

size_t mailauth_report_remedy_count(const mailauth_report *report)
{
	return report ? report->remedy_count : 0;
}

const mailauth_remedy *mailauth_report_remedy(const mailauth_report *report, size_t number)
{
	return number < mailauth_report_remedy_count(report) ? &report->remedies[number] : NULL;
}

size_t mailauth_report_unanswered_count(const mailauth_report *report)
{
	return report ? report->unanswered_count : 0;
}

static const struct open_question *unanswered_at(const mailauth_report *report, size_t number)
{
	static const struct open_question none;

	return number < mailauth_report_unanswered_count(report) ? &report->unanswered[number] : &none;
}

const char *mailauth_report_unanswered_name(const mailauth_report *report, size_t number)
{
	return unanswered_at(report, number)->name;
}

const char *mailauth_report_unanswered_type(const mailauth_report *report, size_t number)
{
	return unanswered_at(report, number)->type;
}

const char *mailauth_report_unanswered_reason(const mailauth_report *report, size_t number)
{
	return unanswered_at(report, number)->reason;
}
