/* What a caller reads of a finding and of a remedy. */
#include "api/api.h"

/* A text that is never NULL. */
static const char *or_empty(const char *text)
{
	return text ? text : "";
}

/* Raw bytes, with their size where it is wanted. */
static const char *raw(struct slice text, size_t *ret_size)
{
	if (ret_size)
		*ret_size = text.len;
	return (const char *)text.at;
}

const char *mailauth_finding_rule(const mailauth_finding *finding)
{
	return finding ? finding->rule : "";
}

enum mailauth_severity mailauth_finding_severity(const mailauth_finding *finding)
{
	return finding ? finding->severity : MAILAUTH_INFO;
}

enum mailauth_confidence mailauth_finding_confidence(const mailauth_finding *finding)
{
	return finding ? finding->confidence : MAILAUTH_CERTAIN;
}

const char *mailauth_finding_message(const mailauth_finding *finding)
{
	return finding ? or_empty(finding->message) : "";
}

const char *mailauth_finding_why(const mailauth_finding *finding)
{
	return finding ? or_empty(finding->why) : "";
}

const char *mailauth_finding_help(const mailauth_finding *finding)
{
	return finding ? or_empty(finding->help) : "";
}

const char *mailauth_finding_reference(const mailauth_finding *finding)
{
	return finding ? or_empty(finding->reference) : "";
}

const char *mailauth_finding_name(const mailauth_finding *finding)
{
	return finding ? finding->name : NULL;
}

const char *mailauth_finding_type(const mailauth_finding *finding)
{
	return finding ? finding->type : NULL;
}

const char *mailauth_finding_text(const mailauth_finding *finding, size_t *ret_size)
{
	return raw(finding ? finding->text : (struct slice){ 0 }, ret_size);
}

int mailauth_finding_span(const mailauth_finding *finding, size_t *ret_start, size_t *ret_end)
{
	struct span span = finding && finding->text.at ? finding->span : (struct span){ 0 };

	if (ret_start)
		*ret_start = span.first;
	if (ret_end)
		*ret_end = span.end;
	return finding && finding->text.at;
}

const char *mailauth_finding_file(const mailauth_finding *finding)
{
	return finding ? finding->file : NULL;
}

unsigned long mailauth_finding_line(const mailauth_finding *finding)
{
	return finding ? finding->first.line : 0;
}

unsigned long mailauth_finding_column(const mailauth_finding *finding)
{
	return finding ? finding->first.column : 0;
}

unsigned long mailauth_finding_end_line(const mailauth_finding *finding)
{
	return finding ? finding->end.line : 0;
}

unsigned long mailauth_finding_end_column(const mailauth_finding *finding)
{
	return finding ? finding->end.column : 0;
}

const char *mailauth_finding_fix_text(const mailauth_finding *finding)
{
	return finding ? finding->fix_text : NULL;
}

const char *mailauth_finding_fix_name(const mailauth_finding *finding)
{
	return finding ? finding->fix_name : NULL;
}

const char *mailauth_finding_fix_type(const mailauth_finding *finding)
{
	return finding ? finding->fix_type : NULL;
}

enum mailauth_action mailauth_remedy_action(const mailauth_remedy *remedy)
{
	return remedy ? remedy->action : MAILAUTH_ADD;
}

const char *mailauth_remedy_name(const mailauth_remedy *remedy)
{
	return remedy ? or_empty(remedy->name) : "";
}

const char *mailauth_remedy_type(const mailauth_remedy *remedy)
{
	return remedy ? or_empty(remedy->type) : "";
}

const char *mailauth_remedy_old(const mailauth_remedy *remedy, size_t *ret_size)
{
	return raw(remedy ? remedy->old : (struct slice){ 0 }, ret_size);
}

const char *mailauth_remedy_text(const mailauth_remedy *remedy)
{
	return remedy ? remedy->text : NULL;
}

const char *mailauth_remedy_effect(const mailauth_remedy *remedy)
{
	return remedy ? remedy->effect : NULL;
}

size_t mailauth_remedy_cure_count(const mailauth_remedy *remedy)
{
	return remedy ? remedy->cure_count : 0;
}

const char *mailauth_remedy_cure(const mailauth_remedy *remedy, size_t number)
{
	return number < mailauth_remedy_cure_count(remedy) ? remedy->cures[number] : NULL;
}
