/* A tag with a value, findings about it, and the record without it. */
#include "rules/dmarc/tags.h"

#include "check/claims.h"

#include "rules/common.h"

const struct tag *dmarc_tag_of(const struct dmarc_subject *dmarc, const char *name)
{
	const struct tag *tag = dmarc->record->selected ? dmarc_tag(dmarc->record, name) : NULL;

	return tag && tag->value.first < tag->value.end ? tag : NULL;
}

struct finding *report_dmarc_tag(
	struct rule_run *run, const struct dmarc_subject *dmarc, const struct tag *tag, const char *message)
{
	return report_finding(run, &dmarc->published, tag->span, "%s", message);
}

void report_needless_dmarc_tag(
	struct rule_run *run, const struct dmarc_subject *dmarc, const struct tag *tag, const char *message)
{
	struct finding *finding = report_dmarc_tag(run, dmarc, tag, message);

	/* Which of two equal tags goes is for a person to say. */
	if (!problem_has(&dmarc->record->problems, DMARC_DUPLICATE_TAG))
		fix_without_tag(run, finding, &dmarc->record->tags, tag);
}

const char *own_report_address(struct rule_run *run)
{
	const struct domain *domain = run->domain;
	bool by_address = dns_outcome_has_no_type(domain->mx_reply->outcome) && domain->ip4 &&
			  (dns_outcome_has_records(domain->ip4->outcome) ||
				  dns_outcome_has_records(domain->ip6->outcome));

	if (!by_address && !domain_receives(domain))
		return NULL;
	return arena_printf(run->arena, OWN_REPORT_MAILBOX "%s", dns_name_text(run->arena, &domain->name));
}

const char *text_with_tag(
	struct arena *arena, const struct dmarc_record *record, const char *name, const char *value)
{
	const char *separator = record->tags.ends_in_semicolon ? " " : "; ";
	struct slice text = slice_trim(record->text);

	return arena_printf(
		arena, "%.*s%s%s=%s", (int)text.len, (const char *)text.at, separator, name, value);
}

void fix_with_own_reports(struct rule_run *run, const struct dmarc_subject *dmarc, struct finding *finding)
{
	const char *address = dmarc_tag(dmarc->record, "rua") ? NULL : own_report_address(run);

	if (address)
		finding_fix_text(finding, text_with_tag(run->arena, dmarc->record, "rua", address));
}
